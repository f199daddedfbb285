"""Finds contact data, links and secrets by their shape. Pure, linear, no look-ups."""
