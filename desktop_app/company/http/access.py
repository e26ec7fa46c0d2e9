"""Signing in and out over HTTP, and one's own account."""

from desktop_app.company import passwords
from desktop_app.company.http.client import Client
from desktop_app.company.renewal import new_token
from desktop_app.company.sign_in_shapes import Me
from desktop_app.domain.company import SignedIn, User
from desktop_app.domain.errors import SignInRefused


class HttpAccess:
    """See `company.store.Access`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def sign_in(self, username: str, password: str) -> SignedIn:
        """See `Access.sign_in`."""
        return self._client.begin(
            "/api/auth/login", new_token(), username=_unicode(username), password=_possible(password)
        )

    def change_password(self, username: str, old: str, new: str) -> SignedIn:
        """See `Access.change_password`."""
        passwords.check(new, username)
        return self._client.begin(
            "/api/auth/password",
            new_token(),
            username=_unicode(username),
            old_password=_possible(old),
            new_password=new,
        )

    def resume(self) -> SignedIn:
        """See `Access.resume`."""
        me = Me.model_validate(self._client.request("GET", "/api/auth/me"))
        return SignedIn(self._client.address, me.company.value(), _user(me))

    def sign_out(self) -> None:
        """See `Access.sign_out`."""
        try:
            self._client.request("POST", "/api/auth/logout", again=True)
        except SignInRefused:
            pass  # It has ended already.
        finally:
            self._client.forget()

    def update_profile(self, *, full_name: str, email: str) -> User:
        """See `Access.update_profile`."""
        wanted = {"full_name": full_name, "email": email}
        return _user(Me.model_validate(self._client.request("PUT", "/api/auth/me", body=wanted)))


def _user(me: Me) -> User:
    return User(**{name: getattr(me, name) for name in User.__slots__})


def _unicode(username: str) -> str:
    """A name as JSON takes it, whatever was typed."""
    return username.encode("utf-8", "replace").decode()


def _possible(password: str) -> str:
    """What cannot be a password stands for one that nobody has, so that it counts as wrong."""
    return password if passwords.can_be_one(password) else new_token()
