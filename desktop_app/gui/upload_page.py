"""The upload page: the form before, the run during and after; and what was interrupted earlier."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.names import text_form
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.values import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.formatting import format_count
from desktop_app.gui.upload_form import UploadForm
from desktop_app.gui.upload_job import Stage, UploadJob
from desktop_app.gui.upload_orders import (
    JobEnded,
    Order,
    Result,
    order_to_resume,
    order_to_send_again,
    order_to_take_over,
)
from desktop_app.gui.upload_run_view import UploadRunView
from desktop_app.gui.verdict import interrupted
from desktop_app.gui.widgets.dialogs import ask
from desktop_app.gui.widgets.drop_area import local_paths


class UploadPage(QWidget):
    """Joins the form, the job and the view of the run. Folders dropped anywhere on it are taken, at any time."""

    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        parent: QWidget | None = None,
        *,
        sample_folder: Path | None = None,
    ) -> None:
        """Blank until `begin`."""
        super().__init__(parent)
        self.setObjectName("upload_page")
        self.setAcceptDrops(True)
        self._workspace = workspace
        self._background = background
        self._unfinished: UploadSession | None = None
        self._ended: JobEnded | None = None
        self._before: tuple[Result, ...] = ()
        self._when_ended: Callable[[], object] | None = None
        self._form = UploadForm(workspace, background, sample_folder)
        self._view = UploadRunView(workspace, background)
        self._job = UploadJob(background, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._form)
        self._stack.addWidget(self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    @property
    def sending(self) -> bool:
        """Whether something is being sent, or about to be."""
        return self._job.active

    def begin(self) -> None:
        """Load what there is to choose from, and look for what was interrupted."""
        self._form.refresh()
        self._look_for_interrupted()

    def go_on_with(self, upload: UploadSession, *, failed: bool = False) -> None:
        """Go on with an upload session, as the history asks; with `failed` its failed files are tried again."""
        if self._job.active:
            self._view.show_note(f"{text_form(upload.local_directory)} can go on when this upload has ended.")
            return
        self._stack.setCurrentWidget(self._form)
        self._start([order_to_resume(self._workspace.uploads, upload, failed=failed)])

    def send_again(self, upload: UploadSession) -> None:
        """Send the folder of an upload session again, as a new one: what is there already is not sent twice."""
        if self._job.active:
            self._view.show_note(f"{text_form(upload.local_directory)} can be sent when this upload has ended.")
            return
        self._stack.setCurrentWidget(self._form)
        self._start([order_to_send_again(self._workspace, upload)])

    def take_over(self, client_uuid: str, address: str, folder: bytes) -> None:
        """Go on here with what another workstation began."""
        if self._job.active:
            self._view.show_note(f"{text_form(folder)} can be taken over when this upload has ended.")
            return
        self._stack.setCurrentWidget(self._form)
        self._start([order_to_take_over(self._workspace, client_uuid, address, folder)])

    def pause_then(self, then: Callable[[], object]) -> None:
        """Pause what is being sent, and call `then` once it has stopped; at once if nothing is."""
        if not self._job.active:
            then()
            return
        self._when_ended = then
        self._job.pause()

    def pause(self) -> None:
        """Pause what is being sent, if anything is."""
        self._job.pause()

    def shut_down(self) -> None:
        """Begin nothing more; whoever closes the window has paused first."""
        self._job.shut_down()
        self._view.shut_down()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if paths := local_paths(event.mimeData()):
            self.add_paths(paths)

    def add_paths(self, paths: list[Path]) -> None:
        """Take folders and files for the next upload, also while one is being sent."""
        self._form.add_paths(paths)
        if self._stack.currentWidget() is self._view:
            names = ", ".join(path.name or str(path) for path in paths)
            self._view.show_note(f"{names} will be there for your next upload.")

    def _connect(self) -> None:
        form, view, job = self._form, self._view, self._job
        form.start_requested.connect(self._start)
        form.stop_requested.connect(job.cancel)
        form.go_on_requested.connect(self._go_on_with_unfinished)
        form.company_heard.connect(self.company_heard)
        view.pause_requested.connect(job.pause)
        view.cancel_requested.connect(self._ask_to_cancel)
        view.limit_requested.connect(job.limit_bandwidth)
        view.go_on_requested.connect(self._go_on)
        view.retry_failed_requested.connect(self._retry_failed)
        view.new_upload_requested.connect(self._show_form)
        view.send_again_requested.connect(self.send_again)
        job.order_taken.connect(lambda order: view.show_order(order, job.waiting))
        job.stage_changed.connect(lambda: view.show_stage(job.stage))
        job.run_begun.connect(self._show_run)
        job.progressed.connect(view.show_reading)
        job.retrying.connect(view.show_retrying)
        job.waiting_for_storage.connect(view.show_waiting)
        job.ended.connect(self._end)

    # Beginning

    def _start(self, orders: list[Order]) -> None:
        """Run what the form asks for: the form stays in sight until the first upload session has begun."""
        self._ended, self._before = None, ()
        self._form.set_busy(True)
        self._job.start(orders)

    def _go_on_with_unfinished(self) -> None:
        if self._unfinished is not None:
            self.go_on_with(self._unfinished)

    def _go_on(self) -> None:
        """After a pause, or after trouble: the last upload session, and then those that had not begun."""
        if self._ended is not None and (last := self._ended.last) is not None:
            self._before = self._ended.results[:-1]
            orders = [order_to_resume(self._workspace.uploads, last.upload), *self._ended.not_begun]
            self._job.start(orders, self._job.bandwidth_limit)

    def _retry_failed(self) -> None:
        if self._ended is None:
            return
        failed = [result for result in self._ended.results if result.ended.counts.files_failed]
        self._before = tuple(result for result in self._ended.results if result not in failed)
        uploads = self._workspace.uploads
        self._job.start([order_to_resume(uploads, result.upload, failed=True) for result in failed])

    def _show_run(self, order: Order, upload: UploadSession) -> None:
        self._form.set_busy(False)
        self._form.sleep()
        if order.source is not None and self._job.stage is not Stage.CANCELLING:
            self._form.forget(order.source)
        self._stack.setCurrentWidget(self._view)
        limit = self._job.bandwidth_limit
        self._view.show_session(upload, upload.options.bandwidth_limit if limit is None else limit)

    def _show_form(self) -> None:
        self._stack.setCurrentWidget(self._form)
        self.begin()

    def _look_for_interrupted(self) -> None:
        self._background.run(
            self._workspace.uploads.unfinished, self._tell_of_interrupted, self._form.show_error, owner=self
        )

    def _tell_of_interrupted(self, uploads: list[UploadSession]) -> None:
        banner = self._form.interrupted_banner
        self._unfinished = uploads[0] if uploads else None
        if self._unfinished is None:
            banner.hide()
            return
        verdict = interrupted(self._unfinished)
        more = f" {format_count(len(uploads) - 1, 'more upload')} can go on too." if len(uploads) > 1 else ""
        banner.show_message(verdict.kind, verdict.title, verdict.message + more, action="Go on")

    # Ending

    def _ask_to_cancel(self) -> None:
        waiting = " The folders that wait are not sent either." if self._job.waiting else ""
        ask(
            self,
            "Cancel this upload?",
            f"What was sent stays in the bucket. The rest is not sent.{waiting}",
            stay="Keep it",
            go="Cancel upload",
            kind="danger",
            then=self._cancel,
        )

    def _cancel(self) -> None:
        if self._job.active:
            self._job.cancel()
        elif self._ended is not None and (last := self._ended.last) is not None and last.ended.status.unfinished:
            self._before = self._ended.results[:-1]
            self._job.start([order_to_resume(self._workspace.uploads, last.upload, cancel=True)])

    def _end(self, ended: JobEnded) -> None:
        self._form.set_busy(False)
        if ended.results:
            ended = replace(ended, results=self._before + ended.results)
        elif self._ended is not None:
            # Going on could not begin: how it stood before still holds, and can be gone on with.
            ended = replace(self._ended, error=ended.error)
        if _is_nothing(ended):
            self._show_form()
        elif ended.results:
            self._ended = ended
            self._view.show_end(ended)
        elif ended.error is not None:
            self._form.show_error(ended.error)
        if (then := self._when_ended) is not None:
            self._when_ended = None
            then()


def _is_nothing(ended: JobEnded) -> bool:
    """Whether it was cancelled before there was anything to tell."""
    return (
        len(ended.results) == 1
        and ended.results[0].ended.status is SessionStatus.CANCELLED
        and not ended.results[0].ended.counts.total_files
    )
