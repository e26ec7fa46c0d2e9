"""What every company store can do, whatever stands behind it. One contract suite holds them all to it.

A store is a company as one person sees it, in parts by what they are about. All of it is thread-safe. Calls act as the
person who is signed in and see nothing else: another company's things do not exist. Every call may raise

- CompanyUnreachable: the company does not answer,
- CompanyPasswordChanged: this workstation is no longer let in by the company's password that it has,
- SignedOut: the sign-in has ended or was revoked,
- MustChangePassword: an admin has reset the password; until it is changed nothing else is possible,
- AccountInactive: the person or the company has been deactivated,
- NotAllowed: the person's role does not include this (ARCHITECTURE, "Who may do what").
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypedDict, Unpack

from desktop_app.domain.company import (
    AuditEntry,
    AuditFilter,
    Company,
    Cycle,
    DayTally,
    Destination,
    LentCredentials,
    Page,
    Period,
    Project,
    SignedIn,
    Tally,
    User,
)
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import CycleStatus, Role
from desktop_app.domain.uploads import BegunUpload, CompanySession, FileRecord, SessionFilter, SessionRecord


class CompanyStore(Protocol):
    """A company as one person sees it."""

    @property
    def access(self) -> "Access":
        """Signing in and out, and one's own account."""

    @property
    def companies(self) -> "Companies":
        """The company itself."""

    @property
    def users(self) -> "Users":
        """Its people."""

    @property
    def projects(self) -> "Projects":
        """Its projects."""

    @property
    def cycles(self) -> "Cycles":
        """Its projects' cycles."""

    @property
    def uploads(self) -> "Uploads":
        """Its upload sessions and their files."""

    @property
    def statistics(self) -> "Statistics":
        """What was sent, in numbers."""

    @property
    def audit(self) -> "AuditLog":
        """Who did what."""

    def close(self) -> None:
        """Let go of connections; the sign-in stays."""


class RenewalTokens(Protocol):
    """Where a person's renewal token is between its uses: this process's memory, or the system's keychain."""

    def begin(self, username: str, token: str) -> None:
        """Keep the first token of a new sign-in.

        Raises:
            KeychainUnusable: there is no safe place for it.
        """

    def exchange(self, renew: Callable[[str, str], None]) -> None:
        """Hand the kept token and a new one to ``renew``, and keep the new one once it returns.

        The new one is written down before ``renew`` is called, so that a crash in between loses neither. Only one
        process at a time exchanges.

        Raises:
            SignedOut: no token is kept, or ``renew`` refused it.
            KeychainUnusable: the keychain cannot be opened.
        """

    def forget(self) -> None:
        """Keep nothing any more."""


class Access(Protocol):
    """Signing in and out, and one's own account."""

    def sign_in(self, username: str, password: str) -> SignedIn:
        """Sign in. Access then lasts 30 minutes and renews itself; after 7 days unused it has ended.

        Raises:
            WrongPassword: name and password do not match.
            AccountLocked: too many wrong passwords; it opens again by itself.
            AccountInactive: the user or the company has been deactivated.
        """

    def resume(self) -> SignedIn:
        """Go on as who is signed in, renewing with the kept token where needed; raises SignedOut if nobody is."""

    def sign_out(self) -> None:
        """End the sign-in with all its tokens."""

    def change_password(self, username: str, old: str, new: str) -> SignedIn:
        """Give oneself another password. Every sign-in of the person ends, and a new one begins here.

        Raises:
            WrongPassword, AccountLocked, AccountInactive: as `sign_in`, of ``old``.
            InvalidValue: ``new`` breaks a rule.
        """

    def update_profile(self, *, full_name: str, email: str) -> User:
        """Change one's own name and address; raises InvalidValue."""


class CompanyChanges(TypedDict, total=False):
    """What of a company can be changed."""

    company_name: str
    contact_email: str


class Companies(Protocol):
    """The company itself."""

    def get(self) -> Company:
        """One's own company."""

    def update(self, **changes: Unpack[CompanyChanges]) -> Company:
        """Change it. For admins; raises InvalidValue."""


class UserChanges(TypedDict, total=False):
    """What of a user can be changed."""

    username: str
    full_name: str
    email: str
    role: Role
    is_active: bool


