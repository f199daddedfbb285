"""Judges links: trusted and listed domains, brands, letters that look alike. Pure, no look-ups."""
