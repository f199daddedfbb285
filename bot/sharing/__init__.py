"""Sharing: a member speaks without their name, and somebody answers."""
