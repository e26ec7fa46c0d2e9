"""The system's keychain: the only place where a token outlives the program."""

import keyring.backend
from keyring.errors import KeyringError

from desktop_app.domain.errors import KeychainUnusable

_SERVICE = "waybill"
# Backends that keep secrets encrypted. Others (keyrings.alt) fall back to plain text without a word.
_SAFE = ("SecretService", "kwallet", "libsecret", "macOS", "Windows")


class Keychain:
    """Tokens by company address and username."""

    def keep(self, company_address: str, username: str, token: str) -> None:
        """Keep a token.

        Raises:
            KeychainUnusable: there is no keychain that encrypts; nothing was written.
        """
        try:
            _backend().set_password(_SERVICE, _name(company_address, username), token)
        except KeyringError as error:
            raise KeychainUnusable(f"The system's keychain did not take the sign-in: {error}.") from error

    def find(self, company_address: str, username: str) -> str | None:
        """A kept token, or None.

        Raises:
            KeychainUnusable: there is no keychain that encrypts, or it stays locked.
        """
        try:
            token = _backend().get_password(_SERVICE, _name(company_address, username))
        except KeyringError as error:
            raise KeychainUnusable(f"The system's keychain cannot be opened: {error}.") from error
        return token or None

    def forget(self, company_address: str, username: str) -> None:
        """Forget a token, if it is there.

        Raises:
            KeychainUnusable: there is no keychain that encrypts.
        """
        backend, name = _backend(), _name(company_address, username)
        try:
            if backend.get_password(_SERVICE, name) is not None:
                backend.delete_password(_SERVICE, name)
        except KeyringError as error:
            raise KeychainUnusable(f"The system's keychain did not forget the sign-in: {error}.") from error


def _backend() -> keyring.backend.KeyringBackend:
    safe = [
        backend
        for backend in keyring.backend.get_all_keyring()
        if type(backend).__module__ in {f"keyring.backends.{name}" for name in _SAFE}
    ]
    if not safe:
        raise KeychainUnusable(
            "This computer offers no keychain that keeps a sign-in encrypted, and Waybill keeps none in plain text. "
            "Without one, the window asks for the password each time, and commands take WAYBILL_COMPANY, "
            "WAYBILL_USERNAME and WAYBILL_PASSWORD."
        )
    return max(safe, key=lambda backend: backend.priority)


def _name(company_address: str, username: str) -> str:
    return f"{username.lower()} at {company_address}"
