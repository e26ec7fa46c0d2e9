"""The pages of somebody who is signed in, and what one of them asks of another."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import AccountInactive, WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.directory.pages import add_admin_pages, add_projects_page
from desktop_app.gui.frame import Frame
from desktop_app.gui.history.page import HistoryPage
from desktop_app.gui.preferences import Memory
from desktop_app.gui.statistics.page import StatisticsPage
from desktop_app.gui.upload.page import UploadPage
from desktop_app.gui.widgets.table_memory import TableMemory

if TYPE_CHECKING:
    from desktop_app.bootstrap import Workspace


class Pages:
    """Made when somebody signs in, and shut down when they sign out or the window closes."""

    def __init__(
        self, workspace: "Workspace", background: Background, memory: Memory, sample_folder: Path | None
    ) -> None:
        """`sample_folder` is the demo's."""
        frame = self.frame = Frame(workspace, background)
        upload = self.upload = UploadPage(workspace, background, sample_folder=sample_folder, memory=memory)
        history = self.history = HistoryPage(workspace, background)
        statistics = StatisticsPage(workspace, background)
        frame.add_page("upload", tr("Upload"), "upload", upload)
        frame.add_page("history", tr("History"), "history", history)
        add_projects_page(frame, workspace, background)
        frame.add_page("statistics", tr("Statistics"), "chart", statistics)
        add_admin_pages(frame, workspace, background)
        TableMemory(memory).watch(frame)
        for page in (upload, history, statistics):
            page.company_heard.connect(frame.hear_of_company)
        frame.refused.connect(self._pause_if_inactive)
        frame.restored.connect(upload.begin)
        # What the history asks for is done on the upload page, which then shows.
        for asked, answer in (
            (history.go_on_requested, upload.go_on_with),
            (history.retry_requested, partial(upload.go_on_with, failed=True)),
            (history.retry_some_requested, upload.retry),
            (history.take_over_requested, upload.take_over),
            (history.send_again_requested, upload.send_again),
            (history.elsewhere_requested, upload.send_elsewhere),
            (history.replace_requested, upload.replace_others),
        ):
            asked.connect(lambda *_: frame.show_page("upload"))
            asked.connect(answer)

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Put paths into the drop area, and show it."""
        self.frame.show_page("upload")
        self.upload.add_paths(list(paths))

    def shut_down(self) -> None:
        """Begin nothing more; the frame is the window's to delete."""
        self.upload.shut_down()
        self.history.shut_down()

    def _pause_if_inactive(self, error: WaybillError) -> None:
        if isinstance(error, AccountInactive):
            self.upload.pause()
