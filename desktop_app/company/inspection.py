"""Whether a company's database is as it should be; what is not, says what to do."""

import os
import shlex
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.company.connect.engines import connection_error, open_engine
from desktop_app.company.postgres import foundation, isolation
from desktop_app.company.setup import SCHEMA_VERSION, schema_version
from desktop_app.domain.errors import UnknownCompany
from desktop_app.domain.findings import Finding
from desktop_app.domain.texts import tr

CLOCK_MAY_DIFFER = timedelta(seconds=30)
"""Leases last minutes and renewals repeat within 60 seconds; S3 itself takes 15 minutes."""


def check_company(address: CompanyAddress, *, allow_insecure: bool = False) -> list[Finding]:
    """Look at a company's database, as whoever the address names; nothing is changed.

    Raises:
        UnknownCompany: there is none.
        CompanyError: it cannot be connected to.
    """
    if address.kind is AddressKind.SQLITE and not address.path.is_file():
        raise UnknownCompany(tr("There is no company at {address}. Check the address.", address=address))
    engine = open_engine(address, address.password, allow_insecure=allow_insecure)
    try:
        with engine.connect() as connection:
            look = _sqlite if address.kind is AddressKind.SQLITE else _postgresql
            return list(look(connection, address))
    except SQLAlchemyError as error:
        raise connection_error(error, address) from error
    finally:
        engine.dispose()


def _schema(present: str | None, address: CompanyAddress) -> Finding:
    if present is None:
        raise UnknownCompany(tr("The database at {address} holds no company. Check the address.", address=address))
    if present == SCHEMA_VERSION:
        return Finding("schema", True, f"The schema is {present}, which this Waybill knows.")
    newer = present > SCHEMA_VERSION
    return Finding(
        "schema",
        False,
        f"The schema is {present}, this Waybill knows {SCHEMA_VERSION}.",
        "Update Waybill." if newer else "Run `waybill company upgrade` with the owner's address.",
    )


def _sqlite(connection: Connection, address: CompanyAddress) -> Iterator[Finding]:
    yield _schema(schema_version(connection), address)
    found = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
    yield (
        Finding("file", True, "The file is sound.")
        if found == ["ok"]
        else Finding("file", False, f"The file is damaged: {found[0]}.", "Bring back a copy from before.")
    )
    yield _who_may_open(address.path)
    yield Finding(
        "isolation", True, "A file keeps nobody out who can open it; for several people use a PostgreSQL server."
    )


def _who_may_open(file: Path) -> Finding:
    mode = file.stat().st_mode
    if os.name == "posix" and mode & stat.S_IRWXO:
        return Finding(
            "file", False, "Everybody on this computer may open the file.", f"chmod o-rwx {shlex.quote(str(file))}"
        )
    if os.name == "posix" and mode & stat.S_IRWXG:
        return Finding("file", True, f"The file is its owner's and its group's ({_group_of(file)}).")
    return Finding("file", True, "The file is its owner's alone.")


def _group_of(file: Path) -> str:
    try:
        return file.group()
    except KeyError:
        return str(file.stat().st_gid)


def _postgresql(connection: Connection, address: CompanyAddress) -> Iterator[Finding]:
    yield _schema(foundation.schema_version(connection), address)
    yield from _isolation(connection)
    yield _hardening(connection, address)
    yield from _tls(connection, address)
    yield _clock(connection)
    yield from _logging(connection)
    yield from _names(connection)


def _isolation(connection: Connection) -> Iterator[Finding]:
    remedy = "Somebody changed the database by hand. Let whoever runs it put this back as it was."
    messages = list(isolation.differences(connection))
    if not messages:
        yield Finding("isolation", True, "The database keeps companies apart by itself.")
    for message in messages:
        yield Finding("isolation", False, message[0].upper() + message[1:], remedy)


def _hardening(connection: Connection, address: CompanyAddress) -> Finding:
    """One finding for all: one script mends them."""
    gaps = tuple(isolation.hardening_gaps(connection))
    if not gaps:
        return Finding("hardening", True, "What only a superuser can take from everybody has been taken.")
    where = (*(("-h", address.host, "-p", str(address.port)) if address.host else ()), "-d", address.database)
    return Finding(
        "hardening",
        False,
        gaps[0]
        if len(gaps) == 1
        else f"Everybody may still use {len(gaps)} things by which logins watch or hinder each other.",
        f"Let a superuser run this once: waybill company check --hardening {shlex.quote(address.text)} | psql"
        f" {shlex.join(where)} -U postgres",
        gaps,
    )


