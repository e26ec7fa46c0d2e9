"""What is said about an upload, and how its speed is guessed."""

from dataclasses import replace
from itertools import pairwise

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import BucketMissing
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus, verdict
from desktop_app.domain.uploads import Counts, Progress, ScanNotes, UploadSession
from desktop_app.gui.endings.verdict import counts_line, notes_line, total, verdict_of
from desktop_app.gui.upload.sources import merged, short_name
from desktop_app.gui.upload.speedometer import Speedometer
from desktop_app.services.sources import Source

MIB = 2**20


def upload(algorithm: ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME) -> UploadSession:
    return UploadSession(
        id=1,
        client_uuid="u",
        workstation="w",
        company_id=1,
        user_id=1,
        project_id=1,
        project_name="P",
        cycle_id=1,
        cycle_name="C",
        destination=Destination("bucket", checksum_algorithm=algorithm),
        s3_prefix="prefix/",
        local_directory=b"/card",
    )


def said(
    counts: Counts,
    algorithm: ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME,
    notes: ScanNotes | None = None,
) -> tuple[str, str, str]:
    status = verdict(
        uploaded=counts.files_uploaded,
        skipped=counts.files_skipped,
        failed=counts.files_failed,
        blocked=counts.files_blocked,
    )
    told = verdict_of([upload(algorithm)], counts, status, notes=notes)
    return told.kind, told.title, told.message


def test_all_is_there() -> None:
    counts = Counts(total_files=10_000, files_uploaded=9_990, files_skipped=10)
    assert said(counts)[:2] == (
        "success",
        "All 10,000 files are in s3://bucket/prefix/ and their checksums are confirmed.",
    )


def test_no_checksum_is_claimed_where_none_was_sent() -> None:
    counts = Counts(total_files=3, files_uploaded=3)
    assert said(counts, ChecksumAlgorithm.NONE)[1] == "All 3 files are in s3://bucket/prefix/, as the storage confirms."


ALL_THERE = Counts(total_files=3, files_uploaded=3)


def test_what_may_be_erased_is_said_with_what_was_not_sent() -> None:
    assert said(ALL_THERE, notes=ScanNotes())[2] == "It is safe to erase what was sent."
    passed_over = ScanNotes(excluded=2, links_not_followed=1, empty_folders=5)
    assert said(ALL_THERE, notes=passed_over)[2] == (
        "It is safe to erase what was sent. 1 link to a folder is not followed, 2 items are left out."
    )


def test_nothing_is_said_to_be_erased_that_is_not_known_to_have_arrived() -> None:
    assert said(ALL_THERE)[2] == ""
    assert said(ALL_THERE, ChecksumAlgorithm.NONE, ScanNotes())[2] == "Verify before you erase what was sent."
    some = Counts(total_files=3, files_uploaded=2, files_failed=1)
    assert "erase" not in said(some, notes=ScanNotes())[2]


def test_one_file_is_not_called_all_files() -> None:
    title = said(Counts(total_files=1, files_uploaded=1))[1]
    assert title == "The file is in s3://bucket/prefix/ and its checksum is confirmed."


def test_some_were_not_sent() -> None:
    kind, title, message = said(Counts(total_files=300, files_uploaded=288, files_failed=11, files_blocked=1))
    assert (kind, title) == ("warning", "12 of 300 files were not sent.")
    assert "11 files failed" in message
    assert "1 file cannot be sent; the reason is below" in message


def test_none_were_sent() -> None:
    assert said(Counts(total_files=2, files_failed=2))[:2] == ("danger", "None of the 2 files were sent.")


def test_what_stopped_it_is_told_with_what_is_kept() -> None:
    error = BucketMissing("The bucket is gone.")
    told = verdict_of([upload()], Counts(total_files=300, files_uploaded=120), SessionStatus.PAUSED, error)
    assert (told.kind, told.title) == ("danger", "Bucket not found")
    assert told.message.startswith("The bucket is gone. 120 of 300 files are in s3://bucket/prefix/.")


def test_counts_in_one_line() -> None:
    counts = Counts(files_uploaded=318, files_skipped=10, files_failed=2, uploaded_bytes=70 * MIB)
    assert counts_line(counts, "12 s") == "318 sent  ·  10 already there  ·  2 failed  ·  70.0 MiB in 12 s"


