"""Reads a text: normalising, rules, shapes, the model, fusion. Pure; knows nothing of groups."""
