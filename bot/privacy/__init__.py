"""What Haven keeps, showing and erasing it, and the purge. Knows every feature's store."""
