"""How a renewal token is exchanged for the next without ever losing the way in.

A token is used once. Whether the last use was committed may stay unknown: the program was killed, or the answer lost on
its way. So the next token is written down before it is offered, and all that are not known to be spent are kept, oldest
first. The newest that the company knows is the one that counts; one that it never heard of does no harm.
"""

import secrets
from collections.abc import Callable, Sequence

from desktop_app.domain.errors import CompanyUnreachable, SignedOut, SignInRefused
from desktop_app.domain.texts import tr

TOKEN_BYTES = 32
"""256 random bits (COMPANY_SECURITY)."""
_KEPT = 20
"""As many as fit the smallest keychain entry (Windows: 2,560 bytes)."""


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def exchange(tokens: Sequence[str], save: Callable[[Sequence[str]], None], renew: Callable[[str, str], None]) -> None:
    """Exchange the newest token that counts for a fresh one.

    Args:
        tokens: all that are kept, oldest first.
        save: keeps these instead; it has returned before anything depends on it.
        renew: offers a token and the fresh one to the company.

    Raises:
        SignedOut: none of them counts any more; none is kept.
        SignInRefused, CompanyUnreachable: as ``renew`` raises them; all are kept.
    """
    fresh = new_token()
    tokens = _that_fit(tokens)
    save((*tokens, fresh))
    refusal = SignedOut(tr("Nobody is signed in. Sign in to go on."))
    for count in range(len(tokens), 0, -1):
        try:
            renew(tokens[count - 1], fresh)
        except SignedOut as error:
            refusal = error
        except CompanyUnreachable:
            if count < len(tokens):
                save((*tokens[:count], fresh))  # The company has said that it does not know those behind it.
            raise
        except SignInRefused:
            save(tokens)
            raise
        else:
            save([fresh])
            return
    save(())
    raise refusal


def _that_fit(tokens: Sequence[str]) -> Sequence[str]:
    """What is kept beside a fresh one.

    So many answers in a row are missing only if the company did nothing all the while, and the oldest counts, or if it
    did everything, and the newest does. What lies between goes.
    """
    if len(tokens) < _KEPT:
        return tokens
    return (*tokens[: _KEPT // 2], *tokens[1 - _KEPT // 2 :])


class MemoryRenewal:
    """`company.store.RenewalTokens` in this process's memory, gone with it."""

    def __init__(self) -> None:
        self._tokens: Sequence[str] = ()

    def begin(self, username: str, token: str) -> None:  # noqa: ARG002 - one process, one person
        """See `RenewalTokens.begin`."""
        self._tokens = [token]

    def exchange(self, renew: Callable[[str, str], None]) -> None:
        """See `RenewalTokens.exchange`."""
        exchange(self._tokens, self._save, renew)

    def forget(self) -> None:
        """See `RenewalTokens.forget`."""
        self._tokens = ()

    def _save(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
