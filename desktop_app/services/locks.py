"""One process per upload session on a workstation: an OS lock, which ends with its process however that ends."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.domain import private
from desktop_app.domain.errors import UploadBusy
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession

_PLAIN = re.compile(r"[A-Za-z0-9-]{1,100}")


def hold(locks: Path, client_uuid: str, name: str) -> FileLock:
    """Hold an upload session until the lock is released; ``name`` is what a person calls it.

    Raises:
        UploadBusy: another process has it.
    """
    private.make_folder(locks)
    lock = FileLock(locks / f"{_file_name(client_uuid)}.lock", mode=private.FILE_MODE, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UploadBusy(
            tr(
                "{name} is being sent by another Waybill on this computer. Wait until it has ended, or pause it there.",
                name=name,
            )
        ) from error
    return lock


def _file_name(client_uuid: str) -> str:
    """Of a record of others' making it may be any text, and lead elsewhere."""
    if _PLAIN.fullmatch(client_uuid):
        return client_uuid
    return hashlib.sha256(client_uuid.encode("utf-8", "surrogatepass")).hexdigest()


def is_being_sent(locks: Path, upload: UploadSession) -> bool:
    """Whether a process of this workstation sends it."""
    try:
        hold(locks, upload.client_uuid, f"Upload {upload.id}").release()
    except UploadBusy:
        return True
    return False


def as_it_stands(locks: Path, upload: UploadSession) -> UploadSession:
    """An upload session, abandoned if the process that sent it was ended before it could say so."""
    said_to_run = upload.status is SessionStatus.IN_PROGRESS
    return replace(upload, abandoned=said_to_run and not is_being_sent(locks, upload))
