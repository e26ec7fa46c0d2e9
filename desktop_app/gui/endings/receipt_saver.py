"""The button that saves a receipt: asks where, writes it off the GUI thread, and says that it has."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.names import last_part, text_form
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.endings.receipt_pdf import save_pdf
from desktop_app.gui.look.icons import icon
from desktop_app.gui.opening import among_documents
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import button, set_button_kind
from desktop_app.services.history import HistoryService
from desktop_app.services.receipts import Receipt, save

_TEXT = tr("Save receipt…")
_SAVED_MS = 4000
_FILTERS = {
    tr("PDF (*.pdf)"): ".pdf",
    tr("CSV, for spreadsheets (*.csv)"): ".csv",
    tr("JSON, for programs (*.json)"): ".json",
}


class ReceiptOf(NamedTuple):
    """Whose receipt it is."""

    upload: UploadSession
    username: str


class ReceiptSaver(QObject):
    """Saves the receipt of what `receipt_of` gives when its button is clicked."""

    failed = Signal(object)
    """WaybillError: it was not saved, for this reason."""

    def __init__(
        self,
        history: HistoryService,
        background: Background,
        receipt_of: Callable[[], ReceiptOf | None],
        parent: QObject | None = None,
    ) -> None:
        """Ready to be clicked."""
        super().__init__(parent)
        self._history = history
        self._background = background
        self._receipt_of = receipt_of
        self.button = button(_TEXT, "secondary", "receipt", self._ask)
        self.button.setToolTip(tr("Save what became of every file, with checksums and times: PDF, CSV or JSON"))
        self._saved = QTimer(self, interval=_SAVED_MS, singleShot=True)
        self._saved.timeout.connect(self._rest)

    def _ask(self) -> None:
        if (of := self._receipt_of()) is None:
            return
        proposed = among_documents(tr("Receipt {upload}.pdf", upload=_name(of.upload)))
        chosen, kind = QFileDialog.getSaveFileName(self.button, tr("Save receipt"), proposed, ";;".join(_FILTERS))
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in _FILTERS.values():
            path = path.with_name(path.name + _FILTERS.get(kind, ".pdf"))
        self.button.setEnabled(False)
        self.button.setText(tr("Saving…"))
        self._background.run(
            lambda: _write(self._history.receipt(of.upload.id, of.username), path),
            lambda _: self._tell_saved(path),
            self._tell_trouble,
            owner=self,
        )

    def _tell_saved(self, path: Path) -> None:
        self.button.setEnabled(True)
        self.button.setText(tr("Receipt saved"))
        self.button.setIcon(icon("check", "success"))
        self.button.setAccessibleDescription(tr("Saved as {path}", path=path))
        self._saved.start()

    def _tell_trouble(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self._rest()
        self.failed.emit(as_trouble(error))

    def _rest(self) -> None:
        self.button.setText(_TEXT)
        set_button_kind(self.button, "secondary", "receipt")
        self.button.setAccessibleDescription("")


def _write(receipt: Receipt, path: Path) -> None:
    write = save_pdf if path.suffix.lower() == ".pdf" else save
    write(receipt, path)


def _name(upload: UploadSession) -> str:
    """A name for the file that any system takes."""
    folder = last_part(text_form(upload.local_directory))
    day = (upload.completed_at or upload.created_at).astimezone().date()
    plain = "".join(one if one.isalnum() or one in " -_." else "_" for one in f"{folder} {upload.cycle_name}")
    return f"{plain[:80]} {day.isoformat()}"
