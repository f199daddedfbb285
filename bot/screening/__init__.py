"""Text in, verdict out: what a text reads as, and what a group lets follow. Knows core only."""
