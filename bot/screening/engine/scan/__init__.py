"""Reads the words of a text as letters and finds every phrase of the rules in one pass."""
