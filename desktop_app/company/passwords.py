"""Passwords: bcrypt, and the rules a new one must keep."""

import bcrypt

from desktop_app.domain.errors import InvalidValue

COST = 12
MAX_BYTES = 72
"""bcrypt looks at no more (COMPANY_SECURITY)."""
MIN_LENGTH = 8

# What an unknown name is checked against, so that it takes as long as a known one: the hash of nothing anybody knows.
_NOBODY = b"$2a$12$VZL8r1dBcQkWcFq1Jbq4zOTn6m5vBzJQ1mJ0pX8rB2lS4m7cU1m5S"


def hash_password(password: str) -> str:
    """A bcrypt hash in the form that pgcrypto knows too (``$2a$``).

    Raises:
        InvalidValue: the password is too short, or longer than bcrypt can tell apart.
    """
    if len(password) < MIN_LENGTH:
        raise InvalidValue("password", f"A password has at least {MIN_LENGTH} characters.")
    secret = password.encode()
    if len(secret) > MAX_BYTES:
        raise InvalidValue("password", f"A password has at most {MAX_BYTES} bytes.")
    return bcrypt.hashpw(secret, bcrypt.gensalt(COST, prefix=b"2a")).decode()


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password is the hashed one; without a hash never, but just as slowly."""
    secret = password.encode("utf-8", "surrogateescape")
    if len(secret) > MAX_BYTES:
        secret = secret[:MAX_BYTES]
        password_hash = None
    right = bcrypt.checkpw(secret, password_hash.encode() if password_hash else _NOBODY)
    return right and password_hash is not None
