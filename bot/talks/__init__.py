"""The sealed line: a member and the care team talk, and neither sees an account. Knows sharing."""
