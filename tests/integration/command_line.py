"""The real command line in processes of its own."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from desktop_app.domain.names import text_form
from desktop_app.journal.journal import Journal
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import OPERATOR, REPOSITORY, CompanyForTests, counts_by_status
from tests.integration.nursery import Nursery

CONTRACT = {
    "session",
    "status",
    "total_files",
    "files_uploaded",
    "files_skipped",
    "files_failed",
    "files_blocked",
    "total_bytes",
    "uploaded_bytes",
    "seconds",
}


@cache
def _nursery() -> Nursery:
    """For the tests of this process."""
    nursery = Nursery(CommandLine(Path.cwd(), "").environment_of())
    atexit.register(nursery.close)
    return nursery


TO = ("--project", "Survey", "--cycle", "One")


@dataclass
class CommandLine:
    """Runs `waybill` as a script would: everything it needs comes from the environment."""

    home: Path
    company: str
    username: str = OPERATOR[0]
    password: str | None = OPERATOR[1]
    environment: dict[str, str] = field(default_factory=dict)

    def environment_of(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a command, without anything of the developer's own."""
        kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME")
        values = {name: os.environ[name] for name in kept if name in os.environ}
        values |= {
            "HOME": str(self.home.parent),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONWARNINGS": "error",
            "WAYBILL_HOME": str(self.home),
            "WAYBILL_COMPANY": self.company,
            "WAYBILL_USERNAME": self.username,
            "AWS_ACCESS_KEY_ID": DemoStorage.access_key,
            "AWS_SECRET_ACCESS_KEY": DemoStorage.secret_key,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        if self.password is not None:
            values["WAYBILL_PASSWORD"] = self.password
        return values | self.environment | dict(changes or {})

    @staticmethod
    def command(*arguments: str | Path, before: Sequence[str] = ()) -> list[str]:
        """What is run; ``before`` runs it in turn."""
        return [*before, sys.executable, "-m", "desktop_app", *map(str, arguments)]

    def run(
        self,
        *arguments: str | Path,
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        timeout: float = 110,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        if not before and hasattr(os, "fork") and (nursery := _nursery()).takes(self.environment_of(environment)):
            return self._run_in(nursery, arguments, self.environment_of(environment), timeout)
        return subprocess.run(
            self.command(*arguments, before=before),
            env=self.environment_of(environment),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            stdin=subprocess.DEVNULL,
            timeout=timeout,
        )

    def _run_in(
        self, nursery: Nursery, arguments: Sequence[str | Path], environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        with tempfile.TemporaryDirectory() as folder:
            outputs = Path(folder) / "stdout", Path(folder) / "stderr"
            status = nursery.run(words, environment, self.home.parent, outputs, timeout)
            written, errors = (path.read_text(errors="surrogateescape") for path in outputs)
        return subprocess.CompletedProcess(self.command(*arguments), status, written, errors)

    def begin(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command and let it run."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment_of(environment),
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def json(self, *arguments: str | Path, status: int = 0, **options: Any) -> dict[str, Any]:
        """Run a command with --json; its object."""
        done = self.run(*arguments, "--json", **options)
        assert done.returncode == status, done.stderr
        return self.last_object(done)

    @staticmethod
    def last_object(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
        """The JSON object that is the last line of an output."""
        assert done.stdout, done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        assert isinstance(found, dict)
        return found


def agree(company: CompanyForTests, waybill: CommandLine, client_uuid: str) -> None:
    """Journal and company say the same of an upload, and the journal's counts are those of its rows."""
    journal = Journal(waybill.home / "journal.db")
    try:
        (upload,) = (each for each in journal.sessions.recent(1) if each.client_uuid == client_uuid)
        rows = {text_form(file.path): file for file in journal.files.page(upload.id, 0, 10**6).items}
    finally:
        journal.close()
    store, _ = company.admin()
    (seen,) = (each for each in store.uploads.list().items if each.client_uuid == client_uuid)
    assert (seen.status, seen.counts) == (upload.status, upload.counts)
    assert upload.counts == counts_by_status(rows)
    records = {file.relative_path: file for file in store.uploads.files(client_uuid, limit=10**6).items}
    assert {path: (file.status, file.size_bytes, file.etag, file.checksum) for path, file in records.items()} == {
        path: (file.status, file.size_bytes, file.etag, file.checksum) for path, file in rows.items()
    }
