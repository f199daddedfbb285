"""When a check-in is due, and what an admin can change about it."""
