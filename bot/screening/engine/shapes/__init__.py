"""What a text gives away by its shape: contact data, links, secrets. Pure, linear, no look-ups."""
