"""How doses are read: who took how much of what, when, and whether it was meant to heal."""
