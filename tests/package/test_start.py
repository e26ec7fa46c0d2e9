"""A program that a frozen one starts finds the environment as it was."""

import os

import pytest

from build_scripts.package.start import restore

INSIDE = "/usr/lib/waybill/_internal"


@pytest.mark.parametrize(
    ("frozen", "before"),
    [
        ({"LD_LIBRARY_PATH": INSIDE}, {}),
        ({"LD_LIBRARY_PATH": INSIDE, "LD_LIBRARY_PATH_ORIG": "/opt/lib"}, {"LD_LIBRARY_PATH": "/opt/lib"}),
        ({"LD_LIBRARY_PATH": f"{INSIDE}{os.pathsep}/opt/lib"}, {"LD_LIBRARY_PATH": "/opt/lib"}),
        ({"QT_PLUGIN_PATH": f"{INSIDE}/PySide6/Qt/plugins", "LANG": "de"}, {"LANG": "de"}),
        ({"QT_PLUGIN_PATH": f"{INSIDE}-other"}, {"QT_PLUGIN_PATH": f"{INSIDE}-other"}),
        ({"_PYI_ARCHIVE_FILE": "/usr/lib/waybill/waybill", "_PYI_PARENT_PROCESS_LEVEL": "1"}, {}),
    ],
)
def test_what_was_put_in_is_taken_out(frozen: dict[str, str], before: dict[str, str]) -> None:
    environment = dict(frozen)
    restore(environment, INSIDE)
    assert environment == before
