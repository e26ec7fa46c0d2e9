"""The system's keychain: the only place where a secret outlives the program.

keyring is imported when it is used: looking for backends takes a fifth of a second, and many commands need none.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from desktop_app.company.renewal import exchange
from desktop_app.domain import private
from desktop_app.domain.errors import KeychainUnusable
from desktop_app.domain.texts import tr

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "waybill"
# Backends that keep secrets encrypted. Others (keyrings.alt) fall back to plain text without a word.
_SAFE = ("SecretService", "kwallet", "libsecret", "macOS", "Windows")


class Keychain:
    """Renewal tokens by company address and username, and the passwords of companies' logins by address.

    Every call raises KeychainUnusable where there is no keychain that encrypts, or it stays locked.
    """

    def keep_tokens(self, company_address: str, username: str, tokens: Sequence[str]) -> None:
        """Keep a person's renewal tokens, oldest first; none of them forgets the entry."""
        name = _person(company_address, username)
        if tokens:
            _write(name, json.dumps(list(tokens)))
        else:
            _forget(name)

    def tokens(self, company_address: str, username: str) -> list[str]:
        """A person's renewal tokens, oldest first; none if nobody was kept in."""
        kept = _read(_person(company_address, username))
        try:
            tokens = json.loads(kept or "[]")
        except ValueError:
            return []  # An earlier Waybill's, of another kind: the person signs in again.
        return [token for token in tokens if isinstance(token, str)] if isinstance(tokens, list) else []

    def keep_company_password(self, company_address: str, password: str) -> None:
        """Keep the password of a company's login."""
        _write(_login(company_address), password)

    def company_password(self, company_address: str) -> str | None:
        """The password of a company's login, or None."""
        return _read(_login(company_address)) or None


class KeychainRenewal:
    """`company.store.RenewalTokens` in the keychain, for people who stay signed in.

    The window and commands share the entry; a lock file lets one of them at a time write it.
    """

    def __init__(self, keychain: Keychain, company_address: str, username: str, locks: Path) -> None:
        self._keychain = keychain
        self._address = company_address
        self._username = username
        self._lock = FileLock(locks / "sign-in.lock", mode=private.FILE_MODE)
        private.make_folder(locks)

    def begin(self, username: str, token: str) -> None:
        """See `RenewalTokens.begin`."""
        with self._lock:  # Or another process, in the middle of an exchange, would write over it.
            self._username = username
            self._save([token])

    def exchange(self, renew: Callable[[str, str], None]) -> None:
        """See `RenewalTokens.exchange`."""
        with self._lock:
            exchange(self._keychain.tokens(self._address, self._username), self._save, renew)

    def forget(self) -> None:
        """See `RenewalTokens.forget`."""
        with self._lock:
            self._save(())

    def _save(self, tokens: Sequence[str]) -> None:
        self._keychain.keep_tokens(self._address, self._username, tokens)


def _write(name: str, secret: str) -> None:
    from keyring.errors import KeyringError

    try:
        _backend().set_password(_SERVICE, name, secret)
    except KeyringError as error:
        raise KeychainUnusable(tr("The system's keychain did not take the sign-in: {error}.", error=error)) from error


def _read(name: str) -> str | None:
    from keyring.errors import KeyringError

    try:
        return _backend().get_password(_SERVICE, name)
    except KeyringError as error:
        raise KeychainUnusable(tr("The system's keychain cannot be opened: {error}.", error=error)) from error


def _forget(name: str) -> None:
    from keyring.errors import KeyringError

    backend = _backend()
    try:
        if backend.get_password(_SERVICE, name) is not None:
            backend.delete_password(_SERVICE, name)
    except KeyringError as error:
        raise KeychainUnusable(tr("The system's keychain did not forget the sign-in: {error}.", error=error)) from error


def _backend() -> "KeyringBackend":
    import keyring.backend

    safe = [
        backend
        for backend in keyring.backend.get_all_keyring()
        if type(backend).__module__ in {f"keyring.backends.{name}" for name in _SAFE}
    ]
    if not safe:
        raise KeychainUnusable(
            tr(
                "This computer offers no keychain that keeps a sign-in encrypted, and Waybill keeps none in plain "
                "text. Without one, the window asks for the password each time, and commands take WAYBILL_COMPANY, "
                "WAYBILL_USERNAME and WAYBILL_PASSWORD."
            )
        )
    return max(safe, key=lambda backend: backend.priority)


def _person(company_address: str, username: str) -> str:
    return f"{username.lower()} at {company_address}"


def _login(company_address: str) -> str:
    return f"company login at {company_address}"
