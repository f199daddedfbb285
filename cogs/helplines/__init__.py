"""/support for everyone and /helplines for admins."""
