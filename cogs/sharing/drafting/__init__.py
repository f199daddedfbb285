"""A draft: the form, the private preview with its buttons, the crisis fork, the receipt."""
