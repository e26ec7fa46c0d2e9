"""Verify what was sent: the objects of an upload session against the disk and the journal."""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from desktop_app.domain.company import Destination
from desktop_app.domain.uploads import UploadSession
from desktop_app.domain.verification import Difference
from desktop_app.journal.journal import Journal

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket
    from desktop_app.engine.verify import Verifier

WORKERS = 8
"""Threads that a verification is given."""


class VerificationService:
    """Verifications of one person's upload sessions on this workstation."""

    def __init__(self, journal: Journal, open_bucket: "Callable[[Destination, str | None, str], Bucket]") -> None:
        self._journal = journal
        self._open_bucket = open_bucket

    def prepare(
        self,
        upload: UploadSession,
        executor: Executor,
        *,
        thorough: bool = False,
        found: Callable[[Difference], None] = lambda _: None,
    ) -> "Verifier":
        """A verification that is ready to run; see `engine.verify.Verifier`.

        Raises:
            StorageError: the storage cannot be opened.
        """
        from desktop_app.engine.verify import Verifier

        bucket = self._open_bucket(upload.destination, upload.options.aws_profile, upload.s3_prefix)
        return Verifier(self._journal, bucket, upload, executor, thorough=thorough, found=found)
