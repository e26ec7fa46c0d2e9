"""Whose request it is: the company, as the person whose token came along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from desktop_app.api.config import ServerConfig
from desktop_app.api.jobs import Jobs
from desktop_app.api.limits import SignInLimits
from desktop_app.api.tokens import TokenKind, TokenMaker
from desktop_app.company.served import ServedCompany
from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import SignedOut

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Served:
    """What every request needs of the server."""

    config: ServerConfig
    companies: Mapping[str, ServedCompany]
    """By their codes in small letters; one alone by the empty one too."""
    tokens: TokenMaker
    limits: SignInLimits
    jobs: Jobs | None
    """None: this server sends nothing itself."""

    def company(self, code: str) -> ServedCompany:
        """The company of a code; raises KeyError if none of that code is served."""
        return self.companies[code.strip().lower()]

    def code_of(self, company: ServedCompany) -> str:
        """The one code of a company, however it was named; empty where it is alone and has none."""
        return max(code for code, one in self.companies.items() if one is company)


def server_of(request: Request) -> Served:
    """What the application serves."""
    found: Served = request.app.state.served
    return found


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token came along."""

    code: str
    """Of the company, as the server has it."""
    company: ServedCompany
    token: str = field(repr=False)
    """The database's."""

    async def run(self, step: Callable[[CompanyStore], T]) -> T:
        """Run a step over the company as this person; see `ServedCompany.run`."""
        return await self.company.run(lambda: step(self.company.as_user(self.token)))


class _CallerOf(OAuth2PasswordBearer):
    """Whose token came along. One step, for FastAPI takes its time for each that depends on another.

    Asynchronous, for it waits for nothing: any other function would be carried to a thread.
    """

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override] # FastAPI takes what it gives
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not text:
            raise SignedOut("Nobody is signed in. Send an access token: Authorization: Bearer ...")
        server = server_of(request)
        bearer = server.tokens.read(text.strip(), TokenKind.ACCESS)
        try:
            company = server.company(bearer.company)
        except KeyError as error:
            raise SignedOut("The company of this token is not served here any more. Sign in.") from error
        return Caller(bearer.company, company, bearer.token)


async def _served(request: Request) -> Served:
    return server_of(request)


_WHO = Depends(_CallerOf("api/auth/login", scheme_name="OAuth2PasswordBearer"))
ServedDep = Annotated[Served, Depends(_served)]
CallerDep = Annotated[Caller, _WHO]
CompanyDep = Annotated[CompanyStore, _WHO]
"""The company as the caller, for functions of a `turns.TurnRoute`."""
