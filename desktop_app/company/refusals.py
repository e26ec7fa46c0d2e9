"""Why a company does not let somebody in: what its database answers, and what a person is told."""

from collections.abc import Mapping
from enum import StrEnum

from desktop_app.domain.errors import (
    AccountInactive,
    AccountLocked,
    MustChangePassword,
    SignedOut,
    SignInRefused,
    WrongPassword,
)
from desktop_app.domain.texts import marked, tr


class Verdict(StrEnum):
    """What a database answers to somebody at its gate."""

    OK = "ok"
    WRONG = "wrong"
    LOCKED = "locked"
    COMPANY_INACTIVE = "company inactive"
    USER_INACTIVE = "user inactive"
    MUST_CHANGE_PASSWORD = "must change password"  # noqa: S105
    SIGNED_OUT = "signed out"
    NOT_COMMITTED = "not committed"


_REFUSALS: Mapping[Verdict, tuple[type[SignInRefused], str]] = {
    Verdict.WRONG: (
        WrongPassword,
        marked("Username and password do not match. Check both; capitals count in the password."),
    ),
    Verdict.LOCKED: (
        AccountLocked,
        marked(
            "There were too many wrong passwords for this username. It opens again by itself 15 minutes "
            "after them. If they were not yours, tell your admin."
        ),
    ),
    Verdict.COMPANY_INACTIVE: (
        AccountInactive,
        marked("Your company is not active. Ask those who run Waybill for you."),
    ),
    Verdict.USER_INACTIVE: (AccountInactive, marked("This account is not active. Ask your admin to activate it.")),
    Verdict.MUST_CHANGE_PASSWORD: (
        MustChangePassword,
        marked("The password was given by an admin. Choose one of your own to go on."),
    ),
    Verdict.SIGNED_OUT: (
        SignedOut,
        marked("You are signed out. Sign in again to go on; what waits to be delivered is kept."),
    ),
    Verdict.NOT_COMMITTED: (SignedOut, marked("The company did not note this sign-in in time. Sign in again.")),
}


def refusal(verdict: str) -> SignInRefused | None:
    """The error that says a verdict to a person; None if they are let in."""
    answer = Verdict(verdict)
    return None if answer is Verdict.OK else told(answer)


def told(verdict: Verdict) -> SignInRefused:
    """As `refusal`, of a verdict that lets nobody in."""
    error, message = _REFUSALS[verdict]
    return error(tr(message))
