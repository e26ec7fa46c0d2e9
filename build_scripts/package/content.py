"""What goes into a frozen program, and what nobody uses there. Asked by waybill.spec, held by the tests."""

from collections.abc import Iterable
from pathlib import PurePosixPath

BOTOCORE_SERVICES = frozenset({"s3", "sts", "sso", "sso-oidc", "signin"})
"""S3, and what the credential chain speaks to: roles and web identities, both ways of single sign-on, `aws login`."""

MOTO_PARTS = frozenset(
    {
        *("backend_index", "backends", "core", "moto_api", "moto_server", "s3", "s3bucket_path", "settings"),
        *("utilities", "cloudwatch", "events", "iam", "sts"),  # which its S3 asks while it answers
    }
)

HIDDEN_IMPORTS = (
    "desktop_app.services.demo_server",
    "moto.s3.responses",  # moto finds its parts by name
    "moto.s3.urls",
    "moto.s3bucket_path.utils",
    "psycopg_binary._psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
)

METADATA_OF = ("PySide6-Essentials", "boto3", "botocore", "awscrt", "SQLAlchemy", "psycopg", "keyring", "httpx")
"""Whose versions the support bundle tells."""

EXCLUDED_MODULES = (
    # The toolbox of Python and of packagers.
    *("ensurepip", "idlelib", "lib2to3", "pip", "pydoc_data", "setuptools", "tkinter", "turtle", "turtledemo", "venv"),
    *("curses", "readline"),  # the second is of the GPL
    # What libraries would use if it were there.
    *("IPython", "PIL", "chardet", "greenlet", "gevent", "numpy", "pandas", "pytest", "trio", "watchdog"),
    # SQLAlchemy's other databases.
    *(f"sqlalchemy.dialects.{name}" for name in ("mssql", "mysql", "oracle")),
    # The server, which is installed by pip where one is wanted.
    *("fastapi", "redis", "rq", "starlette", "uvicorn"),
    # What PySide6 has beside QtCore, QtGui, QtNetwork, QtSvg and QtWidgets.
    *(f"PySide6.Qt{name}" for name in ("Concurrent", "Designer", "Help", "OpenGL", "OpenGLWidgets", "PrintSupport")),
    *(f"PySide6.Qt{name}" for name in ("Qml", "Quick", "QuickControls2", "QuickTest", "QuickWidgets", "Sql")),
    *(f"PySide6.Qt{name}" for name in ("SvgWidgets", "Test", "UiTools", "Xml")),
)

SYSTEM_LIBRARIES = (
    # One of each in a process: a desktop's own drivers and input methods need them as new as the desktop is.
    *("libc", "libm", "libdl", "librt", "libpthread", "libresolv", "libutil", "ld-linux-x86-64", "libgcc_s"),
    *("libstdc++", "libz", "libexpat", "libcom_err", "libgpg-error", "libgmp", "libp11-kit"),
    *("libGL", "libEGL", "libGLX", "libGLdispatch", "libOpenGL", "libdrm", "libgbm", "libvulkan"),
    *("libX11", "libX11-xcb", "libXau", "libXdmcp", "libxcb", "libICE", "libSM", "libxkbcommon"),
    *("libwayland-client", "libwayland-cursor", "libwayland-egl"),
    *("libfontconfig", "libfreetype", "libharfbuzz", "libfribidi"),
    *("libglib-2.0", "libgobject-2.0", "libgio-2.0", "libgmodule-2.0", "libgthread-2.0", "libgtk-3", "libgdk-3"),
    *("libatk-1.0", "libcairo", "libcairo-gobject", "libgdk_pixbuf-2.0", "libpango-1.0", "libpangocairo-1.0"),
    *("libpangoft2-1.0", "libpng16", "libXext", "libXrender"),
    *("libdbus-1", "libsystemd", "libgssapi_krb5", "libkrb5", "libk5crypto", "libkrb5support"),
)
"""Left to a Linux desktop, where everybody has them; the .deb asks apt for them.

After the list of what AppImages leave out (github.com/AppImageCommunity/pkg2appimage, excludelist)."""

_QT_PLUGINS = {
    "iconengines": None,
    "imageformats": frozenset({"qicns", "qico", "qjpeg", "qsvg"}),
    "platforms": frozenset({"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"}),
    "platforminputcontexts": frozenset({"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}),
    "platformthemes": frozenset({"qgtk3", "qxdgdesktopportal"}),
    "styles": frozenset({"qmacstyle", "qmodernwindowsstyle"}),
    "wayland-decoration-client": None,
    "wayland-graphics-integration-client": None,
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    "xcbglintegrations": frozenset({"qxcb-egl-integration", "qxcb-glx-integration"}),
}
"""The kinds that are kept, and which of each; None: all."""

_QT_LIBRARIES_DROPPED = (
    *("Qml", "Quick", "Pdf", "VirtualKeyboard", "Designer", "Help", "Sql", "Test", "PrintSupport", "EglFS", "Eglfs"),
    *("Labs", "Lottie", "WaylandCompositor", "Concurrent", "SvgWidgets", "UiTools", "Xml"),
)


def is_kept(target: str) -> bool:
    """Whether the file that PyInstaller would put at `target`, relative to its folder of libraries, is of use here."""
    path = PurePosixPath(target.replace("\\", "/"))
    parts = path.parts
    if parts[:2] == ("botocore", "data"):
        return len(parts) == 3 or (parts[2] in BOTOCORE_SERVICES and not path.name.startswith("examples-"))
    if parts[:2] == ("boto3", "data"):
        return False  # resources: only clients are used
    if parts[:2] == ("boto3", "examples"):
        return False
    if parts[0] == "moto":
        return len(parts) < 3 or parts[1] in MOTO_PARTS
    if parts[0] == "resources":
        return path.suffix != ".ts"  # what translators edit
    if "PySide6" in parts:
        return _is_kept_of_qt(parts[parts.index("PySide6") + 1 :])
    if ".dist-info" in target:
        # The record of what was installed where, and licences that `licences` puts together.
        return path.name in ("METADATA", "entry_points.txt")
    return not _is_spare_library(path.name)


def is_systems(name: str) -> bool:
    """Whether a Linux library, such as libz.so.1, comes from the system."""
    return name.partition(".so")[0] in SYSTEM_LIBRARIES


def excluded_modules(moto_parts: Iterable[str]) -> list[str]:
    """What PyInstaller is not to follow; `moto_parts`: the names of all that moto has."""
    return [*EXCLUDED_MODULES, *(f"moto.{name}" for name in sorted(set(moto_parts) - MOTO_PARTS))]


def _is_kept_of_qt(parts: tuple[str, ...]) -> bool:
    if "translations" in parts or "qml" in parts or "metatypes" in parts:
        return False  # The window brings its own texts, of Qt's dialogs too.
    if "plugins" in parts:
        kind, *rest = parts[parts.index("plugins") + 1 :]
        if kind not in _QT_PLUGINS:
            return False
        wanted = _QT_PLUGINS[kind]
        return wanted is None or _plain(rest[-1]) in wanted
    return not any(map(_is_spare_library, parts))


def _is_spare_library(name: str) -> bool:
    """Whether it is one of Qt's: libQt6Qml.so.6, Qt6Qml.dll, or what is in QtQml.framework."""
    plain = _plain(name)
    return plain.startswith("Qt") and plain.removeprefix("Qt").removeprefix("6").startswith(_QT_LIBRARIES_DROPPED)


def _plain(name: str) -> str:
    """A library's name on every system: libqxcb.so, qxcb.dll and libqxcb.dylib are qxcb."""
    return name.removeprefix("lib").partition(".")[0]
