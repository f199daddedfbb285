"""The sealed line: a member and the care team talk through Haven, and neither sees an account."""
