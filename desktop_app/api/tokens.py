"""What people come with: JSON Web Tokens that carry the database's token, sealed.

The server keeps nothing. An access token says whose it is, and holds the database's access token encrypted under a key
that only the server has; every request enters the database with that one, so that a sign-out, a deactivation or a
demotion holds from the next request on, whatever the JSON Web Token says. What a thief of the server's key could read
in a token opens nothing without the company's login, and the other way round.
"""

import base64
import secrets
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jwt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop_app.domain.company import SignedIn
from desktop_app.domain.errors import InvalidValue, SignedOut

ACCESS_SECONDS = 30 * 60
"""As long as the database's (COMPANY_SECURITY)."""
REFRESH_SECONDS = 7 * 24 * 60 * 60
LEAST_KEY_BYTES = 32
_ALGORITHM = "HS256"
_ISSUER = "waybill"
_NONCE_BYTES = 12
_CLAIMS = ["exp", "iat", "iss", "sid", "typ", "sealed", "user_id", "company_id", "role"]


class TokenKind(StrEnum):
    """What a token is for; one is no other."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a token says, once it is known to be one of ours. Who may do what is the database's to say."""

    company: str
    """The code under which the server has the company."""
    user_id: int
    sign_in: str
    token: str = field(repr=False)
    """The database's."""


class TokenMaker:
    """Makes tokens and reads them. Thread-safe."""

    def __init__(self, secret_key: str) -> None:
        """Derive the keys.

        Raises:
            InvalidValue: the secret is shorter than 32 bytes.
        """
        secret = secret_key.encode()
        if len(secret) < LEAST_KEY_BYTES:
            raise InvalidValue(
                "secret_key",
                f"The secret key has {len(secret)} bytes; it takes {LEAST_KEY_BYTES} or more. "
                "`openssl rand -base64 48` makes one.",
            )
        self._signing = _derived(secret, "signing")
        self._following = _derived(secret, "following")
        self._sealing = ChaCha20Poly1305(_derived(secret, "sealing"))

    def access(self, company: str, signed_in: SignedIn, sign_in: str, token: str) -> str:
        """An access token around the database's."""
        return self._made(TokenKind.ACCESS, ACCESS_SECONDS, company, signed_in, sign_in, token)

    def refresh(self, company: str, signed_in: SignedIn, sign_in: str, token: str) -> str:
        """A refresh token around the database's renewal token."""
        return self._made(TokenKind.REFRESH, REFRESH_SECONDS, company, signed_in, sign_in, token)

    def read(self, text: str, kind: TokenKind) -> Bearer:
        """Read a token of one kind.

        Raises:
            SignedOut: it is not one of ours, was changed, is of another kind, or has ended.
        """
        try:
            claims = jwt.decode(
                text,
                self._signing,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                # Not when it was made: the clock of the server that made it may be ahead of this one's.
                options={"require": _CLAIMS, "verify_iat": False},
            )
            if claims["typ"] != kind:
                raise SignedOut("This token is for something else.")
            sign_in, company = str(claims["sid"]), str(claims.get("company", ""))
            return Bearer(company, int(claims["user_id"]), sign_in, self.open(claims["sealed"], _bound(kind, sign_in)))
        except jwt.ExpiredSignatureError as error:
            raise SignedOut("The sign-in has run out. Renew it, or sign in again.") from error
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise SignedOut("This is no token of this server. Sign in.") from error

    def following(self, token: str) -> str:
        """The renewal token that follows another where the person's side made none: always the same.

        So a refresh whose answer was lost is asked for again, with the same token, and the database takes it for what
        it is.
        """
        return _text(HKDF(SHA256(), 32, salt=self._following, info=b"following").derive(token.encode()))

    def seal(self, token: str, purpose: str) -> str:
        """A database's token as others may keep it; it opens for the same purpose only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _text(nonce + self._sealing.encrypt(nonce, token.encode(), purpose.encode()))

    def open(self, sealed: str, purpose: str) -> str:
        """`seal` the other way; raises SignedOut."""
        try:
            found = base64.urlsafe_b64decode(sealed)
            return self._sealing.decrypt(found[:_NONCE_BYTES], found[_NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SignedOut(
                "This is no token of this server's. Do all servers and workers share one secret key?"
            ) from error

    def _made(self, kind: TokenKind, seconds: int, company: str, signed_in: SignedIn, sign_in: str, token: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": _ISSUER,
            "sub": str(signed_in.user.id),
            "typ": kind,
            "iat": now,
            "exp": now + seconds,
            "sid": sign_in,
            "company": company,
            "user_id": signed_in.user.id,
            "company_id": signed_in.company.id,
            "role": signed_in.user.role,
            "sealed": self.seal(token, _bound(kind, sign_in)),
        }
        return jwt.encode(claims, self._signing, _ALGORITHM)


def new_sign_in() -> str:
    """A name for a sign-in that its tokens share."""
    return secrets.token_urlsafe(16)


def _derived(secret: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"waybill {purpose}".encode()).derive(secret)


def _bound(kind: TokenKind, sign_in: str) -> str:
    """What a sealed token belongs to; it opens in no other."""
    return f"{kind} {sign_in}"


def _text(value: bytes) -> str:
    """In letters of URLs, padded, as `base64.urlsafe_b64decode` takes it."""
    return base64.urlsafe_b64encode(value).decode()
