"""Shared foundations: database, keys, logs, pacing, sealing, delivery. Knows no feature."""
