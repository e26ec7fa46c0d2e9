"""The bill of materials names what is inside and nothing else; sums are those of the files."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from build_scripts.package import checksums, licences, parts, sbom

ROOT_REFERENCE = "root"


@pytest.fixture
def bill() -> dict[str, Any]:
    """As cyclonedx-py tells a venv."""
    names = {"boto3": ["botocore"], "botocore": [], "Flask_Cors": ["boto3", "pyinstaller"], "pyinstaller": []}
    return {
        "metadata": {"component": {"bom-ref": ROOT_REFERENCE, "name": "waybill"}},
        "components": [{"bom-ref": name, "name": name} for name in names],
        "dependencies": [
            {"ref": ROOT_REFERENCE, "dependsOn": ["boto3", "pyinstaller"]},
            *({"ref": name, "dependsOn": needs} for name, needs in names.items()),
        ],
    }


def test_what_packs_is_not_on_the_bill(bill: dict[str, Any]) -> None:
    told = sbom.only(bill, {"boto3", "botocore", "flask-cors"})
    assert [one["name"] for one in told["components"]] == ["boto3", "botocore", "Flask_Cors"]
    assert told["dependencies"] == [
        {"ref": ROOT_REFERENCE, "dependsOn": ["boto3"]},
        {"ref": "boto3", "dependsOn": ["botocore"]},
        {"ref": "botocore", "dependsOn": []},
        {"ref": "Flask_Cors", "dependsOn": ["boto3"]},
    ]


def test_a_bill_that_lacks_something_is_refused(bill: dict[str, Any]) -> None:
    with pytest.raises(LookupError, match="awscrt"):
        sbom.only(bill, {"boto3", "awscrt"})


def test_libraries_that_no_package_brings_are_added(bill: dict[str, Any]) -> None:
    sbom.add(bill, "python", "3.11.9", "pkg:generic/python@3.11.9")
    assert bill["components"][-1]["purl"] == "pkg:generic/python@3.11.9"
    assert bill["dependencies"][-1] == {"ref": "pkg:generic/python@3.11.9"}
    assert "pkg:generic/python@3.11.9" in bill["dependencies"][0]["dependsOn"]


def test_inside_is_what_the_program_and_its_demo_reach() -> None:
    inside = parts.distributions_inside()
    assert {"boto3", "awscrt", "moto", "flask", "pyside6-essentials", "psycopg-binary", "keyring"} <= set(inside)
    assert not {"waybill", "pytest", "mypy", "fastapi", "pyinstaller"} & set(inside)
    assert Requirement("waybill[demo]") == parts.INSIDE


def test_everything_inside_brings_its_licence(tmp_path: Path) -> None:
    licences.write_licences(tmp_path, {})
    for name in parts.distributions_inside():
        text = (tmp_path / f"{name}.txt").read_text("utf-8")
        assert re.search(r"licen[cs]e|MIT|BSD|Apache|GPL", text, re.IGNORECASE), name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "LGPL-3.0.txt").read_text("utf-8")
    assert "PYTHON SOFTWARE FOUNDATION" in (tmp_path / "python.txt").read_text("utf-8").upper()


def test_sums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    for name in ("a.deb", "b c.exe"):
        (tmp_path / name).write_text(name)
    checksums.write_sums(tmp_path, [tmp_path / "a.deb"])
    sums = checksums.write_sums(tmp_path, [tmp_path / "b c.exe"])
    assert sums.read_text("utf-8").count("\n") == 2
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--strict", sums.name], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "a.deb").unlink()
    assert "a.deb" not in checksums.write_sums(tmp_path, []).read_text("utf-8")
