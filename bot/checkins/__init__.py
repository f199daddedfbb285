"""Check-ins: on a schedule, the group says without names how much it trusts itself."""
