"""The journal on a real SQLite file: what is committed when, and what becomes of trouble."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    JournalDamaged,
    JournalError,
    JournalFull,
    JournalTooNew,
    NotFound,
    NotPossibleNow,
    RequestRefused,
)
from desktop_app.domain.objects import ChecksumAlgorithm, Confirmed, Lane, Multipart, Part, PlannedFile, Receipt
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import FileUpload, ScanNotes, UploadOptions, UploadSession
from desktop_app.journal import writer as writer_module
from desktop_app.journal.codes import FILE_STATUS
from desktop_app.journal.journal import Journal
from tests.conftest import REPOSITORY, counts_by_status, signed_in_as


@contextmanager
def reading(journal: Journal) -> Iterator[sqlite3.Connection]:
    """A connection of somebody else's."""
    connection = sqlite3.connect(journal.path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def session(journal: Journal, *, user_id: int = 1, **fields: object) -> UploadSession:
    account = journal.sessions.account_of(signed_in_as(user_id))
    values: dict[str, object] = {
        "id": 0,
        "client_uuid": str(uuid.uuid4()),
        "workstation": "here",
        "company_id": 1,
        "user_id": user_id,
        "project_id": 1,
        "project_name": "Survey",
        "cycle_id": 1,
        "cycle_name": "One",
        "destination": Destination("bucket"),
        "s3_prefix": "cycle-001/",
        "local_directory": b"/folder",
    }
    return journal.sessions.add(account, UploadSession(**{**values, **fields}))  # type: ignore[arg-type]


def planned(path: bytes, size: int = 10, status: FileStatus = FileStatus.PENDING) -> PlannedFile:
    return PlannedFile(path, size, 5, status, Lane.SMALL)


def ids(journal: Journal, upload: UploadSession) -> list[int]:
    return [file.id for file in journal.files.page(upload.id, 0, 1000).items]


# Group commit


def test_a_future_is_done_only_once_others_can_see_what_it_wrote(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"%d" % number) for number in range(50)])
    seen: list[bool] = []
    file_ids = ids(journal, upload)
    journal.files.claim(file_ids)

    def look(file_id: int) -> Callable[["Future[None]"], None]:
        def when_done(_: "Future[None]") -> None:
            with reading(journal) as other:
                row = other.execute("SELECT status FROM files WHERE id = ?", (file_id,)).fetchone()
            seen.append(row == (FILE_STATUS[FileStatus.UPLOADED],))

        return when_done

    futures = [journal.files.confirm(file_id, 10, 5, Receipt("etag")) for file_id in file_ids]
    for future, file_id in zip(futures, file_ids, strict=True):
        future.add_done_callback(look(file_id))
    wait(futures)
    journal.writer.flush()
    assert seen == [True] * 50


def test_writes_that_nobody_waits_for_share_a_commit(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"%d" % number) for number in range(200)])
    commits: list[str] = []
    journal.files.claim(ids(journal, upload))
    journal.writer.write(lambda db: db.set_trace_callback(commits.append))
    wait([journal.files.confirm(file_id, 10, 5, Receipt("e")) for file_id in ids(journal, upload)])
    journal.writer.write(lambda db: db.set_trace_callback(None))
    assert commits.count("COMMIT") <= 5


def test_files_are_claimed_and_confirmed_many_at_a_time(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"%d" % number) for number in range(3)])
    file_ids = ids(journal, upload)
    journal.files.claim_later(file_ids).result()
    assert {file.status for file in journal.files.page(upload.id, 0, 10).items} == {FileStatus.UPLOADING}
    journal.files.confirm_all([Confirmed(one, 20 + one, 7, Receipt(f"etag {one}")) for one in file_ids]).result()
    rows = journal.files.page(upload.id, 0, 10).items
    assert [(row.status, row.size_bytes, row.mtime_ns, row.etag, row.attempts) for row in rows] == [
        (FileStatus.UPLOADED, 20 + one, 7, f"etag {one}", 1) for one in file_ids
    ]


def test_files_that_are_confirmed_together_are_noted_together_or_not_at_all(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"claimed"), planned(b"not claimed")])
    file_ids = ids(journal, upload)
    journal.files.claim(file_ids[:1])
    with pytest.raises(JournalError, match="cannot take this step"):
        journal.files.confirm_all([Confirmed(one, 10, 5, Receipt("etag")) for one in file_ids]).result()
    assert [file.status for file in journal.files.page(upload.id, 0, 10).items] == ["uploading", "pending"]
    assert journal.sessions.get(upload.id).counts.files_uploaded == 0


