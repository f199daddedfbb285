"""The sealed line: a member and the care team talk without seeing accounts. Imports sharing."""
