"""Sharing without a name: drafts, posts, replies, decisions. May import screening and care."""
