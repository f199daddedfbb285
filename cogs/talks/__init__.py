"""The sealed line in Discord: the member's side and the care team's side."""
