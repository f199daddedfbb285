"""Measures how fast Haven is here: `make bench`, or ``python -m bench --only db,votes``."""
