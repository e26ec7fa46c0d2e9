"""What tests of everything below the window share: a storage, a company, a journal, and a way to send."""

import os
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import bcrypt
import boto3
import hypothesis
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.database import token_hash
from desktop_app.company.renewal import MemoryRenewal, new_token
from desktop_app.company.setup import add_user, create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.tables import RenewalTokenRow, SignInRow, UserRow
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Company, Cycle, Destination, Project, SignedIn, User
from desktop_app.domain.events import Event, RunEnded, Waiting
from desktop_app.domain.names import text_form
from desktop_app.domain.states import FileStatus, Role
from desktop_app.domain.uploads import Counts, FileUpload, UploadOptions, UploadSession
from desktop_app.engine import patience
from desktop_app.engine.probing import learn_habits
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_open import AccessKey, open_bucket
from desktop_app.engine.transfer import TransferEngine
from desktop_app.journal.journal import Journal
from desktop_app.services.demo_storage import DemoStorage
from tests.fault_proxy import FaultProxy
from tests.keyrings import _one_secret_service_each as _one_secret_service_each
from tests.keyrings import own_keychain as own_keychain
from tests.postgres import postgres as postgres

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

T = TypeVar("T")

# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("waybill", deadline=None)
hypothesis.settings.load_profile("waybill")

