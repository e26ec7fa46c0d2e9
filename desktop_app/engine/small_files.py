"""The lane of small files: one request each, in batches, so that claiming them costs one commit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.errors import ObjectExists
from desktop_app.domain.values import FileUpload, Receipt
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.large_files import BeginParts
from desktop_app.engine.plan import SMALL_FILE_LIMIT
from desktop_app.engine.source import read_whole
from desktop_app.engine.work import Later, Run, Unit


@dataclass(frozen=True, slots=True)
class SendSmallFiles:
    """Send some small files, one after the other."""

    share: Run
    files: tuple[FileUpload, ...]
    tries: int = 1

    def run(self) -> Sequence[Unit | Later]:
        """Claim them all, send each; files that are to be tried again come back one by one."""
        file_ids = [file.id for file in self.files]
        self.share.journal.files.claim(file_ids)
        # One that was larger has parts in the storage, which the other lane goes on with or frees.
        begun = self.share.journal.parts.begun(file_ids)
        next_units: list[Unit | Later] = []
        for file in self.files:
            if self.share.stopped():
                break
            next_units += [BeginParts(self.share, file)] if file.id in begun else self._send(file)
        return next_units

    def _send(self, file: FileUpload) -> Sequence[Unit | Later]:
        share = self.share
        try:
            version, body = read_whole(share.upload.local_directory, file.path, SMALL_FILE_LIMIT)
            if body is None:
                return [BeginParts(share, file)]  # It has grown since it was planned.
            share.ledger.begin(file.id, version.size_bytes)
            receipt = self._put(share.key_of(file), body)
        except Exception as error:
            share.ledger.end(file.id)
            problem = share.problem_of(error, file)
            if share.may_retry(problem, self.tries):
                return [share.later(SendSmallFiles(share, (file,), self.tries + 1), problem, self.tries)]
            share.give_up(file, problem)
            return []
        share.ledger.sent(file.id, len(body))
        recorded = share.journal.files.confirm(file.id, version.size_bytes, version.mtime_ns, receipt)
        share.ledger.end_when(recorded, file.id)
        return []

    def _put(self, key: str, body: bytes) -> Receipt:
        bucket, algorithm = self.share.bucket, self.share.upload.destination.checksum_algorithm
        checksum = checksum_of(algorithm, body)
        try:
            return bucket.put(key, body, algorithm, checksum)
        except ObjectExists:
            # It may be our own, sent before, and only the answer was lost.
            etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
            if not bucket.holds(key, len(body), etag):
                raise
            return Receipt(etag, checksum, algorithm)
