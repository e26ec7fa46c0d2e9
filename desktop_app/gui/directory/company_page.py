"""The company page, for admins: its name and contact, and the address that workstations sign in at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.company.store import CompanyChanges
from desktop_app.domain.company import Company
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.company_talk import CompanyTalk
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.widgets.controls import button, card, label
from desktop_app.gui.widgets.copy_button import CopyButton
from desktop_app.gui.widgets.fields import FormField
from desktop_app.gui.widgets.loading import Loading

_WIDTH = 560


class CompanyPage(QWidget):
    """Reads the company when it is shown; what is typed and not yet saved stays, whatever it reads."""

    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""
    changed = Signal(object)
    """Company: it was changed here."""

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget | None = None) -> None:
        """Blank until shown."""
        super().__init__(parent)
        self.setObjectName("company_page")
        self._company = workspace.company
        self._background = background
        self._known: Company | None = None
        self._make_parts(workspace.signed_in.company_address)
        self._lay_out()
        self._talk.heard.connect(self.company_heard)
        for line in (self._name, self._email):
            line.textChanged.connect(self._say_what_is_changed)
            line.returnPressed.connect(self.submit)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh)

    def refresh(self) -> None:
        """Ask the company anew."""
        self._talk.read(self._company.companies.get, self._show)

    def submit(self) -> None:
        """Save what is typed."""
        changes = self._changes()
        if not changes or self._saving:
            return
        if not self._name.text().strip():
            self._name_field.set_error(tr("Give the company a name."))
            self._name.setFocus()
            return
        companies = self._company.companies
        self._set_saving(True)
        self._talk.do(lambda: companies.update(**changes), self._show_saved, self._refuse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._changes():
            self._revert()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _show(self, company: Company) -> None:
        touched = self._changes()
        self._known = company
        if "company_name" not in touched:
            self._name.setText(company.company_name)
        if "contact_email" not in touched:
            self._email.setText(company.contact_email)
        self._code.setText(company.company_code)
        self._stack.setCurrentWidget(self._scroll)
        self._say_what_is_changed()

    def _show_saved(self, company: Company) -> None:
        self._set_saving(False)
        self._known = company
        self._revert()
        self._say_what_is_changed()
        self._saved.setText(tr("Saved."))
        self.changed.emit(company)

    def _refuse(self, error: Exception) -> bool:
        """Say what is wrong at its field, if it has one."""
        self._set_saving(False)
        fields = {"company_name": self._name_field, "contact_email": self._email_field}
        if not isinstance(error, InvalidValue) or error.field not in fields:
            return False
        field = fields[error.field]
        field.set_error(str(error))
        field.field.setFocus()
        return True

    def _changes(self) -> CompanyChanges:
        changes = CompanyChanges()
        if self._known is None:
            return changes
        if (name := self._name.text().strip()) != self._known.company_name:
            changes["company_name"] = name
        if (email := self._email.text().strip()) != self._known.contact_email:
            changes["contact_email"] = email
        return changes

    def _revert(self) -> None:
        if self._known is not None and not self._saving:
            self._name.setText(self._known.company_name)
            self._email.setText(self._known.contact_email)

    def _say_what_is_changed(self) -> None:
        self._name_field.set_error("")
        self._email_field.set_error("")
        self._saved.setText("")
        changed = bool(self._changes())
        self._save.setEnabled(changed)
        self._undo.setVisible(changed)

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        self._about.setDisabled(saving)
        self._save.setText(tr("Saving…") if saving else tr("Save"))

    def _make_parts(self, address: str) -> None:
        self._saving = False
        self._loading = Loading(tr("Loading the company…"))
        self._talk = CompanyTalk(self._background, self._loading)
        self._talk.setObjectName("company_banner")
        self._name = QLineEdit()
        self._name.setObjectName("company_name")
        self._email = QLineEdit()
        self._email.setObjectName("company_email")
        self._code = QLineEdit()
        self._code.setObjectName("company_code")
        self._code.setReadOnly(True)
        self._address = QLineEdit(address)
        self._address.setObjectName("company_address")
        self._address.setReadOnly(True)
        self._address.setCursorPosition(0)
        self._name_field = FormField(tr("&Name"), self._name)
        self._email_field = FormField(
            tr("&Contact e-mail"), self._email, tr("Whom to ask about this company's uploads.")
        )
        self._code_field = FormField(tr("C&ode"), self._code, tr("Given when the company was set up; it stays."))
        self._save = button(tr("Save"), "primary", clicked=self.submit)
        self._save.setObjectName("company_save")
        self._save.setEnabled(False)
        self._undo = button(tr("Discard changes"), clicked=self._revert)
        self._undo.setObjectName("company_undo")
        self._undo.hide()
        self._saved = label("", "muted")
        self._saved.setObjectName("company_saved")

    def _lay_out(self) -> None:
        self._about = card()
        about = QVBoxLayout(self._about)
        about.setContentsMargins(SPACE_XL, SPACE_L + SPACE_XS, SPACE_XL, SPACE_L + SPACE_XS)
        about.setSpacing(SPACE_S)
        for field in (self._name_field, self._email_field, self._code_field):
            about.addWidget(field)
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_S)
        for part in (self._save, self._undo, self._saved):
            answers.addWidget(part)
        answers.addStretch()
        about.addSpacing(SPACE_S)
        about.addLayout(answers)
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_L)
        column.addWidget(self._about)
        column.addWidget(self._make_address())
        column.addStretch(1)
        page = QWidget()
        beside = QHBoxLayout(page)
        beside.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_XL)
        beside.addWidget(middle, 1)
        beside.addStretch(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(page)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._loading)
        self._stack.addWidget(self._scroll)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        head.setSpacing(SPACE_M)
        head.addWidget(label(tr("Company"), "title"))
        head.addWidget(self._talk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_XL, 0, 0)
        outer.setSpacing(SPACE_M)
        outer.addLayout(head)
        outer.addWidget(self._stack, 1)

    def _make_address(self) -> QFrame:
        ground = card()
        hint = tr("The sign-in page of each workstation asks for it.")
        if not self._address.text().startswith("sqlite"):
            hint += tr(" The password of the company's login is not in it: whoever set the company up has that.")
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._address, 1)
        row.addWidget(CopyButton(tr("Copy the company address"), self._address.text))
        line = QWidget()
        line.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        line.setFocusProxy(self._address)
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(SPACE_XL, SPACE_L + SPACE_XS, SPACE_XL, SPACE_L)
        inside.addWidget(FormField(tr("Company &address"), line, hint))
        return ground
