"""Showing and erasing what Haven keeps, and the purge. Knows no feature: each hands in its part."""
