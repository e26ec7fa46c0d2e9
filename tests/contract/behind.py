"""What the contract suite has of a company beside its store: the database's own hand, which no person has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Table, insert, inspect, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop_app.company.database import token_hash
from desktop_app.company.renewal import MemoryRenewal, new_token
from desktop_app.company.store import CompanyStore, RenewalTokens
from desktop_app.company.tables import (
    AccessTokenRow,
    CompanyRow,
    RenewalTokenRow,
    SignInAttemptRow,
    SignInRow,
    UserRow,
)
from desktop_app.domain.clock import utc_now
from desktop_app.domain.states import Role
from tests.conftest import ADMIN, OPERATOR, quick_hash


@dataclass
class Behind:
    """A company with an admin and an operator, behind whatever keeps it."""

    address: str
    """As the company's people have it."""
    owner: Engine
    """Sees and changes all, the secret tables too, which have their plain names here."""
    open_store: Callable[[RenewalTokens], CompanyStore]
    cost: int = 4
    """Of the hashes of `add_user`, bcrypt's; PostgreSQL takes none below 10."""
    _stores: list[CompanyStore] = field(default_factory=list)

    def close(self) -> None:
        """Close what was opened."""
        for store in self._stores:
            store.close()
        self.owner.dispose()

    # People

    def signed_out(self, renewal: RenewalTokens | None = None) -> CompanyStore:
        """A store that nobody has signed in to."""
        store = self.open_store(renewal or MemoryRenewal())
        self._stores.append(store)
        return store

    def admin(self) -> CompanyStore:
        """The company as its admin sees it."""
        return self.as_user(ADMIN[0])

    def operator(self) -> CompanyStore:
        """The company as its operator sees it."""
        return self.as_user(OPERATOR[0])

    def as_user(self, username: str) -> CompanyStore:
        """The company as one of its people sees it, in a sign-in of its own without a password's quarter second."""
        renewal = MemoryRenewal()
        renewal.begin(username, self.begin_sign_in(username))
        return self.signed_out(renewal)

    def begin_sign_in(self, username: str) -> str:
        """A renewal token, as a new sign-in of a person gives one."""
        token = new_token()
        with Session(self.owner) as db, db.begin():
            sign_in = SignInRow(user_id=db.scalars(select(UserRow.id).where(UserRow.username == username)).one())
            db.add(sign_in)
            db.flush()
            expires_at = utc_now() + timedelta(days=7)
            db.add(RenewalTokenRow(token_hash=token_hash(token), sign_in_id=sign_in.id, expires_at=expires_at))
        return token

    def add_user(self, username: str, password: str = "password1", role: Role = Role.USER, **columns: Any) -> int:
        """A person who is there already, with a password that is quick to check; gives the id."""
        quick = quick_hash(password, self.cost)
        values = {"company_id": self.company_id, "username": username, "password_hash": quick, "role": role}
        return self.insert(UserRow, **values | columns)

    def add_company(self, name: str) -> int:
        """Another company in the same database; gives the id."""
        return self.insert(CompanyRow, company_name=name, company_code=name)

    @property
    def company_id(self) -> int:
        """The company's number."""
        return int(self.ask("SELECT min(id) FROM companies")[0][0])

    # Rows

    def run(self, sql: str, **parameters: Any) -> None:
        """Change the data as nobody can from outside."""
        with self.owner.begin() as connection:
            connection.execute(text(sql), parameters)

    def ask(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Look at the data as nobody can from outside."""
        with self.owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), parameters)]

    def insert(self, kind: type[Any], **columns: Any) -> int:
        """Add a row past all rules; gives the id."""
        with self.owner.begin() as connection:
            return int(connection.execute(insert(kind).values(columns).returning(kind.id)).scalar_one())

    def age(self, seconds: float, *columns: InstrumentedAttribute[Any]) -> None:
        """Let instants lie so much further back, as if that time had gone by."""
        with self.owner.begin() as connection:
            for column in columns:
                table: Table = inspect(column.class_).local_table
                key = list(table.primary_key)
                moved = table.c[column.key]
                for *identity, at in connection.execute(select(*key, moved).where(moved.is_not(None))).all():
                    its = [part == value for part, value in zip(key, identity, strict=True)]
                    values: Mapping[str, Any] = {moved.name: at - timedelta(seconds=seconds)}
                    connection.execute(update(table).where(*its).values(values))

    def age_tokens(self, seconds: float) -> None:
        """Let all sign-ins and their tokens be so much older."""
        self.age(seconds, SignInRow.created_at, AccessTokenRow.expires_at)
        self.age(seconds, RenewalTokenRow.expires_at, RenewalTokenRow.used_at)

    def age_attempts(self, seconds: float) -> None:
        """Let all attempts to sign in be so much older."""
        self.age(seconds, SignInAttemptRow.at)
