"""Sharing without a name: drafts, posts, replies, decisions. Imports screening and care."""
