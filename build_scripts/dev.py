"""One command for everyone who works on Waybill, on a machine that has nothing but Python.

    python3 build_scripts/dev.py COMMAND [arguments]

    setup                        what Waybill needs: system packages (Debian, Ubuntu) and .venv
    demo [arguments]             the window on sample data
    test [--soak] [arguments]    the tests; --soak: the long ones only; the arguments go to pytest
    check                        ruff, mypy and the import rules
    bench [arguments]            the benchmarks in tests/benchmarks
    package [--sizes] [--quick]  what people double-click on this system, in dist/; --sizes: what is in the last one
    pins                         build_scripts/constraints.txt anew, from pyproject.toml

Every command sets up what is missing first. Standard library only, because it runs before anything is installed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what meets the older Python
    sys.exit("Waybill needs Python 3.11 or newer; this is Python " + sys.version.split()[0] + ", " + sys.executable)

import contextlib
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = TOOLS / ("python.exe" if os.name == "nt" else "python")
PACKAGE_VENV = ROOT / "build" / "venv"
STAMP = "waybill-setup"
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "build_scripts" / "constraints.txt"

SETUP_VERSION = "1"
"""Raise it when `make_venv` installs in another way than before: every .venv is then brought up to date."""

EXIT_CANNOT = 2
EXIT_INTERRUPTED = 130
KEYRING_END_SECONDS = 10

QT_PACKAGES = (
    "libglib2.0-0",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "fonts-dejavu-core",
    "fonts-droid-fallback",
)
PACKAGE_PACKAGES = ("binutils", "zstd")
INSTALLER_PACKAGES = ("appstream", "debootstrap", "desktop-file-utils", "msitools", "nsis", "wixl")
TEST_PACKAGES = ("postgresql", "xvfb", "openbox", "xdotool", "dbus", "gnome-keyring", "redis-server")


class CannotGoOn(Exception):
    """The person has to do something first; the message says what."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    commands = {"setup": setup, "demo": demo, "test": test, "check": check, "bench": bench}
    commands |= {"package": package, "pins": pins}
    name, *rest = arguments or ["--help"]
    if name in ("-h", "--help"):
        print(__doc__)
        return 0
    if name not in commands:
        print(f"There is no command {name!r}; there are: {', '.join(commands)}.", file=sys.stderr)
        return EXIT_CANNOT
    if name in ("setup", "check", "pins") and rest:
        print(f"{name} takes no arguments.", file=sys.stderr)
        return EXIT_CANNOT
    try:
        return commands[name](rest)
    except CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return EXIT_CANNOT
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def setup(_: Sequence[str]) -> int:
    """Install what the window needs."""
    install_system_packages(QT_PACKAGES)
    make_venv()
    # As installing it would do: where Python may write no bytecode, each start would compile for a third of a second.
    must(PYTHON, "-m", "compileall", "-q", ROOT / "desktop_app")
    print(f"Ready: {PYTHON.relative_to(ROOT)}")
    return 0


def demo(arguments: Sequence[str]) -> int:
    """Open the window on an embedded company and storage."""
    install_system_packages(QT_PACKAGES)
    make_venv()
    return run([TOOLS / "waybill", "demo", *arguments])


def test(arguments: Sequence[str]) -> int:
    """Run pytest beside a real, private Secret Service, without showing windows."""
    install_system_packages(QT_PACKAGES + TEST_PACKAGES + PACKAGE_PACKAGES + INSTALLER_PACKAGES)
    make_venv()
    soak = ["-m", "soak"] if "--soak" in arguments else []
    rest = [argument for argument in arguments if argument != "--soak"]
    # All of them take minutes, so every core helps, and while one waits another works; a file stays in one process, for
    # what its tests share is made once a file. tests/conftest.py says which files come first.
    workers = (os.cpu_count() or 1) * 3 // 2
    together = [] if rest else ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    scratch = tempfile.TemporaryDirectory(prefix="waybill-test-", ignore_cleanup_errors=True)
    with scratch as folder, secret_service(Path(folder)) as environment:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        return run([PYTHON, "-m", "pytest", *soak, *together, *rest], environment)


