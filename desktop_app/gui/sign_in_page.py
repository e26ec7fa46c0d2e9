"""Signing in: where, who, and the password; nothing typed is lost when it does not work."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.errors import (
    AccountInactive,
    CompanyError,
    InvalidValue,
    KeychainUnusable,
    WaybillError,
    WrongPassword,
)
from desktop_app.gui.background import Background
from desktop_app.gui.start_page import program_mark
from desktop_app.gui.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XS
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import button, card, centred, label
from desktop_app.gui.widgets.fields import FormField, PasswordEdit
from desktop_app.gui.widgets.messages import Banner

if TYPE_CHECKING:
    from desktop_app.bootstrap import Application, Workspace

_WIDTH = 420


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the demo types in beforehand, and what it says about itself."""

    company: str
    username: str
    password: str
    hint: str
    """Who else may sign in."""
    note: str
    """What becomes of the demo."""
    sample_folder: Path


class SignInPage(QWidget):
    """The form. It signs in by itself and hands the workspace over."""

    signed_in = Signal(object)
    """Workspace: somebody signed in."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        """Give it the application by `use_application` before it is shown."""
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self._background = background
        self._application: Application | None = None
        self._make_fields()
        self._lay_out()

    def use_application(self, application: "Application", prefill: Prefill | None) -> None:
        """Sign in by `application`; `prefill` is the demo's."""
        self._application = application
        for part in (self._hint, self._note):
            part.setVisible(prefill is not None)
        self._keep.setVisible(prefill is None)
        self._demo.setVisible(prefill is None)
        if prefill is not None:
            self.prefill(prefill.company, prefill.username, prefill.password)
            self._hint.setText(prefill.hint)
            self._note.setText(prefill.note)

    def prefill(self, company: str, username: str, password: str = "") -> None:
        """Type in what is known."""
        self._company.setText(company)
        self._company.setCursorPosition(0)
        self._username.setText(username)
        self._password.setText(password)

    def begin(self, error: WaybillError | None = None) -> None:
        """Become ready for a person, with the focus on what is missing; `error` says why they are here again."""
        self._banner.hide()
        if error is not None:
            self._banner.show_message("warning", error.title, str(error))
        empty = [field for field in (self._company, self._username, self._password) if not field.text()]
        if empty:
            empty[0].setFocus()
        else:
            self._button.setFocus()

    def forget_password(self) -> None:
        """Take away the password that was typed, as when that person signs out."""
        self._password.clear()
        self._password.set_shown(False)

    def submit(self) -> None:
        """Sign in with what is typed."""
        if self._application is None or not self._complete():
            return
        self._banner.hide()
        self._set_busy(True)
        application = self._application
        company, username = self._company.text().strip(), self._username.text().strip()
        password, keep = self._password.text(), self._keep.isChecked() and not self._keep.isHidden()
        self._background.run(
            lambda: application.sign_in(company, username, password, keep=keep),
            self._succeed,
            self._fail,
            owner=self,
        )

    def _succeed(self, workspace: "Workspace") -> None:
        self._set_busy(False)
        self.signed_in.emit(workspace)

    def _fail(self, raised: Exception) -> None:
        self._set_busy(False)
        error = as_trouble(raised)
        if isinstance(error, KeychainUnusable):
            self._banner.show_message("warning", error.title, str(error), action="Sign in without keeping")
            return
        self._banner.show_message("danger", error.title, str(error))
        if isinstance(error, WrongPassword):
            self._password.setFocus()
            self._password.selectAll()
        elif isinstance(error, AccountInactive):
            self._username.setFocus()
            self._username.selectAll()
        elif isinstance(error, CompanyError | InvalidValue):
            self._company.setFocus()
            self._company.selectAll()

    def _submit_unkept(self) -> None:
        self._keep.setChecked(False)
        self.submit()

    def _complete(self) -> bool:
        """Whether every field has something in it; the first that has not gets the focus."""
        empty = [
            (field, words)
            for field, words in (
                (self._company_field, "Type the company's address. Your admin knows it."),
                (self._username_field, "Type your username."),
                (self._password_field, "Type your password."),
            )
            if isinstance(field.field, QLineEdit) and not field.field.text().strip()
        ]
        self._clear_errors()
        for field, words in empty:
            field.set_error(words)
        if empty:
            empty[0][0].field.setFocus()
        return not empty

    def _clear_errors(self) -> None:
        for field in (self._company_field, self._username_field, self._password_field):
            field.set_error("")

    def _set_busy(self, busy: bool) -> None:
        self._form.setDisabled(busy)
        self._button.setText("Signing in…" if busy else "Sign in")

    def _make_fields(self) -> None:
        self._company = QLineEdit()
        self._company.setObjectName("sign_in_company")
        self._username = QLineEdit()
        self._username.setObjectName("sign_in_username")
        self._password = PasswordEdit()
        self._password.setObjectName("sign_in_password")
        self._company_field = FormField("&Company address", self._company)
        self._username_field = FormField("&Username", self._username)
        self._password_field = FormField("&Password", self._password)
        for field in (self._company, self._username, self._password):
            field.returnPressed.connect(self.submit)
            field.textEdited.connect(self._clear_errors)
        self._keep = QCheckBox("&Keep me signed in")
        self._keep.setObjectName("sign_in_keep")
        self._keep.setChecked(True)
        self._button = button("Sign in", "primary", clicked=self.submit)
        self._button.setObjectName("sign_in_button")
        self._button.setAutoDefault(True)
        self._hint = label("", "muted", wrap=True)
        self._note = label("", "caption", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._banner = Banner()
        self._banner.setObjectName("sign_in_banner")
        self._banner.action_triggered.connect(self._submit_unkept)
        self._demo = button("Try the demo", "quiet", clicked=self._open_demo)
        self._demo.setToolTip("Opens another window with sample data. Nothing leaves this computer.")

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        self._form = card()
        fields = QVBoxLayout(self._form)
        fields.setContentsMargins(SPACE_XL, SPACE_L + SPACE_XS, SPACE_XL, SPACE_XL)
        fields.setSpacing(SPACE_XS)
        for field in (self._company_field, self._username_field, self._password_field):
            fields.addWidget(field)
        fields.addWidget(self._keep)
        fields.addWidget(self._hint)
        fields.addSpacing(SPACE_M)
        fields.addWidget(self._button)
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setSpacing(SPACE_M)
        column.addWidget(program_mark(48), 0, centre)
        column.addWidget(label("Sign in to Waybill", "title"), 0, centre)
        column.addWidget(self._banner)
        column.addWidget(self._form)
        column.addWidget(self._note)
        column.addWidget(self._demo, 0, centre)
        page = QWidget()
        around = QVBoxLayout(page)
        around.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        around.addStretch(2)
        around.addLayout(centred(middle))
        around.addStretch(3)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _open_demo(self) -> None:
        frozen = getattr(sys, "frozen", False)
        arguments = ["demo"] if frozen else ["-m", "desktop_app", "demo"]
        started, _ = QProcess.startDetached(sys.executable, arguments)
        if not started:
            self._banner.show_message(
                "warning", "Demo not started", "The demo could not be started. In a terminal, `waybill demo` starts it."
            )
