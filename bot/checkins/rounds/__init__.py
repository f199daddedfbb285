"""A round from its due time to its result: claimed, sent, reminded, closed, told."""
