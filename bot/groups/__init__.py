"""A group (a Discord server) and its settings. Imports core only."""
