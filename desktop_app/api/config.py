"""What the server serves and how, by whoever runs it: a TOML file, the environment, and the command line."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from desktop_app.domain.errors import InvalidValue

_MIB = 2**20


class ServerEnvironment(BaseSettings):
    """What the environment says of a server.

    WAYBILL_SECRET_KEY, WAYBILL_REDIS_URL, and of one company alone WAYBILL_COMPANY, WAYBILL_COMPANY_PASSWORD and
    WAYBILL_INSECURE_COMPANY.
    """

    model_config = SettingsConfigDict(env_prefix="WAYBILL_", env_ignore_empty=True, frozen=True, extra="ignore")

    secret_key: SecretStr | None = None
    redis_url: str | None = None
    company: str = ""
    company_password: SecretStr | None = None
    insecure_company: bool | None = None


class CompanyServed(BaseModel):
    """One company that is served, and what its jobs may use of this server."""

    model_config = ConfigDict(extra="forbid")

    address: str
    """The company's database, by its own login, as workstations have it."""
    code: str = ""
    """What people name it by when they sign in; needed where several companies are served."""
    password: SecretStr | None = None
    """Of its login. Better in a file of its own, or in WAYBILL_COMPANY_PASSWORD where there is one company."""
    password_file: Path | None = None
    roots: list[Path] = []
    """Folders of this server whose contents its people may send by jobs; none: no jobs."""
    aws_profiles: list[str] = []
    """AWS profiles of this server that its jobs may use beside the usual credentials."""
    endpoints: list[str] = []
    """Addresses of storage that its jobs may send to beside Amazon S3's own."""
    usual_credentials: bool = False
    """Whether its jobs may use this server's own credentials where no profile is named."""
    roles: dict[str, str] = {}
    """AWS role ARN -> ExternalId: what temporary credentials may be made of for its people."""

    def secret(self) -> str | None:
        """The login's password; raises InvalidValue where its file cannot be read."""
        if self.password_file is not None:
            return _read_secret(self.password_file, "password_file")
        return self.password.get_secret_value() if self.password else None


class ServerConfig(BaseModel):
    """All of it."""

    model_config = ConfigDict(extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    companies: list[CompanyServed] = []
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    redis_url: str = ""
    """redis://host:port/db of the jobs' queue and of limits that several processes share; empty: no jobs."""
    cors_origins: list[str] = []
    """Web pages that may call the API from a browser, as https://app.example.com; none by default."""
    forwarded_allow_ips: str = ""
    """Addresses of proxies whose X-Forwarded-For is believed; empty: nobody's."""
    max_body_bytes: Annotated[int, Field(ge=1024)] = 16 * _MIB
    connections: Annotated[int, Field(ge=1, le=50)] = 16
    """To each company's database, of each process; whoever comes later waits."""
    sign_ins_per_minute: Annotated[int, Field(ge=1)] = 30
    """Attempts to sign in from one address."""
    wrong_per_name: Annotated[int, Field(ge=1)] = 4
    """Wrong passwords for one name from one address in 15 minutes. The database locks a name after five from one
    address, and to it all of ours come from this server: so nobody locks out a colleague from elsewhere alone."""
    access_log: bool = False
    """Whether each request is logged; a proxy before the server mostly does that."""
    allow_insecure: bool = False
    """Whether databases are taken whose TLS proves less than the host's name."""

    @model_validator(mode="after")
    def _codes_differ(self) -> Self:
        codes = [company.code.strip().lower() for company in self.companies]
        if len(codes) > 1 and ("" in codes or len(set(codes)) < len(codes)):
            raise ValueError("Where several companies are served, each has a code of its own.")
        return self

    @classmethod
    def read(cls, path: Path | None, **given: Any) -> Self:
        """Read a file; what is ``given`` and not None goes before it.

        Raises:
            InvalidValue: the file cannot be read, or something in it will not do.
        """
        found: dict[str, Any] = {}
        if path is not None:
            try:
                found = tomllib.loads(path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise InvalidValue("config", f"The server's file {path} cannot be read: {error}.") from error
        try:
            return cls(**found | {name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            one = error.errors()[0]
            field = ".".join(str(part) for part in one["loc"]) or "config"
            raise InvalidValue(field, f"The server's settings will not do: {field}: {one['msg']}.") from error

    @classmethod
    def of_command(
        cls, path: Path | None, companies: Sequence[str] = (), host: str | None = None, port: int | None = None
    ) -> Self:
        """Put together what the command line, the environment and the file say, in this order.

        Args:
            path: the file; None is none.
            companies: addresses, with ``CODE=`` before each where there are several; empty are the file's.
            host: to listen at; None leaves it to the file.
            port: to listen at; None leaves it to the file.

        Raises:
            InvalidValue: as `read`.
        """
        environment = ServerEnvironment()
        if not companies and path is None and environment.company:
            companies = (environment.company,)
        served = [_served(text) for text in companies]
        if len(served) == 1 and environment.company_password is not None:
            served[0]["password"] = environment.company_password
        return cls.read(
            path,
            companies=served or None,
            host=host,
            port=port,
            secret_key=environment.secret_key,
            redis_url=environment.redis_url,
            allow_insecure=environment.insecure_company,
        )

    def key(self) -> str:
        """The key that tokens are signed with.

        Raises:
            InvalidValue: none is given, or its file cannot be read.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        if self.secret_key_file is not None:
            return _read_secret(self.secret_key_file, "secret_key_file")
        raise InvalidValue(
            "secret_key",
            "No secret key is given, and there is none by default. Set WAYBILL_SECRET_KEY, or secret_key_file to a "
            "file with 32 random bytes or more: `openssl rand -base64 48` makes them. All servers and workers of "
            "one installation share it.",
        )


def _served(text: str) -> dict[str, Any]:
    """A company as ``[CODE=]URL`` names it; an address has no = before its ://."""
    before, found, after = text.partition("=")
    named = found and "://" not in before
    return {"code": before, "address": after} if named else {"address": text}


def _read_secret(path: Path, field: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidValue(field, f"The file {path} with the secret cannot be read: {error}.") from error
