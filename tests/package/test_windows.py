"""The Windows installers are made of a stand-in payload: they compile without a warning and hold what they should."""

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from build_scripts.package import about, icons, windows_packages

PAYLOAD = ("waybill.exe", "waybillw.exe", "_internal/python311.dll", "_internal/resources/icons/Größe & Co.svg")
WIX = {"w": "http://schemas.microsoft.com/wix/2006/wi"}


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    for name in PAYLOAD:
        file = tmp_path / "payload" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path / "payload"


@pytest.fixture
def icon(tmp_path: Path) -> Path:
    file = tmp_path / "waybill.ico"
    file.write_bytes(icons.ico())
    return file


def table(msi: Path, name: str) -> list[list[str]]:
    told = subprocess.run(["msiinfo", "export", msi, name], capture_output=True, text=True, check=True).stdout
    return [line.split("\t") for line in told.splitlines()[3:]]


@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis: apt-get install nsis")
def test_the_installer_compiles_without_a_warning(payload: Path, icon: Path, tmp_path: Path) -> None:
    made = windows_packages.build_installer(payload, icon, tmp_path / "waybill-setup.exe")
    assert made.read_bytes()[:2] == b"MZ"


@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis: apt-get install nsis")
def test_the_installer_and_what_removes_it_are_signed_by_the_given_command(
    payload: Path, icon: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = tmp_path / "signed"
    program = tmp_path / "sign"
    program.write_text(f'#!/bin/sh\nhead -c 2 "$1" >> "{signed}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("WAYBILL_SIGN_COMMAND", str(program))
    windows_packages.build_installer(payload, icon, tmp_path / "waybill-setup.exe")
    assert signed.read_text() == "MZMZ"


@pytest.mark.skipif(shutil.which("wixl") is None, reason="needs wixl: apt-get install wixl msitools")
def test_the_msi_holds_every_file_and_offers_folders_to_the_program(payload: Path, icon: Path, tmp_path: Path) -> None:
    msi = windows_packages.build_msi(payload, icon, tmp_path / "waybill.msi")
    assert sorted(row[2].rpartition("|")[2] for row in table(msi, "File")) == sorted(
        Path(name).name for name in PAYLOAD
    )
    values = {(row[2], row[3]): row[4] for row in table(msi, "Registry")}
    assert values[r"Software\Classes\Directory\shell\Waybill\command", ""] == '"[INSTALLDIR]waybillw.exe" open "%1"'
    properties = dict(table(msi, "Property"))
    assert properties["ProductVersion"] == windows_packages.msi_numbers(about.version())
    assert [row[2] for row in table(msi, "Shortcut")] == ["Waybill"]
    removes_older = [row for row in table(msi, "InstallExecuteSequence") if row[0] == "RemoveExistingProducts"]
    assert removes_older
    extracted = tmp_path / "extracted"
    subprocess.run(["msiextract", "-C", extracted, msi], check=True, capture_output=True)
    found = [file for file in extracted.rglob("*") if file.is_file()]
    assert sorted(file.read_text() for file in found) == sorted(PAYLOAD)


def test_an_update_is_the_same_program_to_windows(payload: Path, icon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> tuple[str, dict[str, str], str]:
        wix = ElementTree.fromstring(windows_packages.msi_source(payload, icon))  # noqa: S314 (made here)
        product = wix.find("w:Product", WIX)
        assert product is not None
        guids = {one.attrib["Id"]: one.attrib["Guid"] for one in wix.iter(f"{{{WIX['w']}}}Component")}
        return product.attrib["UpgradeCode"], guids, product.attrib["Version"]

    before = read()
    monkeypatch.setattr(windows_packages, "version", lambda: "9.8.7")
    after = read()
    assert before[:2] == after[:2]
    assert after[2] == "9.8.7"
    assert len(set(after[1].values())) == len(PAYLOAD) + 2
    assert after[0] == "0CA2CFBA-1674-5133-BBB3-55CFAAC97C91"


@pytest.mark.parametrize(
    ("told", "four"), [("1.2.3", "1.2.3.0"), ("1.2", "1.2.0.0"), ("1.2.3rc1", "1.2.3.0"), ("1.2.3.dev4", "1.2.3.0")]
)
def test_versions_are_told_as_windows_keeps_them(told: str, four: str) -> None:
    assert windows_packages.four_numbers(told) == four
    assert windows_packages.msi_numbers(told) == four.rpartition(".")[0]


def test_details_in_the_explorer_are_what_pyinstaller_reads(tmp_path: Path) -> None:
    target = tmp_path / "version.txt"
    windows_packages.write_version_resource(target)
    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )

    def struct(*values: object, **named: object) -> tuple[object, ...]:
        return (*values, named)

    told = eval(target.read_text("utf-8"), dict.fromkeys(names, struct))  # noqa: S307 (as PyInstaller reads it)
    assert repr(("ProductVersion", about.version(), {})) in repr(told)


def test_nothing_is_signed_without_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYBILL_SIGN_COMMAND", raising=False)
    windows_packages.sign(tmp_path / "missing")
    monkeypatch.setenv("WAYBILL_SIGN_COMMAND", "exit 3; :")
    with pytest.raises(subprocess.CalledProcessError):
        windows_packages.sign(tmp_path / "missing")


@pytest.mark.parametrize("switch", ["/S", "/CurrentUser", "/AllUsers", "/D=folder"])
def test_switches_are_told_in_the_script(switch: str) -> None:
    assert switch in (about.HERE / "windows" / "waybill.nsi").read_text("utf-8")


def test_removing_takes_no_folder_that_is_not_ours() -> None:
    script = (about.HERE / "windows" / "waybill.nsi").read_text("utf-8")
    recursive = [line.strip() for line in script.splitlines() if line.strip().startswith("RMDir /r")]
    assert set(recursive) == {r'RMDir /r "$INSTDIR\_internal"'}
