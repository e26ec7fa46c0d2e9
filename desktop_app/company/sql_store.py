"""A company in SQL, seen by one person at a time."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop_app.company import rows
from desktop_app.company.passwords import matches
from desktop_app.company.tables import CompanyRow, CycleRow, FileRow, ProjectRow, SessionRow, TokenRow, UserRow
from desktop_app.domain.errors import (
    AccountInactive,
    CompanyUnreachable,
    Conflict,
    DeliveryRefused,
    InvalidValue,
    NotFound,
    NotPossibleNow,
    SignedOut,
    WrongPassword,
)
from desktop_app.domain.names import clean_prefix, default_prefix, prefixes_overlap
from desktop_app.domain.states import Role, SessionStatus, check_session_change
from desktop_app.domain.values import (
    CompanySession,
    Cycle,
    Destination,
    FileRecord,
    Page,
    Project,
    SessionRecord,
    SignedIn,
    User,
    utc_now,
)

TOKEN_LIVES = timedelta(days=7)


class SqlCompanyStore:
    """`CompanyStore` over an engine from `sql_setup.open_company`. It is one person's view: scoped by their token."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address
        self._token = ""

    # Signing in

    def sign_in(self, username: str, password: str) -> SignedIn:
        """See `CompanyStore.sign_in`."""
        with self._transaction() as db:
            user = db.scalar(select(UserRow).where(_same(UserRow.username, username)))
            if not matches(password, user.password_hash if user else None) or user is None:
                raise WrongPassword("Username and password do not match. Check both; capitals count in the password.")
            company = db.get_one(CompanyRow, user.company_id)
            _refuse_inactive(user, company)
            token = secrets.token_urlsafe(32)
            db.add(TokenRow(token_hash=_hash(token), user_id=user.id, expires_at=utc_now() + TOKEN_LIVES))
            user.last_login = utc_now()
            signed_in = SignedIn(self._address, rows.company(company), rows.user(user), token)
        self._token = token
        return signed_in

    def resume(self, token: str) -> SignedIn:
        """See `CompanyStore.resume`."""
        self._token = token
        with self._signed_in() as (db, user):
            company = db.get_one(CompanyRow, user.company_id)
            return SignedIn(self._address, rows.company(company), user, token)

    def sign_out(self) -> None:
        """See `CompanyStore.sign_out`."""
        with self._transaction() as db:
            if (token := db.get(TokenRow, _hash(self._token))) is not None:
                db.delete(token)
        self._token = ""

    # Projects and cycles

    def projects(self) -> list[Project]:
        """See `CompanyStore.projects`."""
        with self._signed_in() as (db, user):
            found = db.scalars(
                select(ProjectRow)
                .where(ProjectRow.company_id == user.company_id)
                .order_by(ProjectRow.is_active.desc(), func.lower(ProjectRow.project_name))
            )
            return [rows.project(row) for row in found]

    def project(self, name: str) -> Project:
        """See `CompanyStore.project`."""
        with self._signed_in() as (db, user):
            found = db.scalar(
                select(ProjectRow).where(
                    ProjectRow.company_id == user.company_id,
                    _same(ProjectRow.project_name, name),
                )
            )
            if found is None:
                raise NotFound(f"There is no project {name}. `waybill project list` shows those there are.")
            return rows.project(found)

    def add_project(self, project_name: str, destination: Destination, description: str = "") -> Project:
        """See `CompanyStore.add_project`."""
        name = _required("project_name", project_name)
        rows.check_destination(destination)
        with self._signed_in() as (db, user), _conflict(lambda: f"There is a project {name} already."):
            row = ProjectRow(
                company_id=user.company_id,
                project_name=name,
                description=description,
                **rows.destination_columns(destination),
            )
            db.add(row)
            db.flush()
            return rows.project(row)

    def cycles(self, project_id: int) -> list[Cycle]:
        """See `CompanyStore.cycles`."""
        with self._signed_in() as (db, user):
            found = db.scalars(
                select(CycleRow)
                .where(CycleRow.company_id == user.company_id, CycleRow.project_id == project_id)
                .order_by((CycleRow.status != "active"), CycleRow.cycle_number.desc())
            )
            return [rows.cycle(row) for row in found]

    def cycle(self, project_id: int, name: str) -> Cycle:
        """See `CompanyStore.cycle`."""
        wanted = name.strip().lower()
        cycles = self.cycles(project_id)
        for spelled in (lambda cycle: cycle.cycle_name.lower(), lambda cycle: str(cycle.cycle_number)):
            found = [cycle for cycle in cycles if spelled(cycle) == wanted]
            if len(found) == 1:
                return found[0]
            if found:
                raise NotFound(f"Several cycles are named {name}. Give the cycle's number instead.")
        raise NotFound(f"There is no cycle {name} in this project. `waybill cycle list` shows those there are.")

    def add_cycle(
        self, project_id: int, cycle_name: str, cycle_number: int, s3_prefix: str | None = None, description: str = ""
    ) -> Cycle:
        """See `CompanyStore.add_cycle`."""
        name = _required("cycle_name", cycle_name)
        if not 1 <= cycle_number < 2**31:
            raise InvalidValue("cycle_number", "A cycle's number is 1 or more, and below two billion.")
        prefix = clean_prefix(s3_prefix or default_prefix(cycle_number))
        taken = f"There is a cycle {cycle_number} in this project already. Give it the next number."
        with self._signed_in() as (db, user), _conflict(lambda: taken):
            project = db.get(ProjectRow, project_id)
            if project is None or project.company_id != user.company_id:
                raise NotFound("There is no such project.")
            same_number = select(CycleRow.id).where(
                CycleRow.project_id == project_id, CycleRow.cycle_number == cycle_number
            )
            if db.scalar(same_number) is not None:
                raise Conflict(taken)
            if _overlaps(db, project, prefix):
                raise Conflict(
                    f"The prefix {prefix} overlaps another cycle's in the bucket {project.bucket_name}. Choose another."
                )
            row = CycleRow(
                company_id=user.company_id,
                project_id=project_id,
                cycle_name=name,
                cycle_number=cycle_number,
                s3_prefix=prefix,
                description=description,
            )
            db.add(row)
            db.flush()
            return rows.cycle(row)

    # Upload sessions

    def deliver_session(self, record: SessionRecord) -> None:
        """See `CompanyStore.deliver_session`."""
        columns = rows.session_columns(record)
        with _refusal(), self._signed_in() as (db, user):
            known = db.scalar(
                select(SessionRow).where(
                    SessionRow.company_id == user.company_id, SessionRow.client_uuid == record.client_uuid
                )
            )
            if known is None:
                cycle = db.get(CycleRow, record.cycle_id)
                if cycle is None or (cycle.company_id, cycle.project_id) != (user.company_id, record.project_id):
                    raise DeliveryRefused("The cycle of this upload is no longer in the company.")
            elif record.revision > known.revision:
                _refuse_others(known, record, user)
            upsert = insert(SessionRow).values(company_id=user.company_id, user_id=user.id, **columns)
            db.execute(
                upsert.on_conflict_do_update(
                    index_elements=["company_id", "client_uuid"],
                    set_={name: upsert.excluded[name] for name in columns} | {"updated_at": utc_now()},
                    where=(SessionRow.revision < upsert.excluded.revision)
                    & (SessionRow.lease_epoch <= upsert.excluded.lease_epoch),
                )
            )

    def deliver_files(self, client_uuid: str, records: Sequence[FileRecord]) -> None:
        """See `CompanyStore.deliver_files`."""
        if not records:
            return
        with _refusal(), self._signed_in() as (db, user):
            known = db.scalar(
                select(SessionRow).where(
                    SessionRow.company_id == user.company_id, SessionRow.client_uuid == client_uuid
                )
            )
            if known is None:
                raise DeliveryRefused("The company does not know the upload that these files belong to.")
            _refuse_strangers(known, user)
            owner = {"company_id": user.company_id, "session_id": known.id}
            upsert = insert(FileRow)
            changed = {name: upsert.excluded[name] for name in rows.FILE_COLUMNS}
            db.execute(
                upsert.on_conflict_do_update(
                    index_elements=["company_id", "session_id", "relative_path"],
                    set_=changed,
                    where=FileRow.revision < upsert.excluded.revision,
                ),
                [owner | rows.file_columns(record) for record in records],
            )

    def upload_sessions(self, *, offset: int = 0, limit: int = 100) -> Page[CompanySession]:
        """See `CompanyStore.upload_sessions`."""
        with self._signed_in() as (db, user):
            mine = SessionRow.company_id == user.company_id
            found = db.execute(
                select(SessionRow, UserRow.username, ProjectRow, CycleRow.cycle_name)
                .join(UserRow, UserRow.id == SessionRow.user_id)
                .join(ProjectRow, ProjectRow.id == SessionRow.project_id)
                .join(CycleRow, CycleRow.id == SessionRow.cycle_id)
                .where(mine)
                .order_by(SessionRow.id.desc())
                .offset(offset)
                .limit(limit)
            )
            items = tuple(rows.company_session(*row) for row in found)
            return Page(items, db.scalar(select(func.count()).select_from(SessionRow).where(mine)) or 0)

    def files_of(self, client_uuid: str, *, offset: int = 0, limit: int = 1000) -> Page[FileRecord]:
        """See `CompanyStore.files_of`."""
        with self._signed_in() as (db, user):
            session_id = db.scalar(
                select(SessionRow.id).where(
                    SessionRow.company_id == user.company_id, SessionRow.client_uuid == client_uuid
                )
            )
            if session_id is None:
                raise NotFound("The company knows no such upload.")
            its = FileRow.session_id == session_id
            found = db.scalars(select(FileRow).where(its).order_by(FileRow.relative_path).offset(offset).limit(limit))
            items = tuple(rows.file_record(row) for row in found)
            return Page(items, db.scalar(select(func.count()).select_from(FileRow).where(its)) or 0)

    def close(self) -> None:
        """See `CompanyStore.close`."""
        self._engine.dispose()

    # Transactions

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as db, db.begin():
                yield db
        except IntegrityError as error:
            raise Conflict(f"This does not go together with what the company has ({_reason(error)}).") from error
        except SQLAlchemyError as error:
            reason = _reason(error)
            raise CompanyUnreachable(
                f"The company at {self._address} does not answer ({reason}). Uploads go on; their records follow later."
            ) from error

    @contextmanager
    def _signed_in(self) -> Iterator[tuple[Session, User]]:
        """A transaction as the person whose token this is."""
        with self._transaction() as db:
            row = db.execute(
                select(TokenRow.expires_at, UserRow, CompanyRow)
                .join(UserRow, UserRow.id == TokenRow.user_id)
                .join(CompanyRow, CompanyRow.id == UserRow.company_id)
                .where(TokenRow.token_hash == _hash(self._token))
            ).one_or_none()
            if row is None or row.expires_at < utc_now():
                raise SignedOut("You are signed out. Sign in again to go on; what waits to be delivered is kept.")
            _refuse_inactive(row.UserRow, row.CompanyRow)
            yield db, rows.user(row.UserRow)


