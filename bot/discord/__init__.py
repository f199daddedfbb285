"""The one edge to discord.py: components, forms, commands, answers, requests. Knows no feature."""
