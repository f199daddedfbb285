"""Sharing as members meet it: the form, the preview, the posts, /my."""
