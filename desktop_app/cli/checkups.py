"""What `waybill doctor` looks at on a workstation, one thing after the other; nothing is changed."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.domain.errors import CompanyError, KeychainUnusable, Mender, WaybillError
from desktop_app.domain.findings import Finding
from desktop_app.engine.readiness import CLOCK_REFUSED, Readiness
from desktop_app.policy.reading import policy_file
from desktop_app.services.keychain import Keychain
from desktop_app.services.network import proxies
from desktop_app.services.support_bundle import about
from desktop_app.services.updates import release
from desktop_app.settings import Settings

if TYPE_CHECKING:
    from desktop_app.services.updates.updater import Updater

_LITTLE_ROOM = 500 * 2**20
"""Bytes; a journal of a million files takes about that."""
_CONNECT_SECONDS = 10.0
_ASK = {
    Mender.ADMIN: "Ask your admin, or your IT.",
    Mender.NOBODY: "Send a support bundle to those who make Waybill.",
}


def trouble(what: str, error: WaybillError) -> Finding:
    """An error as a finding; its own words say what to do where that is the person's to do."""
    if error.mender is Mender.YOU and not error.can_retry:
        return Finding(what, False, f"{error.title}.", str(error))
    later = "Look at the network and the proxy, and try again."
    return Finding(what, False, f"{error.title}: {error}", _ASK.get(error.mender, later))


def program() -> Finding:
    """Versions."""
    told = about()
    libraries = told["libraries"]
    parts = ", ".join(f"{name} {version}" for name, version in libraries.items()) if isinstance(libraries, dict) else ""
    python = str(told["python"]).partition(" ")[0]
    return Finding("program", True, f"Waybill {told['waybill']} on {told['system']}, Python {python}; {parts}.")


def policy(settings: Settings) -> Iterator[Finding]:
    """What IT has set, and whether others could change it."""
    file = policy_file()
    if file.exists() and str(file) not in settings.policy_sources:
        yield Finding(
            "settings",
            False,
            f"{file} does not belong to the administrators, so nothing in it holds.",
            f'As an administrator: icacls "{file}" /setowner Administrators /inheritance:r /grant Users:R '
            "Administrators:F",
        )
    if not settings.policy_sources:
        yield Finding("settings", True, "Nothing is set for the whole computer.")
        return
    locked = f"locked: {', '.join(sorted(settings.locked))}" if settings.locked else "nothing is locked"
    preset = f"preset: {', '.join(sorted(settings.preset))}; " if settings.preset else ""
    yield Finding("settings", True, f"{', '.join(settings.policy_sources)} ({preset}{locked}).")
    for file in map(Path, settings.policy_sources):
        if os.name == "posix" and file.is_file() and _others_may_write(file):
            yield Finding(
                "settings",
                False,
                f"Others than root may change {file}, so what it locks is not locked.",
                f"As root: chown root {file} {file.parent}; chmod go-w {file} {file.parent}",
            )


def _others_may_write(file: Path) -> bool:
    found = (file.stat(), file.parent.stat())
    return any(one.st_uid != 0 or one.st_mode & (stat.S_IWGRP | stat.S_IWOTH) for one in found)


def folders(settings: Settings) -> Iterator[Finding]:
    """Whether Waybill's own folder can be used, and by nobody else."""
    home = settings.home
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if not there.is_dir():
        yield Finding("folders", False, f"{there} is no folder.", "Move it away, or set WAYBILL_HOME to another.")
        return
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".waybill-"):
            pass
    except OSError as error:
        yield Finding(
            "folders",
            False,
            f"Nothing can be written into {there}: {error.strerror or error}.",
            f"Give the folder back to your user: chown -R USER {there}",
        )
    else:
        yield Finding("folders", True, f"Journal, sign-in and log are in {home}" + _not_yet(home) + ".")
    for path in (home, settings.journal_path, settings.remembered_path, settings.log_path):
        yield from _is_private(path)
    free = shutil.disk_usage(there).free
    room = f"{free / 2**30:,.1f} GiB are free where Waybill keeps its journal"
    if free < _LITTLE_ROOM:
        yield Finding("disk", False, f"Only {room}.", "Make room: without any, uploads pause.")
    else:
        yield Finding("disk", True, f"{room}.")


def _not_yet(home: Path) -> str:
    return "" if home.exists() else ", which is made when it is needed"


def _is_private(path: Path) -> Iterator[Finding]:
    if os.name != "posix" or not path.exists() or path == Path.home():
        return
    found = path.stat()
    if found.st_uid != os.geteuid():
        yield Finding("folders", False, f"{path} is another user's.", f"Give it back: chown USER {path}")
    elif found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("folders", False, f"Others on this computer may look into {path}.", f"chmod go-rwx {path}")


def keychain(found: Keychain, settings: Settings) -> Finding:
    """Whether a sign-in can be kept, or need not be."""
    try:
        kept = found.tokens(*settings.remembered())
    except KeychainUnusable as error:
        if settings.password is not None:
            return Finding("keychain", True, "There is none that is safe; WAYBILL_PASSWORD signs in instead.")
        return trouble("keychain", error)
    return Finding("keychain", True, "It opens; a sign-in is kept." if kept else "It opens; no sign-in is kept.")


