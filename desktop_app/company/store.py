"""What every company store can do, whatever stands behind it. One contract suite holds them all to it."""

from collections.abc import Sequence
from typing import Protocol

from desktop_app.domain.values import (
    CompanySession,
    Cycle,
    Destination,
    FileRecord,
    Page,
    Project,
    SessionRecord,
    SignedIn,
)


class CompanyStore(Protocol):
    """A company as one person sees it. Thread-safe. Calls after signing in act as that person and see nothing else.

    Every call may raise CompanyUnreachable, and SignedOut once the token has ended.
    """

    def sign_in(self, username: str, password: str) -> SignedIn:
        """Sign in.

        Raises:
            WrongPassword: name and password do not match.
            AccountInactive: the user or the company has been deactivated.
        """

    def resume(self, token: str) -> SignedIn:
        """Go on with a token that an earlier `sign_in` gave."""

    def sign_out(self) -> None:
        """End the token."""

    def projects(self) -> list[Project]:
        """The company's projects by name, active ones first."""

    def project(self, name: str) -> Project:
        """One project by its name, whatever its case.

        Raises:
            NotFound: there is none of that name.
        """

    def add_project(self, project_name: str, destination: Destination, description: str = "") -> Project:
        """Create a project.

        Raises:
            InvalidValue: a value breaks a rule; the error names its field.
            Conflict: a project of that name is there already.
        """

    def cycles(self, project_id: int) -> list[Cycle]:
        """A project's cycles by number, newest first, active ones before others."""

    def cycle(self, project_id: int, name: str) -> Cycle:
        """One cycle of a project by its name or number.

        Raises:
            NotFound: there is none of that name.
        """

    def add_cycle(
        self, project_id: int, cycle_name: str, cycle_number: int, s3_prefix: str | None = None, description: str = ""
    ) -> Cycle:
        """Create a cycle; without a prefix it is made from the number.

        Raises:
            InvalidValue: a value breaks a rule; the error names its field.
            Conflict: name, number or prefix is taken, or the prefix overlaps another's.
            NotFound: there is no such project.
        """

    def deliver_session(self, record: SessionRecord) -> None:
        """Take an upload session as of its revision; an older one than is known changes nothing.

        Raises:
            DeliveryRefused: it will never be taken.
        """

    def deliver_files(self, client_uuid: str, records: Sequence[FileRecord]) -> None:
        """Take file rows of an upload session, each as of its revision; older ones than are known change nothing.

        Raises:
            DeliveryRefused: they will never be taken.
        """

    def upload_sessions(self, *, offset: int = 0, limit: int = 100) -> Page[CompanySession]:
        """The company's upload sessions, newest first."""

    def files_of(self, client_uuid: str, *, offset: int = 0, limit: int = 1000) -> Page[FileRecord]:
        """The file rows of one upload session, by path.

        Raises:
            NotFound: the company knows no such upload session.
        """

    def close(self) -> None:
        """Let go of connections."""
