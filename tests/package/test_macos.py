"""The macOS script is linted, its steps come in order, its settings are what Apple wants. Apple's tools stand in."""

import os
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from build_scripts.package import about

FOLDER = about.HERE / "macos"
TOOLS = ("codesign", "hdiutil", "xcrun", "spctl")
IDENTITY = "Developer ID Application: Example (ABCDE12345)"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    for name in (
        "MacOS/waybill",
        "Frameworks/libssl.3.dylib",
        "Frameworks/QtCore.framework/QtCore",
        "Frameworks/a b.so",
    ):
        file = tmp_path / "Waybill.app" / "Contents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path / "Waybill.app"


def package(app: Path, tmp_path: Path, **environment: str) -> list[str]:
    """The commands that the script gave."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        tool = tools / name
        tool.write_text(f'#!/bin/sh\necho {name} "$@" >> "{tmp_path}/commands"\n')
        tool.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    given = {
        **{name: value for name, value in os.environ.items() if "WAYBILL" not in name},
        **environment,
        "PATH": path,
    }
    subprocess.run([FOLDER / "package.sh", app, tmp_path / "waybill.dmg"], env=given, check=True, capture_output=True)
    return (tmp_path / "commands").read_text().splitlines()


def test_the_script_is_clean_to_shellcheck() -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    told = subprocess.run(
        [shellcheck, "--enable=all", "--exclude=SC2250,SC2312", FOLDER / "package.sh"], capture_output=True
    )
    assert told.returncode == 0, told.stdout.decode()


def test_with_keys_all_is_signed_from_the_inside_out_then_packed_and_notarised(app: Path, tmp_path: Path) -> None:
    commands = package(app, tmp_path, WAYBILL_SIGN_IDENTITY=IDENTITY, WAYBILL_NOTARY_PROFILE="notary")
    signed = [line.rpartition("/")[2] for line in commands if line.startswith("codesign --force")]
    assert sorted(signed[:2]) == ["a b.so", "libssl.3.dylib"]
    assert signed[2:] == ["QtCore.framework", "Waybill.app", "waybill.dmg"]
    assert all("--options runtime --timestamp" in line for line in commands if line.startswith("codesign --force"))
    entitled = [line for line in commands if "--entitlements" in line]
    assert [line.rpartition("/")[2] for line in entitled] == ["Waybill.app"]
    names = [" ".join(line.split()[:2]) for line in commands[-6:]]
    assert names == [
        *("codesign --verify", "hdiutil create", "codesign --force"),
        *("xcrun notarytool", "xcrun stapler", "spctl --assess"),
    ]
    assert "--keychain-profile notary --wait" in commands[-3]


def test_a_key_of_app_store_connect_does_as_well(app: Path, tmp_path: Path) -> None:
    key = {"WAYBILL_NOTARY_KEY": "k.p8", "WAYBILL_NOTARY_KEY_ID": "ID", "WAYBILL_NOTARY_ISSUER": "I"}
    commands = package(app, tmp_path, WAYBILL_SIGN_IDENTITY=IDENTITY, **key)
    assert "--key k.p8 --key-id ID --issuer I --wait" in commands[-3]


def test_without_keys_it_is_signed_for_this_computer_and_sent_to_nobody(app: Path, tmp_path: Path) -> None:
    commands = package(app, tmp_path)
    assert not any(line.startswith(("xcrun", "spctl")) for line in commands)
    assert "codesign --force --sign - " in commands[0]


def test_finder_offers_folders_and_does_not_open_them_unasked() -> None:
    plist = plistlib.loads((FOLDER / "Info.plist").read_bytes())
    (kind,) = plist["CFBundleDocumentTypes"]
    assert "public.folder" in kind["LSItemContentTypes"]
    assert kind["LSHandlerRank"] == "Alternate"
    assert plist["NSRemovableVolumesUsageDescription"]
    assert set(plist["CFBundleLocalizations"]) == {"en", "de"}


def test_the_hardened_runtime_is_loosened_by_one_thing() -> None:
    entitlements = plistlib.loads((FOLDER / "entitlements.plist").read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}
