"""What goes over HTTP when somebody signs in, and of one's own account."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from desktop_app.company.shapes import Change, CompanyShape, UserShape

RandomToken = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43,200}$")]
"""256 random bits that the person's side has made, to be the next refresh token. It is written down there before it is
sent, so that an answer that is lost loses no sign-in; without one the server makes it."""


class Login(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(extra="ignore")

    username: str
    password: str
    company_code: Annotated[str, Field(max_length=100)] = ""
    """Where several companies are served."""
    next_refresh_token: RandomToken | None = None


class NewPassword(BaseModel):
    """A password for another; the new one holds from here on, and every other sign-in of the person ends."""

    model_config = ConfigDict(extra="ignore")

    username: str
    old_password: str
    new_password: str
    company_code: Annotated[str, Field(max_length=100)] = ""
    next_refresh_token: RandomToken | None = None


class Refresh(BaseModel):
    """A refresh token, used once."""

    model_config = ConfigDict(extra="ignore")

    refresh_token: Annotated[str, Field(max_length=4000)]
    company_code: Annotated[str, Field(max_length=100)] = ""
    next_refresh_token: RandomToken | None = None


class Tokens(BaseModel):
    """A sign-in: who it is, and what to come with."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"  # noqa: S105 - the kind, not the token
    expires_in: int
    """Seconds that the access token lasts."""
    user: UserShape
    company: CompanyShape


class Me(UserShape):
    """Who is signed in."""

    company: CompanyShape


class Profile(Change):
    """One's own name and address."""

    full_name: str
    email: str


class PasswordGiven(Change):
    """A password that an admin gives somebody, who must change it when they sign in."""

    password: str


class TakeOver(Change):
    """Who becomes the holder of an upload session."""

    lease_owner: str
