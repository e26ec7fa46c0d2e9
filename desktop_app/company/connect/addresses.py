"""Where a company is: what a person types, taken apart, checked, and without the password that may stand in it."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, urlencode

from desktop_app.domain.errors import CompanyNotTrusted, InvalidValue
from desktop_app.domain.texts import tr

HOW_AN_ADDRESS_LOOKS = (
    "An address looks like https://waybill.example, postgresql://login@database.example/company or "
    "sqlite:////folder/company.db."
)
_DEFAULT_PORT = 5432
_WEB_PORTS = {"http": 80, "https": 443}
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_PROVED = "verify-full"

# Everything else that libpq understands is refused: `host`, `hostaddr` and `service` lead elsewhere than the address
# says, `options` changes what the session may do, `passfile` and `sslpassword` bring secrets.
_OPTIONS = {
    "sslmode": re.compile(r"disable|allow|prefer|require|verify-ca|verify-full"),
    "sslrootcert": re.compile(r".+"),
    "sslcert": re.compile(r".+"),
    "sslkey": re.compile(r".+"),
    "connect_timeout": re.compile(r"[1-9]\d{0,2}"),
    "application_name": re.compile(r".+"),
}
_WEB_OPTIONS = {
    "company": re.compile(r"[A-Za-z0-9_-]{1,32}"),
    "sslrootcert": re.compile(r".+"),
}
_WEB_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
_HOST_AND_PORT = re.compile(r"(?:\[(?P<ipv6>[^\[\]]*)\]|(?P<name>[^\[\]:]*))(?::(?P<port>\d{1,5}))?", re.ASCII)
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
_SOCKET_FOLDER = re.compile(r"/[^,]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class AddressKind(StrEnum):
    """What answers at an address."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    HTTP = "http"
    """A server that has the company (`waybill serve`)."""


@dataclass(frozen=True, slots=True)
class CompanyAddress:
    """A company's address. ``text`` is the one form in which it is kept and shown; it never holds a password."""

    kind: AddressKind
    text: str
    database: str
    """The database's name; for SQLite the file; for a server what stands before the paths of its API."""
    host: str = ""
    """A name in small letters, an IP address, or the folder of a Unix socket."""
    port: int = _DEFAULT_PORT
    user: str = ""
    """The login role; empty if libpq is to find it. For a server the company's code, where it has several."""
    options: tuple[tuple[str, str], ...] = ()
    """libpq's parameters that the address names, in the order of their names; for a server its authority."""
    is_encrypted: bool = False
    """For a server: whether it is https."""
    password: str | None = field(default=None, repr=False, compare=False)
    """The password that stood in the address, if one did."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take apart what a person typed.

        Raises:
            InvalidValue: it is no address, or names something that an address may not. The message never quotes what
                may hold a password.
        """
        text = text.strip()
        if _CONTROL.search(text):
            raise _not_an_address("It holds an invisible character.")
        scheme, separator, rest = text.partition("://")
        if separator and scheme.lower() == AddressKind.SQLITE:
            return cls._sqlite(rest)
        if separator and scheme.lower() in _POSTGRESQL:
            return cls._postgresql(rest)
        if separator and scheme.lower() in _WEB_PORTS:
            return cls._http(scheme.lower(), rest)
        if not text:
            raise _not_an_address("Nothing is not a company address.")
        raise _not_an_address("This is not a company address that this Waybill can open.")

    def __str__(self) -> str:
        return self.text

    @property
    def path(self) -> Path:
        """SQLite's file."""
        return Path(self.database)

    @property
    def is_loopback(self) -> bool:
        """Whether nothing leaves this machine on the way there."""
        if self.kind is AddressKind.SQLITE or self.host.startswith("/") or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def sslmode(self, *, allow_insecure: bool = False) -> str:
        """How the connection is to be proved, in libpq's words: ``verify-full`` for any host but this machine.

        Raises:
            CompanyNotTrusted: the address asks for less, and ``allow_insecure`` does not say that this is wanted.
        """
        options = dict(self.options)
        asked = options.get("sslmode")
        if self.is_loopback:
            # Who names the authority wants it asked.
            return asked or (_PROVED if "sslrootcert" in options else "prefer")
        if asked in (None, _PROVED) or allow_insecure:
            return asked or _PROVED
        raise CompanyNotTrusted(
            tr(
                "The address {address} asks for sslmode={asked}, with which anybody on the way to "
                "{host} can pose as the company and read passwords. Take sslmode out of the "
                "address. If the way is safe by other means, your admin can tell you to set "
                "WAYBILL_INSECURE_COMPANY=yes.",
                address=self.text,
                asked=asked,
                host=self.host,
            )
        )

    def base_url(self, *, allow_insecure: bool = False) -> str:
        """Where a server's API is.

        Raises:
            CompanyNotTrusted: it is http and not this machine, and ``allow_insecure`` does not say that this is wanted.
        """
        if not (self.is_encrypted or self.is_loopback or allow_insecure):
            raise CompanyNotTrusted(
                tr(
                    "The address {address} is not encrypted: anybody on the way to {host} can read passwords. Write "
                    "https. If the way is safe by other means, your admin can tell you to set "
                    "WAYBILL_INSECURE_COMPANY=yes.",
                    address=self.text,
                    host=self.host,
                )
            )
        return self.text.partition("?")[0]

    def with_login(self, user: str) -> Self:
        """The same place for another login, whose password is another one."""
        text = _text(user, self.host, self.port, self.database, self.options)
        return replace(self, user=user, text=text, password=None)

    @classmethod
    def _sqlite(cls, rest: str) -> Self:
        file = _decoded(rest.removeprefix("/"), "file")
        if not rest.startswith("/") or not file or file == ":memory:":
            raise _not_an_address("It names no file.")
        if "?" in rest:
            raise _not_an_address("A file takes no options; a ? in its name is written %3F.")
        return cls(AddressKind.SQLITE, f"sqlite://{rest}", file)

    @classmethod
    def _postgresql(cls, rest: str) -> Self:
        if "#" in rest:
            raise _not_an_address("A # in a name or a password is written %23.")
        place, _, query = rest.partition("?")
        authority, _, path = place.partition("/")
        login, at, host_and_port = authority.rpartition("@")
        # Programs disagree about where such an address leads, and part of the password would be taken for a host.
        if "@" in login or "@" in path or "/" in path or "@" in query:
            raise _not_an_address("In a name or a password, @ is written %40, / is written %2F and ? is written %3F.")
        name, colon, secret = login.partition(":")
        user = _decoded(name, "login")
        if at and not user:
            raise _not_an_address("It names no login before the @.")
        host, port = _host_and_port(host_and_port)
        database = _decoded(path, "database")
        if not database:
            raise _not_an_address("It names no database.")
        options = _options(query, _OPTIONS)
        return cls(
            AddressKind.POSTGRESQL,
            _text(user, host, port, database, options),
            database,
            host,
            port,
            user,
            options,
            password=_decoded(secret, "password") if colon else None,
        )

    @classmethod
    def _http(cls, scheme: str, rest: str) -> Self:
        place, _, query = rest.partition("?")
        authority, _, path = place.partition("/")
        if "@" in authority or "#" in rest:
            raise _not_an_address("A server's address holds no username and no #; the sign-in asks for the username.")
        host, port = _host_and_port(authority, _WEB_PORTS[scheme])
        if host.startswith("/") or not _WEB_PATH.fullmatch(f"/{path}" if path else ""):
            raise _not_an_address("What stands behind the host is no path of a server.")
        options = _options(query, _WEB_OPTIONS)
        shown = f"[{host}]" if ":" in host else host
        number = "" if port == _WEB_PORTS[scheme] else f":{port}"
        prefix = f"/{path}".rstrip("/")
        asked = f"?{urlencode(options, quote_via=quote, safe='/')}" if options else ""
        return cls(
            AddressKind.HTTP,
            f"{scheme}://{shown}{number}{prefix}{asked}",
            prefix,
            host,
            port,
            dict(options).get("company", ""),
            options,
            is_encrypted=scheme == "https",
        )


