"""What an author sees before posting: names, identifiers and objections in their words. Pure."""
