"""The one edge to discord.py: the error boundary and how to call Discord. Knows no feature."""
