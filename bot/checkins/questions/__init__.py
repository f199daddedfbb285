"""What a round asks: the bank and a group's own questions."""
