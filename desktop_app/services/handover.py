"""Hand-over: this workstation goes on with what another one of the company began and did not finish."""

import hashlib
import itertools
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Destination, SignedIn
from desktop_app.domain.errors import (
    AccessRefused,
    CompanyError,
    CredentialsMissing,
    FolderVanished,
    NameTaken,
    NotFound,
    NotPossibleNow,
    SignInRefused,
    TakenOver,
    title_of,
)
from desktop_app.domain.names import is_inside, raw_form, text_form
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import CompanySession, FileRecord, SessionFilter, UploadSession
from desktop_app.engine.handover import Inheritance, holds_some_of
from desktop_app.engine.patience import with_patience
from desktop_app.journal.handover import TakenFile
from desktop_app.journal.journal import Journal
from desktop_app.services.locks import hold

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket

_PAGE = 5000
_WRITTEN_AT_ONCE = 500
_READERS = 4
_FEWEST_LETTERS = 6
_LISTED = 1000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a take-over found."""

    upload: UploadSession
    """As this workstation goes on with it."""
    files: int = 0
    """That the company knew."""
    there: int = 0
    """Of them in the bucket, and not sent again."""
    begun: int = 0
    """Of them with parts in the storage, which are gone on with."""
    differing: int = 0
    """Of them in the bucket with other contents than here; they are left as they were sent."""
    found: int = 0
    """Files of this folder that were in the bucket although the company had not heard of it."""


class HandoverService:
    """Take-overs by one signed-in person on this workstation."""

    def __init__(
        self,
        journal: Journal,
        account_id: int,
        signed_in: SignedIn,
        company: CompanyStore,
        open_bucket: "Callable[[Destination, str | None, str], Bucket]",
        locks: Path,
        workstation: str,
    ) -> None:
        self._journal = journal
        self._account_id = account_id
        self._signed_in = signed_in
        self._company = company
        self._open_bucket = open_bucket
        self._locks = locks
        self._workstation = workstation

    def interrupted(self) -> list[CompanySession]:
        """The company's upload sessions that can be taken over, newest first; raises CompanyUnreachable."""
        return list(self._company.uploads.list(SessionFilter(interrupted=True), limit=_LISTED).items)

    def find(self, name: str) -> CompanySession:
        """One of the company's by its client_uuid, or an interrupted one by its beginning.

        Raises:
            NotFound: none, or several, are meant.
            CompanyUnreachable: it cannot be asked.
        """
        try:
            return self._company.uploads.get(name)
        except NotFound:
            meant = [one for one in self.interrupted() if one.client_uuid.startswith(name)]
            if len(name) >= _FEWEST_LETTERS and len(meant) == 1:
                return meant[0]
            raise NotFound(
                tr(
                    "The company has no interrupted upload {name}, or several that begin so. "
                    "`waybill resume --take-over` lists them.",
                    name=name,
                )
            ) from None

    def check_holder(self, upload: UploadSession) -> None:
        """Ask the company whether another workstation has taken an upload session of this one over, and note it.

        A company that does not answer does not keep anybody from sending; its refusal comes with the next delivery.

        Raises:
            TakenOver: one has.
        """
        try:
            session = self._company.uploads.get(upload.client_uuid)
        except (NotFound, CompanyError, SignInRefused):
            return
        if session.lease_epoch > self._journal.handovers.lease_epoch(upload.id):
            why = f"{session.lease_owner or 'Another workstation'} has taken this upload over."
            self._journal.outbox.taken_over(upload.id, why)
            raise TakenOver(why)

    def take_over(
        self,
        session: CompanySession,
        folder: bytes | None = None,
        *,
        aws_profile: str | None = None,
        excludes: tuple[str, ...] = (),
        report: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Taken:
        """Become the holder of an interrupted upload session, and write down what is there of it.

        Args:
            session: the company's.
            folder: where its files are here; None is the place where they were on the other workstation.
            aws_profile: here, where it is another than there.
            excludes: patterns to leave out here beside those of the other workstation.
            report: hears how many of how many files were looked at.

        Raises:
            FolderVanished: the folder is not here.
            NotPossibleNow: it has ended, somebody is sending it, the folder has none of its files, or its record names
                what is not in a folder.
            UploadBusy: another process of this workstation sends it.
            StorageError: the storage cannot be used; nothing was taken over.
            CompanyUnreachable: nothing was taken over, or it can be taken over once more.
        """
        root = folder or raw_form(session.local_directory)
        if not os.path.isdir(root):
            raise FolderVanished(
                tr(
                    "The folder {root} is not on this computer. Say where its files are here (--folder).",
                    root=text_form(root),
                )
            )
        upload = self._upload_of(session, root, aws_profile, excludes)
        _check_inside(upload.selection)
        upload, bucket = self._opened(upload, profile_given=aws_profile is not None)
        with_patience(lambda: bucket.check(upload.s3_prefix), upload.options.times_to_retry)
        if not holds_some_of(root, self._company.uploads.files(session.client_uuid, limit=_LISTED).items):
            raise NotPossibleNow(
                tr(
                    "{root} has none of the files that {what} sent of {local_directory}. Choose the "
                    "folder with the same files.",
                    root=text_form(root),
                    what=session.workstation or "the other workstation",
                    local_directory=session.local_directory,
                )
            )
        lock = hold(self._locks, session.client_uuid, "This upload")
        try:
            taken = self._company.uploads.take_over(session.client_uuid, self._lease_owner)
            # The company's word now that nobody else writes it.
            started = replace(upload, status=taken.status, started_at=taken.started_at, options=upload.options)
            added = self._journal.handovers.begin(self._account_id, started, taken.lease_epoch, taken.revision)
            result = self._write_down(Inheritance(bucket, added, title_of), bucket, added, report)
            self._journal.handovers.finish(added.id)
        finally:
            lock.release()
        return replace(result, upload=self._journal.sessions.get(added.id))

    def _opened(self, upload: UploadSession, *, profile_given: bool) -> "tuple[UploadSession, Bucket]":
        """Open the storage. The other workstation's AWS profile need not be here; then the usual credentials serve."""
        try:
            return upload, self._open_bucket(upload.destination, upload.options.aws_profile, upload.s3_prefix)
        except CredentialsMissing:
            if profile_given or upload.options.aws_profile is None:
                raise
        upload = replace(upload, options=replace(upload.options, aws_profile=None))
        return upload, self._open_bucket(upload.destination, None, upload.s3_prefix)

    @property
    def _lease_owner(self) -> str:
        """This workstation by a name of its own: many are called the same."""
        place = f"{uuid.getnode()}:{self._journal.path.resolve()}"
        return f"{self._workstation} ({hashlib.sha256(place.encode()).hexdigest()[:6]})"

    def _upload_of(
        self, session: CompanySession, root: bytes, aws_profile: str | None, excludes: tuple[str, ...]
    ) -> UploadSession:
        if session.project_id is None or session.cycle_id is None:
            raise NotPossibleNow(tr("This upload is an earlier system's: it has no project or cycle to go on with."))
        project = self._company.projects.get(session.project_id)
        cycle = self._company.cycles.get(session.cycle_id)
        options = replace(
            session.options,
            aws_profile=aws_profile or session.options.aws_profile,
            excludes=tuple(dict.fromkeys((*session.options.excludes, *excludes))),
        )
        return UploadSession(
            id=0,
            client_uuid=session.client_uuid,
            workstation=self._workstation,
            company_id=self._signed_in.company.id,
            user_id=self._signed_in.user.id,
            project_id=project.id,
            project_name=project.project_name,
            cycle_id=cycle.id,
            cycle_name=cycle.cycle_name,
            destination=project.destination,
            s3_prefix=session.s3_prefix,
            local_directory=root,
            selection=tuple(map(raw_form, session.selection)),
            options=options,
        )

    def _write_down(
        self, inheritance: Inheritance, bucket: "Bucket", upload: UploadSession, report: Callable[[int, int], None]
    ) -> Taken:
        taken = Taken(upload)
        # Summing is C's work and waiting the disk's: some threads of our own, whatever front end asks.
        with ThreadPoolExecutor(_READERS, thread_name_prefix="handover") as readers:
            for total, page in self._pages(upload.client_uuid):
                files = list(readers.map(inheritance.take, page))
                self._journal.handovers.add(upload.id, files)
                taken = _counted(taken, files)
                report(taken.files, total)
            found = 0
            for batch in _batches(self._unheard_of(inheritance, bucket, upload), _WRITTEN_AT_ONCE):
                self._journal.handovers.add(upload.id, batch)
                found += len(batch)
        return replace(taken, found=found)

    def _pages(self, client_uuid: str) -> Iterator[tuple[int, tuple[FileRecord, ...]]]:
        """The company's file rows, a stretch at a time; they stand still, for the old holder is refused."""
        first = 0
        while (page := self._company.uploads.files(client_uuid, offset=first, limit=_PAGE)).items:
            _check_inside(raw_form(item.relative_path) for item in page.items)
            for part in _batches(page.items, _WRITTEN_AT_ONCE):
                yield page.total, tuple(part)
            first += len(page.items)

    def _unheard_of(self, inheritance: Inheritance, bucket: "Bucket", upload: UploadSession) -> Iterator[TakenFile]:
        """What the old holder sent in the seconds before its end, before the company heard of it."""
        try:
            for batch in _batches(bucket.list(upload.s3_prefix), _LISTED):
                by_path = {item.key.removeprefix(upload.s3_prefix).encode(): item for item in batch}
                for path in self._journal.sent.unknown(upload.id, tuple(by_path)):
                    if (file := inheritance.found(by_path[path])) is not None:
                        yield file
        except AccessRefused:
            return  # Where we may not look they are sent again.


def _check_inside(paths: Iterable[bytes]) -> None:
    """See that a record of others' making names nothing outside of its folder, which would be sent; NotPossibleNow."""
    for path in paths:
        if not is_inside(path):
            raise NotPossibleNow(
                tr(
                    "The company's record of this upload names {path}, which is not in its folder. It cannot be taken "
                    "over; tell your admin.",
                    path=text_form(path),
                )
            )


def _counted(taken: Taken, files: Iterable[TakenFile]) -> Taken:
    files = tuple(files)
    return replace(
        taken,
        files=taken.files + len(files),
        there=taken.there + sum(file.status in (FileStatus.UPLOADED, FileStatus.SKIPPED) for file in files),
        begun=taken.begun + sum(file.multipart is not None for file in files),
        differing=taken.differing + sum(file.error_code == NameTaken.code for file in files),
    )


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch
