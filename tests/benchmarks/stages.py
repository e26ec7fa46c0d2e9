"""The profile: what each stage costs a small file, one after the other in this process, and its share of the whole.

Behind it the same files sent by the engine as it is, with everything at once. The sink's own time is in no CPU column.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar
from unittest.mock import patch

from botocore.credentials import ReadOnlyCredentials

from desktop_app.domain.names import object_key
from desktop_app.domain.objects import Confirmed, Lane, Receipt
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import FileUpload
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.http import Driver, Steps
from desktop_app.engine.plan import SMALL_FILE_LIMIT, decide
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_open import AccessKey, open_bucket
from desktop_app.engine.scan import FolderScan
from desktop_app.engine.signing import Signer
from desktop_app.engine.source import Version, read_whole
from desktop_app.engine.transfer import MAX_AT_WORK, TransferEngine
from desktop_app.journal.journal import Journal
from desktop_app.services.demo_storage import DemoStorage
from desktop_app.services.outbox import OutboxDelivery
from tests.benchmarks.folders import small_files
from tests.benchmarks.journal import BATCH, add, new_session
from tests.benchmarks.measure import BenchFailed, Cost, cost_of
from tests.benchmarks.options import Options
from tests.benchmarks.sink import Sink
from tests.benchmarks.table import Row
from tests.benchmarks.workstation import PREFIX, REGION, BenchCompany, open_bench_company

_IN_FLIGHT = 32

T = TypeVar("T")


class _Body(NamedTuple):
    file: FileUpload
    key: str
    version: Version
    body: bytes


def rows(options: Options) -> Iterator[Row]:
    """Every stage of a file's way, then all of them together."""
    number = options.number(5000, 20_000)
    folder = os.fsencode(small_files(options.folder("small"), number))
    home = options.folder("stages")
    with Sink(options.work) as sink, patch.dict(os.environ, AWS_CA_BUNDLE=str(sink.root)):
        company = open_bench_company(home, sink.endpoint_url)
        journal = Journal(home / "journal.db")
        try:
            stages = _Stages(journal, company, folder, sink)
            stages.run()
            yield from _with_shares(stages.costs, number)
            whole = cost_of(lambda: _send(journal, company, folder, stages.bucket))
            yield Row("stages", "the engine, all but the outbox", number, whole)
        finally:
            journal.close()
            company.store.close()


def _with_shares(costs: dict[str, Cost], number: int) -> Iterator[Row]:
    whole = sum(costs.values(), Cost())
    for stage, cost in costs.items():
        note = f"{cost.wall / whole.wall:6.1%} of wall, {(cost.cpu or 0) / (whole.cpu or 1):6.1%} of CPU"
        yield Row("stages", stage, number, cost, note)
    yield Row("stages", "the stages together", number, whole)


class _Stages:
    """One folder taken through the stages, each for itself; bodies are in memory some hundred at a time."""

    def __init__(self, journal: Journal, company: BenchCompany, folder: bytes, sink: Sink) -> None:
        self._journal = journal
        self._company = company
        self._folder = folder
        self._upload = new_session(journal, company, folder)
        self._algorithm = self._upload.destination.checksum_algorithm
        self.bucket = _opened(company)
        key = ReadOnlyCredentials(DemoStorage.access_key, DemoStorage.secret_key, None)
        self._signer = Signer(lambda: key, REGION, f"localhost:{sink.port}", sign_body=False)
        self.costs: dict[str, Cost] = defaultdict(Cost)

    def run(self) -> None:
        """From the scan to the company."""
        found = list(self._measured("scan", lambda: list(FolderScan(self._folder))))
        planned = self._measured("decide", lambda: [decide(item, PREFIX) for item in found])
        self._measured("plan into the journal", lambda: add(self._journal, self._upload, planned))
        after = 0
        while files := self._measured("claim", partial(self._claimed, after)):
            after = files[-1].id
            self._send(files)
        account_id = self._journal.sessions.account_of(self._company.signed_in)
        delivery = OutboxDelivery(self._journal, account_id, self._company.store)
        self._measured("outbox into the company (SQLite)", delivery.deliver)

    def _claimed(self, after: int) -> list[FileUpload]:
        files = self._journal.files.waiting(self._upload.id, Lane.SMALL, after, BATCH)
        if files:
            self._journal.files.claim([file.id for file in files])
        return files

    def _send(self, files: Sequence[FileUpload]) -> None:
        bodies = self._measured("read", lambda: list(map(self._read, files)))
        checksums = self._measured("checksum", lambda: [checksum_of(self._algorithm, item.body) for item in bodies])
        self._measured("sign", lambda: [self._signed(*pair) for pair in zip(bodies, checksums, strict=True)])
        signing = self._last
        receipts = self._measured("wire", lambda: self._put(bodies, checksums))
        # Whoever puts signs as well.
        self.costs["wire"] += Cost(-signing.wall, -(signing.cpu or 0))
        confirmed = [
            Confirmed(item.file.id, item.version.size_bytes, item.version.mtime_ns, receipts[item.key])
            for item in bodies
        ]
        self._measured("confirm", lambda: self._confirm(confirmed))

    def _read(self, file: FileUpload) -> _Body:
        version, body = read_whole(self._folder, file.path, SMALL_FILE_LIMIT)
        if body is None:
            raise BenchFailed(f"{file.path!r} is not small.")
        return _Body(file, object_key(PREFIX, file.path), version, body)

    def _signed(self, item: _Body, checksum: str) -> bytes:
        headers = {f"x-amz-checksum-{self._algorithm}": checksum}
        return self._signer.head("PUT", f"/bench/{item.key}", "", headers, item.body)

    def _put(self, bodies: Sequence[_Body], checksums: Sequence[str]) -> dict[str, Receipt]:
        receipts: dict[str, Receipt] = {}
        waiting = iter(zip(bodies, checksums, strict=True))

        def carry() -> Steps[None]:
            for item, checksum in waiting:
                steps = self.bucket.put_in_steps(item.key, item.body, self._algorithm, checksum, lambda _: 0.0)
                receipts[item.key] = yield from steps

        driver = Driver()
        try:
            for _ in range(_IN_FLIGHT):
                driver.start(carry())
            while len(driver):
                driver.turn(1.0)
        finally:
            driver.close()
        return receipts

    def _confirm(self, confirmed: Sequence[Confirmed]) -> None:
        self._journal.files.confirm_all(confirmed)
        self._journal.writer.flush()

    def _measured(self, stage: str, work: Callable[[], T]) -> T:
        results: list[T] = []
        self._last = cost_of(lambda: results.append(work()))
        self.costs[stage] += self._last
        return results[0]


def _opened(company: BenchCompany) -> Bucket:
    key = AccessKey(DemoStorage.access_key, DemoStorage.secret_key)
    return open_bucket(company.project.destination, None, key)


def _send(journal: Journal, company: BenchCompany, folder: bytes, bucket: Bucket) -> None:
    upload = new_session(journal, company, folder)
    with ThreadPoolExecutor(MAX_AT_WORK + 1) as executor:
        ended = TransferEngine(journal, bucket, upload, executor).run()
    if ended.status is not SessionStatus.COMPLETED:
        raise BenchFailed(f"The engine ended {ended.status}: {ended.error}")
