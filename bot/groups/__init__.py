"""A group (a Discord server) and how it has set Haven up."""
