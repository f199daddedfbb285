"""Messages under a member's own name: asking for help, steps of the team, records, AutoMod."""
