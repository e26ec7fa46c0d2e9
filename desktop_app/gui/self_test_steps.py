"""The steps of the self-test: what a person does with the window, and what must have become of it everywhere else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.values import Counts, UploadSession
from desktop_app.gui.background import QtExecutor
from desktop_app.gui.demo import make_demo
from desktop_app.gui.file_model import FileColumn
from desktop_app.gui.formatting import format_count, format_size
from desktop_app.gui.hands import NotSeen, choose, click, click_row, drop, find, let_settle, type_into, wait_until
from desktop_app.gui.program import Opened
from desktop_app.gui.self_test_objects import compare_with_disk
from desktop_app.gui.sign_in_page import Prefill, SignInPage
from desktop_app.gui.theme import Scheme, Theme
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.widgets.tables import STATUS_LOOKS
from desktop_app.gui.window import MainWindow

if TYPE_CHECKING:
    from desktop_app.bootstrap import Workspace

T = TypeVar("T")

_SOON, _OPENS, _SENDS = 15.0, 40.0, 80.0
"""Seconds that a page, the demo and the upload may take on a slow computer."""
_SCHEMES: tuple[Scheme, ...] = ("dark", "light")


class SelfTest:
    """One run through the window. Each step returns a few words on what it saw, and raises NotSeen when it did not."""

    def __init__(self, theme: Theme, screenshots: Path | None) -> None:
        """Show nothing yet; pictures are saved into `screenshots` if it is given."""
        self._theme = theme
        self._screenshots = screenshots
        self._window = MainWindow(theme)
        self._executor = QtExecutor(2)
        self._opened: Opened | None = None
        self._workspace: Workspace | None = None
        self._upload: UploadSession | None = None

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """Names and steps, in their order."""
        return [
            ("open the window", self._open),
            ("sign in", self._sign_in),
            ("drop the sample folder", self._drop),
            ("choose project and cycle", self._choose),
            ("send", self._send),
            ("compare every object with the disk", self._compare_objects),
            ("compare the journal", self._compare_journal),
            ("compare the table", self._compare_table),
            ("compare the company", self._compare_company),
            ("open the history", self._open_history),
            ("open the upload in the history", self._open_detail),
            ("open the projects", self._open_projects),
            ("open the statistics", self._open_statistics),
            ("queue uploads, one with trouble", self._queue),
            ("choose preferences", self._open_preferences),
            ("sign in as the admin", self._sign_in_as_admin),
            ("open the admin's pages", self._open_admin_pages),
        ]

    def close(self) -> None:
        """Close the window and take the demo away, whatever happened."""
        self._window.quit()
        try:
            wait_until(lambda: not self._window.isVisible(), _SOON, "the window closes")
        finally:
            self._window.shut_down()
            self._executor.shutdown()
            if self._opened is not None:
                self._opened.close()

    # What a person does

    def _open(self) -> str:
        self._window.show_busy(tr("Preparing the demo…"))
        self._window.show()
        opened = self._opened = self._elsewhere(make_demo, _OPENS)
        page = self._window.findChild(SignInPage)
        if page is None:
            raise NotSeen("the window has no page to sign in")
        page.signed_in.connect(self._note_workspace)
        self._window.use_application(opened.application, prefill=opened.prefill)
        wait_until(page.isVisible, _SOON, "the sign-in page shows")
        return f"{self._window.width()} × {self._window.height()}"

    def _sign_in(self) -> str:
        prefill = self._prefill
        for name, text in (
            ("sign_in_company", prefill.company),
            ("sign_in_username", prefill.username),
            ("sign_in_password", prefill.password),
        ):
            type_into(find(self._window, QLineEdit, name), text)
        self._picture("sign-in")
        click(find(self._window, QPushButton, "sign_in_button"))
        wait_until(lambda: self._shown("drop_area"), _SOON, "the upload page shows")
        self._picture("upload-empty")
        return f"as {prefill.username}"

    def _drop(self) -> str:
        folder = self._prefill.sample_folder
        drop(find(self._window, QWidget, "drop_area"), [folder])
        wait_until(lambda: self._shown("start_button"), _SOON, "the form shows")
        return folder.name

    def _choose(self) -> str:
        chosen = []
        for name in ("project_choice", "cycle_choice"):
            box = find(self._window, ChoiceBox, name)
            wait_until(box.count, _SOON, f"{name} offers something")
            choose(box, 0)
            chosen.append(box.currentText())
        start = find(self._window, QPushButton, "start_button")
        wait_until(start.isEnabled, _SOON, "the upload can be started")
        let_settle(1.0)
        self._picture("upload-ready")
        return " / ".join(chosen)

    def _send(self) -> str:
        click(find(self._window, QPushButton, "start_button"))
        bar = find(self._window, QProgressBar, "overall_bar")
        wait_until(lambda: self._shown("verdict_banner") or bar.value() > 0, _SENDS, "bytes leave")
        self._picture("upload-running")
        wait_until(lambda: self._shown("verdict_banner"), _SENDS, "the upload ends")
        self._picture("upload-finished")
        said = find(self._window, QWidget, "verdict_banner").accessibleName()
        uploads = self._elsewhere(self._signed_in.history.here)
        if len(uploads) != 1 or uploads[0].status is not SessionStatus.COMPLETED:
            raise NotSeen(f"the upload did not complete; the window says: {said}")
        self._upload = uploads[0]
        return said

    def _open_history(self) -> str:
        self._open_page("History", "history_page")
        table = find(self._window, QTableView, "history_list")
        wait_until(lambda: table.isVisible() and table.model().rowCount() == 1, _SOON, "the history lists the upload")
        let_settle()
        self._picture("history")
        return format_count(table.model().rowCount(), "upload")

    def _open_detail(self) -> str:
        table = find(self._window, QTableView, "history_list")
        click_row(table, table.model().index(0, 0))
        wait_until(lambda: self._shown("history_files"), _SOON, "the upload opens")
        seen = self._rows_of("history_files")
        self._picture("history-detail")
        return seen

    def _open_projects(self) -> str:
        self._open_page("Projects", "projects_page")
        projects, cycles = (find(self._window, QTableView, name) for name in ("project_list", "cycle_table"))
        wait_until(lambda: projects.isVisible() and cycles.model().rowCount(), _SOON, "a project shows its cycles")
        self._picture("projects")
        return f"{projects.model().rowCount()} projects, {cycles.model().rowCount()} cycles in the first"

    def _open_statistics(self) -> str:
        self._open_page("Statistics", "statistics_page")
        let_settle(0.5)
        self._picture("statistics")
        return ""

    def _queue(self) -> str:
        """More than one upload: each waits for its turn, and what cannot be sent is told by cause."""
        self._open_page("Upload", "upload_page")
        click(find(self._window, QPushButton, "new_upload_button"))
        card = self._prefill.sample_folder.parent / "Card B"
        card.mkdir()
        for name in ("clip 1.mov", "clip 2.mov", "clip 3.mov.nextcloud"):
            (card / name).write_bytes(name.encode() * 200_000)
        folders = sorted(path for path in self._prefill.sample_folder.iterdir() if path.is_dir())
        drop(find(self._window, QWidget, "drop_area"), [card, *folders])
        start = find(self._window, QPushButton, "start_button")
        wait_until(start.isEnabled, _SOON, "the uploads can be started")
        let_settle(1.0)
        click(start)
        limit = find(self._window, QDoubleSpinBox, "bandwidth_box")
        wait_until(limit.isVisible, _SOON, "the first upload begins")
        limit.setValue(1.0)
        wait_until(lambda: self._shown("queue_list"), _SOON, "the others wait")
        let_settle(1.5)
        self._picture("upload-queue")
        limit.setValue(0.0)
        wait_until(lambda: self._shown("verdict_banner"), _SENDS, "the uploads end")
        wait_until(lambda: self._shown("failure_causes"), _SOON, "the causes show")
        let_settle(0.5)
        self._picture("upload-trouble")
        return find(self._window, QWidget, "verdict_banner").accessibleName()

    def _open_preferences(self) -> str:
        self._window.show_preferences()
        dialog = find(self._window, QDialog, "form_dialog")
        wait_until(dialog.isVisible, _SOON, "the preferences show")
        self._picture("preferences", dialog)
        dialog.reject()
        return ""

    def _sign_in_as_admin(self) -> str:
        from desktop_app.services.demo import ADMIN

        tools = find(self._window, SideBar, "side_bar").findChildren(QToolButton)
        click(next(tool for tool in tools if tool.accessibleName() == tr("Sign out")))
        wait_until(lambda: self._shown("sign_in_page"), _SOON, "the sign-in page shows")
        for name, text in zip(("sign_in_username", "sign_in_password"), ADMIN, strict=True):
            type_into(find(self._window, QLineEdit, name), text)
        click(find(self._window, QPushButton, "sign_in_button"))
        wait_until(lambda: self._shown("upload_page"), _SOON, "the upload page shows")
        return f"as {ADMIN[0]}"

    def _open_admin_pages(self) -> str:
        for title, name, shows in (
            ("Users", "users", "user_table"),
            ("Company", "company", "company_name"),
            ("Audit log", "audit", "audit_table"),
        ):
            self._open_page(title, f"{name}_page")
            wait_until(partial(self._shown, shows), _SOON, f"the page {title} has what it is about")
            self._picture(name)
        return "users, company, audit log"

    # What must have become of it

    def _compare_objects(self) -> str:
        upload, open_bucket = self._sent, self._application_opened.application.open_bucket
        folder = self._prefill.sample_folder
        files, size = self._elsewhere(
            lambda: compare_with_disk(open_bucket(upload.destination), upload.s3_prefix, folder), _SENDS
        )
        if upload.counts != Counts(total_files=files, files_uploaded=files, total_bytes=size, uploaded_bytes=size):
            raise NotSeen(f"the disk has {files} files of {size} bytes, the history says {upload.counts}")
        return f"{format_count(files, 'file')}, {format_size(size)}, every byte the same"

    def _compare_journal(self) -> str:
        upload, history = self._sent, self._signed_in.history
        page = self._elsewhere(lambda: history.files(upload.id, 0, upload.counts.total_files + 1))
        sent = [file for file in page.items if file.status is FileStatus.UPLOADED and file.etag]
        if not page.total == len(page.items) == len(sent) == upload.counts.total_files:
            raise NotSeen(f"the journal has {page.total} files, {len(sent)} of them sent")
        return format_count(page.total, "file")

    def _compare_table(self) -> str:
        return self._rows_of("file_table")

    def _compare_company(self) -> str:
        upload, workspace = self._sent, self._signed_in
        self._wait_elsewhere(lambda: workspace.outbox.waiting() == 0, _SOON, "every record is delivered")
        sessions = self._elsewhere(workspace.history.of_company)
        if [session.client_uuid for session in sessions.items] != [upload.client_uuid]:
            raise NotSeen(f"the company has {sessions.total} uploads")
        session = sessions.items[0]
        if session.counts != upload.counts or session.status is not upload.status:
            raise NotSeen(f"the company says {session.status} {session.counts}, the journal {upload.counts}")
        files = self._elsewhere(lambda: workspace.history.files_of_company(upload.client_uuid, limit=1))
        if files.total != upload.counts.total_files:
            raise NotSeen(f"the company has {files.total} of {upload.counts.total_files} files")
        return format_count(files.total, "file")

    def _rows_of(self, name: str) -> str:
        """See that a file table shows every file, and the first of them as sent."""
        table = find(find(self._window, QWidget, name), QTableView, "")
        model = table.model()
        expected = self._sent.counts.total_files
        word = STATUS_LOOKS[FileStatus.UPLOADED].word
        wait_until(lambda: model.rowCount() == expected, _SOON, f"{name} has {expected} rows")
        wait_until(lambda: model.index(0, FileColumn.STATUS).data() == word, _SOON, f"{name} says {word}")
        return format_count(model.rowCount(), "row")

    # Helpers

    @property
    def _application_opened(self) -> Opened:
        return _there(self._opened, "the demo")

    @property
    def _prefill(self) -> Prefill:
        return _there(self._application_opened.prefill, "the demo's sign-in")

    @property
    def _signed_in(self) -> "Workspace":
        return _there(self._workspace, "anybody signed in")

    @property
    def _sent(self) -> UploadSession:
        return _there(self._upload, "an upload")

    def _open_page(self, title: str, name: str) -> None:
        """Click a page's name in the side bar."""
        pages = find(find(self._window, SideBar, "side_bar"), QListWidget, "")
        click_row(pages, pages.model().match(pages.model().index(0, 0), Qt.ItemDataRole.DisplayRole, tr(title))[0])
        wait_until(lambda: self._shown(name), _SOON, f"the page {title} shows")

    def _note_workspace(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    def _shown(self, name: str) -> bool:
        found = self._window.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def _elsewhere(self, work: Callable[[], T], seconds: float = _SOON) -> T:
        """Do something on another thread while the window goes on."""
        future = self._executor.submit(work)
        wait_until(future.done, seconds, "an answer")
        return future.result()

    def _wait_elsewhere(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        wait_until(lambda: self._elsewhere(condition), seconds, what)

    def _picture(self, name: str, shown: QWidget | None = None) -> None:
        """Save the page, or a dialog, in light and in dark."""
        if self._screenshots is None:
            return
        self._screenshots.mkdir(parents=True, exist_ok=True)
        for scheme in _SCHEMES:
            self._theme.set_scheme(scheme)
            let_settle()
            path = self._screenshots / f"{name}-{scheme}.png"
            if not (shown or self._window).grab().save(str(path)):
                raise NotSeen(f"the picture {path} cannot be written")


def _there(value: T | None, what: str) -> T:
    if value is None:
        raise NotSeen(f"there is not {what}")
    return value