def check(_: Sequence[str]) -> int:
    """Run every check, also after one has failed, and say at the end which did."""
    make_venv()
    checks: dict[str, list[str | Path]] = {
        "ruff check": [TOOLS / "ruff", "check"],
        "ruff format": [TOOLS / "ruff", "format", "--check"],
        "mypy": [TOOLS / "mypy"],
        "lint-imports": [TOOLS / "lint-imports"],
    }
    failed = []
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        status = run(command)
        if status == EXIT_INTERRUPTED:
            return status
        if status:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def bench(arguments: Sequence[str]) -> int:
    """Run `python -m tests.benchmarks`."""
    if not (ROOT / "tests" / "benchmarks" / "__main__.py").exists():
        raise CannotGoOn("There are no benchmarks yet: tests/benchmarks/__main__.py is missing.")
    install_system_packages(QT_PACKAGES)
    make_venv()
    return run([PYTHON, "-m", "tests.benchmarks", *arguments])


def package(arguments: Sequence[str]) -> int:
    """Freeze the program and make installers of it, in a venv that holds only what goes into them and what packs."""
    install_system_packages(QT_PACKAGES + PACKAGE_PACKAGES)
    make_venv(PACKAGE_VENV, "demo,package")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    python = PACKAGE_VENV / PYTHON.relative_to(VENV)
    return run([python, "-m", "build_scripts.package", *arguments], environment)


def pins(_: Sequence[str]) -> int:
    """Resolve every dependency anew in a venv of its own and write constraints.txt."""
    with tempfile.TemporaryDirectory(prefix="waybill-pins-") as folder:
        python = create_venv(Path(folder))
        must(python, "-m", "pip", "install", "-qq", "--editable", f"{ROOT}[demo,dev,package,server]")
        return run([python, ROOT / "build_scripts" / "pins.py", CONSTRAINTS])


def make_venv(folder: Path = VENV, extras: str = "demo,dev,server") -> None:
    """Bring a venv up to date; costs the hash of two small files when it already is."""
    # A venv serves one Python in one folder: its scripts and Waybill's own entry carry the path.
    made_for = f"Python {sys.version_info.major}.{sys.version_info.minor} in {ROOT}\n"
    up_to_date = made_for + hash_of_inputs()
    python, stamp_file = folder / PYTHON.relative_to(VENV), folder / STAMP
    stamp = stamp_file.read_text(encoding="utf-8") if stamp_file.is_file() and python.exists() else ""
    if stamp == up_to_date:
        return
    if not stamp.startswith(made_for):
        create_venv(folder)
        stamp_file.write_text(made_for, encoding="utf-8")
    print(f"Installing Waybill and its tools into {folder.relative_to(ROOT)} (about a minute) ...", flush=True)
    pinned = ["--constraint", str(CONSTRAINTS)] if CONSTRAINTS.exists() else []
    must(python, "-m", "pip", "install", "-qq", *pinned, "--editable", f"{ROOT}[{extras}]")
    stamp_file.write_text(up_to_date, encoding="utf-8")


def hash_of_inputs() -> str:
    """Change whenever what .venv should hold changes."""
    digest = hashlib.sha256(SETUP_VERSION.encode())
    for file in (PYPROJECT, CONSTRAINTS):
        digest.update(b"\0" + (file.read_bytes() if file.exists() else b""))
    return digest.hexdigest()


