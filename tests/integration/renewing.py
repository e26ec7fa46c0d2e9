"""A process that goes on as who is kept in, over and over; it can be killed in the middle of an exchange.

    python -m tests.integration.renewing ADDRESS USERNAME LOCKS TIMES [MOMENT]

The password of the company's login is WAYBILL_COMPANY_PASSWORD.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.services.keychain import Keychain, KeychainRenewal


class Moment(StrEnum):
    """When the process is killed."""

    NEVER = "never"
    KEPT = "after the next token is written down"
    ASKED = "before the company commits"
    COMMITTED = "after the company has committed"


def kill() -> None:
    """End at once, as if the power had gone."""
    os.kill(os.getpid(), signal.SIGKILL)


class MortalKeychain(Keychain):
    """Does not live to see what it was told to keep used."""

    def keep_tokens(self, company_address: str, username: str, tokens: Sequence[str]) -> None:
        super().keep_tokens(company_address, username, tokens)
        kill()


class MortalRenewal(KeychainRenewal):
    """Does not live to hear that the company has renewed."""

    def exchange(self, renew: Callable[[str, str], None]) -> None:
        def renew_and_die(token: str, fresh: str) -> None:
            renew(token, fresh)
            kill()

        super().exchange(renew_and_die)


def main(address: str, username: str, locks: str, times: str, moment: str = Moment.NEVER) -> None:
    """Do it."""
    keychain = MortalKeychain() if moment == Moment.KEPT else Keychain()
    kind = MortalRenewal if moment == Moment.COMMITTED else KeychainRenewal
    for _ in range(int(times)):
        engine = open_company(address, os.environ.get("WAYBILL_COMPANY_PASSWORD"))
        store = SqlCompanyStore(engine, address, kind(keychain, address, username, Path(locks)))
        if moment == Moment.ASKED:
            gate: Any = store._database.gate
            ask = gate.renew

            def ask_and_die(*arguments: Any, ask: Callable[..., Any] = ask) -> None:
                ask(*arguments)
                kill()

            gate.renew = ask_and_die
        sys.stdout.write(store.access.resume().user.username + "\n")
        store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
