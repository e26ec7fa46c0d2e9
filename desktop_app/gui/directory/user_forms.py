"""The forms to add and to change a person, and to give somebody another password."""

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop_app.company.store import CompanyStore, UserChanges
from desktop_app.domain.company import User
from desktop_app.domain.states import Role
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.form_dialog import FormDialog, differing
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.widgets.controls import icon_button, label
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.services.first_password import first_password

ROLE_NAMES = {Role.USER: tr("User"), Role.ADMIN: tr("Admin")}
_ROLE_HINT = tr(
    "Users send files, and add projects and cycles. Admins also delete those, change buckets, and manage users."
)
_CHANGED_AT_ONCE = tr("It has to be changed at the first sign-in.")


class PasswordOffer(QWidget):
    """A password that was made up, to be taken or typed over."""

    def __init__(self) -> None:
        """With a password."""
        super().__init__()
        self.line = QLineEdit(first_password())
        another = icon_button("refresh", tr("Make up another password"), clicked=self._make_another)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.line, 1)
        row.addWidget(another)
        self.setFocusProxy(self.line)

    def _make_another(self) -> None:
        self.line.setText(first_password())


class AddUserForm(FormDialog):
    """Adds somebody; `saved` tells (User, password)."""

    def __init__(self, parent: QWidget, background: Background, company: CompanyStore) -> None:
        """With a password made up."""
        super().__init__(parent, background, tr("New user"), go=tr("Add user"), conflict_field="username")
        self._company = company
        self._username = QLineEdit()
        self._full_name = QLineEdit()
        self._email = QLineEdit()
        self._role = _role_choice(Role.USER)
        self._password = PasswordOffer()
        self.add_row(
            self.add_field("username", tr("&Username"), self._username, needed=tr("Type a username to sign in with.")),
            self.add_field("full_name", tr("Full &name"), self._full_name),
        )
        self.add_row(self.add_field("email", tr("&E-mail"), self._email))
        self.add_row(self.add_field("role", tr("&Role"), self._role, _ROLE_HINT))
        self.add_row(self.add_field("password", tr("First &password"), self._password, _CHANGED_AT_ONCE))
        self._password.line.setObjectName("form_first_password")
        self._username.setFocus()

    def prepare(self) -> Callable[[], object] | None:
        users, password = self._company.users, self._password.line.text()
        username, full_name, email = (field.text().strip() for field in (self._username, self._full_name, self._email))
        role: Role = self._role.choice()
        return lambda: (users.add(username, password, full_name=full_name, email=email, role=role), password)


class EditUserForm(FormDialog):
    """Changes somebody; nobody changes their own role."""

    def __init__(self, parent: QWidget, background: Background, company: CompanyStore, user: User, *, me: User) -> None:
        """`me` is who does it."""
        super().__init__(
            parent, background, tr("Edit {username}", username=user.username), go=tr("Save"), conflict_field="username"
        )
        self._company = company
        self._user = user
        self._username = QLineEdit(user.username)
        self._full_name = QLineEdit(user.full_name)
        self._email = QLineEdit(user.email)
        self._role = _role_choice(user.role)
        hint = _ROLE_HINT
        if user.id == me.id:
            self._role.setDisabled(True)
            hint = tr("Your own role is another admin's to change.")
        self.add_row(
            self.add_field("username", tr("&Username"), self._username, needed=tr("Type a username to sign in with.")),
            self.add_field("full_name", tr("Full &name"), self._full_name),
        )
        self.add_row(self.add_field("email", tr("&E-mail"), self._email))
        self.add_row(self.add_field("role", tr("&Role"), self._role, hint))
        self._full_name.setFocus()

    def prepare(self) -> Callable[[], object] | None:
        users, user = self._company.users, self._user
        typed = {
            "username": self._username.text().strip(),
            "full_name": self._full_name.text().strip(),
            "email": self._email.text().strip(),
            "role": self._role.choice(),
        }
        changes = cast("UserChanges", differing(typed, user))
        return (lambda: users.update(user.id, **changes)) if changes else None


class ResetPasswordForm(FormDialog):
    """Gives somebody another password; `saved` tells (User, password)."""

    def __init__(self, parent: QWidget, background: Background, company: CompanyStore, user: User) -> None:
        """With a password made up."""
        super().__init__(
            parent, background, tr("Reset the password of {username}?", username=user.username), go=tr("Reset password")
        )
        self._company = company
        self._user = user
        self._password = PasswordOffer()
        said = label(
            tr(
                "The old password no longer works, and {username} is signed out everywhere. "
                "Uploads under way go on; their records wait until the next sign-in.",
                username=user.username,
            ),
            "muted",
            wrap=True,
        )
        self.add_row(said)
        self.add_row(
            self.add_field(
                "password", tr("New &password"), self._password, tr("It has to be changed at the next sign-in.")
            )
        )
        self._password.line.setObjectName("form_first_password")
        self._password.setFocus()

    def prepare(self) -> Callable[[], object] | None:
        users, user, password = self._company.users, self._user, self._password.line.text()

        def reset() -> tuple[User, str]:
            users.reset_password(user.id, password)
            return user, password

        return reset


def _role_choice(role: Role) -> ChoiceBox:
    box = ChoiceBox()
    box.set_choices([(name, value) for value, name in ROLE_NAMES.items()])
    box.choose(role)
    return box
