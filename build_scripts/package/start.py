"""Where a frozen program begins: other programs that it starts are to find the system as it was, then Waybill runs.

PyInstaller leads its programs to their libraries by the environment, which a file manager, a browser or `aws` would
inherit: they would load our Qt and our OpenSSL instead of their own.
"""

import os
import sys
from collections.abc import MutableMapping

_PATHS = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "QML_IMPORT_PATH")
_BEFORE = "_ORIG"
_OWN = "_PYI_"


def restore(environment: MutableMapping[str, str], inside: str) -> None:
    """Take out what PyInstaller put in: paths that lead into the folder `inside`, and variables of its own.

    What is running has read them: the loader when it began, Qt finds its plugins beside its libraries.
    """
    for name in _PATHS:
        now = environment.pop(name, "")
        before = environment.pop(name + _BEFORE, now)
        if kept := [path for path in before.split(os.pathsep) if path and not is_below(path, inside)]:
            environment[name] = os.pathsep.join(kept)
    for name in [name for name in environment if name.startswith(_OWN)]:
        del environment[name]


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or inside of it."""
    return os.path.normpath(path) == folder or os.path.normpath(path).startswith(os.path.join(folder, ""))


if __name__ == "__main__":
    restore(os.environ, os.path.normpath(getattr(sys, "_MEIPASS", "")))
    from desktop_app.__main__ import main

    main()
