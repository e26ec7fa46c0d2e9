"""Records as a workstation delivers them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from desktop_app.domain.company import Cycle
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import Counts, FileRecord, SessionRecord, UploadOptions

CONTROLS = ("a\tb", "a\nb", "a\x7f", "a\x1b[2Jb", "a\u2028b")
"""Lines that do something to the screen they are shown on."""
CONTROLS_IN_LINES = ("a\x7f", "a\x1b[2Jb", "a\u2028b", "a\rb")
"""The same of a text that may have several lines."""
STARTED = datetime(2026, 5, 1, 12, 30, 15, 123456, UTC)


def session_record(
    cycle: Cycle, client_uuid: str = "11111111-2222-3333-4444-555555555555", **fields: Any
) -> SessionRecord:
    """An upload that is on; ``fields`` differ."""
    record = SessionRecord(
        client_uuid=client_uuid,
        revision=3,
        project_id=cycle.project_id,
        cycle_id=cycle.id,
        workstation="here",
        lease_owner="here",
        lease_epoch=1,
        s3_prefix=cycle.s3_prefix,
        local_directory=r"/data/caf\xe9",
        options=UploadOptions("profile", 4, 5, use_find=True, follow_links=True, excludes=("*.tmp", "/caché")),
        status=SessionStatus.IN_PROGRESS,
        counts=Counts(10, 5, 1, 2, 1, 2**41, 2**40),
        started_at=STARTED,
        completed_at=None,
        last_seen_at=STARTED,
        selection=(r"one\xe9", "two"),
    )
    return replace(record, **fields)


def file_record(path: str, revision: int = 1, **fields: Any) -> FileRecord:
    """A file that was sent; ``fields`` differ."""
    record = FileRecord(
        relative_path=path,
        revision=revision,
        s3_key="cycle-001/" + path,
        size_bytes=2**40,
        mtime_ns=1_777_777_777_123_456_789,
        status=FileStatus.UPLOADED,
        attempts=2,
        upload_id="id",
        etag="etag",
        checksum="sum",
        checksum_algorithm="crc64nvme",
        error_code="",
        error_message="",
        started_at=STARTED,
        completed_at=STARTED,
    )
    return replace(record, **fields)