class Users(Protocol):
    """The company's people. Reading is for everybody, the rest for admins."""

    def list(self) -> Sequence[User]:
        """All by name, active ones first."""

    def get(self, user_id: int) -> User:
        """One; raises NotFound."""

    def find(self, username: str) -> User:
        """One by the name, whatever its case; raises NotFound."""

    def add(
        self, username: str, password: str, *, full_name: str = "", email: str = "", role: Role = Role.USER
    ) -> User:
        """Add a person, who must change this first password when signing in.

        Raises:
            InvalidValue: a value breaks a rule; the error names its field.
            Conflict: the username is taken.
        """

    def update(self, user_id: int, **changes: Unpack[UserChanges]) -> User:
        """Change a person. Deactivating or demoting ends their sign-ins.

        Raises:
            InvalidValue: a value breaks a rule.
            Conflict: the username is taken.
            NotPossibleNow: it is oneself who would be deactivated or demoted, or the last active admin.
            NotFound: there is none.
        """

    def reset_password(self, user_id: int, password: str) -> None:
        """Give a person another password, to be changed at the next sign-in. All their sign-ins end.

        Raises:
            InvalidValue: it breaks a rule.
            NotPossibleNow: it is one's own; that is changed with the old one (`Access.change_password`).
            NotFound: there is none.
        """

    def delete(self, user_id: int) -> None:
        """Delete a person who has no upload sessions; others are deactivated instead.

        Raises:
            NotPossibleNow: it is oneself, the last active admin, or somebody with upload sessions.
            NotFound: there is none.
        """


class ProjectChanges(TypedDict, total=False):
    """What of a project can be changed. Everything from ``bucket_name`` on redirects data and is for admins."""

    project_name: str
    description: str
    is_active: bool
    bucket_name: str
    region: str
    endpoint_url: str | None
    addressing_style: str
    checksum_algorithm: ChecksumAlgorithm
    never_overwrite: bool
    storage_class: str | None
    sse: str | None
    kms_key_id: str | None
    credentials_source: str
    role_arn: str | None


class Projects(Protocol):
    """The company's projects. Everybody adds and renames them; deleting and redirecting them is for admins."""

    def list(self) -> Sequence[Project]:
        """All by name, active ones first."""

    def get(self, project_id: int) -> Project:
        """One; raises NotFound."""

    def find(self, name: str) -> Project:
        """One by its name, whatever its case; raises NotFound."""

    def add(self, project_name: str, destination: Destination, description: str = "") -> Project:
        """Create a project.

        Raises:
            InvalidValue: a value breaks a rule; the error names its field.
            Conflict: a project of that name is there already.
        """

    def update(self, project_id: int, **changes: Unpack[ProjectChanges]) -> Project:
        """Change a project.

        Raises:
            InvalidValue: a value breaks a rule.
            Conflict: the name is taken, or a cycle's prefix would overlap another's in the new bucket.
            NotFound: there is none.
        """

    def delete(self, project_id: int) -> None:
        """Delete a project with its cycles and the records of what was sent there; never the objects.

        Raises:
            NotPossibleNow: an upload into it is active.
            NotFound: there is none.
        """


class CycleChanges(TypedDict, total=False):
    """What of a cycle can be changed; ``s3_prefix`` redirects data and is for admins."""

    cycle_name: str
    cycle_number: int
    description: str
    status: CycleStatus
    s3_prefix: str


