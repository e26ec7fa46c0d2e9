"""Why files were not sent, a line for each cause: how many, what is wrong, who can mend it, and a button to do so."""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.errors import Mender, NameTaken, WaybillError, kind_of
from desktop_app.domain.names import printable, text_form
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Cause, UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S
from desktop_app.gui.opening import open_folder_of
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, button, label
from desktop_app.gui.widgets.dialogs import ask
from desktop_app.gui.widgets.rows_card import RowsCard
from desktop_app.services.history import HistoryService
from desktop_app.services.upload import FailedFiles

_ROW = 72
_ROWS_SHOWN = 2.5
_COPIED = tr("Copied")


class Step(Enum):
    """What to do about a cause."""

    TRY_AGAIN = tr("Try again")
    OTHER_CYCLE = tr("Other cycle…")
    REPLACE = tr("Replace…")
    TELL_ADMIN = tr("Copy for your admin")
    SHOW_FOLDER = tr("Show in folder")
    SUPPORT = tr("Save support bundle…")


_ONCE_ENDED = (Step.TRY_AGAIN, Step.OTHER_CYCLE, Step.REPLACE)
"""What begins something with the folder, which nothing else may be at."""


def who_mends(code: str) -> Mender:
    """Who can mend what an error is about; where that is not known, whoever looks at it."""
    kind = kind_of(code)
    return kind.mender if kind is not None else Mender.YOU


def next_steps(cause: Cause, upload: UploadSession) -> tuple[Step, ...]:
    """What to do about files that were not sent, the best last."""
    kind = kind_of(cause.code)
    if kind is NameTaken:
        return (Step.OTHER_CYCLE,) if upload.destination.never_overwrite else (Step.REPLACE, Step.OTHER_CYCLE)
    return (_next_step(cause, kind),)


def _next_step(cause: Cause, kind: type[WaybillError] | None) -> Step:
    mender = who_mends(cause.code)
    if mender is Mender.NOBODY:
        return Step.SUPPORT
    if mender is Mender.ADMIN and not (kind is not None and kind.can_retry):
        return Step.TELL_ADMIN
    return Step.TRY_AGAIN if cause.status is FileStatus.FAILED else Step.SHOW_FOLDER


def words_for_admin(cause: Cause, upload: UploadSession) -> str:
    """What an admin needs to know to mend it."""
    return tr(
        "{title}: {files} of the upload from {local_directory} to {address} "
        "({project_name}, {cycle_name}) could not be sent.\n\n{first_message}\n\nThe first "
        "of them: {first_path}\nUpload {client_uuid} on {workstation}\n",
        title=tr(cause.title),
        files=format_count(cause.files, "file"),
        local_directory=text_form(upload.local_directory),
        address=upload.address,
        project_name=upload.project_name,
        cycle_name=upload.cycle_name,
        first_message=cause.first_message,
        first_path=text_form(cause.first_path),
        client_uuid=upload.client_uuid,
        workstation=upload.workstation,
    )