def create_venv(folder: Path) -> Path:
    """Make a venv in `folder`, in place of what is there, and return its Python."""
    if importlib.util.find_spec("ensurepip") is None:  # Debian packs it apart
        install_system_packages([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    print(f"Making {folder.name} with Python {sys.version.split()[0]} ...", flush=True)
    must(sys.executable, "-m", "venv", "--clear", folder)
    return folder / PYTHON.relative_to(VENV)


def install_system_packages(names: Sequence[str]) -> None:
    """Install by apt those of `names` that are missing; on other systems there is nothing to do."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return
    installed = installed_system_packages()
    missing = [name for name in names if name not in installed]
    if not missing:
        return
    packages = " ".join(missing)
    if os.geteuid() == 0:
        as_root: list[str] = []
    elif shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
        as_root = ["sudo", "-n"]
    else:
        line = f"apt-get update && apt-get install -y --no-install-recommends {packages}"
        raise CannotGoOn(f"System packages are missing. Run this line, then start again:\n  sudo sh -c '{line}'")
    print(f"Installing system packages: {packages} ...", flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    run([*apt, "update"], quiet=True)  # when this fails an older list may still do: the installation decides
    must(*apt, "install", "-y", "--no-install-recommends", *missing, quiet=True)


def installed_system_packages() -> set[str]:
    """Name what dpkg has, under the names it stands in for too: libglib2.0-0t64 provides libglib2.0-0."""
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}\t${Package}, ${Provides}\n"]
    names: set[str] = set()
    for line in subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines():
        status, _, provided = line.partition("\t")
        if status == "installed":
            names.update(name.split()[0] for name in provided.split(",") if name.strip())
    return names


@contextlib.contextmanager
def secret_service(folder: Path) -> Iterator[dict[str, str]]:
    """Run a keyring of our own in `folder` and yield the environment that leads to it.

    The tests store real secrets; they must never meet the developer's keyring, and a headless machine has none.
    Where the programs are missing the environment is left as it is.
    """
    environment = dict(os.environ)
    installed = shutil.which("gnome-keyring-daemon")
    if not (sys.platform == "linux" and installed and shutil.which("dbus-daemon")):
        yield environment
        return
    for variable, name in (("XDG_DATA_HOME", "data"), ("XDG_RUNTIME_DIR", "run")):
        (folder / name).mkdir(mode=0o700)
        environment[variable] = str(folder / name)
    environment.pop("GNOME_KEYRING_CONTROL", None)
    # A copy: the installed file may ask for a capability (to lock memory) for which containers refuse to start it.
    unlock = [shutil.copy(installed, folder), "--unlock", "--components=secrets"]
    # Sessions of their own, so that Ctrl+C reaches the tests and not what they stand on.
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    with bus:
        try:
            environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip() if bus.stdout else ""
            keyring = subprocess.run(
                unlock, env=environment, input="\n", capture_output=True, start_new_session=True, text=True
            )
            if keyring.returncode:
                raise CannotGoOn(f"gnome-keyring, which the tests use, does not start: {keyring.stderr.strip()}")
            yield environment
        finally:
            bus.terminate()  # the keyring ends with its bus
            try:
                bus.wait(KEYRING_END_SECONDS)
            except subprocess.TimeoutExpired:
                bus.kill()


def must(*command: str | Path, quiet: bool = False) -> None:
    """Run a step without which nothing else makes sense."""
    status = run(command, quiet=quiet)
    if status == EXIT_INTERRUPTED:
        raise KeyboardInterrupt
    if status:
        raise CannotGoOn(f"This failed with exit status {status}:\n  {shlex.join(map(str, command))}")


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None, *, quiet: bool = False) -> int:
    """Run a program in the repository's folder and return its exit status; a quiet one shows its errors only.

    Ctrl+C goes to the program as well, so we wait until it has tidied up; being ended ends the program too.
    """
    try:
        output = subprocess.DEVNULL if quiet else None
        program = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environment, stdout=output)
    except FileNotFoundError as error:
        raise CannotGoOn(f"{command[0]} is missing. Remove {VENV} and start again.") from error
    before = signal.signal(signal.SIGTERM, lambda *_: program.terminate())
    interrupted = False
    with program:
        while True:
            try:
                status = program.wait()
                break
            except KeyboardInterrupt:
                interrupted = True
                if os.name != "nt" and not sys.stdin.isatty():  # no terminal that told the program too
                    program.send_signal(signal.SIGINT)
    signal.signal(signal.SIGTERM, before)
    if interrupted:
        return EXIT_INTERRUPTED
    return status if status >= 0 else 128 - status  # as a shell says that a signal ended it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
