"""Answers go in and are counted; who gave which cannot be told. A file of their own."""
