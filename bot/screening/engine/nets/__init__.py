"""Reads texts with small neural networks: words to pieces, pieces to numbers. No look-ups."""
