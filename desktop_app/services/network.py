"""The way out that is set for the computer: its proxy and whom it trusts, for everything this process speaks to.

Told by the environment of the process, which httpx, botocore, libpq (through `company.connect.trust`) and the programs
that AWS profiles start all ask. So there is one way, and none of them can be forgotten.
"""

import os
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from desktop_app.company.connect import trust
from desktop_app.domain.errors import SettingsDamaged
from desktop_app.domain.texts import tr

DIRECT = "direct"
"""In place of a proxy's address: none is used, whatever the system or the environment says."""
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_HERE = ("localhost", "127.0.0.1", "::1")
"""Nothing of this computer goes through a proxy."""
_TRUST = ("SSL_CERT_FILE", "AWS_CA_BUNDLE")


def use_proxy(proxy: str, exempt: Sequence[str] = (), *, goes_first: bool = True) -> None:
    """Send everything through a proxy, or nothing through any (``direct``); empty leaves the environment as it is.

    Args:
        proxy: its address.
        exempt: hosts that are reached without it; this computer always is.
        goes_first: whether also where the environment names a proxy itself.
    """
    if not proxy or (not goes_first and any(_of_environment(name) for name in _PROXIES)):
        return
    for name in (*_PROXIES, "no_proxy"):
        for spelling in (name, name.upper()):
            os.environ.pop(spelling, None)
    if proxy == DIRECT:
        _set("no_proxy", "*")
        return
    for name in ("http_proxy", "https_proxy"):
        _set(name, proxy)
    _set("no_proxy", ",".join(dict.fromkeys((*exempt, *_HERE))))


def use_authorities(file: Path | None, *, goes_first: bool = True) -> None:
    """Trust a file of authorities beside those of the system; None leaves the environment as it is.

    ``goes_first``: whether also where the environment names authorities itself.

    Raises:
        SettingsDamaged: it is no such file.
    """
    if file is None or (not goes_first and any(os.environ.get(name) for name in _TRUST)):
        return
    for name in _TRUST:
        os.environ.pop(name, None)
    trust.root_certificates.cache_clear()
    try:
        bundle = trust.with_authorities(file)
    except OSError as error:  # What ssl raises for a file without certificates is one too.
        raise SettingsDamaged(
            tr(
                "The file of certificate authorities {file}, which the settings of this computer name as ca_file, "
                "cannot be used ({why}). Your IT can put it right.",
                file=file,
                why=error.strerror or error,
            )
        ) from error
    for name in _TRUST:
        os.environ[name] = str(bundle)
    trust.root_certificates.cache_clear()


def proxies() -> dict[str, str]:
    """The proxies that hold now, by scheme, without who signs in to them; empty where none is used."""
    if _of_environment("no_proxy").strip() == "*":
        return {}
    found = urllib.request.getproxies()
    return {scheme: _without_login(found[scheme]) for scheme in ("http", "https", "all") if found.get(scheme)}


def _without_login(address: str) -> str:
    scheme, separator, rest = address.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _of_environment(name: str) -> str:
    return os.environ.get(name) or os.environ.get(name.upper()) or ""


def _set(name: str, value: str) -> None:
    # Programs differ in which spelling they read, and those that read both differ in which goes first.
    os.environ[name] = os.environ[name.upper()] = value
