"""Texts that are not English: what language they are in, and the plainest words of crisis."""
