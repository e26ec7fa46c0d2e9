"""The README as help, at the chapter that belongs to what somebody looks at."""

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.resources import readme_path
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.widgets.controls import button

_PICTURE_WIDTH = 300
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")

CHAPTERS: Mapping[str, str] = {
    "upload": "In the window",
    "history": "In the window",
    "projects": "In the window",
    "statistics": "In the window",
    "users": "People",
    "company": "A company on PostgreSQL",
    "audit": "People",
}
"""By the keys of pages; elsewhere help begins at its beginning."""


def _put_pictures_in(document: QTextDocument, text: str, folder: Path) -> None:
    """Pictures no wider than the page, known before the page is laid out: it does not move when they come."""
    for name in dict.fromkeys(_PICTURE.findall(text)):
        picture = QImage(str(folder / name))
        if picture.width() > _PICTURE_WIDTH:
            picture = picture.scaledToWidth(_PICTURE_WIDTH, Qt.TransformationMode.SmoothTransformation)
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)


def _space_out(document: QTextDocument) -> None:
    """Room between paragraphs, and more above headings."""
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        shape.setTopMargin(SPACE_XL if shape.headingLevel() else SPACE_S)
        shape.setBottomMargin(SPACE_S if shape.headingLevel() else SPACE_XS)
        QTextCursor(block).setBlockFormat(shape)
        block = block.next()


class HelpDialog(QDialog):
    """A page to read; links into it are followed, others are opened in the browser."""

    def __init__(self, parent: QWidget, chapter: str = "") -> None:
        """At the chapter with this title, "" for the beginning."""
        super().__init__(parent.window())
        self.setObjectName("help_dialog")
        self.setWindowTitle(tr("Help"))
        self.resize(820, 640)
        path = readme_path()
        self._page = QTextBrowser()
        self._page.setObjectName("help_page")
        self._page.setAccessibleName(tr("Help"))
        self._page.setOpenLinks(False)
        self._page.document().setDocumentMargin(SPACE_L)
        text = path.read_text("utf-8")
        self._page.setMarkdown(text)
        _put_pictures_in(self._page.document(), text, path.parent)
        _space_out(self._page.document())
        self._page.anchorClicked.connect(self._follow)
        close = button(tr("Close"), "primary", clicked=self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self._page, 1)
        column.addLayout(foot)
        self.finished.connect(self.deleteLater)
        if chapter:
            # Once it is as wide as it will be: lines break anew until then.
            QTimer.singleShot(0, self, lambda: self.show_chapter(chapter))

    @property
    def page(self) -> QTextBrowser:
        """What is read."""
        return self._page

    def show_chapter(self, title: str) -> None:
        """Go to the heading with this title."""
        block = self._page.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text() == title:
                self._page.setTextCursor(QTextCursor(block))
                top = self._page.document().documentLayout().blockBoundingRect(block).top()
                self._page.verticalScrollBar().setValue(int(top) - SPACE_L)
                return
            block = block.next()

    def _follow(self, link: QUrl) -> None:
        if link.hasFragment() and not link.scheme():
            wanted = link.fragment().replace("-", " ")
            block = self._page.document().begin()
            while block.isValid():
                if block.blockFormat().headingLevel() and block.text().lower() == wanted:
                    self.show_chapter(block.text())
                    return
                block = block.next()
        elif link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
