"""What can be set for a whole computer, and what may stand there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.domain.bandwidth import BandwidthHours
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.texts import tr
from desktop_app.services.network import DIRECT

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _company(value: str) -> str:
    try:
        address = CompanyAddress.parse(value) if value else None
    except InvalidValue as error:
        raise ValueError(str(error)) from error
    if address is not None and address.password is not None:
        raise ValueError(tr("A password has no place here, where everybody can read it. People are asked for it once."))
    return address.text if address else value


def web_address(value: str, *schemes: str) -> str:
    """An address on the web, as it is; plain http only where `schemes` say so or it stays on this computer.

    Raises:
        ValueError: it is none; the message is for people.
    """
    import httpx

    try:
        url = httpx.URL(value)
    except (httpx.InvalidURL, TypeError) as error:
        raise ValueError(tr("It is no address ({error}).", error=error)) from error
    taken = url.scheme in (schemes or ("https",)) or (url.scheme == "http" and url.host in _LOOPBACK)
    if not taken or not url.host:
        raise ValueError(
            tr(
                "It is no address that begins with {schemes}:// and names a host.",
                schemes=tr(" or ").join(schemes or ("https",)),
            )
        )
    return value


def _proxy(value: str) -> str:
    return value if value in ("", DIRECT) else web_address(value, "http", "https")


def _feed(value: str) -> str:
    return value and web_address(value)


def _hours(lines: tuple[str, ...]) -> tuple[str, ...]:
    BandwidthHours.parse(lines)
    return lines


def _authority(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError(tr("Write the whole path of the file."))
    return path


ProxyAddress = Annotated[str, AfterValidator(_proxy)]
FeedAddress = Annotated[str, AfterValidator(_feed)]
HourLines = Annotated[tuple[str, ...], AfterValidator(_hours)]
AuthorityFile = Annotated[Path, AfterValidator(_authority)]


class PolicyValues(BaseModel):
    """Names and kinds of what can be set; what is not named is left to people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    company: Annotated[str, AfterValidator(_company)] | None = None
    """The company's address."""
    proxy: ProxyAddress | None = None
    """``http://host:port`` for everything that leaves the computer; ``direct`` is none, whatever else is said."""
    no_proxy: tuple[str, ...] | None = None
    """Hosts that are reached without the proxy; this computer always is."""
    ca_file: AuthorityFile | None = None
    """PEM file of certificate authorities that are trusted beside the system's."""
    bandwidth_hours: HourLines | None = None
    """Limits by the hour: `domain.bandwidth.HourlyLimit.parse`."""
    update_feed: FeedAddress | None = None
    """Where new versions are told of."""
    updates: bool | None = None
    """Whether new versions are looked for at all."""


NAMES = frozenset(PolicyValues.model_fields)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is set for this computer, and which of it nobody can change."""

    values: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    """Where it stands: files and registry keys."""

    def over(self, weaker: "Policy") -> "Policy":
        """Both, where this one's values go before those of a weaker one, unless only that one locks them."""
        kept = {name for name in weaker.locked if name not in self.locked}
        values = {**weaker.values, **{name: value for name, value in self.values.items() if name not in kept}}
        return Policy(values, self.locked | weaker.locked, self.sources + weaker.sources)

    @property
    def locked_values(self) -> dict[str, Any]:
        """Those that nobody can change."""
        return {name: value for name, value in self.values.items() if name in self.locked}


def checked(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as they are used; raises pydantic's ValidationError."""
    return PolicyValues.model_validate(dict(values)).model_dump(exclude_none=True)


def locked_names(told: object, given: Mapping[str, object]) -> frozenset[str]:
    """What ``locked`` names: ``true`` is everything that is given.

    Raises:
        ValueError: it is neither, or names what is not given, which would lock an emptiness that nobody meant.
    """
    if isinstance(told, bool):
        return frozenset(given) if told else frozenset()
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        raise ValueError(tr("locked: it is true, or a list of names of settings"))
    for name in told:
        if name not in given:
            raise ValueError(tr("locked: '{name}' is locked and has no value here", name=name))
    return frozenset(told)
