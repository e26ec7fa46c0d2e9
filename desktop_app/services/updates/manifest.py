"""A feed: a line with an Ed25519 signature, and after it the manifest's bytes, which are what is signed.

One file and not two, so that a server cannot hand out the one of today with the other of yesterday. Nothing in the
manifest is looked at before its signature is good.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from desktop_app.domain.errors import UpdateRefused
from desktop_app.domain.texts import tr

_HEAD = b"waybill-feed ed25519 "
MOST_PACKAGE_BYTES = 2 * 2**30
_VERSION = re.compile(r"(\d+(?:\.\d+)*)(.*)", re.DOTALL)

System = Literal["linux", "darwin", "win32"]
"""As `sys.platform` has it."""
Machine = Literal["x86_64", "arm64"]
PackageKind = Literal["deb", "tar.zst", "exe", "msi", "dmg"]


class Package(BaseModel):
    """One file of a version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: System
    machine: Machine
    kind: PackageKind
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    """Where it is; without a host it is beside the feed."""
    size_bytes: Annotated[int, Field(gt=0, le=MOST_PACKAGE_BYTES)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a feed says of the newest version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product: Literal["waybill"] = "waybill"
    format: Literal[1] = 1
    version: Annotated[str, Field(pattern=r"^\d+(\.\d+){1,3}$", max_length=40)]
    released_at: AwareDatetime
    """Of this manifest: one from before the newest that was seen is not believed."""
    expires_at: AwareDatetime
    """From then on it is not believed, so that nobody can keep people at an old version by an old feed for long."""
    rollout_percent: Annotated[int, Field(ge=0, le=100)] = 100
    """Of all installations, how many take it already."""
    notes: Annotated[str, Field(max_length=2000)] = ""
    packages: Annotated[tuple[Package, ...], Field(min_length=1, max_length=50)]


def signed(manifest: Manifest, private_key: bytes) -> bytes:
    """The feed of a manifest, signed with a private key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    body = manifest.model_dump_json(indent=1).encode() + b"\n"
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(body)
    return _HEAD + base64.b64encode(signature) + b"\n" + body


def believed(feed: bytes, public_keys: Sequence[str], now: datetime) -> Manifest:
    """The manifest of a feed that one of the keys signed and that holds ``now``.

    Raises:
        UpdateRefused: it was signed by none of them, is no manifest that this version understands, or has expired.
    """
    head, _, body = feed.partition(b"\n")
    if not head.startswith(_HEAD) or not _is_signed(body, head.removeprefix(_HEAD), public_keys):
        raise UpdateRefused(
            tr(
                "What the update feed says is not signed by those who make Waybill. It was damaged on the way, or "
                "somebody posed as them. Nothing was taken. Tell your IT."
            )
        )
    try:
        manifest = Manifest.model_validate_json(body)
    except ValidationError as error:
        one = error.errors()[0]
        what = ".".join(map(str, one["loc"])) or one["msg"]
        raise UpdateRefused(
            tr("This Waybill does not understand the update feed ({what}). Nothing was taken.", what=what)
        ) from error
    if manifest.expires_at <= now:
        raise UpdateRefused(
            tr(
                "The update feed has been out of date since {when}. Nothing was taken. Set this computer's clock "
                "right, or tell your IT.",
                when=f"{manifest.expires_at:%Y-%m-%d}",
            )
        )
    return manifest


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another; ``1.2.0rc1`` comes before ``1.2.0``."""
    (numbers, suffix), (numbers_of_other, suffix_of_other) = _parts(version), _parts(than)
    if numbers != numbers_of_other:
        return numbers > numbers_of_other
    return not suffix and bool(suffix_of_other)


def _parts(version: str) -> tuple[tuple[int, ...], str]:
    match = _VERSION.fullmatch(version)
    if match is None:
        return (), version
    numbers = [int(number) for number in match[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers), match[2].partition("+")[0]


def _is_signed(body: bytes, signature: bytes, public_keys: Sequence[str]) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = base64.b64decode(signature.strip(), validate=True)
    except binascii.Error:
        return False
    for key in public_keys:
        try:
            Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)).verify(raw, body)
        except InvalidSignature:
            continue
        return True
    return False
