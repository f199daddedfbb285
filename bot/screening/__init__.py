"""Screening: maps a text to a reading, and a reading to a group's verdict. Imports core only."""
