"""Messages under a member's own name: asking for help, the team's steps, records, AutoMod."""
