"""How fast Haven is on this machine: `make bench`, or ``python -m bench --only db,votes``."""
