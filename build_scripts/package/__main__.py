"""Make what people double-click on this system; run by `dev.py package`."""

import argparse
import platform
import sys
from pathlib import Path

from build_scripts.package import checksums, sbom, sizes
from build_scripts.package.about import DIST
from build_scripts.package.freeze import FROZEN, freeze


def main() -> int:
    """Freeze, pack, and write the bill of materials and the sums; the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("--sizes", action="store_true", help="only say what is inside the last build, by size")
    parser.add_argument("--quick", action="store_true", help="pack fast and large, to try it out")
    parser.add_argument("--frozen", type=Path, metavar="FOLDER", help="pack this frozen program; do not freeze anew")
    chosen = parser.parse_args()
    folder = chosen.frozen or FROZEN / "waybill"
    if chosen.sizes:
        if not folder.is_dir():
            print("Nothing has been built yet: python3 build_scripts/dev.py package", file=sys.stderr)
            return 2
        print(sizes.table(folder))
        return 0
    if chosen.frozen is None:
        folder = freeze()
    DIST.mkdir(exist_ok=True)
    made = _pack(folder, quick=chosen.quick)
    made.append(DIST / sbom.bill_name(_system()))
    sbom.write_bill(made[-1], _system_libraries())
    checksums.write_sums(DIST, made)
    for file in made:
        print(f"{file.stat().st_size / 2**20:8.1f} MiB  {file.relative_to(Path.cwd())}")
    return 0


def _pack(folder: Path, *, quick: bool) -> list[Path]:
    if sys.platform == "win32":
        from build_scripts.package import windows_packages

        return windows_packages.build(folder)
    if sys.platform == "darwin":
        from build_scripts.package import macos_packages

        return macos_packages.build(folder)
    from build_scripts.package import linux_packages

    return linux_packages.build(folder, quick=quick)


def _system() -> str:
    names = {"win32": "windows", "darwin": "macos"}
    return f"{names.get(sys.platform, 'linux')}-{platform.machine().lower()}"


def _system_libraries() -> dict[str, str]:
    if sys.platform != "linux":
        return {}
    from build_scripts.package.freeze import read_debian_packages

    return read_debian_packages()


if __name__ == "__main__":
    sys.exit(main())
