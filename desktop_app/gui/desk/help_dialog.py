"""The README as help, at the chapter that belongs to what somebody looks at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QKeySequence,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.resources import readme_path
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS, current_tokens
from desktop_app.gui.widgets.controls import button

_PICTURE_WIDTH = 300
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
_MOVING = re.compile(r"!\[[^\]]*\]\([^)]+\.svg\)")
"""Pictures that move in a browser; here they would be an empty place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to read: a chapter, and what a passage in it begins with."""

    chapter: str = ""
    passage: str = ""


PLACES: Mapping[str, Place] = {
    "upload": Place("In the window"),
    "history": Place("In the window", "History"),
    "projects": Place("In the window", "Projects"),
    "statistics": Place("In the window", "Statistics"),
    "users": Place("People"),
    "company": Place("A company on PostgreSQL"),
    "audit": Place("People"),
}
"""By the keys of pages."""
BEGINNING = Place()
"""Where help begins elsewhere."""


def _put_pictures_in(document: QTextDocument, text: str, folder: Path) -> None:
    """Pictures no wider than the page, known before the page is laid out: it does not move when they come."""
    for name in dict.fromkeys(_PICTURE.findall(text)):
        picture = QImage(str(folder / name))
        if picture.width() > _PICTURE_WIDTH:
            picture = picture.scaledToWidth(_PICTURE_WIDTH, Qt.TransformationMode.SmoothTransformation)
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fit_to_page(document: QTextDocument) -> None:
    """Commands that are too long go on in the next line; tables have thin lines and no empty titles."""
    for block in _blocks(document):
        if block.blockFormat().nonBreakableLines():
            shape = QTextBlockFormat()
            shape.setNonBreakableLines(False)
            shape.setLeftMargin(SPACE_XL)
            shape.setTextIndent(-SPACE_XL)
            shape.setTopMargin(0)
            shape.setBottomMargin(0)
            QTextCursor(block).mergeBlockFormat(shape)
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable):
            if not any(_text_in(table, 0, column) for column in range(table.columns())):
                table.removeRows(0, 1)
            lines = table.format()
            lines.setBorderCollapse(True)
            lines.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            lines.setBorderBrush(QColor(current_tokens().border))
            lines.setCellPadding(SPACE_XS)
            table.setFormat(lines)


def _text_in(table: QTextTable, row: int, column: int) -> str:
    return table.cellAt(row, column).firstCursorPosition().block().text().strip()


def _space_out(document: QTextDocument) -> None:
    """Room between paragraphs, and more above headings."""
    for block in _blocks(document):
        shape = block.blockFormat()
        shape.setTopMargin(SPACE_XL if shape.headingLevel() else SPACE_S)
        shape.setBottomMargin(SPACE_S if shape.headingLevel() else SPACE_XS)
        QTextCursor(block).setBlockFormat(shape)


def _is_heading(block: QTextBlock, title: str) -> bool:
    return bool(block.blockFormat().headingLevel()) and block.text().lower() == title.lower()


class HelpDialog(QDialog):
    """Pages to read; links among them are followed, with a way back, and others are opened in the browser."""

    def __init__(self, parent: QWidget, place: Place = BEGINNING) -> None:
        """At a place."""
        super().__init__(parent.window())
        self.setObjectName("help_dialog")
        self.setWindowTitle(tr("Help"))
        self.resize(820, 640)
        self._path = Path()
        self._came_from: list[tuple[Path, int]] = []
        self._page = QTextBrowser()
        self._page.setObjectName("help_page")
        self._page.setAccessibleName(tr("Help"))
        self._page.setOpenLinks(False)
        self._page.document().setDocumentMargin(SPACE_L)
        self._page.anchorClicked.connect(self._follow)
        self._back = button(tr("Back"), clicked=self._go_back)
        self._back.setShortcut(QKeySequence.StandardKey.Back)
        self._back.hide()
        self._read(readme_path())
        close = button(tr("Close"), "primary", clicked=self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self._page, 1)
        column.addLayout(foot)
        self.finished.connect(self.deleteLater)
        if place != BEGINNING:
            # Once it is as wide as it will be: lines break anew until then.
            QTimer.singleShot(0, self, lambda: self.show_place(place))

    @property
    def page(self) -> QTextBrowser:
        """What is read."""
        return self._page

    def show_place(self, place: Place) -> None:
        """Go to a chapter's heading, or to the passage in it."""
        found: QTextBlock | None = None
        for block in _blocks(self._page.document()):
            if _is_heading(block, place.chapter):
                found = block
            elif found is not None and place.passage and block.text().startswith(place.passage):
                found = block
                break
        if found is not None:
            self._page.setTextCursor(QTextCursor(found))
            top = self._page.document().documentLayout().blockBoundingRect(found).top()
            self._page.verticalScrollBar().setValue(int(top) - SPACE_L)

    def _follow(self, link: QUrl) -> None:
        if link.scheme():
            if link.scheme() in ("http", "https"):
                QDesktopServices.openUrl(link)
            return
        path = (self._path.parent / link.path()).resolve() if link.path() else self._path
        if path.suffix != ".md":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            return
        self._came_from.append((self._path, self._page.verticalScrollBar().value()))
        self._back.show()
        if path != self._path:
            self._read(path)
        if link.hasFragment():
            self.show_place(Place(link.fragment().replace("-", " ")))

    def _go_back(self) -> None:
        path, height = self._came_from.pop()
        self._back.setVisible(bool(self._came_from))
        if path != self._path:
            self._read(path)
        self._page.verticalScrollBar().setValue(height)

    def _read(self, path: Path) -> None:
        self._path = path.resolve()
        text = _MOVING.sub("", path.read_text("utf-8"))
        document = self._page.document()
        self._page.setMarkdown(text)
        _put_pictures_in(document, text, path.parent)
        _space_out(document)
        _fit_to_page(document)
        self._page.moveCursor(QTextCursor.MoveOperation.Start)
