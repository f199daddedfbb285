"""/screen: what a group wants of screening."""
