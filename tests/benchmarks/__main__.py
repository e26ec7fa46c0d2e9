"""The cost per file of each stage in one table: `python3 build_scripts/dev.py bench [--files N]`.

`bench scan [--files N]` measures the scan and the decisions alone, of up to a million names (`tests.benchmarks.scan`).

`bench company` measures the company's queries instead (`tests.benchmarks.company`).

Wall and CPU microseconds per file of each stage, on this machine, now. Compare ratios within one run, not seconds.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.setup import create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.values import Confirmed, Destination, FileUpload, Lane, Receipt, SignedIn, UploadSession
from desktop_app.engine.plan import decide
from desktop_app.engine.scan import FolderScan
from desktop_app.journal.journal import Journal
from desktop_app.services.outbox import OutboxDelivery
from tests.benchmarks import company, scan

PREFIX = "bench/"
BATCH = 500


class Stages:
    """One folder taken through the stages that are ours, without a storage."""

    def __init__(self, work: Path, files: int) -> None:
        self.folder = work / "folder"
        self.files = files
        for number in range(files):
            folder = self.folder / f"d{number // BATCH:04d}"
            if number % BATCH == 0:
                folder.mkdir(parents=True)
            (folder / f"f{number:07d}.bin").write_bytes(b"x" * 100)
        address = f"sqlite:///{work / 'company.db'}"
        password = "correct horse battery"
        create_company(CompanyAddress.parse(address), name="Bench", code="BENCH", admin="admin", password=password)
        self.company = SqlCompanyStore(open_company(address), address)
        self.signed_in = self.company.access.sign_in("admin", password)
        self.journal = Journal(work / "journal.db")
        self.account_id = self.journal.sessions.account_of(self.signed_in)
        self.upload = self.journal.sessions.add(self.account_id, self._new_upload(self.signed_in))

    def _new_upload(self, signed_in: SignedIn) -> UploadSession:
        project = self.company.projects.add("bench", Destination("bench-bucket"))
        cycle = self.company.cycles.add(project.id, "one", 1, PREFIX)
        return UploadSession(
            id=0,
            client_uuid="bench",
            workstation="bench",
            company_id=signed_in.company.id,
            user_id=signed_in.user.id,
            project_id=project.id,
            project_name=project.project_name,
            cycle_id=cycle.id,
            cycle_name=cycle.cycle_name,
            destination=project.destination,
            s3_prefix=cycle.s3_prefix,
            local_directory=bytes(self.folder),
        )

    def scan(self) -> None:
        """Walk the folder."""
        self.found = list(FolderScan(bytes(self.folder)))

    def plan(self) -> None:
        """Decide about each file."""
        self.planned = [decide(item, PREFIX) for item in self.found]

    def journal_plan(self) -> None:
        """Write the plan."""
        for first in range(0, self.files, BATCH):
            self.journal.files.add(self.upload.id, self.planned[first : first + BATCH])

    def journal_claim(self) -> None:
        """Note the intent to send, a few hundred files at a time."""
        self.waiting: list[list[FileUpload]] = []
        after = 0
        while files := self.journal.files.waiting(self.upload.id, Lane.SMALL, after, BATCH):
            after = files[-1].id
            self.waiting.append(files)
        for files in self.waiting:
            self.journal.files.claim([file.id for file in files])

    def journal_confirm(self) -> None:
        """Note what the storage confirmed, likewise."""
        receipt = Receipt("0" * 32, "AAAAAAAAAAA=")
        for files in self.waiting:
            self.journal.files.confirm_all(
                [Confirmed(file.id, file.size_bytes, file.mtime_ns, receipt) for file in files]
            ).result()

    def outbox(self) -> None:
        """Deliver every row to the company store (SQLite)."""
        OutboxDelivery(self.journal, self.account_id, self.company).deliver()

    def close(self) -> None:
        """Let go of the files."""
        self.journal.close()
        self.company.close()


def measure(stage: Callable[[], None], files: int) -> tuple[float, float]:
    """Wall and CPU microseconds per file of one run of a stage."""
    wall, cpu = time.perf_counter(), time.process_time()
    stage()
    return (time.perf_counter() - wall) / files * 1e6, (time.process_time() - cpu) / files * 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory(prefix="waybill-bench-") as work:
        stages = Stages(Path(work), files)
        try:
            print(f"{files:,} files, microseconds per file")
            print(f"{'stage':<16}{'wall':>8}{'cpu':>8}")
            for stage in (
                stages.scan,
                stages.plan,
                stages.journal_plan,
                stages.journal_claim,
                stages.journal_confirm,
                stages.outbox,
            ):
                wall, cpu = measure(stage, files)
                print(f"{stage.__name__:<16}{wall:>8.1f}{cpu:>8.1f}")
        finally:
            stages.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["company"]:
        company.main(sys.argv[2:])
    elif sys.argv[1:2] == ["scan"]:
        scan.main(sys.argv[2:])
    else:
        main()
