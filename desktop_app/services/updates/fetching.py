"""Fetching over HTTP what nobody has vouched for yet: only so much of it, only for so long, only from https."""

import hashlib
import os
import shutil
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.company.connect.trust import tls_context
from desktop_app.domain import private
from desktop_app.domain.errors import UpdateError, UpdateRefused, UpdatesUnreachable
from desktop_app.domain.texts import tr

if TYPE_CHECKING:
    import httpx

    from desktop_app.services.updates.manifest import Package

MOST_FEED_BYTES = 256 * 2**10
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 20.0
"""How long a server may say nothing."""
FEED_SECONDS = 30.0
"""For all of a feed, however slowly it comes."""
PACKAGE_SECONDS = 6 * 3600.0
_ROOM = 64 * 2**20
"""Bytes that a disk keeps beside a package."""
_LOOK_SECONDS = 0.2
"""How often is looked whether it is to be given up."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

Stopped = Callable[[], bool]


def fetch_feed(url: str, stopped: Stopped) -> bytes:
    """A feed's bytes; ``stopped``: whether to give it up.

    Raises:
        UpdatesUnreachable: no answer, not in time, or none that says where it is.
        UpdateRefused: it is larger than any feed, or not fetched over https.
        UpdateError: it was given up.
    """
    found = bytearray()

    def take(piece: bytes) -> None:
        found.extend(piece)
        if len(found) > MOST_FEED_BYTES:
            raise UpdateRefused(tr("What is at {url} is too large for an update feed. Nothing was taken.", url=url))

    _receive(url, FEED_SECONDS, take, stopped)
    return bytes(found)


def fetch_package(url: str, package: "Package", target: Path, report: Callable[[int], None], stopped: Stopped) -> None:
    """Write a package to a file that appears only once it is all there and is what the manifest says.

    Args:
        url: where it is.
        package: what the manifest says of it.
        target: the file, in a folder of our own.
        report: hears how many bytes are there.
        stopped: whether to give it up.

    Raises:
        UpdatesUnreachable: it broke off.
        UpdateRefused: it is something else than what was signed.
        UpdateError: the disk does not take it, or it was given up.
    """
    try:
        private.make_folder(target.parent)
        if shutil.disk_usage(target.parent).free < package.size_bytes + _ROOM:
            raise UpdateError(tr("There is no room for the new version in {folder}.", folder=target.parent))
        with private.replacing(target) as file:
            _receive_package(url, package, file.write, report, stopped)
    except OSError as error:
        raise UpdateError(
            tr(
                "The new version cannot be kept in {folder} ({why}).",
                folder=target.parent,
                why=error.strerror or error,
            )
        ) from error


def is_as_signed(path: Path, package: "Package") -> bool:
    """Whether a file is just the package; False also where it cannot be read."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return size == package.size_bytes and hashlib.file_digest(file, "sha256").hexdigest() == package.sha256
    except OSError:
        return False


def _receive_package(
    url: str,
    package: "Package",
    write: Callable[[bytes], object],
    report: Callable[[int], None],
    stopped: Stopped,
) -> None:
    """Write what comes; what is not the package is refused as soon as that is known."""
    digest, there = hashlib.sha256(), 0

    def take(piece: bytes) -> None:
        nonlocal there
        there += len(piece)
        if there > package.size_bytes:
            raise _not_signed()
        digest.update(piece)
        write(piece)
        report(there)

    _receive(url, PACKAGE_SECONDS, take, stopped)
    if there < package.size_bytes:
        raise _unreachable(url, tr("it broke off"))
    if digest.hexdigest() != package.sha256:
        raise _not_signed()


def _receive(url: str, seconds: float, take: Callable[[bytes], None], stopped: Stopped) -> None:
    """Hand over the body of an answer as it comes.

    By asyncio, which ends whatever is waited for: httpx's own time-out begins anew with each byte that comes.
    """
    import asyncio

    async def within() -> None:
        receiving = asyncio.ensure_future(_received(url, take))
        async with asyncio.timeout(seconds):
            try:
                while not (await asyncio.wait((receiving,), timeout=_LOOK_SECONDS))[0]:
                    if stopped():
                        raise UpdateError(tr("The new version was not fetched to its end."))
                receiving.result()
            finally:
                receiving.cancel()
                await asyncio.wait((receiving,))

    with _translating(url):
        asyncio.run(within())


async def _received(url: str, take: Callable[[bytes], None]) -> None:
    import httpx

    async with _client() as client, client.stream("GET", url) as answer:
        if answer.status_code != httpx.codes.OK:
            raise _unreachable(url, f"HTTP {answer.status_code}")
        # As they are sent: what a server packs again would be other bytes, and could grow without end.
        async for piece in answer.aiter_raw():
            take(piece)


def _client() -> "httpx.AsyncClient":
    import httpx

    return httpx.AsyncClient(
        verify=tls_context(),
        timeout=httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS),
        headers={"User-Agent": f"waybill/{__version__}", "Accept-Encoding": "identity"},
        follow_redirects=True,
        max_redirects=5,
        # Asked before each request, those of redirects too.
        event_hooks={"request": [_only_safely]},
    )


async def _only_safely(request: "httpx.Request") -> None:
    if request.url.scheme != "https" and request.url.host not in _LOOPBACK:
        raise UpdateRefused(tr("Updates are fetched over https only, and {url} is not.", url=request.url))


@contextmanager
def _translating(url: str) -> Iterator[None]:
    import httpx

    try:
        yield
    except TimeoutError as error:
        raise _unreachable(url, tr("it takes too long")) from error
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise _unreachable(url, str(error) or type(error).__name__) from error


def _unreachable(url: str, why: str) -> UpdatesUnreachable:
    return UpdatesUnreachable(
        tr("{url} does not give what is needed for an update ({why}). It is tried again later.", url=url, why=why)
    )


def _not_signed() -> UpdateRefused:
    return UpdateRefused(
        tr(
            "The new version that was fetched is not the one that was signed. It was damaged on the way, or somebody "
            "changed it. It was deleted. Tell your IT."
        )
    )
