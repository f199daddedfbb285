"""Scheduled, anonymous check-ins: a group says how much it trusts itself. Uses core and groups."""
