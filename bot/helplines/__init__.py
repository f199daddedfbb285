"""Help outside the group, by country. Imports care, for reports of numbers that failed."""
