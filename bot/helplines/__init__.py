"""Who answers outside the group, by country. Knows care, for reports of numbers that failed."""
