"""A form in a dialog: it asks the company to save, says at each field what is wrong, and keeps what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.errors import Conflict, InvalidValue, WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.fields import FormField
from desktop_app.gui.widgets.messages import Banner

_WIDTH = 500
_ROOM_AROUND = 210
"""What the screen keeps for the dialog's head and foot, and for the system's bars."""


class FormDialog(QDialog):
    """Enter saves, Escape leaves without saving. It closes by itself once the company has taken what was typed."""

    saved = Signal(object)
    """What saving returned; not sent when nothing was changed."""
    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(
        self, parent: QWidget, background: Background, title: str, *, go: str, conflict_field: str = ""
    ) -> None:
        """`go` is the button's text; a Conflict is told at `conflict_field`, or above all fields."""
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.setObjectName("form_dialog")
        self.setFixedWidth(_WIDTH)
        self._background = background
        self._conflict_field = conflict_field
        self._fields: dict[str, FormField] = {}
        self._needed: dict[str, str] = {}
        self._go_text = go
        self._busy = False
        self._banner = Banner()
        self._banner.setObjectName("form_banner")
        self._cancel = button(tr("Cancel"), clicked=self.reject)
        self._cancel.setObjectName("form_cancel")
        self._go = button(go, "primary", clicked=self.submit)
        self._go.setObjectName("form_save")
        self._go.setDefault(True)
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        self._rows.setSpacing(SPACE_S)
        self._scroll = _Scroll(self._body)
        self._lay_out(title)
        # In a text of several lines Enter is a line's end.
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        self.finished.connect(self.deleteLater)

    def prepare(self) -> Callable[[], object] | None:
        """Read the fields, and give what saves them: it is called on another thread. None if nothing was changed."""
        raise NotImplementedError

    def add_field(self, key: str, title: str, field: QWidget, hint: str = "", *, needed: str = "") -> FormField:
        """A field for the column `key`; `needed` is what to say when it is left empty, if it must not be."""
        form_field = self._fields[key] = FormField(title, field, hint)
        field.setObjectName(f"form_{key}")
        if needed:
            self._needed[key] = needed
        _on_change(field, lambda: form_field.set_error(""))
        return form_field

    def add_row(self, *parts: QWidget) -> None:
        """Put parts beside each other, below what is there."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        for part in parts:
            if len(parts) > 1:
                row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
            else:
                row.addWidget(part, 1)
        self._rows.addLayout(row)

    def submit(self) -> None:
        """Save what is typed."""
        if self._busy or not self._complete():
            return
        work = self.prepare()
        if work is None:
            self.accept()
            return
        self._banner.hide()
        focused = self.focusWidget()
        self._set_busy(True)
        self._background.run(work, self._succeed, lambda error: self._fail(as_trouble(error), focused), owner=self)

    def reject(self) -> None:
        # What has been asked of the company cannot be taken back; its answer closes the dialog or says why not.
        if not self._busy:
            super().reject()

    def reveal(self, _field: FormField) -> None:
        """Make sure that a field can be seen, where a form folds some away."""

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._grow()
        return handled

    def _grow(self) -> None:
        """Become as high as what there is to show; never less, so that nothing jumps under the mouse."""
        if (layout := self.layout()) is not None:
            self.resize(_WIDTH, max(self.height(), layout.totalHeightForWidth(_WIDTH)))

    def _succeed(self, result: object) -> None:
        self._set_busy(False)
        self.company_heard.emit(None)
        self.accept()
        self.saved.emit(result)

    def _fail(self, error: WaybillError, focused: QWidget | None) -> None:
        self._set_busy(False)
        self.company_heard.emit(error)
        key = error.field if isinstance(error, InvalidValue) else ""
        if isinstance(error, Conflict):
            key = self._conflict_field
        if key in self._fields:
            self._show_error(key, str(error))
            return
        self._banner.show_message("danger", tr(error.title), str(error))
        if focused is not None:
            focused.setFocus()

    def _show_error(self, key: str, message: str) -> None:
        field = self._fields[key]
        field.set_error(message)
        self.reveal(field)
        field.field.setFocus()
        if isinstance(field.field, QLineEdit | QSpinBox):
            field.field.selectAll()
        self._scroll.ensureWidgetVisible(field)

    def _complete(self) -> bool:
        """Whether what must not be empty is not; the first that is gets the focus."""
        empty = [key for key in self._needed if not text_of(self._fields[key].field).strip()]
        for key in reversed(empty):
            self._show_error(key, self._needed[key])
        return not empty

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._body.setDisabled(busy)
        self._cancel.setDisabled(busy)
        self._go.setDisabled(busy)
        self._go.setText(tr("Saving…") if busy else self._go_text)

    def _lay_out(self, title: str) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        head.setSpacing(SPACE_M)
        head.addWidget(label(title, "heading", wrap=True))
        head.addWidget(self._banner)
        answers = QHBoxLayout()
        answers.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        answers.setSpacing(SPACE_S)
        answers.addStretch()
        answers.addWidget(self._cancel)
        answers.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_XL, 0, SPACE_L + SPACE_XS)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addLayout(answers)


class _Scroll(QScrollArea):
    """As high as what is in it, as far as the screen allows."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self._body = body
        body.installEventFilter(self)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        body = self._body
        height = body.heightForWidth(_WIDTH) if body.hasHeightForWidth() else body.sizeHint().height()
        return QSize(_WIDTH, min(height, self.screen().availableGeometry().height() - _ROOM_AROUND))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._body:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH, min(self.sizeHint().height(), 160))


def text_of(field: QWidget) -> str:
    """What is typed in a field of text, however many lines it has."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    return field.text() if isinstance(field, QLineEdit) else ""


def differing(typed: Mapping[str, Any], *before: object) -> dict[str, Any]:
    """What of `typed` differs from the attributes of that name, which one of `before` has."""
    return {
        name: value
        for name, value in typed.items()
        if value != next(getattr(one, name) for one in before if hasattr(one, name))
    }


def _on_change(field: QWidget, then: Callable[[], object]) -> None:
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.textChanged.connect(lambda *_: then())
    elif isinstance(field, QSpinBox):
        field.valueChanged.connect(lambda _: then())
    elif isinstance(field, QComboBox):
        field.currentIndexChanged.connect(lambda _: then())
