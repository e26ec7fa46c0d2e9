"""Opens a bucket: how it is addressed, with whose credentials, and what boto3 must not do by itself."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader, create_loader

from desktop_app.domain.company import Destination, LentCredentials
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_errors import is_about_credentials, translate
from desktop_app.engine.sign_in import end_of, read_keys_again, renewing_command
from desktop_app.engine.wire import open_wire

CONNECT_SECONDS = 10
READ_SECONDS = 60
_READING = threading.Lock()
"""Held by whoever reads what botocore knows, so that nobody does it twice."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """Fixed credentials, for storage that brings its own; otherwise boto3's chain finds them."""

    access_key: str
    secret_key: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"AccessKey({self.access_key!r})"


def open_bucket(
    destination: Destination,
    aws_profile: str | None = None,
    access_key: AccessKey | None = None,
    lend: Callable[[], LentCredentials] | None = None,
) -> Bucket:
    """A bucket with credentials from boto3's chain, the named profile first; or with those that are lent.

    Args:
        destination: the bucket, and how it is addressed.
        aws_profile: of the chain.
        access_key: goes before the chain.
        lend: goes before all; called again before what it gave ends, on whichever thread sends then.

    Raises:
        StorageError: the profile or the endpoint's address is unusable; nothing is sent yet.
    """
    config = Config(
        # One request is one request: retries, their counting and their back-off are the engine's.
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=16,
        s3={"addressing_style": _addressing(destination)},
    )
    renewal = ""
    try:
        core = botocore.session.Session(profile=aws_profile)
        core.register_component("data_loader", _loader_of(core.get_config_variable("data_path")))
        renewal = renewing_command(core)
        if access_key is not None:
            core.set_credentials(access_key.access_key, access_key.secret_key)
        credentials = core.get_credentials() if lend is None else _borrowed(core, lend)
        with _READING:
            client = boto3.Session(botocore_session=core).client(
                "s3", region_name=destination.region, endpoint_url=destination.endpoint_url, config=config
            )
        wire = open_wire(client, destination.bucket_name, credentials, core.get_config_variable("ca_bundle"))
    except (BotoCoreError, ValueError, OSError) as error:
        raise translate(error, destination, "", renewal) from error
    except RuntimeError as error:
        if not is_about_credentials(error):
            raise
        raise translate(error, destination, "", renewal) from error
    if credentials is None:
        return Bucket(client, destination, wire, renewal)
    bucket = Bucket(client, destination, wire, renewal, partial(read_keys_again, credentials, aws_profile))
    bucket.credentials_end = end_of(core, credentials)
    return bucket


def _borrowed(core: botocore.session.Session, lend: Callable[[], LentCredentials]) -> Credentials:
    """Credentials that borrow themselves anew before they end."""

    def told() -> dict[str, str]:
        lent = lend()
        return {
            "access_key": lent.access_key_id,
            "secret_key": lent.secret_access_key,
            "token": lent.session_token,
            "expiry_time": lent.expiration.isoformat(),
        }

    found = RefreshableCredentials.create_from_metadata(told(), refresh_using=told, method="waybill-server")
    core._credentials = found  # type: ignore[attr-defined] # botocore has no other way to give a session credentials that renew themselves.
    return found


@cache
def _loader_of(data_path: str | None) -> Loader:
    """One for the whole process: reading what botocore knows of S3 takes a fifth of a second, and Python's lock."""
    loader: Loader = create_loader(data_path)
    return loader


def warm_up() -> None:
    """Read what every bucket needs to be opened, ahead of the first."""
    core = botocore.session.Session()
    loader = _loader_of(core.get_config_variable("data_path"))
    with _READING:
        for kind in ("service-2", "endpoint-rule-set-1"):
            loader.load_service_model("s3", kind)
        for name in ("endpoints", "partitions", "sdk-default-configuration"):
            loader.load_data(name)


def _addressing(destination: Destination) -> Any:
    """A bucket of an endpoint of one's own is addressed by path: its host name seldom has one per bucket."""
    if destination.addressing_style == "auto" and destination.endpoint_url:
        return "path"
    return destination.addressing_style