def proxy() -> Iterator[Finding]:
    """Which proxies hold, and whether each takes connections."""
    import socket

    found = proxies()
    if not found:
        yield Finding("proxy", True, "None is used.")
    for address in dict.fromkeys(found.values()):
        schemes = ", ".join(scheme for scheme, one in found.items() if one == address)
        shown = address
        try:
            place = urlsplit(address if "://" in address else f"http://{address}")
            host, port = place.hostname or "", place.port or 80
            shown = f"{host}:{port}"
            socket.create_connection((host, port), _CONNECT_SECONDS).close()
        except (OSError, ValueError) as error:  # The latter where it is no address.
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            yield Finding(
                "proxy",
                False,
                f"The proxy {shown} for {schemes} takes no connection: {why}.",
                "It is named by your IT's settings, by HTTPS_PROXY, or by the system. Correct it there.",
            )
        else:
            yield Finding("proxy", True, f"{shown} for {schemes} takes connections.")


def company(address: str, password: str | None, *, allow_insecure: bool) -> Iterator[Finding]:
    """Whether the company answers, safely, and knows this Waybill."""
    if not address:
        yield Finding(
            "company", False, "No company is known yet.", "Sign in once, in the window or by `waybill sign-in`."
        )
        return
    try:
        place = CompanyAddress.parse(address)
        if place.kind is AddressKind.HTTP:
            yield from _server(place, allow_insecure=allow_insecure)
            return
        from desktop_app.services.owner import OwnerService

        found = OwnerService(address, password).check(allow_insecure=allow_insecure)
        yield Finding("company", True, f"{place} answers.")
        # What only its owner can put right says so itself; what is well is `company check`'s to tell.
        yield from (one for one in found if one.about in ("schema", "TLS", "clock"))
    except WaybillError as error:
        yield trouble("company", error)


def _server(place: CompanyAddress, *, allow_insecure: bool) -> Iterator[Finding]:
    from desktop_app.company.http.client import Client
    from desktop_app.company.renewal import MemoryRenewal

    client = Client(place, MemoryRenewal(), allow_insecure=allow_insecure)
    try:
        ahead = client.check()
    finally:
        client.close()
    yield Finding("company", True, f"{place} answers.")
    if place.is_encrypted:
        yield Finding("TLS", True, f"{place.host} proves its name.")
    elif place.is_loopback:
        yield Finding("TLS", True, "The company is on this computer; nothing leaves it.")
    else:
        yield Finding("TLS", False, "The way to the company is not encrypted.", "Write https in its address.")
    if ahead is not None:
        yield clock(ahead, f"{place.host}'s")


def clock(ahead: timedelta, whose: str) -> Finding:
    """How far this computer's clock is from another."""
    from desktop_app.company.inspection import CLOCK_MAY_DIFFER

    off = f"{abs(ahead).total_seconds():,.0f} seconds {'ahead of' if ahead > timedelta() else 'behind'} {whose}"
    if abs(ahead) <= CLOCK_MAY_DIFFER:
        return Finding("clock", True, f"This computer's clock agrees with {whose}.")
    minutes = CLOCK_REFUSED.total_seconds() // 60
    return Finding(
        "clock",
        False,
        f"This computer's clock is {off}.",
        f"Set it by the network's time. From {minutes:.0f} minutes on a storage refuses everything.",
    )


def storage(name: str, endpoint_url: str | None, check: Callable[[], Readiness]) -> Iterator[Finding]:
    """Whether a project's storage may be written now; asked as before each upload. No endpoint is AWS itself."""
    try:
        found = check()
    except CompanyError as error:
        yield trouble("company", error)  # Which lends the credentials.
        return
    except WaybillError as error:
        yield trouble("storage", error)
        return
    yield Finding("storage", True, f"{name} answers, and you may write there.")
    if endpoint_url and not endpoint_url.lower().startswith("https://"):
        # As its admin set it up, so it is told and not held against it.
        told = f"{name} is not encrypted on the way ({endpoint_url}): whoever is on it can read what is sent."
        yield Finding("TLS", True, told)
    else:
        yield Finding("TLS", True, f"{name} proves its name.")
    if found.clock_ahead is not None and found.clock_is_off:
        yield clock(found.clock_ahead, f"that of {name[0].lower()}{name[1:]}")
    if found.credentials_end is not None and found.credentials_end_soon:
        yield Finding(
            "storage",
            False,
            f"The AWS credentials for {name} end at {found.credentials_end:%Y-%m-%d %H:%M} UTC.",
            "Renew them before a long upload; one that runs waits, and goes on once they are.",
        )


def updates(found: "Updater | None", settings: Settings) -> Finding:
    """Whether new versions can be heard of."""
    if found is None:
        why = "by the settings" if not settings.updates else "no feed or no key is set"
        if settings.updates and settings.update_feed and not release.PUBLIC_KEYS:
            why = "a feed is set, but this Waybill was made without a key to believe one by"
        return Finding("updates", True, f"They are off: {why}.")
    try:
        manifest = found.read()
    except WaybillError as error:
        return trouble("updates", error)
    return Finding("updates", True, f"{found.feed} tells of version {manifest.version}.")
