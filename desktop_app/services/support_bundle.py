"""What whoever makes Waybill needs to know to help: log, versions, settings and the journal's latest, no secrets."""

import importlib.metadata
import json
import locale
import os
import platform
import sys
import zipfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop_app import __version__
from desktop_app.domain import private
from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import BundleNotSaved, WaybillError
from desktop_app.domain.names import text_form
from desktop_app.domain.redaction import REMOVED, names_a_secret, without_secrets
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Cause, UploadSession
from desktop_app.journal.journal import Journal

_LOG_BYTES = 2 * 2**20
"""Of the end of each log file."""
_SESSIONS = 50
_LIBRARIES = ("PySide6-Essentials", "boto3", "botocore", "awscrt", "SQLAlchemy", "psycopg", "keyring", "httpx")
_TOLD_OF_ENVIRONMENT = ("WAYBILL_", "AWS_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "QT_", "XDG_SESSION", "LANG")
_FEW_NAMES = "Names of files that were in trouble are in the log alone, those of uploaded folders nowhere."
_ABOUT = """This file was made by Waybill for whoever helps you. Passwords, keys and tokens were taken out of it.
{names}
  about.json     versions of Waybill, of what it is made with, and of this computer
  settings.json  how Waybill is set up here
  journal.json   the latest uploads: where to, how many files, why some were not sent
  logs/          what Waybill wrote down while it worked
"""


@dataclass(frozen=True, slots=True)
class BundleSources:
    """Where a bundle's contents come from."""

    settings: Mapping[str, object]
    logs: Collection[Path]
    journal: Journal
    secrets: Collection[str]
    """Those that are known; what looks like one goes too."""


def save_bundle(path: Path, sources: BundleSources, *, with_names: bool) -> None:
    """Write a bundle as a ZIP file; one of that name is replaced in one step.

    Without ``with_names`` no name of a file or folder is told of, but of files in trouble, in the log.

    Raises:
        BundleNotSaved: it cannot be written there.
    """
    names = "Names of files and folders are in it." if with_names else _FEW_NAMES
    members = {
        "README.txt": _ABOUT.format(names=names),
        "about.json": _json(about()),
        "settings.json": _json({"settings": dict(sources.settings), "environment": _environment()}),
        "journal.json": _json(_journal(sources.journal, with_names=with_names)),
    }
    try:
        with private.replacing(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in members.items():
                bundle.writestr(name, without_secrets(text, sources.secrets))
            folders = {} if with_names else _folders(sources.journal)
            for log in sources.logs:
                told = without_secrets(_tail(log), sources.secrets)
                for folder, instead in folders.items():
                    told = told.replace(folder, instead)
                bundle.writestr(f"logs/{log.name}", told)
    except OSError as error:
        raise BundleNotSaved(
            tr(
                "The support bundle cannot be saved as {path} ({what}). Choose another place.",
                path=path,
                what=error.strerror or error,
            )
        ) from error


def about() -> dict[str, object]:
    """Versions, as JSON holds them."""
    libraries = {}
    for name in _LIBRARIES:
        with suppress(importlib.metadata.PackageNotFoundError):
            libraries[name] = importlib.metadata.version(name)
    return {
        "waybill": __version__,
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "encoding": [sys.getfilesystemencoding(), locale.getpreferredencoding(do_setlocale=False)],
        "libraries": libraries,
        "written_at": utc_now().isoformat(),
    }


def _environment() -> dict[str, str]:
    told = {name: value for name, value in os.environ.items() if name.upper().startswith(_TOLD_OF_ENVIRONMENT)}
    return {name: REMOVED if names_a_secret(name) else value for name, value in sorted(told.items())}


def _journal(journal: Journal, *, with_names: bool) -> dict[str, object]:
    try:
        sessions = journal.sessions.latest(limit=_SESSIONS)
        return {"uploads": [_upload(one, journal.files.causes(one.id), with_names) for one in sessions]}
    except WaybillError as error:
        return {"error": f"{error.title}: {error}"}  # Which is what somebody wants to know.


def _upload(upload: UploadSession, causes: list[Cause], with_names: bool) -> dict[str, object]:
    told: dict[str, Any] = {
        "id": upload.id,
        "client_uuid": upload.client_uuid,
        "status": upload.status,
        "counts": asdict(upload.counts),
        "destination": asdict(upload.destination),
        "options": asdict(upload.options) | {"excludes": len(upload.options.excludes)},
        "notes": asdict(upload.notes) | {"empty_names": len(upload.notes.empty_names)},
        "error": upload.error_title,
        "created_at": upload.created_at,
        "started_at": upload.started_at,
        "completed_at": upload.completed_at,
        "causes": [{"code": one.code, "status": one.status, "files": one.files} for one in causes],
    }
    if with_names:
        told["folder"] = text_form(upload.local_directory)
        told["s3_prefix"] = upload.s3_prefix
        told["error_message"] = upload.error_message
        for line, cause in zip(told["causes"], causes, strict=True):
            line["first"] = text_form(cause.first_path)
            line["message"] = cause.first_message
    return told


def _folders(journal: Journal) -> dict[str, str]:
    """What stands in a log for the folders of uploads, as they may be written there; the longest first."""
    try:
        sessions = journal.sessions.latest(limit=_SESSIONS)
    except WaybillError:
        return {}
    found = {
        name: f"<folder of upload {one.id}>"
        for one in sessions
        for name in (text_form(one.local_directory), repr(one.local_directory)[2:-1])
    }
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _LOG_BYTES))
            return stream.read().decode("utf-8", "backslashreplace")
    except OSError as error:
        return f"This log cannot be read: {error}"


def _json(value: object) -> str:
    return json.dumps(value, indent=1, default=str, ensure_ascii=False) + "\n"