KEY = AccessKey(DemoStorage.access_key, DemoStorage.secret_key)
PREFIX = "cycle-001/"
REPOSITORY = Path(__file__).parents[1]
UNPRIVILEGED = (
    sys.executable,
    "-c",
    # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH leave the bounding set; who is not root has neither.
    "import ctypes, os, sys; [ctypes.CDLL(None).prctl(24, n, 0, 0, 0) for n in (1, 2)];"
    " os.execv(sys.argv[1], sys.argv[1:])",
)
"""What a command begins with that permissions are to stop, even if root runs the tests."""
MIB = 2**20
ADMIN = ("admin", "admin123")
OPERATOR = ("operator", "operator123")
_LONG = (
    *("test_documented", "test_handover", "test_benchmarks", "test_jobs", "test_self_test", "test_odd_folders"),
    *("test_attacks", "test_languages", "test_users", "test_access", "test_who_may_what", "test_interruptions"),
    *("test_documents", "test_over_https", "test_account", "test_verifying", "test_keychain", "test_updates"),
)
"""Files that take half a minute and more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files: where several run beside each other, none is left to one alone at the end."""
    places = {name: place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


# The storage


@pytest.fixture(scope="session")
def storage() -> Iterator[DemoStorage]:
    """A real S3 endpoint over HTTP."""
    with DemoStorage() as storage:
        yield storage


@pytest.fixture(scope="session")
def s3(storage: DemoStorage) -> Iterator["S3Client"]:
    """A client of our own to look at what has arrived."""
    client = boto3.client(
        "s3",
        endpoint_url=storage.endpoint_url,
        region_name=storage.region,
        aws_access_key_id=storage.access_key,
        aws_secret_access_key=storage.secret_key,
        config=Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    yield client
    client.close()


@pytest.fixture
def bucket_name(storage: DemoStorage, s3: "S3Client") -> Iterator[str]:
    """A bucket for one test, emptied afterwards: the storage keeps an open file for each large object."""
    name = f"bucket-{uuid.uuid4().hex[:12]}"
    storage.create_bucket(name)
    yield name
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
        keys = [item["Key"] for item in page.get("Contents", ())]
        try:
            s3.delete_objects(Bucket=name, Delete={"Objects": [{"Key": key} for key in keys]})
        except ClientError:
            # Either there are none, or one of a kind that XML cannot hold.
            for key in keys:
                s3.delete_object(Bucket=name, Key=key)


@pytest.fixture
def proxy(storage: DemoStorage) -> Iterator[FaultProxy]:
    """A storage that counts, and fails as told."""
    proxy = FaultProxy(storage.endpoint_url)
    yield proxy
    proxy.close()


# Folders and objects


def write_file(path: Path, size: int = 0, *, seed: object = None) -> bytes:
    """A file of random bytes that its name decides."""
    body = Random(f"{path.name} {seed}").randbytes(size)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return body


def disk(folder: Path | str, prefix: str = PREFIX) -> dict[str, bytes]:
    """The bytes of every regular file below a folder by the key it should have."""
    found: dict[str, bytes] = {}
    root = os.fsencode(folder)
    for parent, _, names in os.walk(root):
        for name in names:
            path = os.path.join(parent, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found[prefix + os.path.relpath(path, root).decode("utf-8", "surrogateescape")] = file.read()
    return found


def objects(s3: "S3Client", bucket: str, prefix: str = "") -> dict[str, bytes]:
    """The bytes of every object of a bucket."""
    found: dict[str, bytes] = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents", ()):
            found[item["Key"]] = s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
    return found


def open_uploads(s3: "S3Client", bucket: str) -> list[str]:
    """The keys of multipart uploads that are neither completed nor aborted."""
    return [item["Key"] for item in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", ())]


# Sending


class SerialExecutor(Executor):
    """Runs a task when it is submitted, in the caller's thread."""

    def submit(self, task: Callable[..., T], /, *arguments: Any, **named: Any) -> "Future[T]":
        future: Future[T] = Future()
        try:
            future.set_result(task(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


@pytest.fixture(params=["threads", "serial"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Each of the executors that the engine must work with."""
    if request.param == "serial":
        yield SerialExecutor()
    else:
        with ThreadPoolExecutor(17) as threads:
            yield threads


@pytest.fixture
def threads() -> Iterator[Executor]:
    """An executor as the command line's."""
    with ThreadPoolExecutor(17) as threads:
        yield threads


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal of its own."""
    journal = Journal(tmp_path / "home" / "journal.db")
    yield journal
    journal.close()


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries at once: what is waited for is no part of what these tests look at."""
    monkeypatch.setattr(patience, "_FIRST_DELAY", 0.001)


def signed_in_as(user_id: int = 1, address: str = "sqlite:////company.db") -> SignedIn:
    """Somebody, for a journal without a company."""
    user = User(user_id, 1, f"user{user_id}", "", "", Role.USER)
    return SignedIn(address, Company(1, "Company", "C"), user)


@dataclass
class Sender:
    """Sends folders with a journal and an engine and nothing above them."""

    journal: Journal
    executor: Executor
    destination: Destination
    account_id: int
    events: list[Event] = field(default_factory=list)
    engine: TransferEngine | None = None
    patience: float = 0.0
    gets_to_know: bool = False
    """Whether the storage is looked at before each run, as the services do."""

    def session(
        self,
        folder: Path | str | bytes,
        *,
        selection: tuple[bytes, ...] = (),
        destination: Destination | None = None,
        prefix: str = PREFIX,
        **options: Any,
    ) -> UploadSession:
        """Write an upload session."""
        upload = UploadSession(
            id=0,
            client_uuid=str(uuid.uuid4()),
            workstation="here",
            company_id=1,
            user_id=1,
            project_id=1,
            project_name="Survey",
            cycle_id=1,
            cycle_name="One",
            destination=destination or self.destination,
            s3_prefix=prefix,
            local_directory=os.fsencode(folder),
            selection=selection,
            options=UploadOptions(**options),
        )
        return self.journal.sessions.add(self.account_id, upload)

    def run(self, upload: UploadSession, *, executor: Executor | None = None) -> RunEnded:
        """Run an upload session, or go on with it."""
        upload = self.journal.sessions.get(upload.id)
        return self.prepare(upload, executor=executor).run()

    def prepare(self, upload: UploadSession, *, executor: Executor | None = None) -> TransferEngine:
        """An engine that has not run yet."""
        bucket = self.bucket(upload.destination)
        if self.gets_to_know:
            learn_habits(bucket, upload.s3_prefix)
        self.engine = TransferEngine(
            self.journal,
            bucket,
            upload,
            executor or self.executor,
            self.events.append,
            patience=self.patience,
        )
        return self.engine

    def send(self, folder: Path | str | bytes, **options: Any) -> tuple[UploadSession, RunEnded]:
        """Write an upload session and run it."""
        upload = self.session(folder, **options)
        ended = self.run(upload)
        return self.journal.sessions.get(upload.id), ended

    def bucket(self, destination: Destination | None = None) -> Bucket:
        """The storage."""
        return open_bucket(destination or self.destination, None, KEY)

    def files(self, upload: UploadSession) -> dict[str, FileUpload]:
        """The journal's rows by the text form of their paths."""
        page = self.journal.files.page(upload.id, 0, 10**6)
        return {text_form(file.path): file for file in page.items}

    def statuses(self, upload: UploadSession) -> dict[str, str]:
        """The files' statuses by path."""
        return {path: str(file.status) for path, file in self.files(upload).items()}

    @property
    def prepared(self) -> TransferEngine:
        """The engine of the run that is on."""
        assert self.engine is not None
        return self.engine

    def when_waiting(self, then: Callable[[], object]) -> None:
        """Do something as soon as a run says that it waits; what it says still goes into the list of before."""
        heard = self.events

        class Listening(list[Event]):
            def append(self, event: Event) -> None:
                heard.append(event)
                if isinstance(event, Waiting):
                    then()

        self.events = Listening()

    def pause(self) -> None:
        """Pause the run that is on."""
        self.prepared.pause()

    def cancel(self) -> None:
        """Cancel the run that is on."""
        self.prepared.cancel()


@pytest.fixture
def sender(journal: Journal, storage: DemoStorage, bucket_name: str, threads: Executor, _no_waiting: None) -> Sender:
    """Sends straight to the storage."""
    destination = Destination(bucket_name, storage.region, storage.endpoint_url)
    return Sender(journal, threads, destination, journal.sessions.account_of(signed_in_as()))


@pytest.fixture
def through_proxy(sender: Sender, proxy: FaultProxy, bucket_name: str) -> Sender:
    """Sends through the proxy."""
    sender.destination = Destination(bucket_name, sender.destination.region, proxy.endpoint_url)
    return sender


def counts_by_status(files: Mapping[str, FileUpload]) -> Counts:
    """Counts as rows say them, to compare with counts as they are kept."""

    def those(*statuses: FileStatus) -> list[FileUpload]:
        return [file for file in files.values() if file.status in statuses]

    return Counts(
        total_files=len(files),
        files_uploaded=len(those(FileStatus.UPLOADED)),
        files_skipped=len(those(FileStatus.SKIPPED)),
        files_failed=len(those(FileStatus.FAILED)),
        files_blocked=len(those(FileStatus.BLOCKED)),
        total_bytes=sum(file.size_bytes for file in files.values()),
        uploaded_bytes=sum(file.size_bytes for file in those(FileStatus.UPLOADED)),
    )


# The company


def quick_hash(password: str, cost: int = 4) -> str:
    """A password's hash as a company keeps it, but for the cost: 12 takes a quarter of a second, each time."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost, prefix=b"2a")).decode()


@pytest.fixture(scope="session")
def company_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A company's file with an admin and an operator in it, whose passwords are quick to check."""
    path = tmp_path_factory.mktemp("template") / "company.db"
    address = f"sqlite:///{path.as_posix()}"
    create_company(CompanyAddress.parse(address), name="Company", code="C", admin=ADMIN[0], password=ADMIN[1])
    add_user(address, username=OPERATOR[0], password=OPERATOR[1], full_name="Olga Operator")
    with closing(sqlite3.connect(path)) as db, db:
        for username, password in (ADMIN, OPERATOR):
            db.execute("UPDATE users SET password_hash = ? WHERE username = ?", (quick_hash(password), username))
    return path.read_bytes()


@dataclass
class CompanyForTests:
    """A company in a SQLite file; a copy of its own for one test."""

    path: Path
    stores: list[SqlCompanyStore] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"sqlite:///{self.path.as_posix()}"

    def admin(self) -> tuple[SqlCompanyStore, SignedIn]:
        """The company as its admin sees it."""
        return self.store_of(ADMIN[0])

    def operator(self) -> tuple[SqlCompanyStore, SignedIn]:
        """The company as its operator sees it."""
        return self.store_of(OPERATOR[0])

    def store_of(self, username: str) -> tuple[SqlCompanyStore, SignedIn]:
        """The company as one of its people sees it, signed in without the quarter of a second of a password."""
        engine = open_company(self.address)
        renewal = MemoryRenewal()
        renewal.begin(username, sign_in_without_password(engine, username))
        store = SqlCompanyStore(engine, self.address, renewal)
        self.stores.append(store)
        return store, store.access.resume()


def sign_in_without_password(engine: Engine, username: str) -> str:
    """A renewal token, as a sign-in gives one."""
    token = new_token()
    with Session(engine.execution_options(writing=True)) as db, db.begin():
        user_id = db.scalars(select(UserRow.id).where(UserRow.username == username)).one()
        sign_in = SignInRow(user_id=user_id)
        db.add(sign_in)
        db.flush()
        expires_at = utc_now() + timedelta(days=1)
        db.add(RenewalTokenRow(token_hash=token_hash(token), sign_in_id=sign_in.id, expires_at=expires_at))
    return token


@pytest.fixture
def company(company_template: bytes, tmp_path: Path) -> Iterator[CompanyForTests]:
    """A company in a SQLite file."""
    path = tmp_path / "company" / "company.db"
    path.parent.mkdir()
    path.write_bytes(company_template)
    company = CompanyForTests(path)
    yield company
    for store in company.stores:
        store.close()


@pytest.fixture
def survey(company: CompanyForTests, storage: DemoStorage, bucket_name: str) -> tuple[Project, Cycle]:
    """A project in the bucket with a cycle in it."""
    store, _ = company.admin()
    project = store.projects.add("Survey", Destination(bucket_name, storage.region, storage.endpoint_url))
    return project, store.cycles.add(project.id, "One", 1)
