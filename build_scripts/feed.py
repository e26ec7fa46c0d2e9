"""The feed by which installations hear of a new version: keys, and manifests that are signed.

    python build_scripts/feed.py make-key FILE
    python build_scripts/feed.py sign FEED --version V [--key FILE] [--percent N] [--days N] [--notes TEXT]
                                      [--url BASE] PACKAGE...
    python build_scripts/feed.py check FEED --public-key KEY [--folder FOLDER]

The private key is read from --key FILE or from WAYBILL_FEED_PRIVATE_KEY, and never lies in the repository. Run it in
Waybill's .venv. Put the packages where they can be fetched first, and the feed beside them last.
"""

import argparse
import base64
import binascii
import hashlib
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import ValidationError

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop_app.domain.clock import utc_now  # noqa: E402 (found by the line above)
from desktop_app.domain.errors import UpdateRefused  # noqa: E402
from desktop_app.services.updates.fetching import is_as_signed  # noqa: E402
from desktop_app.services.updates.manifest import Manifest, Package, believed, signed  # noqa: E402

_SYSTEMS = {"deb": "linux", "tar.zst": "linux", "exe": "win32", "msi": "win32", "dmg": "darwin"}
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "x64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
_VARIABLE = "WAYBILL_FEED_PRIVATE_KEY"


class CannotGoOn(Exception):
    """Something has to be put right first; the message says what."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make-key", help="Make a private key, and say its public one.")
    make.add_argument("file", type=Path)
    sign = commands.add_parser("sign", help="Write a signed feed.")
    sign.add_argument("feed", type=Path)
    sign.add_argument("packages", type=Path, nargs="+", metavar="PACKAGE")
    sign.add_argument("--version", required=True)
    sign.add_argument("--key", type=Path, metavar="FILE", help=f"The private key; else {_VARIABLE} holds it.")
    sign.add_argument("--percent", type=int, default=100, help="Of all installations, how many take it already.")
    sign.add_argument("--days", type=int, default=30, help="After so many the feed is believed no more.")
    sign.add_argument("--notes", default="", help="What is new, in a few sentences.")
    sign.add_argument("--url", default="", metavar="BASE", help="Where the packages are; by default beside the feed.")
    check = commands.add_parser("check", help="Say whether a feed is good, and what it holds.")
    check.add_argument("feed", type=Path)
    check.add_argument("--public-key", required=True, metavar="KEY")
    check.add_argument("--folder", type=Path, help="Where the packages are, to look at them too.")
    given = parser.parse_args(arguments)
    try:
        {"make-key": _make_key, "sign": _sign, "check": _check}[given.command](given)
    except CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return 2
    except UpdateRefused as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _make_key(given: argparse.Namespace) -> None:
    _keep_out_of_repository(given.file)
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    try:
        with open(os.open(given.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(base64.b64encode(raw) + b"\n")
    except OSError as error:
        raise CannotGoOn(f"The key cannot be written to {given.file}: {error.strerror}.") from error
    print(f"The private key is in {given.file}. Whoever has it can give everybody a new version: keep it well.")
    print("Write its public key into PUBLIC_KEYS of desktop_app/services/updates/release.py:")
    print(base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode())


def _sign(given: argparse.Namespace) -> None:
    key = _private_key(given.key)
    if given.days < 1:
        raise CannotGoOn("A feed holds for a day or more.")
    now = utc_now().replace(microsecond=0)
    try:
        manifest = Manifest(
            version=given.version,
            released_at=now,
            expires_at=now + timedelta(days=given.days),
            rollout_percent=given.percent,
            notes=given.notes,
            packages=tuple(_package(path, given.url) for path in given.packages),
        )
    except ValidationError as error:
        one = error.errors()[0]
        raise CannotGoOn(f"{'.'.join(map(str, one['loc']))}: {one['msg']}.") from error
    # Replaced in one step: somebody may be fetching it.
    fresh = given.feed.with_name(f".{given.feed.name}.new")
    fresh.write_bytes(signed(manifest, key))
    fresh.replace(given.feed)
    print(f"{given.feed}: version {manifest.version} for {manifest.rollout_percent} %, until {manifest.expires_at:%F}.")


def _check(given: argparse.Namespace) -> None:
    manifest = believed(given.feed.read_bytes(), (given.public_key,), utc_now())
    print(f"Version {manifest.version} for {manifest.rollout_percent} %, until {manifest.expires_at:%F}.")
    for package in manifest.packages:
        name = package.url.rpartition("/")[2]
        if given.folder is not None and not is_as_signed(given.folder / name, package):
            raise CannotGoOn(f"{given.folder / name} is not the package that was signed.")
        print(f"{package.system} {package.machine} {package.kind}: {package.url}, {package.size_bytes:,} bytes")


def _package(path: Path, base: str) -> Package:
    kind = next((kind for kind in _SYSTEMS if path.name.endswith(f".{kind}")), None)
    machine = next((machine for word, machine in _MACHINES.items() if word in path.name.lower()), None)
    if kind is None or machine is None:
        raise CannotGoOn(
            f"The name of {path.name} does not say what it is: it holds one of {', '.join(_MACHINES)} and ends in "
            f"one of {', '.join(_SYSTEMS)}."
        )
    try:
        with path.open("rb") as file:
            digest, size = hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
    except OSError as error:
        raise CannotGoOn(f"{path} cannot be read: {error.strerror}.") from error
    url = f"{base.rstrip('/')}/{path.name}" if base else path.name
    values: dict[str, Any] = {"system": _SYSTEMS[kind], "machine": machine, "kind": kind}
    return Package(**values, url=url, size_bytes=size, sha256=digest)


def _private_key(file: Path | None) -> bytes:
    text = os.environ.get(_VARIABLE, "")
    if file is not None:
        _keep_out_of_repository(file)
        try:
            text = file.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotGoOn(f"The key cannot be read from {file}: {error}.") from error
    if not text:
        raise CannotGoOn(f"No private key is given: name its file by --key, or set {_VARIABLE}.")
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != 32:
        raise CannotGoOn("That is no key that `make-key` made: 32 bytes in base64.")
    return raw


def _keep_out_of_repository(file: Path) -> None:
    if file.resolve().is_relative_to(ROOT):
        raise CannotGoOn(f"{file} is in the repository. A private key has no place there; name another.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
