"""The care team's desk in Discord: cards, cases, /care."""