def test_counts_add_up() -> None:
    assert total([Counts(1, 2, 3, 4, 5, 6, 7), Counts(1, 1, 1, 1, 1, 1, 1)]) == Counts(2, 3, 4, 5, 6, 7, 8)
    assert total([]) == Counts()


def test_what_was_passed_over_in_one_line() -> None:
    assert notes_line(ScanNotes()) == ""
    told = notes_line(ScanNotes(links_not_followed=1, excluded=2, empty_folders=0))
    assert told == "1 link to a folder is not followed, 2 items are left out."


def test_a_steady_speed_is_told_and_the_time_left() -> None:
    meter = Speedometer(0.0)
    counts = Counts(total_files=1, total_bytes=1000 * MIB)
    for tick in range(1, 101):
        sent = tick * MIB
        reading = meter.read(
            Progress(counts=counts, done_bytes=sent, sent_bytes=sent, plan_finished=True), now=tick * 0.1
        )
    assert reading.speed == pytest.approx(10 * MIB, rel=0.01)
    assert reading.remaining == pytest.approx(90, rel=0.01)


def test_the_time_left_runs_down_and_does_not_jump() -> None:
    meter = Speedometer(0.0)
    counts = Counts(total_files=1, total_bytes=1000 * MIB)
    sent, told = 0, []
    for tick in range(1, 601):
        sent += (2 if tick // 10 % 2 else 0) * MIB  # Bursts of a second.
        reading = meter.read(
            Progress(counts=counts, done_bytes=sent, sent_bytes=sent, plan_finished=True), now=tick * 0.1
        )
        if reading.remaining is not None and tick > 200:
            told.append(reading.remaining)
    rises = sum(later > earlier for earlier, later in pairwise(told))
    assert rises <= 1
    assert told[-1] == pytest.approx(40, abs=10)


def test_many_small_files_at_the_end_are_no_few_seconds() -> None:
    meter = Speedometer(0.0)
    counts = Counts(total_files=1000, total_bytes=1_010_000)
    for tick in range(1, 301):
        files = tick  # Ten a second; the first was large.
        sent = 1_000_000 + 10 * files
        progress = Progress(
            counts=replace(counts, files_uploaded=files), done_bytes=sent, sent_bytes=sent, plan_finished=True
        )
        reading = meter.read(progress, now=tick * 0.1)
    assert reading.remaining == pytest.approx(70, rel=0.2)


def test_what_leaves_at_once_under_a_limit_promises_no_soon_end() -> None:
    meter = Speedometer(0.0)
    counts = Counts(total_files=1, total_bytes=100 * MIB)
    for tick in range(1, 31):
        sent = 10 * MIB + tick * MIB // 10  # Buffers took the first of it; one a second goes on.
        progress = Progress(counts=counts, done_bytes=sent, sent_bytes=sent, plan_finished=True, bandwidth_limit=MIB)
        reading = meter.read(progress, now=tick * 0.1)
    assert reading.remaining == pytest.approx(88, rel=0.1)


def test_no_time_is_guessed_while_files_are_still_found() -> None:
    reading = Speedometer(0.0).read(Progress(counts=Counts(total_bytes=MIB), sent_bytes=1), now=10.0)
    assert reading.remaining is None


def test_a_stall_shows_within_seconds() -> None:
    meter = Speedometer(0.0)
    for tick in range(1, 101):
        meter.read(Progress(sent_bytes=tick * MIB), now=tick * 0.1)
    for tick in range(101, 201):
        reading = meter.read(Progress(sent_bytes=100 * MIB), now=tick * 0.1)
    assert reading.speed < 2 * MIB


def test_nothing_is_chosen_twice() -> None:
    card, other = Source(b"/card"), Source(b"/other")
    assert merged([card], [card, other]) == [card, other]
    assert merged([Source(b"/card", (b"a",))], [Source(b"/card", (b"a", b"b"))]) == [Source(b"/card", (b"a", b"b"))]
    assert merged([Source(b"/card", (b"a",))], [card]) == [card]
    assert merged([card], [Source(b"/card", (b"a",))]) == [card]


def test_sources_have_short_names() -> None:
    assert short_name(Source(b"/media/card")) == "card"
    assert short_name(Source(b"/media/card", (b"a", b"b"))) == "2 files of card"
    assert short_name(Source(b"/")) == "/"
