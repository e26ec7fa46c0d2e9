"""Looking for a new version, fetching it, and vouching for it just before it is opened."""

import contextlib
import hashlib
import json
import logging
import platform
import shutil
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from desktop_app import __version__
from desktop_app.domain import private
from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import UpdateRefused
from desktop_app.domain.texts import tr
from desktop_app.services.updates.fetching import Stopped, fetch_feed, fetch_package, is_as_signed
from desktop_app.services.updates.manifest import Manifest, Package, believed, is_newer

log = logging.getLogger(__name__)

_MACHINES = {"amd64": "x86_64", "aarch64": "arm64"}
_SHARES = 10_000
"""In how many parts installations are divided for a staged roll-out."""


@dataclass(frozen=True, slots=True)
class Update:
    """A new version for this computer."""

    version: str
    notes: str
    package: Package
    url: str
    """Where the package is."""


class Updater:
    """Believes one feed by some keys. Every method may block, and raises UpdateError and nothing else."""

    def __init__(
        self,
        feed: str,
        public_keys: Sequence[str],
        folder: Path,
        *,
        running: str = __version__,
        kinds: Sequence[str] = (),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            feed: its https address.
            public_keys: in base64; what none of them signed is not believed.
            folder: of our own, where packages and what was seen are kept.
            running: the version that runs.
            kinds: of packages that this computer takes, the best first; by default found out.
            now: this computer's clock.
        """
        self.feed = feed
        self._keys = public_keys
        self._folder = folder
        self._running = running
        self._kinds = kinds or package_kinds()
        self._now = now

    def look(self, stopped: Stopped = lambda: False) -> Update | None:
        """A newer version that this installation may take by now, or None; ``stopped``: whether to give it up.

        Raises:
            UpdatesUnreachable: the feed does not answer, or not in time.
            UpdateRefused: what it says is not to be believed.
        """
        manifest = self.read(stopped)
        if not is_newer(manifest.version, self._running):
            return None
        if not self._has_turn(manifest):
            log.info("version %s is not for this installation yet", manifest.version)
            return None
        package = self._package(manifest)
        if package is None:
            log.info("version %s has no package for this computer", manifest.version)
            return None
        return Update(manifest.version, manifest.notes, package, urljoin(self.feed, package.url))

    def read(self, stopped: Stopped = lambda: False) -> Manifest:
        """The feed as it is now; raises as `look` does."""
        manifest = believed(fetch_feed(self.feed, stopped), self._keys, self._now())
        state = self._state()
        with contextlib.suppress(KeyError, ValueError, TypeError):
            if manifest.released_at < datetime.fromisoformat(state["newest"]):
                raise UpdateRefused(
                    tr("The update feed is older than one that was seen here before. Nothing was taken. Tell your IT.")
                )
        self._keep(state | {"newest": manifest.released_at.isoformat()})
        return manifest

    def fetch(
        self,
        update: Update,
        report: Callable[[int], None] = lambda _: None,
        stopped: Stopped = lambda: False,
    ) -> Path:
        """The package in a file, verified; ``report`` hears how many bytes are there.

        Raises:
            UpdatesUnreachable: it broke off.
            UpdateRefused: it is not what was signed; it is deleted.
        """
        target = self._target(update)
        if not is_as_signed(target, update.package):
            self._forget_packages()
            fetch_package(update.url, update.package, target, report, stopped)
        return target

    def vouched(self, update: Update) -> Path:
        """The file of a package that was fetched, looked at once more: it may have lain there for days.

        Raises:
            UpdateRefused: it is not what was signed any more; it is deleted.
        """
        target = self._target(update)
        if not is_as_signed(target, update.package):
            self._forget_packages()
            raise UpdateRefused(
                tr("The new version was changed after it was fetched, so it is not opened. It was deleted.")
            )
        return target

    def _has_turn(self, manifest: Manifest) -> bool:
        """Whether a staged roll-out has come to this installation: the same answer each time, or yes once it was no.

        The version is in it, so that not the same ones go first each time.
        """
        number = hashlib.sha256(f"{self._installation()} {manifest.version}".encode()).digest()
        return int.from_bytes(number[:8]) % _SHARES < manifest.rollout_percent * _SHARES // 100

    def _package(self, manifest: Manifest) -> Package | None:
        machine = platform.machine().lower()
        here = (sys.platform, _MACHINES.get(machine, machine))
        for kind in self._kinds:
            for package in manifest.packages:
                if (package.system, package.machine) == here and package.kind == kind:
                    return package
        return None

    def _target(self, update: Update) -> Path:
        # A name of ours: one from the feed could lead elsewhere.
        package = update.package
        return self._folder / f"waybill-{update.version}-{package.machine}.{package.kind}"

    def _forget_packages(self) -> None:
        with contextlib.suppress(OSError):
            # With what a program that was killed left half fetched (`private.replacing`).
            for path in (*self._folder.glob("waybill-*"), *self._folder.glob(".waybill-*")):
                path.unlink()

    def _installation(self) -> str:
        state = self._state()
        number = state.get("installation")
        if not isinstance(number, str):
            number = uuid.uuid4().hex
            self._keep(state | {"installation": number})
        return number

    @property
    def _state_path(self) -> Path:
        return self._folder / "state.json"

    def _state(self) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(self._state_path.read_text("utf-8"))
            return kept if isinstance(kept, dict) else {}
        return {}

    def _keep(self, state: dict[str, str]) -> None:
        fresh = self._state_path.with_suffix(".new")
        with contextlib.suppress(OSError):  # Where nothing can be kept, no package can be either, and that says so.
            private.make_folder(self._folder)
            with open(fresh, "w", encoding="utf-8", opener=private.opener) as file:
                json.dump(state, file)
            fresh.replace(self._state_path)


def package_kinds() -> tuple[str, ...]:
    """The kinds of packages that this computer takes, the best first."""
    if sys.platform == "win32":
        return ("exe", "msi")
    if sys.platform == "darwin":
        return ("dmg",)
    return ("deb", "tar.zst") if shutil.which("dpkg") else ("tar.zst",)
