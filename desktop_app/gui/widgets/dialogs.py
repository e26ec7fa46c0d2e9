"""What comes between a person and the page: a question with two answers, and a veil while something is waited for."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, current_tokens
from desktop_app.gui.widgets.controls import ButtonKind, button, card, label
from desktop_app.gui.widgets.progress import SlimProgressBar

_QUESTION_WIDTH = 440


class Question(QDialog):
    """Answers, named for what they do. Escape and the close button mean `stay`, the one that changes nothing."""

    other_chosen = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        message: str,
        *,
        stay: str,
        go: str,
        kind: ButtonKind = "primary",
        other: str = "",
    ) -> None:
        """`go` is the answer that does something; `kind` "danger" if it cannot be undone. `other` does something else:
        see `other_chosen`.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("question")
        self.setFixedWidth(_QUESTION_WIDTH)
        self._stay = button(stay, clicked=self.reject)
        self._go = button(go, kind, clicked=self.accept)
        self._stay.setObjectName("question_stay")
        self._go.setObjectName("question_go")
        self._go.setDefault(kind == "primary")
        self._stay.setDefault(kind != "primary")
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_S)
        if other:
            third = button(other, clicked=self._choose_other)
            third.setObjectName("question_other")
            answers.addWidget(third)
        answers.addStretch()
        answers.addWidget(self._stay)
        answers.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L + SPACE_S - 4)
        column.setSpacing(SPACE_S)
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(label(message, "muted", wrap=True))
        column.addSpacing(SPACE_M)
        column.addLayout(answers)

    def _choose_other(self) -> None:
        self.done(QDialog.DialogCode.Rejected)
        self.other_chosen.emit()


def ask(
    parent: QWidget,
    title: str,
    message: str,
    *,
    stay: str,
    go: str,
    then: Callable[[], object],
    kind: ButtonKind = "primary",
    other: str = "",
    then_other: Callable[[], object] = lambda: None,
) -> Question | None:
    """Ask once, above `parent`'s window, without blocking anything; `then` is called for the answer `go`.

    None where something is being asked already.
    """
    window = parent.window()
    if any(question.isVisible() for question in window.findChildren(Question)):
        return None
    question = Question(window, title, message, stay=stay, go=go, kind=kind, other=other)
    question.other_chosen.connect(lambda: then_other())
    question.accepted.connect(lambda: then())
    question.finished.connect(question.deleteLater)
    question.open()
    return question


class Veil(QWidget):
    """Covers its parent while something has to be waited for, and says what. Keys and clicks below it do nothing."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden until `show_words`."""
        super().__init__(parent)
        self._covered = parent
        self._words = label("", "heading")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note = label("", "muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bar = SlimProgressBar(tr("Busy"))
        bar.setFixedHeight(6)
        bar.set_fraction(None)
        ground = card()
        ground.setFixedWidth(320)
        column = QVBoxLayout(ground)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        for part in (self._words, bar, self._note):
            column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.addWidget(ground, 0, Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        parent.installEventFilter(self)
        self.hide()

    def show_words(self, words: str, note: str = "") -> None:
        """Cover the parent and say what is waited for."""
        self._words.setText(words)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(words)
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._covered:
            self.setGeometry(self._covered.rect())
        return False

    def focusNextPrevChild(self, _next: bool) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground = QColor(current_tokens().background)
        ground.setAlpha(215)
        QPainter(self).fillRect(self.rect(), ground)