def test_an_error_of_one_operation_takes_no_other_with_it(journal: Journal) -> None:
    upload = session(journal)

    def fail(db: sqlite3.Connection) -> None:
        db.execute("UPDATE upload_sessions SET status = 'half done'")
        raise ValueError("mine alone")

    hold = threading.Event()
    first = journal.writer.submit(lambda _: hold.wait(5))
    before = journal.writer.submit(lambda db: db.execute("UPDATE upload_sessions SET workstation = 'before'"))
    failing = journal.writer.submit(fail)
    broken = journal.writer.submit(lambda db: db.execute("INSERT INTO no_such_table VALUES(1)"))
    after = journal.writer.submit(lambda db: db.execute("UPDATE upload_sessions SET error_title = 'after'"))
    hold.set()
    futures: list[Future[Any]] = [first, before, failing, broken, after]
    wait(futures)
    assert isinstance(failing.exception(), ValueError)
    assert isinstance(broken.exception(), JournalError)
    assert before.exception() is None
    assert after.exception() is None
    now = journal.sessions.get(upload.id)
    assert (now.workstation, now.error_title, now.status) == ("before", "after", SessionStatus.PENDING)


def test_closing_commits_what_is_queued(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a")])
    journal.files.claim(ids(journal, upload))
    future = journal.files.confirm(ids(journal, upload)[0], 10, 5, Receipt("etag"))
    journal.close()
    assert future.done()
    again = Journal(tmp_path / "journal.db")
    assert again.sessions.get(upload.id).counts.files_uploaded == 1
    again.close()


def test_a_commit_that_fails_fails_all_who_wait_and_the_next_works(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = session(journal)
    journal.writer.write(lambda db: db.execute("PRAGMA busy_timeout = 0"))
    monkeypatch.setattr(writer_module, "COMMIT_EVERY", 0.01)
    with reading(journal) as other:
        other.execute("BEGIN IMMEDIATE")
        futures = [journal.writer.submit(lambda db: db.execute("SELECT 1")) for _ in range(3)]
        wait(futures)
        assert all(isinstance(future.exception(), JournalError) for future in futures)
        other.execute("ROLLBACK")
    journal.sessions.set_status(upload.id, SessionStatus.IN_PROGRESS)
    assert journal.sessions.get(upload.id).status is SessionStatus.IN_PROGRESS


# The disk


def test_a_full_disk_says_so_and_the_journal_works_again_once_there_is_room(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"kept")])
    journal.writer.write(lambda db: db.execute("PRAGMA max_page_count = 1").fetchall())
    many = [planned(b"x" * 500 + b"%d" % number) for number in range(500)]
    with pytest.raises(
        JournalFull,
        match=r"no room left for the journal \(.+journal\.db\)\. Free some space, then go on: what was sent is kept",
    ):
        journal.files.add(upload.id, many)
    assert [file.path for file in journal.files.page(upload.id, 0, 10).items] == [b"kept"]
    assert journal.sessions.get(upload.id).counts.total_files == 1
    journal.writer.write(lambda db: db.execute("PRAGMA max_page_count = 1073741823").fetchall())
    journal.files.add(upload.id, many)
    assert journal.sessions.get(upload.id).counts.total_files == 501


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("room", [4096, 8192, 16384, 40960])
def test_a_disk_that_is_full_from_the_start_says_so(tmp_path: Path, room: int) -> None:
    small = tmp_path / "small disk"
    small.mkdir()
    size = 600 * 1024
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", small], check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        (small / "all there is").write_bytes(b"x" * (size - room))
        with pytest.raises(JournalFull, match="no room left for the journal"):
            Journal(small / "journal.db")
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_full_disk_fails_only_what_did_not_fit(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a"), planned(b"b")])
    first, second = ids(journal, upload)
    journal.writer.write(lambda db: db.execute("PRAGMA max_page_count = 1").fetchall())
    small = journal.files.confirm(first, 10, 5, Receipt("etag"))
    too_large = journal.files.fail(second, RequestRefused("x" * 100_000))
    wait([small, too_large])
    assert isinstance(too_large.exception(), JournalFull)
    statuses = {file.path: file.status for file in journal.files.page(upload.id, 0, 10).items}
    assert statuses[b"b"] is FileStatus.PENDING
    assert (statuses[b"a"] is FileStatus.UPLOADED) is (small.exception() is None)


def test_a_file_that_is_no_journal_is_left_as_it_is(tmp_path: Path) -> None:
    body = b"This is not a database, but a text that is long enough." * 100
    path = tmp_path / "journal.db"
    path.write_bytes(body)
    with pytest.raises(JournalDamaged, match="damaged"):
        Journal(path)
    assert path.read_bytes() == body


def test_a_damaged_page_is_told_and_the_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"x" * 200 + b"%d" % number) for number in range(1000)])
    journal.close()
    body = bytearray(path.read_bytes())
    body[4096 * 20 :] = b"\xff" * (len(body) - 4096 * 20)
    path.write_bytes(body)
    with pytest.raises(JournalDamaged, match="left as it is"):  # noqa: PT012 (wherever it is noticed first)
        damaged = Journal(path)
        try:
            damaged.files.page(upload.id, 0, 1000)
        finally:
            damaged.close()
    assert path.read_bytes() == body


