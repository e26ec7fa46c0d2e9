"""Why a company's database cannot be connected to, in words for a person.

libpq gives no SQLSTATE for a connection that fails, only text: its own is English (psycopg's wheels carry no other),
the server's is in the language of its ``lc_messages``. A text nobody knows is still told, as `CompanyUnreachable`.
"""

import re
from dataclasses import dataclass

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.domain.errors import (
    CompanyError,
    CompanyNotTrusted,
    CompanyPasswordChanged,
    CompanyPasswordNeeded,
    CompanyUnreachable,
    UnknownCompany,
)
from desktop_app.domain.texts import marked, tr


@dataclass(frozen=True, slots=True)
class _Cause:
    """What is found in a text or an SQLSTATE, and what it means. The message's fields are those of `_told`."""

    error: type[CompanyError]
    pattern: re.Pattern[str]
    message: str
    sqlstates: frozenset[str] = frozenset()


def _cause(error: type[CompanyError], pattern: str, message: str, *sqlstates: str) -> _Cause:
    return _Cause(error, re.compile(pattern, re.IGNORECASE), message, frozenset(sqlstates))


# The first that fits. What libpq says of TLS goes first: after it nothing of the server is to be believed.
_CAUSES = (
    _cause(
        CompanyNotTrusted,
        r"server certificate for .* does not match host name",
        marked(
            "The server at {host} has a certificate for another host ({reason}). Either the address names "
            "the host in another way than the certificate, or somebody is in between. Nothing was sent. "
            "Your admin knows the right address, or can give the server a certificate for it."
        ),
    ),
    _cause(
        CompanyNotTrusted,
        r"certificate verify failed",
        marked(
            "The server at {host} has a certificate that no authority this computer trusts vouches for, "
            "or that is not valid today. Nothing was sent. Your admin can give you the authority's file, "
            "to be named in the address as ?sslrootcert=FILE, or renew the server's certificate. Check "
            "this computer's date, too."
        ),
    ),
    _cause(
        CompanyNotTrusted,
        r"server does not support SSL",
        marked(
            "The server at {host} does not speak TLS, so it cannot prove that it is the company, and "
            "passwords could be read on the way. Nothing was sent. Your admin can switch TLS on."
        ),
    ),
    _cause(
        CompanyNotTrusted,
        r"root certificate|certificate file|private key file|certificate present, but not private key",
        marked(
            "A certificate file for {host} cannot be used ({reason}). Check the files that the address "
            "names, or ask your admin for them."
        ),
    ),
    _cause(
        CompanyNotTrusted,
        r"authentication method requirement",
        marked(
            "The server at {host} wants the login's password in clear, over a connection that does not "
            "prove who reads it. It was not sent. Your admin can let the server ask by SCRAM, or switch "
            "TLS on; the address then says ?sslmode=verify-full."
        ),
    ),
    _cause(
        CompanyNotTrusted,
        r"\bSSL error|\bTLS\b",
        marked(
            "A safe connection to {host} cannot be made ({reason}). Nothing was sent. Your admin can look "
            "at the server's TLS settings."
        ),
    ),
    _cause(
        CompanyPasswordNeeded,
        r"authentication failed for user|role \".*\" does not exist|is not permitted to log in",
        marked(
            "The company at {address} does not take this login and password ({reason}). This is the "
            "password of the company's login {login}, not your own. Your admin has it, and can make "
            "another."
        ),
        "28P01",
        "28000",
    ),
    _cause(
        UnknownCompany,
        r"database \".*\" does not exist|permission denied for database",
        marked(
            "There is no company at {address} for the login {login} ({reason}). Check the address, or ask "
            "your admin for it."
        ),
        "3D000",
    ),
    _cause(
        CompanyUnreachable,
        r"too many connections|too many clients|connection slots are reserved",
        marked(
            "The company at {address} has no connection free for the login {login} at the moment "
            "({reason}). Try again in a minute; if it stays so, your admin can raise the limit."
        ),
        "53300",
    ),
    _cause(
        CompanyNotTrusted,
        r"no pg_hba\.conf entry for .* no encryption",
        marked(
            "The server at {host} takes connections with TLS only, and the address asks for none. Take "
            "sslmode out of the address, or ask your admin for the right one."
        ),
    ),
    _cause(
        CompanyUnreachable,
        r"pg_hba\.conf",
        marked(
            "The server at {host} does not let this computer in ({reason}). Your admin can change that in "
            "its pg_hba.conf."
        ),
    ),
)
_UNKNOWN = _cause(
    CompanyUnreachable,
    r"",
    marked(
        "The company at {address} does not answer ({reason}). Check the network and the address; if both are "
        "right, tell your admin."
    ),
)
_PASSWORD_MISSING = _cause(
    CompanyPasswordNeeded,
    r"",
    marked("The company at {address} wants the password of its login {login}. Your admin has it; it is not your own."),
)
_WHERE = re.compile(r"^.*\bconnection to server .* failed: |^connection (?:failed|is bad): ")
_SEVERITY = re.compile(r"^(?:FATAL|ERROR|PANIC): +")
_HINT = re.compile(r"^(?:\s|DETAIL: |HINT: |Either provide the file)")


def connection_error(error: Exception, address: CompanyAddress) -> CompanyError:
    """What an error of SQLAlchemy, psycopg or SQLite says about reaching a company; no message holds a password.

    ``CompanyPasswordNeeded``: the login has a password, and it was not given or is another one. ``CompanyNotTrusted``:
    the server did not prove itself. ``UnknownCompany``: there is no such database. ``CompanyUnreachable``: all else.
    """
    cause = getattr(error, "orig", None) or error
    text = str(cause)
    sqlstate = getattr(cause, "sqlstate", None)
    connection = getattr(cause, "pgconn", None)  # psycopg's, as far as there was one.
    if connection is not None and connection.needs_password:
        found = _PASSWORD_MISSING
    elif sqlstate:  # Of a connection that was made, and then broken.
        found = next((each for each in _CAUSES if sqlstate in each.sqlstates), _UNKNOWN)
    else:
        found = next((each for each in _CAUSES if each.pattern.search(text)), _UNKNOWN)
    return found.error(
        tr(
            found.message,
            address=address,
            host=address.host or address,
            login=address.user or "it uses",
            reason=_reason(text),
        )
    )


def password_changed(address: CompanyAddress) -> CompanyPasswordChanged:
    """The same as `CompanyPasswordNeeded`, where the password that is refused was good before."""
    return CompanyPasswordChanged(
        tr(
            "The company at {address} no longer takes the password that this computer has for its login {user}. "
            "It is not your own password. Your admin has the new one. What waits to be delivered is kept.",
            address=address,
            user=address.user,
        )
    )


def _reason(text: str) -> str:
    """What failed last, without where, which the message says, and without what libpq advises."""
    lines = [line for line in text.splitlines() if line and not _HINT.match(line)] or ["no reason was given"]
    return _SEVERITY.sub("", _WHERE.sub("", lines[-1])).strip().rstrip(".")
