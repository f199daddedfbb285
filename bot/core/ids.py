"""Opaque ids: random, so that they reveal nothing and never collide."""

import secrets

ID_LENGTH = 22
"""The length of 128 random bits in URL-safe base64."""

ID = rf"[A-Za-z0-9_-]{{{ID_LENGTH}}}"
"""A regular expression for one id, for templates of ``custom_id``."""


def random_id() -> str:
    """Return 128 random bits as :data:`ID_LENGTH` URL-safe characters."""
    return secrets.token_urlsafe(16)
