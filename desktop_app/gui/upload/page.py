"""The upload page: the form before, the run during and after; and what was interrupted earlier."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.events import GoingOn, Waiting
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.endings.verdict import Verdict
from desktop_app.gui.preferences import Memory
from desktop_app.gui.upload.form import UploadForm
from desktop_app.gui.upload.interrupted import InterruptedOffer
from desktop_app.gui.upload.job import Stage, UploadJob
from desktop_app.gui.upload.orders import (
    JobEnded,
    Order,
    Result,
    order_to_resume,
    order_to_send_again,
    order_to_take_over,
)
from desktop_app.gui.upload.run_view import UploadRunView
from desktop_app.gui.upload.speedometer import Reading
from desktop_app.gui.widgets.dialogs import ask
from desktop_app.services.upload import FailedFiles


class UploadPage(QWidget):
    """Joins the form, the job and the view of the run. Folders dropped anywhere on it are taken, at any time."""

    support_requested = Signal()
    """Somebody has to look at this who makes Waybill: save what they need."""
    progressed = Signal(object)
    """Reading, about ten times a second while something is sent."""
    news = Signal(object, bool)
    """Verdict: how an upload ended (true), or what it waits for: for those who do not look."""
    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        parent: QWidget | None = None,
        *,
        sample_folder: Path | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Blank until `begin`. `memory` says what uploads begin with."""
        super().__init__(parent)
        self.setObjectName("upload_page")
        self._workspace = workspace
        self._background = background
        self._ended: JobEnded | None = None
        self._before: tuple[Result, ...] = ()
        self._adding = False
        """Somebody chooses more while, or after, something was sent: the form stays until they are done."""
        self._when_ended: Callable[[], object] | None = None
        self._form = UploadForm(workspace, background, sample_folder, memory)
        self._job = UploadJob(background, self, partial(order_to_resume, workspace.uploads))
        self._view = UploadRunView(workspace, background, self._job.queue)
        self._interrupted = InterruptedOffer(
            workspace.uploads, background, self._form.interrupted_banner, self._queued_uploads, self
        )
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

    @property
    def can_go_on(self) -> bool:
        """Whether what was sent last stopped before its end."""
        last = self._ended.last if self._ended is not None and not self._job.active else None
        return last is not None and last.ended.status.unfinished

    def begin(self) -> None:
        """Load what there is to choose from, and look for what was interrupted."""
        self._form.refresh()
        self._interrupted.look()

    def go_on_with(self, upload: UploadSession, *, failed: bool = False) -> None:
        """Go on with an upload session, as the history asks; with `failed` its failed files are tried again."""
        self._start([order_to_resume(self._workspace.uploads, upload, failed=failed)])

    def retry(self, upload: UploadSession, which: FailedFiles) -> None:
        """Try some failed files of an upload session again."""
        others = self._ended.results if self._ended is not None else ()
        waits = self._job.active
        self._start([order_to_resume(self._workspace.uploads, upload, failed=True, which=which)])
        if not waits:
            self._before = tuple(result for result in others if result.upload.id != upload.id)

    def send_again(self, upload: UploadSession) -> None:
        """Send the folder of an upload session again, as a new one: what is there already is not sent twice."""
        self._start([order_to_send_again(self._workspace, upload)])

    def replace_others(self, upload: UploadSession) -> None:
        """Send the folder of an upload session again, also over what other folders sent to the same names."""
        self._start([order_to_send_again(self._workspace, upload, replace_others=True)])

    def send_elsewhere(self, upload: UploadSession) -> None:
        """Have another cycle chosen for the folder of an upload session."""
        self._form.send_elsewhere(upload)
        if self._stack.currentWidget() is self._view:
            self._choose_more()

    def take_over(self, client_uuid: str, address: str, folder: bytes) -> None:
        """Go on here with what another workstation began."""
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

    def go_on(self) -> None:
        """Go on with what was sent last, if it stopped before its end."""
        if self.can_go_on:
            self._go_on()

    def shut_down(self) -> None:
        """Begin nothing more; whoever closes the window has paused first."""
        self._job.shut_down()
        self._view.shut_down()

    def add_paths(self, paths: list[Path]) -> None:
        """Take folders and files for the next upload, also while one is being sent."""
        self._form.add_paths(paths)
        if self._stack.currentWidget() is self._view:
            self._choose_more()

    def _connect(self) -> None:
        form, view, job = self._form, self._view, self._job
        form.start_requested.connect(self._start)
        form.stop_requested.connect(job.cancel)
        form.show_run_requested.connect(self._show_view)
        self._interrupted.accepted.connect(self.go_on_with)
        self._interrupted.failed.connect(form.show_error)
        form.company_heard.connect(self.company_heard)
        buttons, causes = view.buttons, view.causes
        buttons.pause_requested.connect(job.pause)
        buttons.cancel_requested.connect(self._ask_to_cancel)
        buttons.go_on_requested.connect(self._go_on)
        buttons.retry_requested.connect(self._retry_failed)
        buttons.new_requested.connect(self._request_new)
        causes.retry_requested.connect(self.retry)
        causes.elsewhere_requested.connect(self.send_elsewhere)
        causes.replace_requested.connect(self.replace_others)
        causes.support_requested.connect(self.support_requested)
        view.limit_requested.connect(job.limit_bandwidth)
        view.retry_requested.connect(self.retry)
        view.queue_list.set_aside_requested.connect(job.set_aside)
        view.queue_list.skip_requested.connect(job.skip)
        view.queue_list.withdrawn.connect(self._withdraw)
        view.send_again_requested.connect(self.send_again)
        job.order_taken.connect(view.show_order)
        job.stage_changed.connect(lambda: view.show_stage(job.stage))
        job.run_begun.connect(self._show_run)
        job.progressed.connect(self._show_reading)
        job.retrying.connect(view.show_retrying)
        job.waiting_for_storage.connect(self._show_waiting)
        job.ended.connect(self._end)

    # Beginning

    def _start(self, orders: list[Order]) -> None:
        """Run these, or let them wait behind what runs. The form stays in sight until the first of them has begun."""
        if self._job.active:
            self._job.add(orders)
            self._form.forget([order.source for order in orders if order.source is not None])
            self._background.run(partial(_keep, orders), lambda _: None, self._form.show_error, owner=self)
            self._show_view()
            return
        self._stack.setCurrentWidget(self._form)
        self._adding = False
        self._form.forget_run()
        self._ended, self._before = None, ()
        self._form.set_busy(True)
        self._job.start(orders)

    def _go_on(self) -> None:
        """After a pause, or after trouble: the last upload session, and then those that had not begun."""
        if self._ended is None or (last := self._ended.last) is None:
            return
        orders = list(self._ended.not_begun)
        self._before = self._ended.results
        if last.ended.status.unfinished:
            self._before = self._before[:-1]
            orders.insert(0, order_to_resume(self._workspace.uploads, last.upload))
        self._job.start(orders, self._job.bandwidth_limit)

    def _retry_failed(self) -> None:
        if self._ended is None:
            return
        failed = [result for result in self._ended.results if result.ended.counts.files_failed]
        self._before = tuple(result for result in self._ended.results if result not in failed)
        uploads = self._workspace.uploads
        self._job.start([order_to_resume(uploads, result.upload, failed=True) for result in failed])

    def _show_run(self, order: Order, upload: UploadSession) -> None:
        if not self._adding:
            self._form.set_busy(False)
            if self._job.stage is not Stage.CANCELLING:
                begun = (order, *(queued.order for queued in self._job.queue.waiting))
                self._form.forget([one.source for one in begun if one.source is not None])
            self._show_view()
        limit = self._job.bandwidth_limit
        self._view.show_session(upload, upload.options.bandwidth_limit if limit is None else limit)

    def _show_view(self) -> None:
        self._adding = False
        self._form.sleep()
        self._stack.setCurrentWidget(self._view)

    def _request_new(self) -> None:
        if self._job.active:
            self._choose_more()
        else:
            self._form.forget_run()
            self._show_form()

    def _choose_more(self) -> None:
        """The form, with a way back to what is being sent or has just ended."""
        self._adding = True
        verdict = self._view.verdict
        self._form.tell_of_run(verdict.kind, verdict.title, sending=self._job.active)
        self._show_form()

    def _show_reading(self, reading: Reading) -> None:
        self._view.show_reading(reading)
        self.progressed.emit(reading)
        if self._adding:
            verdict = self._view.verdict
            self._form.tell_of_run(verdict.kind, verdict.title, sending=True)

    def _show_waiting(self, event: Waiting | GoingOn) -> None:
        self._view.show_waiting(event)
        if isinstance(event, Waiting):
            self.news.emit(
                Verdict(
                    "warning", tr(event.error.title), tr("{error} The upload goes on by itself.", error=event.error)
                ),
                False,
            )

    def _withdraw(self, order: Order) -> None:
        """Whatever waits no more does not stand in the journal as something to go on with either."""
        order.withdrawn = True
        upload = order.upload
        if upload is not None:
            self._background.run(
                lambda: self._workspace.uploads.withdraw(upload), lambda _: None, self._form.show_error, owner=self
            )

    def _queued_uploads(self) -> set[str]:
        return {queued.order.upload.client_uuid for queued in self._job.queue.waiting if queued.order.upload}

    def _show_form(self) -> None:
        self._stack.setCurrentWidget(self._form)
        self.begin()

    # Ending

    def _ask_to_cancel(self) -> None:
        ended = self._ended.waiting if self._ended is not None and not self._job.active else ()
        waiting = tr(" What waits is not sent either.") if self._job.queue.waiting or ended else ""
        ask(
            self,
            tr("Cancel this upload?"),
            tr("What was sent stays in the bucket. The rest is not sent.{waiting}", waiting=waiting),
            stay=tr("Keep it"),
            go=tr("Cancel upload"),
            kind="danger",
            then=self._cancel,
        )

    def _cancel(self) -> None:
        for queued in self._job.queue.waiting:
            self._withdraw(queued.order)
        if self._job.active:
            self._job.cancel()
            return
        if self._ended is None or (last := self._ended.last) is None:
            return
        for order in self._ended.waiting:
            self._withdraw(order)
        if last.ended.status.unfinished:
            self._before = self._ended.results[:-1]
            self._job.start([order_to_resume(self._workspace.uploads, last.upload, cancel=True)])
        else:
            self._show_end(replace(self._ended, waiting=()))

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
            self._show_end(ended)
        elif ended.error is not None:
            self._form.show_error(ended.error)
            self.news.emit(Verdict("danger", tr(ended.error.title), str(ended.error)), True)
        if (then := self._when_ended) is not None:
            self._when_ended = None
            then()

    def _show_end(self, ended: JobEnded) -> None:
        self._ended = ended
        self._view.show_end(ended)
        self.news.emit(self._view.verdict, True)
        if self._adding:
            verdict = self._view.verdict
            self._form.tell_of_run(verdict.kind, verdict.title, sending=False)


def _keep(orders: list[Order]) -> None:
    for order in orders:
        if order.keep is not None:
            order.keep(order)


def _is_nothing(ended: JobEnded) -> bool:
    """Whether it was cancelled before there was anything to tell."""
    return (
        len(ended.results) == 1
        and ended.results[0].ended.status is SessionStatus.CANCELLED
        and not ended.results[0].ended.counts.total_files
    )
