"""What Haven keeps and for how long, a member's right to see and erase it, and the purge."""
