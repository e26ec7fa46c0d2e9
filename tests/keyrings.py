"""A Secret Service for those tests that would share one and must not: it is the real one, and it can crash."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from build_scripts.dev import secret_service

_PLACES = ("DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")


@contextmanager
def own_secret_service() -> Iterator[None]:
    """Use a Secret Service of one's own: empty, unlocked, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="waybill-keyring-", ignore_cleanup_errors=True) as folder:
        with secret_service(Path(folder)) as environment, pytest.MonkeyPatch.context() as patched:
            for place in _PLACES:
                patched.setenv(place, environment[place])
            yield


@pytest.fixture(scope="session", autouse=True)
def _one_secret_service_each() -> Iterator[None]:
    """Tests that run beside each other do not meet in one keyring."""
    if "PYTEST_XDIST_WORKER" in os.environ and "DBUS_SESSION_BUS_ADDRESS" in os.environ:
        with own_secret_service():
            yield
    else:
        yield


@pytest.fixture
def own_keychain() -> Iterator[None]:
    """A keyring for a test that kills who speaks with it: gnome-keyring may crash of that, and stay locked."""
    with own_secret_service():
        yield
