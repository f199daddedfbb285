"""A group (a Discord server) and its settings. Knows core only."""
