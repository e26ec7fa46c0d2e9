"""The company's upload sessions, their files, and what was sent in numbers, over HTTP."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from desktop_app.company.flat import session_json
from desktop_app.company.http.client import Client
from desktop_app.company.session_shapes import BegunShape, FileShape, SessionShape, Statistics, TallyShape
from desktop_app.domain.company import DayTally, Page, Period, Tally
from desktop_app.domain.errors import Conflict, DeliveryRefused, InvalidValue, NotAllowed, NotFound
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import BegunUpload, CompanySession, FileRecord, SessionFilter, SessionRecord

_EVERYTHING = SessionFilter()
_ALWAYS = Period()


class HttpUploads:
    """See `company.store.Uploads`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def deliver_session(self, record: SessionRecord) -> None:
        """See `Uploads.deliver_session`."""
        with _refusal():
            self._client.request("PUT", _place(record.client_uuid), body=session_json(record))

    def deliver_files(self, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int = 1) -> None:
        """See `Uploads.deliver_files`."""
        if not records:
            return
        body = {"lease_epoch": lease_epoch, "files": [_row(record) for record in records]}
        with _refusal():
            # By revision, so that the same again changes nothing.
            self._client.request("POST", f"{_place(client_uuid)}/files", body=body, again=True)

    def list(self, which: SessionFilter = _EVERYTHING, *, offset: int = 0, limit: int = 100) -> Page[CompanySession]:
        """See `Uploads.list`."""
        filters = {
            "project_id": which.project_id,
            "cycle_id": which.cycle_id,
            "user_id": which.user_id,
            "status": sorted(which.statuses),
            "interrupted": which.interrupted,
            "text": which.text,
            **_period(which.since, which.until),
        }
        items, total = self._client.page("/api/sessions/", filters, offset, limit)
        return Page(tuple(SessionShape.model_validate(one).value() for one in items), total)

    def get(self, client_uuid: str) -> CompanySession:
        """See `Uploads.get`."""
        return SessionShape.model_validate(self._client.request("GET", _place(client_uuid))).value()

    def uuid_of(self, session_id: int) -> str:
        """See `Uploads.uuid_of`."""
        return SessionShape.model_validate(self._client.request("GET", f"/api/sessions/{session_id}")).client_uuid

    def files(self, client_uuid: str, *, offset: int = 0, limit: int = 1000) -> Page[FileRecord]:
        """See `Uploads.files`."""
        items, total = self._client.page(f"{_place(client_uuid)}/files", {}, offset, limit, most=10_000)
        return Page(tuple(FileShape.model_validate(one).value() for one in items), total)

    def begun(self) -> Sequence[BegunUpload]:
        """See `Uploads.begun`."""
        return [BegunShape.model_validate(one).value() for one in self._client.request("GET", "/api/sessions/begun")]

    def take_over(self, client_uuid: str, lease_owner: str) -> CompanySession:
        """See `Uploads.take_over`."""
        # Whoever holds it already holds it after the same again.
        taken = self._client.request(
            "POST", f"{_place(client_uuid)}/take-over", body={"lease_owner": lease_owner}, again=True
        )
        return SessionShape.model_validate(taken).value()

    def delete(self, client_uuid: str) -> None:
        """See `Uploads.delete`."""
        self._client.request("DELETE", _place(client_uuid), again=False)


class HttpStatistics:
    """See `company.store.Statistics`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def by_status(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_status`."""
        return _tallies(self._asked("by_status", period).by_status)

    def by_project(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_project`."""
        return _tallies(self._asked("by_project", period).by_project)

    def by_cycle(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_cycle`."""
        return _tallies(self._asked("by_cycle", period).by_cycle)

    def by_user(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.by_user`."""
        return _tallies(self._asked("by_user", period).by_user)

    def by_day(self, zone: str, period: Period = _ALWAYS) -> Sequence[DayTally]:
        """See `Statistics.by_day`."""
        return [day.value() for day in self._asked("by_day", period, zone=zone).by_day or ()]

    def failures(self, period: Period = _ALWAYS) -> Sequence[Tally]:
        """See `Statistics.failures`."""
        return _tallies(self._asked("failures", period).failures)

    def _asked(self, by: str, period: Period, **more: str) -> Statistics:
        params = {"by": by, **_period(period.since, period.until), **more}
        return Statistics.model_validate(self._client.request("GET", "/api/sessions/stats", params=params))


@contextmanager
def _refusal() -> Iterator[None]:
    """A record that will never be taken is set aside, so that it blocks nothing behind it."""
    try:
        yield
    except (InvalidValue, Conflict, NotAllowed, NotFound) as error:
        raise DeliveryRefused(tr("The company's server does not take this record: {error}", error=error)) from error


def _place(client_uuid: str) -> str:
    # Said to be one, for it may look like the company's number of another.
    return f"/api/sessions/uuid:{quote(client_uuid, safe='')}"


def _row(record: FileRecord) -> dict[str, Any]:
    columns = {name: getattr(record, name) for name in FileRecord.__slots__}
    for name in ("started_at", "completed_at"):
        at = columns[name]
        columns[name] = at.isoformat() if at else None
    return columns


def _period(since: Any, until: Any) -> dict[str, str | None]:
    return {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}


def _tallies(found: Sequence[TallyShape] | None) -> list[Tally]:
    return [tally.value() for tally in found or ()]
