"""Signing in and out, and one's own account."""

from collections.abc import Callable

from desktop_app.company import checks, passwords, rows
from desktop_app.company.database import Database, hashes
from desktop_app.company.renewal import new_token
from desktop_app.company.tables import UserRow
from desktop_app.domain.company import SignedIn, User
from desktop_app.domain.errors import InvalidValue, SignInRefused
from desktop_app.domain.texts import tr


class SqlAccess:
    """See `company.store.Access`."""

    def __init__(self, database: Database, new_renewal_token: Callable[[], str] = new_token) -> None:
        self._database = database
        self._new_renewal_token = new_renewal_token

    def sign_in(self, username: str, password: str) -> SignedIn:
        """See `Access.sign_in`."""
        return self._begin(username, password)

    def change_password(self, username: str, old: str, new: str) -> SignedIn:
        """See `Access.change_password`."""
        passwords.check(new, username)
        if new == old:
            raise InvalidValue("password", tr("This is the password you have. Choose another."))
        return self._begin(username, old, new)

    def resume(self) -> SignedIn:
        """See `Access.resume`."""
        return self._database.signed_in()

    def sign_out(self) -> None:
        """See `Access.sign_out`."""
        try:
            with self._database.as_user(writing=True) as (db, _):
                self._database.gate.sign_out(db)
        except SignInRefused:
            pass  # It has ended already.
        finally:
            self._database.forget()

    def update_profile(self, *, full_name: str, email: str) -> User:
        """See `Access.update_profile`."""
        full_name, email = checks.line("full_name", full_name), checks.email("email", email)
        with self._database.as_user(writing=True) as (db, user):
            row = db.get_one(UserRow, user.id)
            row.full_name, row.email = full_name, email
            db.flush()
            return rows.user(row)

    def _begin(self, username: str, password: str, new_password: str = "") -> SignedIn:
        """Begin a sign-in, with another password from here on if there is one."""
        gate = self._database.gate
        access, renewal = new_token(), self._new_renewal_token()
        tokens = hashes(access, renewal)
        name = _typed(username)
        # What cannot be a password stands for one that nobody has, so that it takes as long and counts as wrong.
        secret = password if passwords.can_be_one(password) else new_token()
        # Committed before the verdict is asked for: a count that the guesser could roll back would count nothing.
        with self._database.transaction(writing=True) as db:
            attempt = gate.attempt(db, name, secret)
        with self._database.beginning():
            with self._database.transaction(writing=True) as db:
                if new_password:
                    refusal = gate.change_password(db, attempt, new_password, tokens)
                else:
                    refusal = gate.confirm(db, attempt, tokens)
            if refusal is not None:
                raise refusal
            # Whoever was signed in here before is not any more, and must not come back by the token kept for them.
            self._database.forget()
            self._database.begin_with(access)
            signed_in = self._database.signed_in()
            self._database.renewal.begin(signed_in.user.username, renewal)
        return signed_in


def _typed(username: str) -> str:
    """A name as a database takes it, whatever was typed."""
    kept = username.strip().replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    return kept[: checks.MAX_USERNAME + 1]
