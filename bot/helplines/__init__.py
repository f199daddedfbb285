"""Help outside the group, by country. May import care, for reports of numbers that failed."""
