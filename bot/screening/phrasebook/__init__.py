"""A group's own phrases: found in texts, read from files, added by an import that can be undone."""
