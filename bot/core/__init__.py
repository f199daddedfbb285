"""What every feature stands on: database, keys, logs, pace, sealing, delivery. Knows no feature."""
