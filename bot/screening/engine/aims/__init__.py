"""Whom the words of a text are meant for, and what the model alone may not say of it."""