def _host_and_port(text: str, default: int = _DEFAULT_PORT) -> tuple[str, int]:
    if "," in text:
        raise _not_an_address("It names several hosts; a company is at one.")
    parts = _HOST_AND_PORT.fullmatch(text)
    port = int(parts["port"] or default) if parts else 0
    if parts is None or not 0 < port < 2**16:
        raise _not_an_address("Its host or its port cannot be read.")
    if parts["ipv6"] is not None:
        try:
            return str(ipaddress.IPv6Address(parts["ipv6"])), port
        except ValueError as error:
            raise _not_an_address("What stands in [ ] is not an IPv6 address.") from error
    host = _decoded(parts["name"], "host")
    if _SOCKET_FOLDER.fullmatch(host):
        return host, port
    if _HOST_NAME.fullmatch(host.lower()):
        return host.lower(), port
    raise _not_an_address(
        "It names no host. For the server of this machine that is localhost, or the folder of its socket with each / "
        "written %2F."
        if not host
        else "Its host is not a name of letters, digits, dots and hyphens."
    )


def _options(query: str, known: Mapping[str, re.Pattern[str]]) -> tuple[tuple[str, str], ...]:
    options: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        name, _, value = (_decoded(piece, "option") for piece in part.partition("="))
        allowed = known.get(name)
        if allowed is None:
            raise _not_an_address(
                f"It has an option {name[:40]!r}, which is not taken from an address. Those that are: "
                f"{', '.join(known)}."
            )
        if name in options:
            raise _not_an_address(f"It has the option {name} twice.")
        if not allowed.fullmatch(value):
            raise _not_an_address(f"The value of its option {name} is none that this option can have.")
        options[name] = value
    return tuple(sorted(options.items()))


def _text(user: str, host: str, port: int, database: str, options: tuple[tuple[str, str], ...]) -> str:
    login = f"{quote(user, safe='')}@" if user else ""
    place = f"[{host}]" if ":" in host and not host.startswith("/") else quote(host, safe="")
    number = "" if port == _DEFAULT_PORT else f":{port}"
    query = f"?{urlencode(options, quote_via=quote, safe='/')}" if options else ""
    return f"postgresql://{login}{place}{number}/{quote(database, safe='')}{query}"


def _decoded(text: str, what: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        raise _not_an_address(f"Its {what} is not Unicode.") from error
    if _CONTROL.search(decoded):
        raise _not_an_address(f"Its {what} holds an invisible character.")
    return decoded


def _not_an_address(why: str) -> InvalidValue:
    return InvalidValue(
        "company",
        tr(
            "The company's address cannot be used. {why} {how_an_address_looks}",
            why=why,
            how_an_address_looks=HOW_AN_ADDRESS_LOOKS,
        ),
    )
