"""Reading the system-wide settings: a file, and on Windows the keys of group policy. No environment leads elsewhere.

Not by platformdirs, which knows these folders too: it takes them from the environment where that names them
(WIN_PD_OVERRIDE_COMMON_APPDATA, XDG_CONFIG_DIRS), so whoever is to be kept to a setting could bring another file.
"""

import logging
import re
import sys
import tomllib
from pathlib import Path

from pydantic import ValidationError

from desktop_app.domain.errors import SettingsDamaged
from desktop_app.domain.texts import tr
from desktop_app.policy.rules import NAMES, Policy, checked, locked_names

log = logging.getLogger(__name__)

FILE_NAME = "settings.toml"
_MOST_BYTES = 2**20


def policy_file() -> Path:
    """Where the file of this system is; it need not be there."""
    if sys.platform == "win32":
        from desktop_app.policy.windows import program_data

        return program_data() / "Waybill" / FILE_NAME
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Waybill") / FILE_NAME
    return Path("/etc/waybill") / FILE_NAME


def read_policy() -> Policy:
    """What is set for this computer; registry keys go before the file.

    Raises:
        SettingsDamaged: something there cannot be used. Nothing is guessed then: it may be what has to hold.
    """
    file = policy_file()
    policy = Policy()
    if is_its(file):
        policy = read_file(file)
    else:
        log.warning("%s is not the administrators', so nothing in it holds", file)
    if sys.platform == "win32":
        from desktop_app.policy.windows import read_keys

        policy = read_keys().over(policy)
    return policy


def is_its(file: Path) -> bool:
    """Whether a file is by whoever looks after the computer, if there is one; only on Windows can others make it."""
    if sys.platform == "win32":
        from desktop_app.policy.windows import belongs_to_administrators

        return not file.exists() or belongs_to_administrators(file)
    return True


def read_file(path: Path) -> Policy:
    """What a file sets; nothing where there is none. Raises SettingsDamaged."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Policy()
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    if len(raw) > _MOST_BYTES:
        raise _damaged(path, tr("it is larger than 1 MiB"))
    text = ""
    try:
        text = raw.decode("utf-8-sig")
        given = tomllib.loads(text)
        locked = given.pop("locked", False)
        return Policy(checked(given), locked_names(locked, given), (str(path),))
    except ValidationError as error:
        raise _damaged(path, in_words(error, text)) from error
    except UnicodeDecodeError as error:
        raise _damaged(path, tr("it is not UTF-8 from byte {start} on", start=error.start)) from error
    except ValueError as error:
        raise _damaged(path, str(error)) from error


def in_words(error: ValidationError, text: str = "") -> str:
    """What is wrong with the first value that will not do, and in which line of a file's text."""
    one = error.errors()[0]
    name = str(one["loc"][0]) if one["loc"] and isinstance(one["loc"][0], str) else "locked"
    found = re.search(rf"^[ \t]*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
    where = tr("line {number}, ", number=text.count("\n", 0, found.start()) + 1) if found else ""
    why = one["msg"].removeprefix("Value error, ")
    if one["type"] == "extra_forbidden":
        why = tr("there is no setting of that name; there are {names}", names=", ".join(sorted(NAMES | {"locked"})))
    return f"{where}{name}: {why}"


def _damaged(path: Path, why: str) -> SettingsDamaged:
    return SettingsDamaged(
        tr(
            "The settings that your IT made for this computer, in {path}, cannot be used: {why}. "
            "Waybill does not begin without them, for they may say what has to hold. Your IT can correct the file.",
            path=path,
            why=why.rstrip("."),
        )
    )
