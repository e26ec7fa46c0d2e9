r"""Windows' side of the system-wide settings: where ProgramData is, and the keys that group policy writes.

``Software\Policies\Waybill`` holds what is locked; its subkey ``Recommended`` presets, as browsers have it.
HKEY_LOCAL_MACHINE goes before HKEY_CURRENT_USER; a person may write neither.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from desktop_app.domain.errors import SettingsDamaged
from desktop_app.domain.texts import tr
from desktop_app.policy.rules import Policy, checked

KEY = r"Software\Policies\Waybill"
RECOMMENDED = KEY + r"\Recommended"
VALUES = {
    "Company": "company",
    "Proxy": "proxy",
    "NoProxy": "no_proxy",
    "CaFile": "ca_file",
    "BandwidthHours": "bandwidth_hours",
    "UpdateFeed": "update_feed",
    "Updates": "updates",
}
"""REG_SZ; NoProxy and BandwidthHours REG_MULTI_SZ; Updates REG_DWORD, 0 or 1. Setting by name in the registry."""
_ADMINISTRATORS = (
    "S-1-5-32-544",  # Administrators
    "S-1-5-18",  # the system itself, by which software is rolled out
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",  # TrustedInstaller
)
_FILE = 1
"""SE_FILE_OBJECT."""
_OWNER = 1
"""OWNER_SECURITY_INFORMATION."""
_COMMON_APPDATA = 35
"""CSIDL_COMMON_APPDATA."""


def program_data() -> Path:
    """ProgramData, asked of Windows itself."""
    if sys.platform == "win32":
        import ctypes

        buffer = ctypes.create_unicode_buffer(260)
        if ctypes.windll.shell32.SHGetFolderPathW(None, _COMMON_APPDATA, None, 0, buffer) == 0:
            return Path(buffer.value)
    raise SettingsDamaged(tr("Windows does not say where ProgramData is. Your IT can look into it."))


def belongs_to_administrators(path: Path) -> bool:
    """Whether a file is one that administrators made: anybody may make folders in ProgramData."""
    try:
        return _owner(path) in _ADMINISTRATORS
    except OSError:
        return False


def _owner(path: Path) -> str:
    """The SID of a file's owner; raises OSError."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        security, memory = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
        pointer = ctypes.POINTER(ctypes.c_void_p)
        ask, say, free = security.GetNamedSecurityInfoW, security.ConvertSidToStringSidW, memory.LocalFree
        ask.argtypes = [wintypes.LPCWSTR, ctypes.c_int, wintypes.DWORD, pointer, pointer, pointer, pointer, pointer]
        ask.restype = wintypes.DWORD
        say.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]
        free.argtypes = [ctypes.c_void_p]
        owner, descriptor, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        status = ask(str(path), _FILE, _OWNER, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor))
        if status != 0:
            raise ctypes.WinError(status)
        try:
            if not say(owner, ctypes.byref(text)):
                raise ctypes.WinError()
            try:
                return ctypes.wstring_at(text.value or 0)
            finally:
                free(text)
        finally:
            free(descriptor)
    raise OSError("There are no SIDs here.")


def read_keys(winreg: Any = None) -> Policy:
    """What the keys set; ``winreg`` is Python's module unless a test brings its own.

    Raises:
        SettingsDamaged: a value cannot be used.
    """
    registry = _winreg() if winreg is None else winreg
    hives = (("HKLM", registry.HKEY_LOCAL_MACHINE), ("HKCU", registry.HKEY_CURRENT_USER))
    policy = Policy()
    for key, locks in ((KEY, True), (RECOMMENDED, False)):
        for shown, hive in hives:
            if found := _read(registry, hive, key, f"{shown}\\{key}", locks):
                policy = policy.over(found)
    return policy


def _read(registry: Any, hive: Any, key: str, shown: str, locks: bool) -> Policy | None:
    try:
        # As 64-bit programs see it, whatever this one is.
        opened = registry.OpenKey(hive, key, 0, registry.KEY_READ | registry.KEY_WOW64_64KEY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _damaged(shown, str(error)) from error
    with opened:
        given = dict(_values(registry, opened))
    if unknown := sorted(given.keys() - VALUES.keys()):
        why = tr("there is no setting of that name; there are {names}", names=", ".join(VALUES))
        raise _damaged(f"{shown}\\{unknown[0]}", why)
    try:
        values = checked({VALUES[name]: value for name, value in given.items()})
    except ValidationError as error:
        one = error.errors()[0]
        named = next((name for name, setting in VALUES.items() if setting == one["loc"][0]), "")
        raise _damaged(f"{shown}\\{named}", one["msg"].removeprefix("Value error, ")) from error
    return Policy(values, frozenset(values) if locks else frozenset(), (shown,))


def _values(registry: Any, opened: Any) -> Iterator[tuple[str, Any]]:
    _, count, _ = registry.QueryInfoKey(opened)
    for index in range(count):
        name, value, _ = registry.EnumValue(opened, index)
        yield name, value


def _damaged(where: str, why: str) -> SettingsDamaged:
    return SettingsDamaged(
        tr(
            "The policy that your IT made for this computer, in {where}, cannot be used: {why}. "
            "Waybill does not begin without it, for it may say what has to hold. Your IT can correct it.",
            where=where,
            why=why.rstrip("."),
        )
    )


def _winreg() -> ModuleType:
    import winreg

    return winreg
