"""Finds contact data and secrets by their shape, and asks what links are. Pure, linear."""
