"""On a schedule, the group says anonymously how much it trusts itself. Knows core and groups."""
