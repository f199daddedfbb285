"""The interface to discord.py: components, forms, commands, answers, requests. Knows no feature."""
