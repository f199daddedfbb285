"""Weighs the rules' signs and the models' numbers of one text together."""
