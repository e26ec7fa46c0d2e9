"""Passwords: bcrypt, and the rules a new one must keep."""

import bcrypt

from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.texts import tr

COST = 12
MAX_BYTES = 72
"""bcrypt looks at no more (COMPANY_SECURITY)."""
MIN_LENGTH = 8

# What an unknown name is checked against, so that it takes as long as a known one: the hash of nothing anybody knows.
_NOBODY = b"$2a$12$VZL8r1dBcQkWcFq1Jbq4zOTn6m5vBzJQ1mJ0pX8rB2lS4m7cU1m5S"


def check(password: str, username: str) -> None:
    """Raise InvalidValue unless a new password keeps the rules."""
    if len(password) < MIN_LENGTH:
        raise InvalidValue("password", tr("A password has at least {min_length} characters.", min_length=MIN_LENGTH))
    if not can_be_one(password):
        raise InvalidValue(
            "password", tr("A password is valid Unicode of at most {max_bytes} bytes.", max_bytes=MAX_BYTES)
        )
    if password.lower() == username.strip().lower():
        raise InvalidValue("password", tr("A password is not the username."))


def refuse_well_known(password: str) -> None:
    """Raise InvalidValue for the demo's passwords, where a company is more than a demo."""
    if password.lower() in ("admin123", "operator123"):
        raise InvalidValue("password", tr("This is the demo's password, which everybody knows. Choose another."))


def can_be_one(password: str) -> bool:
    """Whether bcrypt can tell this text from all others; nobody's password is one that it cannot."""
    try:
        return len(password.encode()) <= MAX_BYTES and "\0" not in password
    except UnicodeEncodeError:
        return False


def hash_password(password: str) -> str:
    """A bcrypt hash in the form that pgcrypto knows too (``$2a$``), of a password that keeps the rules."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(COST, prefix=b"2a")).decode()


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password that `can_be_one` is the hashed one; without a hash never, but just as slowly."""
    right = bcrypt.checkpw(password.encode(), password_hash.encode() if password_hash else _NOBODY)
    return right and password_hash is not None
