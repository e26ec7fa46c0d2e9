"""A system without Python, in a folder: Debian's smallest, into which packages are installed as people do."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_ENTER = 'root=$1; shift; mount -t proc proc "$root/proc"; {binds} exec chroot "$root" "$@"'
_BIND = 'mount --bind "{path}" "$root{path}";'
PERSON = "ada"


class CleanRoot:
    """Commands run in mounts of their own, which end with them; the network is this system's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
        command = ["debootstrap", "--variant=minbase", suite, str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for name in ("resolv.conf", "hosts"):
            shutil.copyfile(f"/etc/{name}", folder / "etc" / name)
        self.run("useradd", "--create-home", PERSON)
        self.run("apt-get", "-qq", "update")

    def run(
        self,
        *command: str | Path,
        person: str = "root",
        environment: Mapping[str, str] | None = None,
        binds: Sequence[Path] = (),
        status: int = 0,
    ) -> str:
        """What a command prints; `binds` are paths of this system's that it sees too."""
        process = self._begin([*map(str, command)], person, environment or {}, binds)
        said, complained = process.communicate()
        assert process.returncode == status, f"{process.returncode}: {said}{complained}"
        return said

    def begin(
        self, *command: str, person: str = PERSON, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a command that goes on until its standard input ends."""
        return self._begin([*command], person, environment or {}, ())

    def install(self, package: Path) -> None:
        """Install a .deb as apt does, with what it depends on."""
        shutil.copyfile(package, self.folder / "tmp" / package.name)
        self.run("apt-get", "-qq", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}")
        (self.folder / "tmp" / package.name).unlink()

    def files(self) -> set[str]:
        """Everything there is, but for the homes, what apt keeps for itself, and what is made while it runs."""
        passed_over = ("home", "proc", "tmp", "run", "root", "var/cache", "var/log", "var/lib/apt", "var/lib/dpkg")
        found = set()
        for folder, _, names in os.walk(self.folder):
            inside = os.path.relpath(folder, self.folder)
            if not f"{inside}/".startswith(tuple(f"{one}/" for one in passed_over)):
                found.update({inside, *(f"{inside}/{name}" for name in names)})
        return found

    def _begin(
        self, command: list[str], person: str, environment: Mapping[str, str], binds: Sequence[Path]
    ) -> subprocess.Popen[str]:
        for path in binds:
            target = self.folder / path.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                target.touch()
        script = _ENTER.format(binds=" ".join(_BIND.format(path=path) for path in binds))
        inside = command if person == "root" else ["runuser", "-u", person, "--", *command]
        home = "/root" if person == "root" else f"/home/{person}"
        told = {"HOME": home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        told |= {"DEBIAN_FRONTEND": "noninteractive", **environment}
        told |= {name: os.environ[name] for name in ("http_proxy", "https_proxy") if name in os.environ}
        return subprocess.Popen(
            ["unshare", "--mount", "sh", "-ec", script, "sh", self.folder, *inside],
            env=told,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
