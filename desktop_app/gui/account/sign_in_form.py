"""The form of signing in: where, who, and the password; the company's own password where its login has one."""

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.locked import lock
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XS
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.fields import AddressEdit, FormField, PasswordEdit

FieldName = Literal["company", "company_password", "username", "password"]

_COMPANY_PASSWORD_HINT = tr("From your admin, with the address. Kept in the keychain.")
_MISSING: dict[FieldName, str] = {
    "company": tr("Type the company's address. Your admin knows it."),
    "company_password": tr("Type the company's password. Your admin knows it."),
    "username": tr("Type your username."),
    "password": tr("Type your password."),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    company: str
    """Without a password."""
    username: str
    password: str = field(repr=False)
    company_password: str | None = field(repr=False)
    """None while it is not asked for."""
    keep: bool = False


class SignInForm(QFrame):
    """Fields and their button. A password that is typed within the address moves to a field of its own."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty, without the company's password."""
        super().__init__(parent)
        self.setProperty("ground", "card")
        self._company, self._username = AddressEdit(), QLineEdit()
        self._company_password, self._password = PasswordEdit(), PasswordEdit()
        self._fields: dict[FieldName, FormField] = {
            "company": FormField(tr("&Company address"), self._company),
            "company_password": FormField(tr("C&ompany password"), self._company_password, _COMPANY_PASSWORD_HINT),
            "username": FormField(tr("&Username"), self._username),
            "password": FormField(tr("&Password"), self._password),
        }
        self._keep = QCheckBox(tr("&Keep me signed in"))
        self._keep.setObjectName("sign_in_keep")
        self._keep.setChecked(True)
        self._button = button(tr("Sign in"), "primary", clicked=self.submitted.emit)
        self._button.setObjectName("sign_in_button")
        self._button.setAutoDefault(True)
        self._hint = label("", "muted", wrap=True)
        self._lay_out()
        self._company.editingFinished.connect(self._part_address)
        self.forget_passwords()

    def show_hint(self, hint: str) -> None:
        """Say who may sign in, as the demo does; there nobody is kept signed in."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._keep.setVisible(not hint)

    def fill(self, company: str, username: str, password: str = "") -> None:
        """Type in what is known."""
        self._company.setText(company)
        self._company.setCursorPosition(0)
        self._username.setText(username)
        self._password.setText(password)

    def lock_company(self) -> None:
        """The address is set for the computer."""
        lock(self._fields["company"])

    def forget_passwords(self) -> None:
        """Take away the passwords, and the question for the company's."""
        for edit in (self._password, self._company_password):
            edit.clear()
            edit.set_shown(False)
        self._fields["company_password"].hide()

    def typed(self) -> Typed:
        """What stands in the fields now."""
        self._part_address()
        asked = not self._fields["company_password"].isHidden()
        return Typed(
            self._company.text().strip(),
            self._username.text().strip(),
            self._password.text(),
            self._company_password.text() if asked else None,
            self._keep.isChecked() and not self._keep.isHidden(),
        )

    def begin(self) -> None:
        """Put the focus on what is missing."""
        empty = [edit for name, edit in self._edits() if not edit.text()]
        if empty:
            empty[0].setFocus()
        else:
            self._button.setFocus()

    def complete(self) -> bool:
        """Whether every field has something in it; the first that has not gets the focus."""
        self.clear_errors()
        empty = [name for name, edit in self._edits() if not edit.text().strip()]
        for name in empty:
            self._fields[name].set_error(_MISSING[name])
        if empty:
            self._fields[empty[0]].field.setFocus()
        return not empty

    def ask_company_password(self) -> None:
        """Show the field for the company's password and put the focus there."""
        self._fields["company_password"].show()
        self.point_at("company_password")

    def point_at(self, name: FieldName, error: str = "") -> None:
        """Put the focus on a field with its text selected, and say what is wrong with it."""
        if error:
            self._fields[name].set_error(error)
        edit = dict(self._edits())[name]
        edit.setFocus()
        edit.selectAll()

    def clear_errors(self) -> None:
        """Take the words about wrong values away."""
        for shown in self._fields.values():
            shown.set_error("")

    def set_busy(self, busy: bool) -> None:
        """Rest while somebody signs in."""
        self.setDisabled(busy)
        self._button.setText(tr("Signing in…") if busy else tr("Sign in"))

    def do_not_keep(self) -> None:
        """Uncheck "Keep me signed in"."""
        self._keep.setChecked(False)

    def _edits(self) -> list[tuple[FieldName, QLineEdit]]:
        """The inputs in sight."""
        edits: dict[FieldName, QLineEdit] = {
            "company": self._company,
            "company_password": self._company_password,
            "username": self._username,
            "password": self._password,
        }
        return [(name, edit) for name, edit in edits.items() if not self._fields[name].isHidden()]

    def _part_address(self) -> None:
        """Take a password out of the address: nobody else is to read it there."""
        try:
            address = CompanyAddress.parse(self._company.text())
        except WaybillError:
            return  # Told when it is used.
        if address.password is not None:
            self._company.setText(address.text)
            self._company_password.setText(address.password)
            self._fields["company_password"].show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_L + SPACE_XS, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_XS)
        for name, shown in self._fields.items():
            column.addWidget(shown)
            edit = shown.field
            if isinstance(edit, QLineEdit):
                edit.setObjectName(f"sign_in_{name}")
                edit.returnPressed.connect(self.submitted)
                edit.textEdited.connect(self.clear_errors)
        column.addWidget(self._keep)
        column.addWidget(self._hint)
        column.addSpacing(SPACE_M)
        column.addWidget(self._button)
