"""The rounds of check-ins: claim, post, remind, close, show the result, notify."""
