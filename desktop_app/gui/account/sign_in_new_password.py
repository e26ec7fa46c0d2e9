"""On the way in: a password of one's own in place of the one that an admin gave."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_form import Typed
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.fields import FormField, PasswordEdit

PASSWORD_RULES = tr("At least 8 characters, and not your username.")
NOT_THE_SAME = tr("This is not the same as above.")


class NewPasswordCard(QFrame):
    """Asks whoever typed the old password rightly for a new one, twice."""

    submitted = Signal(object, str)
    """Typed, and the new password."""
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Asks nobody until `ask`."""
        super().__init__(parent)
        self.setObjectName("new_password_card")
        self.setProperty("ground", "card")
        self._typed: Typed | None = None
        self._why = label("", "muted", wrap=True)
        self._new, self._again = PasswordEdit(), PasswordEdit()
        self._new.setObjectName("new_password")
        self._again.setObjectName("new_password_again")
        self._new_field = FormField(tr("&New password"), self._new, PASSWORD_RULES)
        self._again_field = FormField(tr("New password &again"), self._again)
        for edit in (self._new, self._again):
            edit.returnPressed.connect(self._submit)
            edit.textEdited.connect(self._clear_errors)
        self._button = button("", "primary", clicked=self._submit)
        self._button.setObjectName("new_password_button")
        self._button.setAutoDefault(True)
        self._back = button(tr("Back"), clicked=self.back_requested.emit)
        self._back.setObjectName("new_password_back")
        self._lay_out()
        self.set_busy(False)

    def ask(self, typed: Typed, why: str) -> None:
        """Ask whoever signed in with `typed`; `why` is a sentence."""
        self.forget()
        self._typed = typed
        self._why.setText(why)
        self._new.setFocus()

    def forget(self) -> None:
        """Take away whoever was asked, and what was typed."""
        self._typed = None
        for edit in (self._new, self._again):
            edit.clear()
            edit.set_shown(False)
        self._clear_errors()

    def refuse(self, words: str) -> None:
        """Say why the new password will not do."""
        self._new_field.set_error(words)
        self._new.setFocus()
        self._new.selectAll()

    def set_busy(self, busy: bool) -> None:
        """Rest while the password is changed."""
        self.setDisabled(busy)
        self._button.setText(tr("Changing password…") if busy else tr("Change password"))

    def _submit(self) -> None:
        self._clear_errors()
        if not self._new.text():
            self.refuse(tr("Type a new password."))
        elif self._again.text() != self._new.text():
            self._again_field.set_error(NOT_THE_SAME)
            self._again.setFocus()
            self._again.selectAll()
        elif self._typed is not None:
            self.submitted.emit(self._typed, self._new.text())

    def _clear_errors(self) -> None:
        for field in (self._new_field, self._again_field):
            field.set_error("")

    def _lay_out(self) -> None:
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_S)
        answers.addWidget(self._back)
        answers.addWidget(self._button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_L + SPACE_XS, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_XS)
        column.addWidget(self._why)
        column.addSpacing(SPACE_M)
        column.addWidget(self._new_field)
        column.addWidget(self._again_field)
        column.addSpacing(SPACE_M)
        column.addLayout(answers)
