"""A journal that stands for a damaged one learns from the company what this workstation had sent."""

import logging
from collections.abc import Iterator

from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import SignedIn
from desktop_app.domain.errors import CompanyError, NotFound, SignInRefused
from desktop_app.domain.names import raw_form
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import CompanySession, FileRecord, SessionFilter, UploadSession
from desktop_app.engine.plan import lane_of
from desktop_app.journal.journal import Journal
from desktop_app.journal.refill import Refill

log = logging.getLogger(__name__)

_SESSIONS = 100
_FILES = 1000
_STOPPED = (
    "Journal was damaged",
    "The journal was damaged before this upload had ended. Send the folder again: what has arrived is not sent twice.",
)


def refill(journal: Journal, account_id: int, company: CompanyStore, signed_in: SignedIn, workstation: str) -> str:
    """Fill an account's part of a journal that stands for a damaged one, once.

    Uploads come back with their files as the company knows them, so that history is there, and what was sent is
    skipped where the bucket still has it. Those that had not ended are closed: their options are lost, and going on
    without what was to be left out could send too much.

    Returns:
        What the person should know, or nothing.
    """
    damaged = journal.refill.awaited_from(account_id)
    if not damaged:
        return ""
    told = _damaged(damaged)
    try:
        uploads, stopped = _fill(journal, account_id, company, signed_in, workstation)
    except (CompanyError, SignInRefused) as error:
        log.warning("the journal could not be filled with what the company knows: %s", error)
        return told + f"It could not be filled with what the company knows and will be next time: {error}"
    told += f"{_number(uploads, 'upload')} that the company knows {'is' if uploads == 1 else 'are'} in it again."
    if stopped:
        told += (
            f" {_number(stopped, 'upload')} had not ended: send the same folders again. What has arrived is not sent "
            "twice."
        )
    return told


def before_refill(journal: Journal) -> str:
    """What whoever is not signed in should know of a journal that stands for a damaged one, or nothing."""
    if not (damaged := journal.refill.awaited_by_all()):
        return ""
    return _damaged(damaged) + "It is filled with what the company knows when you sign in."


def _damaged(path: str) -> str:
    return f"The journal on this computer was damaged. It is kept as {path}, and a new one was begun. "


def _fill(
    journal: Journal, account_id: int, company: CompanyStore, signed_in: SignedIn, workstation: str
) -> tuple[int, int]:
    """How many uploads came back, and how many of them had not ended."""
    journal.refill.drop_unfinished()
    uploads = stopped = 0
    # The oldest first, as they were sent: a later one of the same place knows better what is there.
    for seen in reversed(list(_sent_here(company, signed_in, workstation))):
        if journal.refill.knows(seen.client_uuid) or seen.project_id is None:
            continue
        try:
            upload = _upload(seen, company, signed_in)
        except NotFound:
            log.warning("upload %s is of a project that is gone", seen.client_uuid)
            continue
        session_id = journal.sessions.add(account_id, upload).id
        number = revision = 0
        for page in _pages(company, seen.client_uuid):
            journal.refill.add_files(session_id, number, [(each, lane_of(each.size_bytes)) for each in page])
            number += len(page)
            revision = max(revision, *(each.revision for each in page))
        ended = SessionStatus.CANCELLED if seen.status.unfinished else seen.status
        why = _STOPPED if seen.status.unfinished else ("", "")
        journal.refill.finish(session_id, seen, revision, ended, why)
        uploads += 1
        stopped += seen.status.unfinished
    journal.refill.done(account_id)
    return uploads, stopped


def _sent_here(company: CompanyStore, signed_in: SignedIn, workstation: str) -> Iterator[CompanySession]:
    which, offset = SessionFilter(user_id=signed_in.user.id), 0
    while (page := company.uploads.list(which, offset=offset, limit=_SESSIONS)).items:
        yield from (seen for seen in page.items if workstation == seen.workstation == seen.lease_owner)
        offset += _SESSIONS


def _pages(company: CompanyStore, client_uuid: str) -> Iterator[tuple[FileRecord, ...]]:
    offset = 0
    while items := company.uploads.files(client_uuid, offset=offset, limit=_FILES).items:
        yield tuple(items)
        offset += _FILES


def _upload(seen: CompanySession, company: CompanyStore, signed_in: SignedIn) -> UploadSession:
    project = company.projects.get(seen.project_id or 0)
    return UploadSession(
        id=0,
        client_uuid=Refill.unfinished_uuid(seen.client_uuid),
        workstation=seen.workstation,
        company_id=signed_in.company.id,
        user_id=signed_in.user.id,
        project_id=project.id,
        project_name=project.project_name,
        cycle_id=seen.cycle_id or 0,
        cycle_name=seen.cycle_name,
        destination=project.destination,
        s3_prefix=seen.s3_prefix,
        local_directory=raw_form(seen.local_directory),
        options=seen.options,
    )


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
