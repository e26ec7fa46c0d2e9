"""Signing in; a password that an admin gave is changed on the way. Nothing typed is lost when it does not work."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.errors import (
    AccountInactive,
    AccountLocked,
    CompanyError,
    CompanyPasswordChanged,
    CompanyPasswordNeeded,
    CompanyUnreachable,
    InvalidValue,
    KeychainUnusable,
    MustChangePassword,
    SignInRefused,
    WaybillError,
    WrongPassword,
)
from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_form import SignInForm, Typed
from desktop_app.gui.account.sign_in_new_password import NewPasswordCard
from desktop_app.gui.background import Background
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M
from desktop_app.gui.start_page import program_mark
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import button, centred, label
from desktop_app.gui.widgets.messages import Banner

if TYPE_CHECKING:
    from desktop_app.bootstrap import Application, Workspace

_WIDTH = 420
_TITLE = tr("Sign in to Waybill")


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
    """The form, and the one for a new password. It signs in by itself and hands the workspace over."""

    signed_in = Signal(object)
    """Workspace: somebody signed in."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        """Give it the application by `use_application` before it is shown."""
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self._background = background
        self._application: Application | None = None
        self._form = SignInForm()
        self._form.submitted.connect(self.submit)
        self._new_password = NewPasswordCard()
        self._new_password.submitted.connect(self._change_password)
        self._new_password.back_requested.connect(self.begin)
        self._title = label(_TITLE, "title")
        self._note = label("", "caption", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._banner = Banner()
        self._banner.setObjectName("sign_in_banner")
        self._banner.action_triggered.connect(self._submit_unkept)
        self._demo = button(tr("Try the demo"), "quiet", clicked=self._open_demo)
        self._demo.setToolTip(tr("Opens another window with sample data. Nothing leaves this computer."))
        self._is_demo = False
        self._lay_out()
        self._turn_to_form()

    def use_application(self, application: "Application", prefill: Prefill | None) -> None:
        """Sign in by `application`; `prefill` is the demo's."""
        self._application = application
        self._is_demo = prefill is not None
        self._demo.setVisible(not self._is_demo)
        self._note.setVisible(self._is_demo)
        self._form.show_hint(prefill.hint if prefill else "")
        if "company" in application.settings.locked:
            self._form.lock_company()
        if prefill is not None:
            self.prefill(prefill.company, prefill.username, prefill.password)
            self._note.setText(prefill.note)

    def prefill(self, company: str, username: str, password: str = "") -> None:
        """Type in what is known."""
        self._form.fill(company, username, password)

    def begin(self, error: WaybillError | None = None) -> None:
        """Become ready for a person, with the focus on what is missing; `error` says why they are here again."""
        self._turn_to_form()
        if isinstance(error, MustChangePassword):
            self._banner.show_message(
                "info",
                tr("Your password was reset"),
                tr("Sign in with the one that your admin gave you. Then you choose your own."),
            )
        elif error is not None and not isinstance(error, CompanyPasswordNeeded):
            self._banner.show_message("warning", tr(error.title), str(error))
        self._form.begin()
        if isinstance(error, CompanyPasswordNeeded):
            self._ask_company_password(error)

    def forget_password(self) -> None:
        """Take away the passwords that were typed, as when that person signs out."""
        self._form.forget_passwords()

    def submit(self) -> None:
        """Sign in with what is typed."""
        if self._application is None:
            return
        typed = self._form.typed()
        if not self._form.complete():
            return
        self._banner.hide()
        self._form.set_busy(True)
        application = self._application
        self._background.run(
            lambda: application.sign_in(
                typed.company,
                typed.username,
                typed.password,
                company_password=typed.company_password,
                keep=typed.keep,
            ),
            self._succeed,
            lambda error: self._fail(typed, as_trouble(error)),
            owner=self,
        )

    def _succeed(self, workspace: "Workspace") -> None:
        self._form.set_busy(False)
        self._form.forget_passwords()
        self._turn_to_form()
        self.signed_in.emit(workspace)

    def _fail(self, typed: Typed, error: WaybillError) -> None:
        self._form.set_busy(False)
        if isinstance(error, MustChangePassword):
            self._turn_to_new_password(typed, error)
        elif isinstance(error, KeychainUnusable):
            self._offer_unkept(str(error))
        elif isinstance(error, InvalidValue):
            self._form.point_at("company", str(error))
        elif isinstance(error, CompanyPasswordNeeded):
            self._ask_company_password(error, refused=bool(typed.company_password))
        else:
            can_pass = isinstance(error, AccountLocked | CompanyUnreachable)
            self._banner.show_message("warning" if can_pass else "danger", tr(error.title), str(error))
            if isinstance(error, WrongPassword | AccountLocked):
                self._form.point_at("password")
            elif isinstance(error, AccountInactive):
                self._form.point_at("username")
            elif isinstance(error, CompanyError):
                self._form.point_at("company")

    def _ask_company_password(self, error: CompanyPasswordNeeded, *, refused: bool = False) -> None:
        # The error's own words name address, login and the server's reason, which help an admin; here there is a field.
        if refused:
            words = tr("The company does not take this one. It is not your own password; your admin has it.")
            self._banner.show_message("danger", tr("Company password not right"), words)
        elif isinstance(error, CompanyPasswordChanged):
            words = tr("Your admin has the new one; it is not your own. What waits to be delivered is kept.")
            self._banner.show_message("warning", tr(error.title), words)
        else:
            words = tr("The same at all of the company's computers, and not your own. Your admin has it.")
            self._banner.show_message("info", tr(error.title), words)
        self._form.ask_company_password()

    def _offer_unkept(self, message: str) -> None:
        self._banner.show_message("warning", tr(KeychainUnusable.title), message, action=tr("Sign in without keeping"))

    def _submit_unkept(self) -> None:
        self._form.do_not_keep()
        self.submit()

    # A new password

    def _turn_to_new_password(self, typed: Typed, error: WaybillError) -> None:
        self._title.setText(tr(error.title))
        self._form.hide()
        self._demo.hide()
        self._new_password.show()
        self._new_password.ask(typed, str(error))

    def _turn_to_form(self) -> None:
        self._banner.hide()
        self._title.setText(_TITLE)
        self._new_password.forget()
        self._new_password.hide()
        self._form.clear_errors()
        self._form.show()
        self._demo.setVisible(not self._is_demo)

    def _change_password(self, typed: Typed, new: str) -> None:
        if self._application is None:
            return
        self._banner.hide()
        self._new_password.set_busy(True)
        application = self._application
        self._background.run(
            lambda: application.change_password(typed.company, typed.username, typed.password, new, keep=typed.keep),
            self._succeed,
            lambda error: self._fail_to_change(typed, new, as_trouble(error)),
            owner=self,
        )

    def _fail_to_change(self, typed: Typed, new: str, error: WaybillError) -> None:
        self._new_password.set_busy(False)
        if isinstance(error, InvalidValue):
            self._new_password.refuse(str(error))
        elif isinstance(error, KeychainUnusable):
            # The company has taken the new password by then; only keeping the sign-in went wrong.
            self._turn_to_form()
            self._form.fill(typed.company, typed.username, new)
            self._offer_unkept(tr("Your new password is saved. {error}", error=error))
        elif isinstance(error, SignInRefused | CompanyPasswordNeeded):
            self._turn_to_form()
            self._fail(typed, error)
        else:
            self._banner.show_message("warning", tr(error.title), str(error))

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setSpacing(SPACE_M)
        column.addWidget(program_mark(48), 0, centre)
        column.addWidget(self._title, 0, centre)
        column.addWidget(self._banner)
        column.addWidget(self._form)
        column.addWidget(self._new_password)
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
                "warning",
                tr("Demo not started"),
                tr("The demo could not be started. In a terminal, `waybill demo` starts it."),
            )
