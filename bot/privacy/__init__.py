"""Showing, erasing and purging what Haven stores. Knows no feature: each registers its part."""
