"""What the journal takes: plans, claims and confirmations written, and pages of the history read meanwhile."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence

from desktop_app.domain.objects import Confirmed, Lane, PlannedFile, Receipt
from desktop_app.domain.uploads import UploadSession
from desktop_app.engine.plan import decide
from desktop_app.engine.scan import FoundFile
from desktop_app.journal.journal import Journal
from tests.benchmarks.measure import Cost, cost_of
from tests.benchmarks.options import Options
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import PREFIX, BenchCompany, open_bench_company

BATCH = 500
_PAGE = 200
_SIZE = 1000
_RECEIPT = Receipt("0" * 32, "AAAAAAAAAAA=")


def rows(options: Options) -> Iterator[Row]:
    """Batches as an upload writes them."""
    number = options.number(50_000, 1_000_000)
    home = options.folder("journal")
    company = open_bench_company(home, "")
    journal = Journal(home / "journal.db")
    try:
        upload = new_session(journal, company, b"/folder")
        claimed: list[range] = []
        yield _row("plan", number, cost_of(lambda: _plan(journal, upload, number)))
        yield _row("claim", number, cost_of(lambda: claimed.extend(_claimed(journal, upload, number))))
        half = len(claimed) // 2
        before, after = claimed[:half], claimed[half:]
        yield _row("confirm", _count(before), cost_of(lambda: _confirm(journal, before)))
        reader = _PageReader(journal, upload, number)
        yield _row("confirm, while pages are read", _count(after), reader.beside(lambda: _confirm(journal, after)))
        yield Row("journal", f"a page of {_PAGE}, while it is written", reader.pages, Cost(reader.seconds, None))
    finally:
        journal.close()
        company.store.close()


def new_session(journal: Journal, company: BenchCompany, folder: bytes) -> UploadSession:
    """An upload session of a folder in the journal."""
    signed_in, project, cycle = company.signed_in, company.project, company.cycle
    upload = UploadSession(
        id=0,
        client_uuid=str(uuid.uuid4()),
        workstation="bench",
        company_id=signed_in.company.id,
        user_id=signed_in.user.id,
        project_id=project.id,
        project_name=project.project_name,
        cycle_id=cycle.id,
        cycle_name=cycle.cycle_name,
        destination=project.destination,
        s3_prefix=cycle.s3_prefix,
        local_directory=folder,
    )
    return journal.sessions.add(journal.sessions.account_of(signed_in), upload)


def add(journal: Journal, upload: UploadSession, planned: Sequence[PlannedFile]) -> None:
    """Write a plan as the planner does."""
    for first in range(0, len(planned), BATCH):
        journal.files.add(upload.id, planned[first : first + BATCH])


class _PageReader:
    """Reads pages all over an upload session, as somebody who scrolls, while something else is done."""

    def __init__(self, journal: Journal, upload: UploadSession, files: int) -> None:
        self._journal = journal
        self._upload = upload
        self._files = files
        self._ended = threading.Event()
        self.pages = 0
        self.seconds = 0.0

    def beside(self, stage: Callable[[], object]) -> Cost:
        thread = threading.Thread(target=self._read)
        thread.start()
        try:
            return cost_of(stage)
        finally:
            self._ended.set()
            thread.join()

    def _read(self) -> None:
        while not self.pages or not self._ended.is_set():
            first = self.pages * 7919 % self._files
            began = time.perf_counter()
            self._journal.files.page(self._upload.id, first, _PAGE)
            self.seconds += time.perf_counter() - began
            self.pages += 1
            self._ended.wait(0.02)


def _plan(journal: Journal, upload: UploadSession, number: int) -> None:
    for first in range(0, number, BATCH):
        found = (
            FoundFile(b"d%05d/IMG_%07d.JPG" % (index // BATCH, index), _SIZE, index)
            for index in range(first, min(first + BATCH, number))
        )
        journal.files.add(upload.id, [decide(file, PREFIX) for file in found])


def _claimed(journal: Journal, upload: UploadSession, number: int) -> Iterator[range]:
    """The ids, batch by batch: a million rows are not held, since nothing else holds them."""
    after, together = 0, min(BATCH, max(1, number // 2))
    while files := journal.files.waiting(upload.id, Lane.SMALL, after, together):
        after = files[-1].id
        journal.files.claim([file.id for file in files])
        yield range(files[0].id, files[-1].id + 1)


def _confirm(journal: Journal, batches: Sequence[range]) -> None:
    for ids in batches:
        journal.files.confirm_all([Confirmed(file_id, _SIZE, file_id, _RECEIPT) for file_id in ids])
    journal.writer.flush()


def _count(batches: Sequence[range]) -> int:
    return sum(map(len, batches))


def _row(what: str, number: int, cost: Cost) -> Row:
    return Row("journal", what, number, cost, f"{number / cost.wall:,.0f} rows/s")
