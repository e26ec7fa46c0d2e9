"""Saving a support bundle from the window: asks where, and whether names of files may be in it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.opening import among_documents
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.dialogs import Question

Save = Callable[[Path, bool], None]
"""Writes a bundle into a file, with names of files or without; blocks, raises WaybillError."""


def offer_bundle(
    parent: QWidget,
    background: Background,
    save: Save,
    saved: Callable[[Path], None],
    failed: Callable[[WaybillError], None],
) -> None:
    """Ask, then save on another thread."""
    proposed = among_documents("waybill-support.zip")
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save support bundle"), proposed, tr("ZIP (*.zip)"))
    if not chosen:
        return
    path = Path(chosen)

    def write(*, with_names: bool) -> None:
        background.run(
            lambda: save(path, with_names), lambda _: saved(path), lambda error: failed(as_trouble(error)), owner=parent
        )

    question = Question(
        parent.window(),
        tr("May names of files be in it?"),
        tr(
            "Log, versions, settings and your latest uploads are saved, without passwords, keys and tokens. Names of "
            "files and folders help to find what is wrong."
        ),
        stay=tr("Without names"),
        go=tr("With names"),
    )
    question.accepted.connect(lambda: write(with_names=True))
    question.rejected.connect(lambda: write(with_names=False))
    question.finished.connect(question.deleteLater)
    question.open()
