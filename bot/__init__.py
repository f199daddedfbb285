"""Haven: what it is and does, apart from Discord."""
