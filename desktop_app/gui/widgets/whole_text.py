"""A text that is shown whole, however long its words are: addresses that nobody is to misread."""

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

_NARROWEST, _USUAL = 60, 220


class WholeText(QTextEdit):
    """Looks like a label, breaks lines anywhere, and is as high as they take. It can be selected and copied."""

    def __init__(self, text: str, *, strong: bool = False, parent: QWidget | None = None) -> None:
        """As wide as its place is; `strong` as the label of that role."""
        super().__init__(parent)
        self.setProperty("role", "whole_strong" if strong else "whole")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(text)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wrap = QTextOption.WrapMode
        # An address alone fills its lines; between words it begins one.
        self.setWordWrapMode(wrap.WrapAtWordBoundaryOrAnywhere if " " in text else wrap.WrapAnywhere)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.document().setDocumentMargin(0)
        self.setPlainText(text)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        laid_out = self.document().clone()
        laid_out.setTextWidth(width)
        return math.ceil(laid_out.size().height())

    def sizeHint(self) -> QSize:
        return QSize(_USUAL, self.heightForWidth(_USUAL))

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, self.fontMetrics().height())