def test_a_journal_of_a_later_waybill_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).close()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 1000")
    later.close()
    with pytest.raises(
        JournalTooNew, match=r"was written by a newer Waybill\. Install that version again; nothing was changed"
    ):
        Journal(path)
    with sqlite3.connect(path) as after:
        assert after.execute("PRAGMA user_version").fetchone() == (1000,)
    after.close()


def test_a_place_where_no_journal_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(JournalError):
        Journal(tmp_path / "a file" / "journal.db")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_a_killed_process_was_told_is_committed_is_there(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.unit.test_journal import *\n"
        "journal = Journal(Path(sys.argv[1])); upload = session(journal)\n"
        "for number in range(10**6):\n"
        "    journal.files.add(upload.id, [planned(b'%d' % number)]); print(number, flush=True)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "journal.db")]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as writing:
        assert writing.stdout is not None
        for line in writing.stdout:
            if int(line) == 100:
                writing.send_signal(signal.SIGKILL)
                break
        told = [100, *map(int, writing.stdout.read().split())]
    journal = Journal(tmp_path / "journal.db")
    paths = [file.path for file in journal.files.page(1, 0, 10**6).items]
    assert paths[: told[-1] + 1] == [b"%d" % number for number in range(told[-1] + 1)]
    assert len(paths) <= told[-1] + 2
    assert journal.sessions.get(1).counts.total_files == len(paths)
    journal.close()


# Counts


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_are_always_those_of_the_rows(journal: Journal, seed: int) -> None:
    chance = Random(seed)
    uploads = [session(journal) for _ in range(2)]
    for step in range(60):
        upload = chance.choice(uploads)
        files = journal.files.page(upload.id, 0, 1000).items

        def some(*statuses: FileStatus, files: Sequence[FileUpload] = files) -> list[int]:
            fitting = [file.id for file in files if file.status in statuses]
            return chance.sample(fitting, min(len(fitting), 2))

        match chance.randrange(9):
            case 0 | 1:
                statuses = [FileStatus.PENDING, FileStatus.PENDING, FileStatus.SKIPPED, FileStatus.BLOCKED]
                path = b"%d" % chance.randrange(40)
                journal.files.add(upload.id, [planned(path, chance.randrange(10**12), chance.choice(statuses))])
            case 2:
                journal.files.claim(some(FileStatus.PENDING))
            case 3:
                for file_id in some(FileStatus.UPLOADING):
                    journal.files.confirm(file_id, chance.randrange(1000), 7, Receipt("etag"))
            case 4:
                for file_id in some(FileStatus.PENDING, FileStatus.UPLOADING):
                    journal.files.fail(file_id, RequestRefused("no"))
            case 5:
                journal.files.put_back(upload.id)
            case 6:
                for file_id in some(*FileStatus):
                    journal.files.resize(file_id, chance.randrange(1000), 8)
            case 7:
                journal.files.retry_failed(upload.id)
            case 8 if step % 10 == 0:
                journal.files.cancel_rest(upload.id)
        journal.writer.flush()
        for each in uploads:
            rows = {str(file.id): file for file in journal.files.page(each.id, 0, 1000).items}
            assert journal.sessions.get(each.id).counts == counts_by_status(rows)
    with reading(journal) as other:
        kept = other.execute("SELECT session_id, status, files, bytes FROM status_counts WHERE files <> 0").fetchall()
        counted = other.execute(
            "SELECT session_id, status, count(*), sum(size_bytes) FROM files GROUP BY session_id, status"
        ).fetchall()
    assert sorted(kept) == sorted(counted)


@pytest.mark.parametrize("status", [FileStatus.PENDING, FileStatus.SKIPPED, FileStatus.BLOCKED, FileStatus.CANCELLED])
def test_only_a_file_that_was_claimed_becomes_uploaded(journal: Journal, status: FileStatus) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a", status=status)])
    with pytest.raises(JournalError, match="cannot take this step"):
        journal.files.confirm(ids(journal, upload)[0], 10, 5, Receipt("etag")).result()
    assert journal.files.page(upload.id, 0, 1).items[0].status is status


# Upload sessions


def test_everything_of_an_upload_comes_back_as_it_was_written(journal: Journal) -> None:
    options = UploadOptions("profile", 5, 7, 1_000_000, True, True, ("*.tmp", "a b"))
    destination = Destination(
        "bucket", "eu-west-1", "https://s3.example", "path", ChecksumAlgorithm.SHA256, True, "GLACIER", "aws:kms", "key"
    )
    upload = session(
        journal, options=options, destination=destination, local_directory=b"/caf\xe9\n", selection=(b"a", b"\xff/b")
    )
    again = journal.sessions.get(upload.id)
    assert again == upload
    assert (again.options, again.destination) == (options, destination)
    assert (again.local_directory, again.selection) == (b"/caf\xe9\n", (b"a", b"\xff/b"))


def test_an_upload_takes_only_steps_of_the_table(journal: Journal) -> None:
    upload = session(journal)
    with pytest.raises(NotPossibleNow):
        journal.sessions.set_status(upload.id, SessionStatus.COMPLETED)
    journal.sessions.set_status(upload.id, SessionStatus.IN_PROGRESS)
    journal.sessions.set_status(upload.id, SessionStatus.COMPLETED)
    done = journal.sessions.get(upload.id)
    assert done.started_at is not None
    assert done.completed_at is not None
    with pytest.raises(NotPossibleNow):
        journal.sessions.set_status(upload.id, SessionStatus.IN_PROGRESS)


def test_an_upload_is_found_by_number_uuid_and_its_beginning_by_its_own_person_only(journal: Journal) -> None:
    mine, theirs = session(journal), session(journal, user_id=2)
    account = journal.sessions.account_of(signed_in_as(1))
    for name in (str(mine.id), mine.client_uuid, mine.client_uuid[:8]):
        assert journal.sessions.find(account, name).id == mine.id
    for name in (str(theirs.id), theirs.client_uuid, "", "%", "______", "999"):
        with pytest.raises(NotFound):
            journal.sessions.find(account, name)


def test_lists_hold_ones_own_uploads_newest_first(journal: Journal) -> None:
    first, second = session(journal), session(journal)
    session(journal, user_id=2)
    account = journal.sessions.account_of(signed_in_as(1))
    assert [upload.id for upload in journal.sessions.recent(account)] == [second.id, first.id]
    journal.sessions.set_status(second.id, SessionStatus.CANCELLED)
    assert [upload.id for upload in journal.sessions.unfinished(account)] == [first.id]


# Files and parts


def test_a_path_is_planned_once(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a"), planned(b"b")])
    journal.files.claim(ids(journal, upload)[:1])
    journal.files.confirm(ids(journal, upload)[0], 10, 5, Receipt("etag"))
    journal.files.add(upload.id, [planned(b"a", 99), planned(b"c")])
    page = journal.files.page(upload.id, 0, 10)
    assert [(file.path, file.size_bytes, file.status) for file in page.items] == [
        (b"a", 10, "uploaded"),
        (b"b", 10, "pending"),
        (b"c", 10, "pending"),
    ]
    assert page.total == 3


def test_what_an_earlier_scan_planned_leaves_no_gap_in_the_numbers(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a"), planned(b"c", status=FileStatus.SKIPPED)])
    again = [planned(b"a"), planned(b"b", status=FileStatus.SKIPPED), planned(b"c"), planned(b"d"), planned(b"d")]
    journal.files.add(upload.id, again)
    journal.files.add(upload.id, [planned(b"e")])
    page = journal.files.page(upload.id, 0, 10)
    assert (sorted(file.path for file in page.items), page.total) == ([b"a", b"b", b"c", b"d", b"e"], 5)


def test_pages_of_a_long_list(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"%d" % number) for number in range(25)])
    pages = [journal.files.page(upload.id, first, 10) for first in (0, 10, 20, 30)]
    assert [len(page.items) for page in pages] == [10, 10, 5, 0]
    assert {page.total for page in pages} == {25}
    assert [file.path for page in pages for file in page.items] == [b"%d" % number for number in range(25)]


def test_parts_are_kept_with_what_the_upload_was_begun_with(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a")])
    (file_id,) = ids(journal, upload)
    journal.parts.begin(file_id, Multipart("id", 5, ChecksumAlgorithm.CRC32))
    parts = (Part(1, 5, "e1", "c1"), Part(2, 3, "e2", "c2"))
    for part in reversed(parts):
        journal.parts.add(file_id, part).result()
    assert journal.parts.of(file_id) == Multipart("id", 5, ChecksumAlgorithm.CRC32, parts)
    assert journal.parts.of_session(upload.id) == [(b"a", file_id, "id")]
    journal.parts.clear(file_id)
    assert journal.parts.of(file_id) == Multipart("id", 5, ChecksumAlgorithm.CRC32)
    journal.parts.drop(file_id)
    assert journal.parts.of(file_id) is None


def test_a_confirmed_file_forgets_its_parts(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a")])
    (file_id,) = ids(journal, upload)
    journal.parts.begin(file_id, Multipart("id", 5, ChecksumAlgorithm.CRC32))
    journal.parts.add(file_id, Part(1, 5, "e", "c"))
    journal.files.claim([file_id])
    journal.files.confirm(file_id, 10, 5, Receipt("etag")).result()
    assert journal.parts.of(file_id) is None


def test_a_take_over_that_breaks_off_leaves_what_was_there(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a")])
    account = journal.sessions.account_of(signed_in_as())
    with reading(journal) as db:
        db.execute(
            "CREATE TRIGGER breaks_off BEFORE UPDATE ON upload_sessions BEGIN SELECT RAISE(ABORT, 'broken off'); END"
        )
    with pytest.raises(JournalError, match="broken off"):
        journal.handovers.begin(account, upload, 2, 7)
    assert journal.files.page(upload.id, 0, 10).total == 1
    with reading(journal) as db:
        db.execute("DROP TRIGGER breaks_off")
    taken = journal.handovers.begin(account, upload, 2, 7)
    assert journal.handovers.lease_epoch(taken.id) == 2
    assert journal.sessions.get(taken.id).taken_over


def test_put_back_spares_files_with_parts(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"a"), planned(b"b")])
    first, second = ids(journal, upload)
    journal.files.claim([first, second])
    journal.parts.begin(first, Multipart("id", 5, ChecksumAlgorithm.CRC32))
    journal.files.put_back(upload.id)
    statuses = {file.path: file.status for file in journal.files.page(upload.id, 0, 10).items}
    assert statuses == {b"a": FileStatus.UPLOADING, b"b": FileStatus.PENDING}


def test_notes_of_the_scan_are_kept(journal: Journal) -> None:
    upload = session(journal)
    journal.sessions.set_plan_finished(upload.id, ScanNotes(1, 2, 3, ("a", "b")))
    again = journal.sessions.get(upload.id)
    assert (again.plan_finished, again.notes) == (True, ScanNotes(1, 2, 3, ("a", "b")))


def test_many_threads_read_and_write_at_once(journal: Journal) -> None:
    upload = session(journal)
    journal.files.add(upload.id, [planned(b"%d" % number) for number in range(200)])
    file_ids = ids(journal, upload)
    errors: list[BaseException] = []

    def work(mine: list[int]) -> None:
        try:
            for file_id in mine:
                journal.files.claim([file_id])
                journal.files.confirm(file_id, 10, 5, Receipt("etag"))
                journal.sessions.get(upload.id)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(file_ids[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.writer.flush()
    assert not errors
    assert journal.sessions.get(upload.id).counts.files_uploaded == 200


def test_the_journal_may_be_opened_by_several_programs(journal: Journal) -> None:
    other = Journal(journal.path)
    upload = session(journal)
    other.sessions.set_status(upload.id, SessionStatus.IN_PROGRESS)
    assert journal.sessions.get(upload.id).status is SessionStatus.IN_PROGRESS
    other.close()
    assert os.path.exists(journal.path)