def _refuse_others(known: SessionRow, record: SessionRecord, user: User) -> None:
    """Refuse what would change another's upload, undo a take-over, or wake a finished one."""
    if record.lease_epoch < known.lease_epoch:
        raise DeliveryRefused("Another workstation has taken this upload over.")
    _refuse_strangers(known, user)
    try:
        check_session_change(SessionStatus(known.status), record.status)
    except NotPossibleNow as error:
        raise DeliveryRefused(str(error)) from error


def _refuse_strangers(known: SessionRow, user: User) -> None:
    if known.user_id != user.id and user.role is not Role.ADMIN:
        raise DeliveryRefused("This upload is another person's.")


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error)


@contextmanager
def _conflict(message: Callable[[], str]) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(message()) from error


@contextmanager
def _refusal() -> Iterator[None]:
    """A record that breaks a rule of the database is set aside, so that it blocks nothing behind it."""
    try:
        yield
    except Conflict as error:
        raise DeliveryRefused(f"The company's database does not take this record: {error}") from error


def _overlaps(db: Session, project: ProjectRow, prefix: str) -> bool:
    """Whether a cycle of any project with the same bucket and endpoint has an overlapping prefix."""
    taken = db.execute(
        select(CycleRow.s3_prefix)
        .join(ProjectRow, ProjectRow.id == CycleRow.project_id)
        .where(ProjectRow.bucket_name == project.bucket_name)
        .add_columns(ProjectRow.endpoint_url)
    )
    here = _endpoint(project.endpoint_url)
    return any(_endpoint(endpoint) == here and prefixes_overlap(prefix, other) for other, endpoint in taken)


def _endpoint(url: str | None) -> str:
    """An endpoint's address in one spelling."""
    return (url or "").rstrip("/").lower()


def _refuse_inactive(user: UserRow, company: CompanyRow) -> None:
    if not company.is_active:
        raise AccountInactive(f"{company.company_name} is not active. Ask those who run Waybill for you.")
    if not user.is_active:
        raise AccountInactive(f"The account {user.username} is not active. Ask your admin to activate it.")


def _same(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Names are the same whatever their case, as far as the database's own lower() goes, which the index uses too."""
    return func.lower(column) == func.lower(name.strip())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _required(field: str, value: str) -> str:
    if not (text := value.strip()):
        raise InvalidValue(field, f"The {field.replace('_', ' ')} is empty.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidValue(field, f"The {field.replace('_', ' ')} is not valid Unicode.")
    return text
