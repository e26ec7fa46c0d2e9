"""What taking over an earlier uploader's database has done, or would do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TableTally:
    """One of the old tables, in rows."""

    name: str
    found: int
    taken_over: int


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One of those that a finding is about."""

    text: str
    ids: Sequence[int] = ()
    """Of the rows, old and new; all there are, however many."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the old database that was not as it is here, and what became of it."""

    code: str
    """A stable name for scripts."""
    message: str
    """What it is, what was done, and what is left to do for whom: whole sentences."""
    items: Sequence[FindingItem] = ()


@dataclass(frozen=True, slots=True)
class AdoptedLogin:
    """What a company's workstations are given."""

    company_id: int
    company_name: str
    company_code: str
    address: str
    password: str | None = field(repr=False)
    """Of the login; None after a dry run."""


@dataclass(frozen=True, slots=True)
class TableSince:
    """What has become of an old table since it was taken over, in rows."""

    name: str
    taken_over: int
    added: int
    """Written by a tool that still uses the old tables; not known here."""
    gone: int


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    """What `waybill company adopt` did."""

    adopted_at: datetime
    dry_run: bool
    """Nothing has been changed; this is what would be."""
    tables: Sequence[TableTally] = ()
    findings: Sequence[Finding] = ()
    logins: Sequence[AdoptedLogin] = ()
    hardening: str = ""
    """SQL that is left for a superuser to run; empty if it has been run."""
    since: Sequence[TableSince] = ()
    """Not empty: it was taken over before, at `adopted_at`, and this run has changed nothing."""

    @property
    def taken_over_before(self) -> bool:
        """Whether an earlier run took everything over, and this one nothing."""
        return bool(self.since)
