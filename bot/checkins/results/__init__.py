"""What may be said about a round, and its trend, picture and export."""
