"""The care team's work: cases with their cards, calls, duty. Knows a subject only by its id."""
