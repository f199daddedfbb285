"""/screen: how a group configures screening."""
