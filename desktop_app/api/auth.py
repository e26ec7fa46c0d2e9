"""Signing in and out, and one's own account."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError

from desktop_app.api.problems import answers
from desktop_app.api.tokens import ACCESS_SECONDS, TokenKind, new_sign_in
from desktop_app.api.turns import TurnRoute
from desktop_app.api.who import CompanyDep, Served, ServedDep
from desktop_app.company.served import BegunSignIn, ServedCompany
from desktop_app.company.shapes import CompanyShape, UserShape
from desktop_app.company.sign_in_shapes import Login, Me, NewPassword, Profile, Refresh, Tokens
from desktop_app.domain.company import SignedIn
from desktop_app.domain.errors import InvalidValue, SignedOut

router = APIRouter(prefix="/api/auth", tags=["auth"], route_class=TurnRoute)

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class _Form(BaseModel):
    """OAuth2's form for a password."""

    grant_type: Annotated[str, Field(pattern="^password$")] = "password"
    username: str
    password: str
    company_code: Annotated[str, Field(max_length=100)] = ""


@router.post(
    "/login",
    response_model=Tokens,
    responses=answers(401, 403, 409, 422, 429, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                _JSON: {"schema": Login.model_json_schema()},
                _FORM: {"schema": _Form.model_json_schema()},
            },
        }
    },
)
async def login(request: Request, server: ServedDep) -> Tokens:
    """Sign in with username and password, as JSON or as OAuth2's form.

    The access token lasts 30 minutes, the refresh token 7 days unused.
    """
    wanted = await _login_of(request)
    return await _begun(
        request,
        server,
        wanted.company_code,
        wanted.username,
        lambda company: company.sign_in(wanted.username, wanted.password, wanted.next_refresh_token or ""),
    )


@router.post("/refresh", response_model=Tokens, responses=answers(401, 403, 409, 422, 503))
async def refresh(wanted: Refresh, server: ServedDep) -> Tokens:
    """Use a refresh token once, for a new pair.

    The same request again within 60 seconds is answered again, for answers get lost; a token that is used again in any
    other way ends the whole sign-in, for somebody else has it.
    """
    # What the person's side has made is no JSON Web Token; it says nothing of its company.
    code, token, sign_in = wanted.company_code, wanted.refresh_token, new_sign_in()
    if "." in token:
        bearer = server.tokens.read(token, TokenKind.REFRESH)
        code, token, sign_in = bearer.company, bearer.token, bearer.sign_in
    following = wanted.next_refresh_token or server.tokens.following(token)
    try:
        company = server.company(code)
    except KeyError as error:
        raise SignedOut("The company of this token is not served here. Sign in.") from error
    begun = await company.run(lambda: company.renew(token, following))
    return _told(server, server.code_of(company), begun, sign_in)


@router.post("/password", response_model=Tokens, responses=answers(401, 403, 409, 422, 429, 503))
async def change_password(wanted: NewPassword, request: Request, server: ServedDep) -> Tokens:
    """Give oneself another password, with the old one; every other sign-in of the person ends."""
    return await _begun(
        request,
        server,
        wanted.company_code,
        wanted.username,
        lambda company: company.change_password(
            wanted.username, wanted.old_password, wanted.new_password, wanted.next_refresh_token or ""
        ),
    )


@router.get("/me", response_model=Me, responses=answers(401, 403, 503))
def me(company: CompanyDep) -> Me:
    """Who is signed in."""
    return _me(company.access.resume())


@router.put("/me", response_model=Me, responses=answers(401, 403, 422, 503))
def update_profile(wanted: Profile, company: CompanyDep) -> Me:
    """Change one's own name and address."""
    company.access.update_profile(full_name=wanted.full_name, email=wanted.email)
    return _me(company.access.resume())


@router.post("/logout", status_code=204, responses=answers(401, 403, 503))
def logout(company: CompanyDep) -> None:
    """End the sign-in with all its tokens."""
    company.access.resume()
    company.access.sign_out()


async def _login_of(request: Request) -> Login:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == _FORM:
            async with request.form() as form:
                given = _Form.model_validate(dict(form))
            return Login(username=given.username, password=given.password, company_code=given.company_code)
        return Login.model_validate_json(await request.body())
    except ValidationError as error:
        found: list[Any] = [one | {"loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error


async def _begun(
    request: Request, server: Served, code: str, username: str, begin: Callable[[ServedCompany], BegunSignIn]
) -> Tokens:
    """Begin a sign-in by a password, which not everybody may try as often as they like."""
    address = request.client.host if request.client else ""
    company, name = _company_of(server, code)
    # In threads, for Redis is waited for; nobody else is to wait with it.
    await asyncio.to_thread(server.limits.check, name, username, address)
    begun = await company.run(lambda: begin(company))
    await asyncio.to_thread(server.limits.right, name, username, address)
    return _told(server, name, begun, new_sign_in())


def _company_of(server: Served, code: str) -> tuple[ServedCompany, str]:
    """The company that somebody names, and the one code of it; raises InvalidValue."""
    try:
        company = server.company(code)
    except KeyError as error:
        told = "No company of this code is served here. Check it." if code.strip() else "Say which: company_code."
        raise InvalidValue("company_code", told) from error
    return company, server.code_of(company)


def _told(server: Served, code: str, begun: BegunSignIn, sign_in: str) -> Tokens:
    return Tokens(
        access_token=server.tokens.access(code, begun.signed_in, sign_in, begun.access_token),
        refresh_token=server.tokens.refresh(code, begun.signed_in, sign_in, begun.renewal_token),
        expires_in=ACCESS_SECONDS,
        user=UserShape.model_validate(begun.signed_in.user),
        company=CompanyShape.model_validate(begun.signed_in.company),
    )


def _me(signed_in: SignedIn) -> Me:
    user = UserShape.model_validate(signed_in.user)
    return Me(**user.model_dump(), company=CompanyShape.model_validate(signed_in.company))
