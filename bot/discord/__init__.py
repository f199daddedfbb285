"""The interface to discord.py: components, forms, commands, answers. Knows no feature."""
