"""Journals that earlier versions wrote: what was in them is there afterwards."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.domain.objects import ChecksumAlgorithm, Lane, Multipart, Part, Receipt
from desktop_app.domain.states import FileStatus
from desktop_app.journal import schema
from desktop_app.journal.codes import first_id
from desktop_app.journal.journal import Journal

FILES = """
INSERT INTO accounts VALUES(1, 'sqlite:///company.db', 1, 'Company', 1, 'admin');
INSERT INTO upload_sessions(id, client_uuid, workstation, account_id, revision, delivered_revision, company_id, user_id,
  project_id, project_name, cycle_id, cycle_name, destination, destination_key, s3_prefix, local_directory, selection,
  options, status, plan_finished, created_at)
VALUES(3, 'three', 'here', 1, 5, 5, 1, 1, 1, 'Survey', 1, 'One', '{"bucket_name": "b", "checksum_algorithm": "none"}',
  'us-east-1|b|p/', 'p/', x'2f666f6c646572', '[]', '{"excludes": []}', 'paused', 1, '2026-01-02T03:04:05+00:00');
INSERT INTO files(id, session_id, number, path, path_text, size_bytes, mtime_ns, lane, status, attempts, revision,
  delivered_revision, refusal, etag, checksum, checksum_algorithm, started_at, completed_at) VALUES
  (40, 3, 1, CAST('delivered' AS BLOB), 'delivered', 10, 7, 'small', 'uploaded', 2, 3, 3, NULL, 'e', 'c', 'crc64nvme',
   '2026-01-02T03:04:05.000123+00:00', '2026-01-02T03:04:06+00:00'),
  (41, 3, 2, x'ff0a', '\\xff\\x0a', 20, 8, 'small', 'failed', 1, 2, 1, NULL, '', '', '', NULL, NULL),
  (42, 3, 3, CAST('refused' AS BLOB), 'refused', 30, 9, 'small', 'skipped', 0, 1, 0, 'no', '', '', '', NULL, NULL),
  (43, 3, 4, CAST('large' AS BLOB), 'large', 40, 9, 'parts', 'uploading', 1, 1, 0, NULL, '', '', '', NULL, NULL),
  (44, 3, 5, CAST('waiting' AS BLOB), 'waiting', 50, 9, 'small', 'pending', 0, 0, 0, NULL, '', '', '', NULL, NULL);
INSERT INTO multiparts VALUES(43, 'upload id', 5, 'crc32');
INSERT INTO parts VALUES(43, 1, 5, 'e1', 'c1');
"""


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of the version before rows were made leaner, with one file of each kind."""
    path = tmp_path / "journal.db"
    connection = schema.connect(path)
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "_VERSIONS", schema._VERSIONS[:2])
        schema.migrate(connection)
    connection.executescript(FILES)
    connection.close()
    return path


def test_files_with_their_parts_and_counts_come_along(old: Path) -> None:
    journal = Journal(old)
    rows = journal.files.page(3, 0, 10).items
    assert [(row.path, row.size_bytes, row.status, row.attempts) for row in rows] == [
        (b"delivered", 10, FileStatus.UPLOADED, 2),
        (b"\xff\n", 20, FileStatus.FAILED, 1),
        (b"refused", 30, FileStatus.SKIPPED, 0),
        (b"large", 40, FileStatus.UPLOADING, 1),
        (b"waiting", 50, FileStatus.PENDING, 0),
    ]
    assert rows[0].completed_at == datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)
    large = first_id(3) + 4
    assert journal.parts.of(large) == Multipart("upload id", 5, ChecksumAlgorithm.CRC32, (Part(1, 5, "e1", "c1"),))
    assert [file.path for file in journal.files.waiting(3, Lane.PARTS, 0, 10)] == [b"large"]
    assert [file.path for file in journal.files.waiting(3, Lane.SMALL, 0, 10)] == [b"waiting"]
    counts = journal.sessions.get(3).counts
    assert (counts.total_files, counts.total_bytes, counts.files_uploaded, counts.uploaded_bytes) == (5, 150, 1, 10)
    journal.close()


def test_what_the_company_did_not_have_is_delivered_and_nothing_else(old: Path) -> None:
    journal = Journal(old)
    assert journal.outbox.waiting(1) == 2
    cargo = journal.outbox.next(1, 0)
    assert cargo is not None
    records = [record for _, record in cargo.files]
    assert [(record.relative_path, record.s3_key) for record in records] == [(r"\xff\x0a", ""), ("large", "p/large")]
    assert all(record.revision > 3 for record in records)
    assert records[1].upload_id == "upload id"
    journal.outbox.delivered_files(3, records[-1].revision)
    assert journal.outbox.next(1, 0) is None
    large = first_id(3) + 4
    journal.files.confirm(large, 40, 9, Receipt("etag")).result()
    again = journal.outbox.next(1, 0)
    assert again is not None
    assert [(record.relative_path, record.status) for _, record in again.files] == [("large", FileStatus.UPLOADED)]
    assert again.files[0][1].revision > records[-1].revision
    journal.close()


def test_no_row_of_it_points_to_nothing(old: Path) -> None:
    Journal(old).close()
    connection = sqlite3.connect(old)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_several_may_make_a_journal_at_once(tmp_path: Path) -> None:
    troubles: list[sqlite3.Error] = []

    def make(path: Path, start: threading.Barrier) -> None:
        start.wait(10)
        try:
            Journal(path).close()
        except sqlite3.Error as error:
            troubles.append(error)

    for number in range(5):
        start = threading.Barrier(6)
        threads = [threading.Thread(target=make, args=(tmp_path / f"{number}.db", start)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert troubles == []
