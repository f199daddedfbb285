"""The edge to Discord: an interaction in, one service call, an answer out. One folder a feature."""