class FailureCauses(QWidget):
    """Hidden while there is nothing to tell."""

    show_requested = Signal(object)
    """Cause: show its files in the table."""
    retry_requested = Signal(object, object)
    """UploadSession, FailedFiles: try these again."""
    failed = Signal(object)
    """The journal could not be read, for this reason."""
    elsewhere_requested = Signal(object)
    """UploadSession: send its folder to another cycle."""
    replace_requested = Signal(object)
    """UploadSession: send its folder again, and replace what another folder sent to the same names."""
    support_requested = Signal()
    """Somebody has to look at this who makes Waybill."""

    def __init__(self, history: HistoryService, background: Background, parent: QWidget | None = None) -> None:
        """Empty: see `show_of`."""
        super().__init__(parent)
        self._history = history
        self._background = background
        self._session_id: int | None = None
        self._shown: tuple[int, Sequence[Cause], bool] | None = None
        self._rows = RowsCard(_ROW, _ROWS_SHOWN)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._rows)
        self.hide()

    def show_of(self, session_id: int | None, *, can_retry: bool = False) -> None:
        """Tell of an upload session of this workstation, or of none; `can_retry`: it has ended."""
        self._session_id = session_id
        if session_id is None:
            self.hide()
            return
        self._background.run(
            lambda: (self._history.get(session_id), self._history.causes(session_id)),
            lambda found: self._show(*found, can_retry=can_retry),
            self.failed.emit,
            owner=self,
        )

    def _show(self, upload: UploadSession, causes: Sequence[Cause], *, can_retry: bool) -> None:
        if self._session_id != upload.id:
            return
        self.setVisible(bool(causes))
        if (upload.id, causes, can_retry) == self._shown:
            return
        self._shown = (upload.id, causes, can_retry)
        self._rows.set_rows([self._row(upload, cause, can_retry=can_retry) for cause in causes])

    def _row(self, upload: UploadSession, cause: Cause, *, can_retry: bool) -> QWidget:
        row = QWidget()
        failed = cause.status is FileStatus.FAILED
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        what = f"{tr(cause.title)}: {format_count(cause.files, 'file')}"
        head.addWidget(label(what, "strong"))
        mender = tr("Who can mend it: {mender}", mender=tr(who_mends(cause.code)))
        head.addWidget(ElidedLabel(mender, "muted", Qt.TextElideMode.ElideRight), 1)
        words.addLayout(head)
        words.addWidget(ElidedLabel(printable(cause.first_message), "muted", Qt.TextElideMode.ElideRight, lines=2))
        words.addStretch()
        line = QHBoxLayout(row)
        line.setContentsMargins(SPACE_L, 0, SPACE_M, 0)
        line.setSpacing(SPACE_M)
        line.addWidget(IconLabel("error" if failed else "blocked", "danger" if failed else "warning", 18))
        line.addLayout(words, 1)
        show = button(tr("Show"), "quiet", clicked=lambda: self.show_requested.emit(cause))
        show.setAccessibleName(tr("Show the files: {title}", title=tr(cause.title)))
        line.addWidget(show)
        for step in next_steps(cause, upload):
            line.addWidget(self._button(step, upload, cause, can_retry=can_retry))
        line.addSpacing(SPACE_S)
        return row

    def _button(self, step: Step, upload: UploadSession, cause: Cause, *, can_retry: bool) -> QPushButton:
        act = button(step.value, clicked=lambda: actions[step]())
        act.setAccessibleName(f"{step.value}: {tr(cause.title)}")
        act.setVisible(can_retry or step not in _ONCE_ENDED)

        def copy() -> None:
            QGuiApplication.clipboard().setText(words_for_admin(cause, upload))
            act.setText(_COPIED)

        actions: dict[Step, Callable[[], object]] = {
            Step.TRY_AGAIN: lambda: self.retry_requested.emit(upload, FailedFiles(cause=cause.code)),
            Step.OTHER_CYCLE: lambda: self.elsewhere_requested.emit(upload),
            Step.REPLACE: lambda: self._ask_to_replace(upload, cause),
            Step.TELL_ADMIN: copy,
            Step.SHOW_FOLDER: lambda: open_folder_of(upload.local_directory, cause.first_path),
            Step.SUPPORT: self.support_requested.emit,
        }
        return act

    def _ask_to_replace(self, upload: UploadSession, cause: Cause) -> None:
        ask(
            self,
            tr("Replace {files}?", files=format_count(cause.files, "file")),
            tr(
                "Another folder's files stand in {address} under these names. Once this folder's files take their "
                "place they are lost, unless the bucket keeps versions.",
                address=upload.address,
            ),
            stay=tr("Keep them"),
            go=tr("Replace"),
            kind="danger",
            then=lambda: self.replace_requested.emit(upload),
        )
