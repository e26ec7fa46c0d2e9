"""A choice of files: the same as filtering and sorting all of them, and new whenever they have changed."""

from collections.abc import Callable

import pytest

from desktop_app.domain.choice import EVERYTHING, NOT_SENT, WAITING, FileChoice, FileOrder
from desktop_app.domain.errors import FileChanged
from desktop_app.domain.states import FileStatus
from desktop_app.domain.uploads import FileUpload, UploadSession
from desktop_app.journal.journal import Journal
from tests.unit.test_journal import planned, session

SIZES = (5, 3, 9, 3, 7, 3, 1)
NAMES = (b"b", b"A", b"c/50%", b"a_", b"line\nbreak", b"\xff", "Ünder".encode())


@pytest.fixture
def upload(journal: Journal) -> UploadSession:
    """Seven files, of which the second failed and the third is blocked; and another session with as many."""
    upload, other = session(journal), session(journal)
    for one in (other, upload):
        journal.files.add(one.id, [planned(name, size) for name, size in zip(NAMES, SIZES, strict=True)])
    journal.files.add(upload.id, [planned(b"blocked", 2, FileStatus.BLOCKED)])
    failed = journal.files.page(upload.id, 1, 1).items[0]
    journal.files.claim([failed.id])
    journal.files.fail(failed.id, FileChanged("It was changed: 100% of it.")).result()
    return journal.sessions.get(upload.id)


def shown(journal: Journal, upload: UploadSession, choice: FileChoice) -> list[bytes]:
    view = journal.view(upload.id, choice)
    try:
        return [file.path for file in view.page(0, 100).items]
    finally:
        view.close()


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (FileOrder.FOUND, lambda file: file.id),
        (FileOrder.PATH, lambda file: file.path.decode("utf-8", "backslashreplace").replace("\n", r"\x0a").lower()),
        (FileOrder.SIZE, lambda file: file.size_bytes),
        (FileOrder.ATTEMPTS, lambda file: file.attempts),
    ],
)
@pytest.mark.parametrize("descending", [False, True])
def test_rows_come_sorted(
    journal: Journal, upload: UploadSession, order: FileOrder, key: Callable[[FileUpload], object], descending: bool
) -> None:
    everything = journal.files.page(upload.id, 0, 100).items
    expected = sorted(everything, key=key, reverse=descending)  # type: ignore[arg-type]
    if descending:  # What is the same stays in the order in which it was found.
        expected = sorted(everything, key=lambda file: file.id)
        expected.sort(key=key, reverse=True)  # type: ignore[arg-type]
    assert shown(journal, upload, FileChoice(order=order, descending=descending)) == [file.path for file in expected]


def test_rows_of_some_statuses_alone(journal: Journal, upload: UploadSession) -> None:
    assert shown(journal, upload, FileChoice(NOT_SENT)) == [b"A", b"blocked"]
    assert shown(journal, upload, FileChoice(frozenset({FileStatus.BLOCKED}))) == [b"blocked"]
    assert shown(journal, upload, FileChoice(WAITING)) == [name for name in NAMES if name != b"A"]
    assert shown(journal, upload, FileChoice(frozenset({FileStatus.UPLOADED}))) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A", [b"A", b"a_", b"line\nbreak"]),
        ("_", [b"a_"]),
        ("0%", [b"A", b"c/50%"]),  # The message of the first has it.
        (r"\xff", [b"\xff"]),
        ("Ünd", ["Ünder".encode()]),
        ("nothing has this", []),
    ],
)
def test_words_are_looked_for_in_paths_and_messages(
    journal: Journal, upload: UploadSession, words: str, expected: list[bytes]
) -> None:
    found = shown(journal, upload, FileChoice(words=words))
    assert sorted(name for name in found if name != b"blocked") == sorted(expected)


def test_pages_are_stretches_of_it_and_tell_how_long_it_is(journal: Journal, upload: UploadSession) -> None:
    view = journal.view(upload.id, FileChoice(order=FileOrder.SIZE))
    page = view.page(2, 3)
    assert ([file.size_bytes for file in page.items], page.total) == ([3, 3, 3], 8)
    assert view.page(8, 10).items == ()
    view.close()
    assert view.page(0, 1).total == 8
    view.close()


def test_what_has_changed_shows_after_a_rest(
    journal: Journal, upload: UploadSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("desktop_app.journal.file_view.time.monotonic", lambda: now)
    view = journal.view(upload.id, FileChoice(NOT_SENT))
    assert view.page(0, 10).total == 2
    journal.files.add(upload.id, [planned(b"blocked too", 2, FileStatus.BLOCKED)])
    assert view.page(0, 10).total == 2, "laid down anew at most once a second"
    now = 102.0
    assert view.page(0, 10).total == 3
    view.close()


def test_nothing_in_the_journal_is_changed_by_looking(journal: Journal, upload: UploadSession) -> None:
    before = journal.files.page(upload.id, 0, 100)
    for order in FileOrder:
        shown(journal, upload, FileChoice(order=order, descending=True))
    assert journal.files.page(upload.id, 0, 100) == before
    assert shown(journal, upload, EVERYTHING) == [file.path for file in before.items]
