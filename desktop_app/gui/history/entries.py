"""Upload sessions as the history tells of them, read off the GUI thread from the journal and from the company."""

import os
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from desktop_app.bootstrap import Workspace
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Page
from desktop_app.domain.names import last_part, text_form
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import ACTIVE_WITHIN, SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import CompanySession, Counts, SessionFilter, UploadSession
from desktop_app.gui.endings.verdict import Verdict, verdict_at
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import Kind

LIMIT = 200
"""The newest of them that are shown."""
INTERRUPTED = "interrupted"
EVERYTHING = SessionFilter()
_SEARCHED = 5000
"""So many of this workstation's are looked at when some are chosen."""
_OWN_FIRST = 50


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One upload session. ``username`` is empty where the list is one person's own."""

    client_uuid: str
    when: datetime | None
    name: str
    """The folder's last part."""
    folder: str
    address: str
    project: str
    cycle: str
    status: str
    """A key of STATUS_LOOKS: a `SessionStatus`, or `INTERRUPTED`."""
    counts: Counts
    username: str = ""
    workstation: str = ""
    upload: UploadSession | None = None
    """The journal's, if it is of this workstation: then its files can be shown without the company."""
    can_go_on: bool = False
    can_take_over: bool = False
    heard_of: datetime | None = None
    """When the company last heard of it, where another workstation sends it."""
    """Another workstation began it and has not been heard of for a while."""

    @property
    def there(self) -> int:
        """Files that are in the bucket."""
        return self.counts.files_uploaded + self.counts.files_skipped

    @property
    def not_sent(self) -> int:
        """Files that failed or are blocked."""
        return self.counts.files_failed + self.counts.files_blocked

    @property
    def being_sent(self) -> bool:
        """Whether somebody sends it now."""
        return self.status in (SessionStatus.PENDING, SessionStatus.IN_PROGRESS)


def entries_here(workspace: Workspace, which: SessionFilter = EVERYTHING) -> list[HistoryEntry]:
    """This person's upload sessions on this workstation, newest first; raises JournalError."""
    uploads = workspace.history.here(limit=LIMIT if which == EVERYTHING else _SEARCHED)
    idle: set[int] = set()
    if any(upload.status.unfinished for upload in uploads):
        idle = {upload.id for upload in workspace.uploads.unfinished()}
    chosen = (upload for upload in uploads if _passes(which, upload, idle=upload.id in idle))
    return [_of_upload(upload, idle=upload.id in idle) for upload in islice(chosen, LIMIT)]


def entries_of_company(workspace: Workspace, which: SessionFilter = EVERYTHING) -> Page[HistoryEntry]:
    """The newest upload sessions of everybody in the company, the person's own first.

    What this workstation's journal knows of one is newer than what the company does.

    Raises:
        CompanyUnreachable, SignedOut, JournalError
    """
    me = workspace.signed_in.user.id
    page = workspace.history.of_company(which, limit=LIMIT)
    own: tuple[CompanySession, ...] = ()
    if which.user_id is None:
        own = workspace.history.of_company(replace(which, user_id=me), limit=_OWN_FIRST).items
    others = [session for session in page.items if session not in own]
    here = {entry.client_uuid: entry for entry in entries_here(workspace)}
    shown = (*own, *others)[:LIMIT]
    return Page(tuple(_of_company(session, here.get(session.client_uuid)) for session in shown), page.total)


def verdict_of_entry(entry: HistoryEntry) -> Verdict:
    """What to say of it: how it went, how it goes, or why it does not."""
    if entry.being_sent:
        return Verdict(
            "info",
            tr("Being sent now."),
            tr(
                "{there} of {entry} are in {address}.",
                there=format_count(entry.there),
                entry=_found(entry),
                address=entry.address,
            ),
        )
    if entry.status in (SessionStatus.PAUSED, INTERRUPTED):
        return _verdict_of_unfinished(entry)
    upload = entry.upload
    checked = upload is not None and upload.destination.checksum_algorithm is not ChecksumAlgorithm.NONE
    # Nothing of what can be erased: what was there then may have been replaced since. *Verify* says what is.
    return verdict_at(entry.address, entry.counts, SessionStatus(entry.status), checked=checked)


