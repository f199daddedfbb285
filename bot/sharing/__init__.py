"""Sharing without a name: drafts, posts, replies, decisions on them. Knows screening and care."""
