"""The steps of the self-test: what a person does with the window, and what must have become of it everywhere else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Counts, UploadSession
from desktop_app.gui.files.model import FileColumn
from desktop_app.gui.look.formatting import format_count, format_size
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.self_test.hands import (
    NotSeen,
    choose,
    click,
    click_row,
    drop,
    find,
    let_settle,
    type_into,
    wait_until,
)
from desktop_app.gui.self_test.objects import compare_with_disk
from desktop_app.gui.self_test.place import SOON, SelfTestPlace, there
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.widgets.tables import STATUS_LOOKS

_SENDS = 80.0
"""Seconds that an upload may take on a slow computer."""
_SLOW = 6.0
"""MiB per second, while a picture is taken of what is being sent."""
_SLOWLY = 3.5
"""Seconds after which there is something to see, with a speed and a time left."""


class SelfTest:
    """One run through the window. Each step returns a few words on what it saw, and raises NotSeen when it did not."""

    def __init__(self, theme: Theme, screenshots: Path | None) -> None:
        """Show nothing yet; pictures are saved into `screenshots` if it is given."""
        self._place = place = SelfTestPlace(theme, screenshots)
        self._window = place.window
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
        self._place.close()

    # What a person does

    def _open(self) -> str:
        self._place.open()
        return f"{self._window.width()} × {self._window.height()}"

    def _sign_in(self) -> str:
        prefill = self._place.prefill
        for name, text in (
            ("sign_in_company", prefill.company),
            ("sign_in_username", prefill.username),
            ("sign_in_password", prefill.password),
        ):
            type_into(find(self._window, QLineEdit, name), text)
        self._place.picture("sign-in")
        click(find(self._window, QPushButton, "sign_in_button"))
        wait_until(lambda: self._place.shown("drop_area"), SOON, "the upload page shows")
        self._place.picture("upload-empty")
        return f"as {prefill.username}"

    def _drop(self) -> str:
        folder = self._place.prefill.sample_folder
        drop(find(self._window, QWidget, "drop_area"), [folder])
        wait_until(lambda: self._place.shown("start_button"), SOON, "the form shows")
        return folder.name

    def _choose(self) -> str:
        chosen = []
        for name in ("project_choice", "cycle_choice"):
            box = find(self._window, ChoiceBox, name)
            wait_until(box.count, SOON, f"{name} offers something")
            choose(box, 0)
            chosen.append(box.currentText())
        start = find(self._window, QPushButton, "start_button")
        wait_until(start.isEnabled, SOON, "the upload can be started")
        let_settle(1.0)
        self._place.picture("upload-ready")
        return " / ".join(chosen)

    def _send(self) -> str:
        click(find(self._window, QPushButton, "start_button"))
        bar = find(self._window, QProgressBar, "overall_bar")
        limit = find(self._window, QDoubleSpinBox, "bandwidth_box")
        if self._place.takes_pictures:
            wait_until(limit.isVisible, SOON, "the upload begins")
            limit.setValue(_SLOW)
            let_settle(_SLOWLY)
        wait_until(lambda: self._place.shown("verdict_banner") or bar.value() > 0, _SENDS, "bytes leave")
        self._place.picture("upload-running")
        limit.setValue(0.0)
        wait_until(lambda: self._place.shown("verdict_banner"), _SENDS, "the upload ends")
        self._place.picture("upload-finished")
        said = find(self._window, QWidget, "verdict_banner").accessibleName()
        uploads = self._place.elsewhere(self._place.workspace.history.here)
        if len(uploads) != 1 or uploads[0].status is not SessionStatus.COMPLETED:
            raise NotSeen(f"the upload did not complete; the window says: {said}")
        self._upload = uploads[0]
        return said

    def _open_history(self) -> str:
        self._place.open_page("History", "history_page")
        table = find(self._window, QTableView, "history_list")
        wait_until(lambda: table.isVisible() and table.model().rowCount() == 1, SOON, "the history lists the upload")
        let_settle()
        self._place.picture("history")
        return format_count(table.model().rowCount(), "upload")

    def _open_detail(self) -> str:
        table = find(self._window, QTableView, "history_list")
        click_row(table, table.model().index(0, 0))
        wait_until(lambda: self._place.shown("history_files"), SOON, "the upload opens")
        seen = self._rows_of("history_files")
        self._place.picture("history-detail")
        return seen

    def _open_projects(self) -> str:
        self._place.open_page("Projects", "projects_page")
        projects, cycles = (find(self._window, QTableView, name) for name in ("project_list", "cycle_table"))
        wait_until(lambda: projects.isVisible() and cycles.model().rowCount(), SOON, "a project shows its cycles")
        self._place.picture("projects")
        return f"{projects.model().rowCount()} projects, {cycles.model().rowCount()} cycles in the first"

    def _open_statistics(self) -> str:
        self._place.open_page("Statistics", "statistics_page")
        let_settle(0.5)
        self._place.picture("statistics")
        return ""

    def _queue(self) -> str:
        """More than one upload: each waits for its turn, and what cannot be sent is told by cause."""
        self._place.open_page("Upload", "upload_page")
        click(find(self._window, QPushButton, "new_upload_button"))
        card = self._place.prefill.sample_folder.parent / "Card B"
        card.mkdir()
        for name in ("clip 1.mov", "clip 2.mov", "clip 3.mov.nextcloud"):
            (card / name).write_bytes(name.encode() * 200_000)
        folders = sorted(path for path in self._place.prefill.sample_folder.iterdir() if path.is_dir())
        drop(find(self._window, QWidget, "drop_area"), [card, *folders])
        start = find(self._window, QPushButton, "start_button")
        wait_until(start.isEnabled, SOON, "the uploads can be started")
        let_settle(1.0)
        click(start)
        limit = find(self._window, QDoubleSpinBox, "bandwidth_box")
        wait_until(limit.isVisible, SOON, "the first upload begins")
        limit.setValue(1.0)
        wait_until(lambda: self._place.shown("queue_list"), SOON, "the others wait")
        let_settle(1.5)
        self._place.picture("upload-queue")
        limit.setValue(0.0)
        wait_until(lambda: self._place.shown("verdict_banner"), _SENDS, "the uploads end")
        wait_until(lambda: self._place.shown("failure_causes"), SOON, "the causes show")
        let_settle(0.5)
        self._place.picture("upload-trouble")
        return find(self._window, QWidget, "verdict_banner").accessibleName()

    def _open_preferences(self) -> str:
        self._window.show_preferences()
        dialog = find(self._window, QDialog, "form_dialog")
        wait_until(dialog.isVisible, SOON, "the preferences show")
        self._place.picture("preferences", dialog)
        dialog.reject()
        return ""

    def _sign_in_as_admin(self) -> str:
        from desktop_app.services.demo import ADMIN

        tools = find(self._window, SideBar, "side_bar").findChildren(QToolButton)
        click(next(tool for tool in tools if tool.accessibleName() == tr("Sign out")))
        wait_until(lambda: self._place.shown("sign_in_page"), SOON, "the sign-in page shows")
        for name, text in zip(("sign_in_username", "sign_in_password"), ADMIN, strict=True):
            type_into(find(self._window, QLineEdit, name), text)
        click(find(self._window, QPushButton, "sign_in_button"))
        wait_until(lambda: self._place.shown("upload_page"), SOON, "the upload page shows")
        return f"as {ADMIN[0]}"

    def _open_admin_pages(self) -> str:
        for title, name, shows in (
            ("Users", "users", "user_table"),
            ("Company", "company", "company_name"),
            ("Audit log", "audit", "audit_table"),
        ):
            self._place.open_page(title, f"{name}_page")
            wait_until(partial(self._place.shown, shows), SOON, f"the page {title} has what it is about")
            self._place.picture(name)
        return "users, company, audit log"

    # What must have become of it

    def _compare_objects(self) -> str:
        upload, open_bucket = self._sent, self._place.application.open_bucket
        folder = self._place.prefill.sample_folder
        files, size = self._place.elsewhere(
            lambda: compare_with_disk(open_bucket(upload.destination), upload.s3_prefix, folder), _SENDS
        )
        if upload.counts != Counts(total_files=files, files_uploaded=files, total_bytes=size, uploaded_bytes=size):
            raise NotSeen(f"the disk has {files} files of {size} bytes, the history says {upload.counts}")
        return f"{format_count(files, 'file')}, {format_size(size)}, every byte the same"

    def _compare_journal(self) -> str:
        upload, history = self._sent, self._place.workspace.history
        page = self._place.elsewhere(lambda: history.files(upload.id, 0, upload.counts.total_files + 1))
        sent = [file for file in page.items if file.status is FileStatus.UPLOADED and file.etag]
        if not page.total == len(page.items) == len(sent) == upload.counts.total_files:
            raise NotSeen(f"the journal has {page.total} files, {len(sent)} of them sent")
        return format_count(page.total, "file")

    def _compare_table(self) -> str:
        return self._rows_of("file_table")

    def _compare_company(self) -> str:
        upload, workspace = self._sent, self._place.workspace
        wait_until(
            lambda: self._place.elsewhere(lambda: workspace.outbox.waiting() == 0), SOON, "every record is delivered"
        )
        sessions = self._place.elsewhere(workspace.history.of_company)
        if [session.client_uuid for session in sessions.items] != [upload.client_uuid]:
            raise NotSeen(f"the company has {sessions.total} uploads")
        session = sessions.items[0]
        if session.counts != upload.counts or session.status is not upload.status:
            raise NotSeen(f"the company says {session.status} {session.counts}, the journal {upload.counts}")
        files = self._place.elsewhere(lambda: workspace.history.files_of_company(upload.client_uuid, limit=1))
        if files.total != upload.counts.total_files:
            raise NotSeen(f"the company has {files.total} of {upload.counts.total_files} files")
        return format_count(files.total, "file")

    def _rows_of(self, name: str) -> str:
        """See that a file table shows every file, and the first of them as sent."""
        table = find(find(self._window, QWidget, name), QTableView, "file_rows")
        model = table.model()
        expected = self._sent.counts.total_files
        word = STATUS_LOOKS[FileStatus.UPLOADED].word
        wait_until(lambda: model.rowCount() == expected, SOON, f"{name} has {expected} rows")
        wait_until(lambda: model.index(0, FileColumn.STATUS).data() == word, SOON, f"{name} says {word}")
        return format_count(model.rowCount(), "row")

    @property
    def _sent(self) -> UploadSession:
        return there(self._upload, "an upload")
