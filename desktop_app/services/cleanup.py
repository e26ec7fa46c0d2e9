"""Clean-up: multipart uploads that nobody goes on with cost money every day and are seen by nobody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.company.store import CompanyStore
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import BucketMissing, CompanyError, SignInRefused, StorageError
from desktop_app.domain.uploads import BegunUpload
from desktop_app.journal.begun import Begun
from desktop_app.journal.journal import Journal
from desktop_app.journal.sessions import destination_key

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket
    from desktop_app.engine.s3_answers import OpenUpload


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A multipart upload that nobody goes on with."""

    bucket_name: str
    key: str
    initiated: datetime
    size_bytes: int | None
    """Of its parts; None where the storage does not tell."""


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What was found, and what became of it."""

    abandoned: tuple[Abandoned, ...] = ()
    removed: int = 0
    kept: int = 0
    """Open multipart uploads that somebody goes on with, or that are too young to tell."""
    troubles: tuple[StorageError, ...] = ()
    """Why some places could not be looked at, or something could not be removed."""

    @property
    def size_bytes(self) -> int:
        """Of all that was found, as far as it is known."""
        return sum(each.size_bytes or 0 for each in self.abandoned)


class Claims:
    """Who goes on with a multipart upload, by this workstation's journal and by the company."""

    def __init__(self, journal: Journal, company: CompanyStore, *, sees_all: bool = True) -> None:
        """``sees_all``: whether the company tells of everybody's, as it does not a job."""
        self._journal = journal
        self._company = company
        self._sees_all = sees_all

    def is_anothers(self, upload_id: str) -> bool:
        """Whether another workstation goes on with it; also where the company cannot be asked about one unknown here.

        What nobody can vouch for is left for a later clean-up.
        """
        for one in self._journal.begun.all():
            if one.upload_id == upload_id and not one.taken_over:
                return False
        if not self._sees_all:
            return True
        try:
            return any(one.upload_id == upload_id for one in self._company.uploads.begun())
        except (CompanyError, SignInRefused):
            return True


class CleanupService:
    """Finds and removes what was abandoned in the company's cycles and by this workstation."""

    def __init__(
        self,
        journal: Journal,
        account_id: int,
        company: CompanyStore,
        open_bucket: "Callable[[Destination, str | None, str], Bucket]",
    ) -> None:
        self._journal = journal
        self._account_id = account_id
        self._company = company
        self._open_bucket = open_bucket

    def run(self, *, dry_run: bool = False, aws_profile: str | None = None) -> Cleanup:
        """Look at every cycle's prefix and at every place of this workstation's uploads.

        Raises:
            CompanyUnreachable: without it nobody knows what others go on with.
            JournalError: the journal cannot be read.
        """
        here = {one.upload_id: one for one in self._journal.begun.all()}
        elsewhere = {one.upload_id: one for one in self._company.uploads.begun()}
        found: list[Abandoned] = []
        troubles: list[StorageError] = []
        removed = kept = 0
        for destination, prefix, profile in self._places(here, aws_profile):
            try:
                bucket = self._open_bucket(destination, profile, prefix)
                for upload in bucket.open_uploads(prefix):
                    own = here.get(upload.upload_id)
                    if not _is_abandoned(upload, own, elsewhere.get(upload.upload_id), self._account_id):
                        kept += 1
                        continue
                    size = _size_of(bucket, upload)
                    found.append(Abandoned(destination.bucket_name, upload.key, upload.initiated, size))
                    if not dry_run:
                        bucket.abort(upload.key, upload.upload_id)
                        removed += 1
                        if own is not None:
                            self._journal.parts.drop(own.file_id)
            except BucketMissing:
                continue  # Neither does anything lie in it.
            except StorageError as trouble:
                troubles.append(trouble)
        return Cleanup(tuple(found), removed, kept, tuple(troubles))

    def _places(self, here: dict[str, Begun], aws_profile: str | None) -> Iterator[tuple[Destination, str, str | None]]:
        """Each once: two prefixes of one bucket do not overlap."""
        seen: set[str] = set()
        projects = {project.id: project for project in self._company.projects.list()}
        places = [
            (projects[cycle.project_id].destination, cycle.s3_prefix, aws_profile)
            for cycle in self._company.cycles.list()
            if cycle.project_id in projects
        ]
        for session_id in {one.session_id for one in here.values() if one.account_id == self._account_id}:
            upload = self._journal.sessions.get(session_id)
            places.append((upload.destination, upload.s3_prefix, aws_profile or upload.options.aws_profile))
        for place in places:
            name = destination_key(place[0], place[1])
            if name not in seen:
                seen.add(name)
                yield place


def _is_abandoned(upload: "OpenUpload", here: Begun | None, elsewhere: BegunUpload | None, account_id: int) -> bool:
    from desktop_app.engine.s3 import ABANDONED_AFTER

    now = utc_now()

    def is_old(instant: datetime | None) -> bool:
        return instant is None or now - instant > ABANDONED_AFTER

    if here is not None and not here.taken_over:
        if here.status.unfinished:
            # One that the company deleted can go on here all the same, as long as somebody does.
            return here.refused and here.account_id == account_id and is_old(here.last_seen_at)
        return here.account_id == account_id
    if elsewhere is not None and not (elsewhere.interrupted and is_old(elsewhere.last_seen_at)):
        return False
    return is_old(upload.initiated)


def _size_of(bucket: "Bucket", upload: "OpenUpload") -> int | None:
    try:
        return sum(part.size for part in bucket.parts(upload.key, upload.upload_id).values())
    except StorageError:
        return None