class Cycles(Protocol):
    """The cycles of the company's projects. Everybody adds and renames them; the rest is for admins."""

    def list(self, project_id: int | None = None) -> Sequence[Cycle]:
        """A project's, or all: by number, newest first, active ones before others."""

    def get(self, cycle_id: int) -> Cycle:
        """One; raises NotFound."""

    def find(self, project_id: int, name: str) -> Cycle:
        """One of a project by its name or number; raises NotFound."""

    def add(
        self, project_id: int, cycle_name: str, cycle_number: int, s3_prefix: str | None = None, description: str = ""
    ) -> Cycle:
        """Create a cycle; without a prefix it is made from the number.

        Raises:
            InvalidValue: a value breaks a rule; the error names its field.
            Conflict: number or prefix is taken, or the prefix overlaps another's.
            NotFound: there is no such project.
        """

    def update(self, cycle_id: int, **changes: Unpack[CycleChanges]) -> Cycle:
        """Change a cycle. ``active`` stamps started_at, ``completed`` completed_at, by the company's clock.

        Raises:
            InvalidValue: a value breaks a rule.
            Conflict: number or prefix is taken, or the prefix overlaps another's.
            NotFound: there is none.
        """

    def lend_credentials(self, bucket_name: str, s3_prefix: str) -> LentCredentials:
        """Temporary credentials for a cycle's objects, by the company's server.

        Raises:
            NotPossibleNow: there is no server between this workstation and the company's database.
            NotAllowed: the server lends none for it.
            NotFound: the company has no such cycle.
        """

    def delete(self, cycle_id: int) -> None:
        """Delete a cycle with the records of what was sent there; never the objects.

        Raises:
            NotPossibleNow: an upload into it is active.
            NotFound: there is none.
        """


class Uploads(Protocol):
    """The company's upload sessions and their files, named by the session's ``client_uuid``."""

    def deliver_session(self, record: SessionRecord) -> None:
        """Take an upload session as of its revision; an older one than is known changes nothing.

        Raises:
            TakenOver: another workstation holds it since (a DeliveryRefused).
            DeliveryRefused: it will never be taken.
        """

    def deliver_files(self, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int = 1) -> None:
        """Take file rows of an upload session, each as of its revision; older ones than are known change nothing.

        Raises:
            TakenOver: another workstation holds the upload since (a DeliveryRefused).
            DeliveryRefused: they will never be taken.
        """

    def list(
        self, which: SessionFilter = SessionFilter(), *, offset: int = 0, limit: int = 100
    ) -> Page[CompanySession]:
        """The upload sessions that pass a filter, newest first."""

    def get(self, client_uuid: str) -> CompanySession:
        """One; raises NotFound."""

    def uuid_of(self, session_id: int) -> str:
        """The ``client_uuid`` of the one that has this number in the company; raises NotFound."""

    def files(self, client_uuid: str, *, offset: int = 0, limit: int = 1000) -> Page[FileRecord]:
        """The file rows of one, by path; raises NotFound."""

    def begun(self) -> Sequence[BegunUpload]:
        """The multipart uploads of upload sessions that have not ended, as far as they were delivered."""

    def take_over(self, client_uuid: str, lease_owner: str) -> CompanySession:
        """Become the holder of an interrupted upload session; its epoch rises, and the old holder is refused.

        Raises:
            NotPossibleNow: it is finished, or somebody is sending it.
            NotFound: there is none.
        """

    def delete(self, client_uuid: str) -> None:
        """Delete the record of one and of its files; never the objects. What arrives of it later is refused.

        Raises:
            NotPossibleNow: it is active.
            NotAllowed: it is another person's, and one is no admin.
            NotFound: there is none.
        """


class Statistics(Protocol):
    """What was sent, in numbers; each is one query. Upload sessions count by when they were started."""

    def by_status(self, period: Period = Period()) -> Sequence[Tally]:
        """Per session status."""

    def by_project(self, period: Period = Period()) -> Sequence[Tally]:
        """Per project, most bytes first."""

    def by_cycle(self, period: Period = Period()) -> Sequence[Tally]:
        """Per cycle, most bytes first; named "project / cycle"."""

    def by_user(self, period: Period = Period()) -> Sequence[Tally]:
        """Per user, most bytes first."""

    def by_day(self, zone: str, period: Period = Period()) -> Sequence[DayTally]:
        """Per day of an IANA zone, oldest first; days without uploads are left out. Raises InvalidValue."""

    def failures(self, period: Period = Period()) -> Sequence[Tally]:
        """Files that failed or were blocked by cause (``error_code``), most first."""


class AuditLog(Protocol):
    """Who did what to users, projects, cycles and the company, and who signed in. Admins read it; nobody changes it."""

    def list(self, which: AuditFilter = AuditFilter(), *, offset: int = 0, limit: int = 100) -> Page[AuditEntry]:
        """The entries that pass a filter, newest first."""
