"""One's own account: name and address, passwords, and being let in again without leaving what is on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.company import User
from desktop_app.domain.errors import (
    CompanyPasswordNeeded,
    InvalidValue,
    MustChangePassword,
    SignedOut,
    WaybillError,
    WrongPassword,
)
from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_new_password import NOT_THE_SAME, PASSWORD_RULES
from desktop_app.gui.background import Background
from desktop_app.gui.form_dialog import FormDialog, differing
from desktop_app.gui.look.tokens import SPACE_M
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.facts import Facts
from desktop_app.gui.widgets.fields import PasswordEdit

if TYPE_CHECKING:
    from desktop_app.bootstrap import Workspace


_NOT_TAKEN = tr("The company does not take this one. Your admin knows it.")


class AccountDialog(FormDialog):
    """One's own name and e-mail address. `saved` tells the User."""

    def __init__(self, parent: QWidget, background: Background, workspace: "Workspace", user: User) -> None:
        """`user` is the person as last known."""
        super().__init__(parent, background, tr("Your account"), go=tr("Save"))
        self._access = workspace.company.access
        self._user = user
        self._full_name, self._email = QLineEdit(user.full_name), QLineEdit(user.email)
        facts = Facts((tr("Username"), tr("Role")))
        facts.set_value(tr("Username"), user.username)
        facts.set_value(tr("Role"), user.role.capitalize())
        self.add_row(facts)
        self._rows.addSpacing(SPACE_M)
        self.add_row(self.add_field("full_name", tr("&Name"), self._full_name))
        self.add_row(self.add_field("email", tr("&E-mail address"), self._email))
        self._full_name.setFocus()

    def prepare(self) -> Callable[[], User] | None:
        typed = {"full_name": self._full_name.text().strip(), "email": self._email.text().strip()}
        changes: dict[str, str] = differing(typed, self._user)
        if not changes:
            return None

        def save() -> User:
            # What was not touched stays as it is there, which may be newer than what is shown.
            now = self._access.resume().user
            return self._access.update_profile(
                full_name=changes.get("full_name", now.full_name), email=changes.get("email", now.email)
            )

        return save


class _PasswordDialog(FormDialog):
    """Has fields for a new password."""

    def __init__(self, parent: QWidget, background: Background, workspace: "Workspace", title: str, *, go: str) -> None:
        super().__init__(parent, background, title, go=go)
        self._workspace = workspace
        self._access = workspace.company.access
        self._present, self._new, self._again = PasswordEdit(), PasswordEdit(), PasswordEdit()

    def _add_new_password(self) -> list[QWidget]:
        return [
            self.add_field(
                "password", tr("&New password"), self._new, PASSWORD_RULES, needed=tr("Type a new password.")
            ),
            self.add_field(
                "password_again", tr("New password &again"), self._again, needed=tr("Type the new password once more.")
            ),
        ]

    def _change_password(self, username: str, present: str, new: str, again: str) -> User:
        """Change it where one is signed in: nothing else notices, whatever is being sent or delivered."""
        if again != new:
            raise InvalidValue("password_again", NOT_THE_SAME)
        user = self._access.change_password(username, present, new).user
        self._workspace.outbox.start()
        return user


class PasswordDialog(_PasswordDialog):
    """Another password of one's own. What is being sent goes on."""

    def __init__(self, parent: QWidget, background: Background, workspace: "Workspace") -> None:
        """Empty."""
        super().__init__(parent, background, workspace, tr("Change your password"), go=tr("Change password"))
        self.add_row(
            self.add_field(
                "present_password", tr("&Present password"), self._present, needed=tr("Type the password you have now.")
            )
        )
        for field in self._add_new_password():
            self.add_row(field)
        note = tr("You are signed out wherever else you are signed in. What is being sent here goes on.")
        self.add_row(label(note, "muted", wrap=True))
        self._present.setFocus()

    def prepare(self) -> Callable[[], User]:
        present, new, again = self._present.text(), self._new.text(), self._again.text()

        def change() -> User:
            try:
                # An admin may have changed the name since.
                return self._change_password(self._access.resume().user.username, present, new, again)
            except WrongPassword as error:
                raise InvalidValue("present_password", tr("This is not your present password.")) from error

        return change


class SignInAgainDialog(_PasswordDialog):
    """The password once more, when the company has ended the sign-in; a new one too where an admin has reset it."""

    def __init__(self, parent: QWidget, background: Background, workspace: "Workspace", user: User) -> None:
        """Of the person who was signed in: somebody else signs out first."""
        super().__init__(parent, background, workspace, tr("Sign in again"), go=tr("Sign in"))
        self._user = user
        self._changing = False
        company = workspace.signed_in.company.company_name
        self._why = label(
            tr("As {username} at {company}.", username=user.username, company=company), "muted", wrap=True
        )
        self._present_field = self.add_field(
            "present_password", tr("&Password"), self._present, needed=tr("Type your password.")
        )
        self.add_row(self._why)
        self.add_row(self._present_field)
        self._present.setFocus()

    def prepare(self) -> Callable[[], User]:
        present, new, again = self._present.text(), self._new.text(), self._again.text()
        return lambda: self._sign_in(present, new, again)

    def _sign_in(self, password: str, new: str, again: str) -> User:
        try:
            if self._changing:
                user = self._change_password(self._user.username, password, new, again)
            else:
                user = self._access.sign_in(self._user.username, password).user
        except WrongPassword as error:
            raise InvalidValue("present_password", tr("This is not the password of this username.")) from error
        if user.id != self._user.id:
            self._access.sign_out()
            raise SignedOut(tr("This username is another account by now. Sign out here, and sign in with it."))
        self._workspace.outbox.start()
        return user

    def _fail(self, error: WaybillError, focused: QWidget | None) -> None:
        if not isinstance(error, MustChangePassword) or self._changing:
            super()._fail(error, focused)
            return
        self._changing = True
        self._go_text = tr("Change password")
        self._set_busy(False)
        self._why.setText(str(error))
        self._present_field.hide()
        for field in self._add_new_password():
            self.add_row(field)
        self._new.setFocus()


class CompanyPasswordDialog(FormDialog):
    """The company's password, when it has become another. `saved` tells the User."""

    def __init__(self, parent: QWidget, background: Background, workspace: "Workspace") -> None:
        """Empty."""
        super().__init__(parent, background, tr("Company password"), go=tr("Go on"))
        self._workspace = workspace
        self._password = PasswordEdit()
        address = workspace.signed_in.company_address
        self.add_row(
            label(
                tr("Of {address}. It is the same at all of the company's computers.", address=address),
                "muted",
                wrap=True,
            )
        )
        self.add_row(
            self.add_field(
                "company_password",
                tr("C&ompany password"),
                self._password,
                tr("From your admin; it is not your own password."),
                needed=tr("Type the company's password. Your admin knows it."),
            )
        )
        self._password.setFocus()

    def prepare(self) -> Callable[[], User]:
        typed = self._password.text()

        def give() -> User:
            try:
                self._workspace.give_company_password(typed)
            except CompanyPasswordNeeded as error:
                raise InvalidValue("company_password", _NOT_TAKEN) from error
            user = self._workspace.company.access.resume().user
            self._workspace.outbox.start()
            return user

        return give