def _tls(connection: Connection, address: CompanyAddress) -> Iterator[Finding]:
    if foundation.driver(connection).pgconn.ssl_in_use:
        yield Finding("TLS", True, "The connection is encrypted.")
    elif address.is_loopback:
        yield Finding("TLS", True, "The connection stays on this computer.")
    else:
        yield Finding(
            "TLS",
            False,
            "The connection is not encrypted: passwords and data can be read on the way.",
            "Set up TLS on the server, with a certificate of its host name, and `hostssl` in pg_hba.conf.",
        )
    listens = str(connection.scalar(text("SELECT current_setting('listen_addresses')"))).replace(" ", "").split(",")
    for_others = not {"", "localhost", "127.0.0.1", "::1"}.issuperset(listens)
    if for_others and connection.scalar(text("SELECT current_setting('ssl')")) != "on":
        yield Finding(
            "TLS",
            False,
            "The server offers no TLS, so workstations on other computers refuse to connect.",
            "Set ssl = on and ssl_cert_file and ssl_key_file in postgresql.conf.",
        )


def _clock(connection: Connection) -> Finding:
    before = datetime.now(UTC)
    server: Any = connection.scalar(text("SELECT clock_timestamp()"))
    after = datetime.now(UTC)
    off = max(before - server, server - after, timedelta(0))
    if off <= CLOCK_MAY_DIFFER:
        return Finding("clock", True, f"The clocks agree within {off.total_seconds():.0f} seconds.")
    return Finding(
        "clock",
        False,
        f"This computer's clock and the server's differ by {off.total_seconds():,.0f} seconds.",
        "Let both follow a time server (NTP). Storage refuses uploads when a clock is 15 minutes off.",
    )


def _logging(connection: Connection) -> Iterator[Finding]:
    statements = connection.scalar(text("SELECT current_setting('log_statement')"))
    parameters = [
        name
        for name in ("log_parameter_max_length", "log_parameter_max_length_on_error")
        if connection.scalar(text("SELECT current_setting(:name)"), {"name": name}) != "0"
    ]
    slow = connection.scalar(text("SELECT current_setting('log_min_duration_statement')"))
    logs = statements in ("mod", "all") or slow != "-1"
    if parameters and (logs or "log_parameter_max_length_on_error" in parameters):
        yield Finding(
            "logging",
            False,
            "The server's log may hold passwords: it logs statements with their parameters.",
            f"Set {' and '.join(f'{name} = 0' for name in parameters)} in postgresql.conf.",
        )
    else:
        yield Finding("logging", True, "The server's log holds no passwords.")


def _names(connection: Connection) -> Iterator[Finding]:
    """Names and prefixes that were taken over twice; only the owner sees them all."""
    may = connection.scalar(
        text("SELECT pg_has_role(current_user, oid, 'member') FROM pg_roles WHERE rolname = :owner"),
        {"owner": foundation.OWNER},
    )
    if not may:
        return
    overlapping = connection.execute(
        text(
            "SELECT p.bucket_name, a.id AS one, a.s3_prefix AS its, b.id AS other, b.s3_prefix AS others"
            " FROM app.cycles a JOIN app.projects p ON p.id = a.project_id"
            " JOIN app.projects q ON q.bucket_name = p.bucket_name AND auth.endpoint(q.endpoint_url) ="
            " auth.endpoint(p.endpoint_url)"
            " JOIN app.cycles b ON b.project_id = q.id AND b.id > a.id AND (starts_with(a.s3_prefix, b.s3_prefix)"
            " OR starts_with(b.s3_prefix, a.s3_prefix)) ORDER BY a.id, b.id LIMIT 100"
        )
    ).all()
    for row in overlapping:
        yield Finding(
            "names",
            False,
            f"Cycles {row.one} ({row.its}) and {row.other} ({row.others}) overlap in the bucket {row.bucket_name}.",
            "Let an admin give one of them another prefix before more is sent there.",
        )
    if not overlapping:
        yield Finding("names", True, "No two cycles overlap in a bucket.")
