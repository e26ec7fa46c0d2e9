"""The bill of materials (CycloneDX 1.6) of what is inside a frozen program."""

import json
import platform
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from build_scripts.package.about import NAME, ROOT, version
from build_scripts.package.parts import distributions_inside

Bill = dict[str, Any]


def write_bill(target: Path, system_libraries: Mapping[str, str]) -> None:
    """Write the bill of this venv's packages, of Python, and of these Debian packages (name: version)."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--pyproject",
        ROOT / "pyproject.toml",
    ]
    options = ["--mc-type", "application", "--sv", "1.6", "--of", "JSON", "--output-reproducible"]
    made = subprocess.run([*command, *options, sys.prefix], capture_output=True, check=True).stdout
    bill = only(json.loads(made), distributions_inside())
    bill["metadata"]["component"]["version"] = version()
    add(bill, "python", platform.python_version(), f"pkg:generic/python@{platform.python_version()}")
    for name, debian_version in sorted(system_libraries.items()):
        add(bill, name, debian_version, f"pkg:deb/debian/{name}@{debian_version}?arch=amd64")
    target.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", "utf-8")


def only(bill: Bill, names: Collection[str]) -> Bill:
    """The bill with these packages only: not what packs, and Waybill is what it is about.

    Raises:
        LookupError: the bill lacks one of them.
    """
    wanted = [one for one in bill["components"] if canonicalize_name(one["name"]) in names]
    if missing := set(names) - {canonicalize_name(one["name"]) for one in wanted}:
        raise LookupError(f"The bill lacks {', '.join(sorted(missing))}.")
    references = {one["bom-ref"] for one in wanted} | {bill["metadata"]["component"]["bom-ref"]}
    dependencies = [
        {**one, "dependsOn": [name for name in one.get("dependsOn", ()) if name in references]}
        for one in bill.get("dependencies", ())
        if one["ref"] in references
    ]
    return {**bill, "components": wanted, "dependencies": dependencies}


def add(bill: Bill, name: str, found: str, purl: str) -> None:
    """Put a library into the bill that no Python package brings."""
    component = {"type": "library", "bom-ref": purl, "name": name, "version": found, "purl": purl}
    bill["components"].append(component)
    bill["dependencies"].append({"ref": purl})
    root = bill["metadata"]["component"]["bom-ref"]
    own = next((one for one in bill["dependencies"] if one["ref"] == root), None)
    if own is None:
        own = {"ref": root}
        bill["dependencies"].append(own)
    own["dependsOn"] = sorted({*own.get("dependsOn", ()), purl})


def bill_name(system: str) -> str:
    """Such as waybill-1.2.3-linux-x86_64.cdx.json."""
    return f"{NAME}-{version()}-{system}.cdx.json"
