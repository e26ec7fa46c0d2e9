"""Whose request it is: the company, as the person whose token came along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from desktop_app.api.config import ServerConfig
from desktop_app.api.limits import SignInLimits
from desktop_app.api.tokens import Bearer, TokenKind, TokenMaker
from desktop_app.company.served import ServedCompany
from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import SignedOut


@dataclass(frozen=True, slots=True)
class Served:
    """What every request needs of the server."""

    config: ServerConfig
    companies: Mapping[str, ServedCompany]
    """By their codes in small letters; one alone by the empty one too."""
    tokens: TokenMaker
    limits: SignInLimits

    def company(self, code: str) -> ServedCompany:
        """The company of a code; raises KeyError if none of that code is served."""
        return self.companies[code.strip().lower()]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    bearer: Bearer
    company: CompanyStore


def served(request: Request) -> Served:
    """What this application serves."""
    found: Served = request.app.state.served
    return found


_SCHEME = OAuth2PasswordBearer("api/auth/login", auto_error=False)


# Asynchronous, for it waits for nothing: FastAPI would carry any other function to a thread.
async def _caller(text: Annotated[str | None, Depends(_SCHEME)], server: "ServedDep") -> Caller:
    if not text:
        raise SignedOut("Nobody is signed in. Send an access token: Authorization: Bearer ...")
    bearer = server.tokens.read(text, TokenKind.ACCESS)
    try:
        company = server.company(bearer.company)
    except KeyError as error:
        raise SignedOut("The company of this token is not served here any more. Sign in.") from error
    return Caller(bearer, company.as_user(bearer.token))


async def _company(caller: "CallerDep") -> CompanyStore:
    return caller.company


ServedDep = Annotated[Served, Depends(served)]
CallerDep = Annotated[Caller, Depends(_caller)]
CompanyDep = Annotated[CompanyStore, Depends(_company)]