def _verdict_of_unfinished(entry: HistoryEntry) -> Verdict:
    if entry.upload is not None and entry.upload.taken_over:
        return Verdict(
            "warning",
            tr("Taken over."),
            tr("{taken_over} It is no longer sent from here.", taken_over=entry.upload.taken_over),
        )
    paused = entry.status == SessionStatus.PAUSED
    kind: Kind = "info" if paused else "warning"
    title = tr("Paused.") if paused else tr("Interrupted before it was finished.")
    kept = tr(
        "{there} of {entry} are in {address}.",
        there=format_count(entry.there),
        entry=_found(entry),
        address=entry.address,
    )
    if entry.upload is not None and entry.upload.error_title:
        kind, title = "warning", f"{tr(entry.upload.error_title)}."
        kept = f"{entry.upload.error_message} {kept}"
    if entry.can_go_on:
        kept += tr(" Go on whenever you like; nothing is sent twice.")
    elif entry.upload is None:
        kept += tr(" It can go on at {workstation}", workstation=entry.workstation)
        kept += tr(", or here with a folder of the same files.") if entry.can_take_over else "."
    return Verdict(kind, title, kept)


def _passes(which: SessionFilter, upload: UploadSession, *, idle: bool) -> bool:
    """As the company decides about its own; `idle`: nobody sends it now."""
    at = upload.created_at
    names = (text_form(upload.local_directory), upload.workstation, upload.project_name, upload.cycle_name)
    return (
        (which.since is None or at >= which.since)
        and (which.until is None or at < which.until)
        and (which.project_id is None or which.project_id == upload.project_id)
        and (not which.statuses or upload.status in which.statuses)
        and (which.interrupted is None or which.interrupted == (idle and upload.status.unfinished))
        and any(which.text.casefold() in name.casefold() for name in names)
    )


def _found(entry: HistoryEntry) -> str:
    total = format_count(entry.counts.total_files)
    unsure = entry.upload is not None and not entry.upload.plan_finished
    return tr("{total} files found so far", total=total) if unsure else tr("{total} files", total=total)


def _of_upload(upload: UploadSession, *, idle: bool) -> HistoryEntry:
    """`idle`: it could go on, and no process of this workstation sends it."""
    status: str = upload.status
    if upload.taken_over and upload.status.unfinished:
        status = SessionStatus.PAUSED
    elif idle and upload.status is not SessionStatus.PAUSED:
        status = INTERRUPTED
    return HistoryEntry(
        client_uuid=upload.client_uuid,
        when=upload.created_at,
        name=text_form(os.path.basename(upload.local_directory) or upload.local_directory),
        folder=text_form(upload.local_directory),
        address=upload.address,
        project=upload.project_name,
        cycle=upload.cycle_name,
        status=status,
        counts=upload.counts,
        workstation=upload.workstation,
        upload=upload,
        can_go_on=idle,
    )


def _of_company(session: CompanySession, here: HistoryEntry | None) -> HistoryEntry:
    if here is not None and here.upload is not None and not here.upload.taken_over:
        return replace(here, username=session.username)
    seen = session.last_seen_at or session.started_at
    silent = session.status.unfinished and (seen is None or utc_now() - seen > ACTIVE_WITHIN)
    return HistoryEntry(
        client_uuid=session.client_uuid,
        when=session.started_at or session.last_seen_at,
        name=last_part(session.local_directory),
        folder=session.local_directory,
        address=session.address,
        project=session.project_name,
        cycle=session.cycle_name,
        status=INTERRUPTED if silent else session.status,
        counts=session.counts,
        username=session.username,
        workstation=session.workstation,
        heard_of=seen if session.status.unfinished else None,
        can_take_over=session.interrupted and session.project_id is not None and session.cycle_id is not None,
    )
