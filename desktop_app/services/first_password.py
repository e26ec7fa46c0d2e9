"""The password that an admin gives somebody to begin with."""

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other on paper or on the telephone."""
_GROUPS, _GROUP = 4, 4


def first_password() -> str:
    """A random password of 79 bits in groups that can be read aloud: "k7fm-q2xp-9dtr-wz4h"."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
