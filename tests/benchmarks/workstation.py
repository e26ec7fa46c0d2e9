"""A workstation: a folder of its own for Waybill, a company in SQLite, one project and one cycle."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.setup import create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Cycle, Destination, Project, SignedIn
from desktop_app.services.demo_storage import DemoStorage
from tests.benchmarks.measure import BenchFailed, Ended, run

BUCKET = "bench"
REGION = "us-east-1"
PREFIX = "one/"
PASSWORD = "correct horse battery"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": DemoStorage.access_key,
    "AWS_SECRET_ACCESS_KEY": DemoStorage.secret_key,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class BenchCompany:
    """Somebody signed in, and where they send."""

    store: SqlCompanyStore
    signed_in: SignedIn
    project: Project
    cycle: Cycle


def open_bench_company(home: Path, endpoint_url: str) -> BenchCompany:
    """A new company in ``home``."""
    home.mkdir(parents=True)
    address = _address(home)
    create_company(CompanyAddress.parse(address), name="Bench", code="BENCH", admin="admin", password=PASSWORD)
    store = SqlCompanyStore(open_company(address), address)
    signed_in = store.access.sign_in("admin", PASSWORD)
    project = store.projects.add("bench", Destination(BUCKET, REGION, endpoint_url))
    return BenchCompany(store, signed_in, project, store.cycles.add(project.id, "one", 1, PREFIX))


class Workstation:
    """Runs the command line as a person would who sends to an endpoint."""

    def __init__(self, home: Path, endpoint_url: str, root: Path | None = None) -> None:
        """``root`` is a certificate to trust."""
        open_bench_company(home, endpoint_url).store.close()
        self.environment = {
            **os.environ,
            **CREDENTIALS,
            "WAYBILL_HOME": str(home),
            "WAYBILL_COMPANY": _address(home),
            "WAYBILL_USERNAME": "admin",
            "WAYBILL_PASSWORD": PASSWORD,
        }
        if root is not None:
            self.environment |= {"AWS_CA_BUNDLE": str(root), "SSL_CERT_FILE": str(root)}

    def run(self, *arguments: str | Path) -> Ended:
        """Run a command; raises BenchFailed."""
        return run([sys.executable, "-m", "desktop_app", *arguments], self.environment)

    def upload(self, folder: Path, number: int) -> Ended:
        """Send a folder of so many files; raises BenchFailed unless every one is there afterwards."""
        ended = self.run("upload", folder, "--project", "bench", "--cycle", "one", "--json")
        told = last_object(ended.output)
        if told["files_uploaded"] + told["files_skipped"] != number:
            raise BenchFailed(f"Of {number} files not all are there: {told}")
        return ended


def last_object(output: str) -> dict[str, Any]:
    """The JSON object in an output's last line."""
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found


def _address(home: Path) -> str:
    return f"sqlite:///{(home / 'company.db').as_posix()}"
