"""Before an upload: what to send, where to, how, and what the folders hold."""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.look.formatting import format_count, listed
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_XL, Kind
from desktop_app.gui.preferences import Memory
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.upload.check import StorageCheck
from desktop_app.gui.upload.options import OptionsPanel
from desktop_app.gui.upload.orders import orders_to_send, source_of
from desktop_app.gui.upload.place import PlaceChoice
from desktop_app.gui.upload.preview import UploadPreview, Wanted
from desktop_app.gui.upload.sources import SourceList
from desktop_app.gui.widgets.controls import ElidedLabel, button, label, line
from desktop_app.gui.widgets.drop_area import DropArea
from desktop_app.gui.widgets.messages import Banner
from desktop_app.services.sources import Source, sources_of


class UploadForm(QWidget):
    """A large drop area; once something is chosen, the form. Nothing chosen is lost before it has been begun."""

    start_requested = Signal(object)
    """list[Order], one for each source."""
    stop_requested = Signal()
    """What was asked for is being begun, and is not wanted after all."""
    show_run_requested = Signal()
    """The button of the line about the upload that runs, or has just ended."""
    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        sample_folder: Path | None = None,
        memory: Memory | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`sample_folder` is offered to those who have nothing to send, as in the demo; `memory` says what uploads
        begin with.
        """
        super().__init__(parent)
        self._workspace = workspace
        self._background = background
        self._sample_folder = sample_folder
        self._memory = memory or Memory(None, self)
        self._told_of_run: tuple[Kind, str] | None = None
        self._make_parts()
        self._lay_out()
        self._connect()
        self._arrange()

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is chosen."""
        return self._sources.sources

    @property
    def interrupted_banner(self) -> Banner:
        """Tells of an upload that can be gone on with."""
        return self._interrupted

    def add_paths(self, paths: list[Path]) -> None:
        """Choose folders and files that were dropped; looking at them may wait for a slow disk, so it is done aside."""
        self._background.run(lambda: sources_of(paths), self._sources.add, self.show_error, owner=self)

    def send_elsewhere(self, upload: UploadSession) -> None:
        """Choose what an upload session was of, for another cycle of its project."""
        self._sources.add([source_of(upload)])
        self._place.ask_for_cycle(upload.project_id)

    def forget(self, sources: Collection[Source]) -> None:
        """They are being sent now, or wait for their turn, and are no longer to be chosen."""
        self._sources.set_sources([kept for kept in self.sources if kept not in sources])

    def show_error(self, raised: Exception) -> None:
        """Say what went wrong, above what was chosen."""
        error = as_trouble(raised)
        self._banner.show_message("danger", tr(error.title), str(error))
        self._scroll.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Ask the company anew, and look through the folders anew."""
        self._asleep = False
        self._preview.stop()
        self._check.forget()
        self._place.load()
        self._look_through()

    def sleep(self) -> None:
        """Look through no folders until `refresh`: the disk is busy with what is being sent."""
        self._asleep = True
        self._preview.stop()

    def tell_of_run(self, kind: Kind, title: str, *, sending: bool) -> None:
        """Say what is being sent meanwhile, or how that ended; while `sending`, what is started here waits."""
        self._sending = sending
        if (kind, title) != self._told_of_run:
            self._told_of_run = (kind, title)
            self._running.show_message(kind, title, action=tr("Show"), can_dismiss=False, announced=not sending)
        self._say_what_is_missing()

    def forget_run(self) -> None:
        """There is nothing to say about it any more."""
        self._sending = False
        self._told_of_run = None
        self._running.hide()
        self._say_what_is_missing()

    def set_busy(self, busy: bool) -> None:
        """An upload is being begun, which can be stopped; what is changed meanwhile is for the next."""
        self._busy = busy
        self._stop.setVisible(busy)
        if busy:
            self._banner.hide()
            self._preview.stop()
        else:
            self._look_through()
        self._say_what_is_missing()

    def _make_parts(self) -> None:
        company = self._workspace.company
        self._busy = self._asleep = self._sending = False
        self._banner = Banner()
        self._banner.setObjectName("upload_banner")
        self._running = Banner()
        self._running.setObjectName("running_banner")
        self._interrupted = Banner()
        self._interrupted.setObjectName("interrupted_banner")
        self._drop_area = DropArea()
        self._drop_area.setObjectName("drop_area")
        self._sample = button(tr("No data at hand? Use the sample folder"), "quiet", clicked=self._use_sample)
        self._sample.setObjectName("sample_button")
        self._sources = SourceList()
        self._sources.setObjectName("source_list")
        self._place = PlaceChoice(company, self._background, self._remembered_place())
        self._preview = UploadPreview(self._workspace.uploads, self._background)
        self._check = StorageCheck(self._workspace.uploads, self._background)
        self._options = OptionsPanel(self._memory.preferences.options)
        self._options.use_hours(self._workspace.uploads.hours)
        self._memory.changed.connect(lambda preferences: self._options.begin_with(preferences.options))
        self._missing = ElidedLabel("", "muted")
        self._missing.setObjectName("start_reason")
        self._stop = button(tr("Cancel"), clicked=self.stop_requested.emit)
        self._stop.hide()
        self._start = button(tr("Start upload"), "primary", "upload", self._request_start)
        self._start.setObjectName("start_button")

    def _lay_out(self) -> None:
        self._chosen = QWidget()
        chosen = QVBoxLayout(self._chosen)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(SPACE_M)
        for part in (self._sources, self._place, self._check, self._preview, self._options):
            chosen.addWidget(part)
        self._parts = QWidget()
        column = QVBoxLayout(self._parts)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(label(tr("Upload"), "title"))
        column.addWidget(self._running)
        column.addWidget(self._interrupted)
        column.addWidget(self._banner)
        column.addWidget(self._drop_area, 1)
        column.addWidget(self._sample, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._chosen)
        self._spare = QWidget()
        column.addWidget(self._spare, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._parts)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(line())
        last = QHBoxLayout()
        last.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_M)
        last.setSpacing(SPACE_L)
        last.addWidget(self._missing, 1)
        last.addWidget(self._stop)
        last.addWidget(self._start)
        foot.addLayout(last)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._foot)

    def _connect(self) -> None:
        self._drop_area.dropped.connect(self.add_paths)
        self._sources.changed.connect(self._arrange)
        self._place.changed.connect(self._look_through)
        self._place.company_heard.connect(self.company_heard)
        self._options.changed.connect(self._look_through)
        self._preview.changed.connect(self._say_what_is_missing)
        self._check.finished.connect(self._say_what_is_missing)
        self._running.action_triggered.connect(self.show_run_requested)

    def _arrange(self) -> None:
        """The large drop area, or the form with a small one."""
        chosen = bool(self.sources)
        self._chosen.setVisible(chosen)
        self._spare.setVisible(chosen)
        self._foot.setVisible(chosen)
        self._sample.setVisible(self._sample_folder is not None and not chosen)
        self._drop_area.set_compact(chosen, _summary(self.sources))
        if not chosen:
            self._banner.hide()
        self._set_tab_order()
        self._look_through()

    def _set_tab_order(self) -> None:
        """Rows that were added later come between the drop area and the lists, as they are seen."""
        before: QWidget = self._drop_area.findChildren(QPushButton)[-1]
        for after in self._sources.remove_buttons:
            self.setTabOrder(before, after)
            before = after

    def _look_through(self) -> None:
        if self._asleep or self._busy:
            return
        wanted = Wanted(self.sources, self._options.options, self._place.project, self._place.cycle)
        self._preview.look_through(wanted)
        self._check.look_at(wanted)
        self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        missing = self._what_is_missing()
        project, cycle = self._place.project, self._place.cycle
        where = (
            tr(
                "Goes to s3://{bucket_name}/{s3_prefix}",
                bucket_name=project.destination.bucket_name,
                s3_prefix=cycle.s3_prefix,
            )
            if project and cycle
            else ""
        )
        self._missing.setText(missing or where)
        self._start.setEnabled(not missing)
        usual = tr("Add to queue") if self._sending else tr("Start upload")
        self._start.setText(tr("Starting…") if self._busy else usual)
        self._start.setAccessibleDescription(missing or where)

    def _what_is_missing(self) -> str:
        project, preview = self._place.project, self._preview
        if self._busy:
            return tr("Checking the folder and the storage…")
        if preview.error is not None:
            return f"{tr(preview.error.title)}. {preview.error}"
        if preview.preview.finished and not preview.preview.files:
            return tr("There is nothing to send in what you chose.")
        if project is None:
            return tr("Loading projects…") if self._place.is_loading else tr("Choose a project.")
        if not project.is_active:
            return tr("This project is not active. Your admin can activate it.")
        if self._place.cycle is None:
            return tr("Choose a cycle.")
        # Its message and a button to look again stand above.
        return f"{tr(obstacle.title)}." if (obstacle := self._check.obstacle) is not None else ""

    def _request_start(self) -> None:
        project, cycle = self._place.project, self._place.cycle
        if project is None or cycle is None:
            return
        address = self._workspace.signed_in.company_address
        self._memory.remember(company=address, project_id=project.id, cycle_id=cycle.id)
        self.start_requested.emit(
            orders_to_send(self._workspace.uploads, self.sources, project, cycle, self._options.options)
        )

    def _remembered_place(self) -> tuple[int, int]:
        last = self._memory.remembered
        here = last.company == self._workspace.signed_in.company_address
        return (last.project_id, last.cycle_id) if here else (0, 0)

    def _use_sample(self) -> None:
        if self._sample_folder is not None:
            self.add_paths([self._sample_folder])


def _summary(sources: tuple[Source, ...]) -> str:
    folders = sum(1 for source in sources if not source.selection)
    files = sum(len(source.selection) for source in sources)
    parts = [format_count(number, noun) for number, noun in ((folders, "folder"), (files, "file")) if number]
    return tr("{parts} chosen", parts=listed(parts)) if parts else ""
