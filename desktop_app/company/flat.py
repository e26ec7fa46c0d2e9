"""An upload session's record as its columns have it: flat, and as JSON can hold it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from desktop_app.domain.uploads import Counts, SessionRecord, UploadOptions

OPTIONS = ("aws_profile", "max_workers", "times_to_retry", "use_find", "follow_links", "excludes")
"""Those of the options that the company keeps."""


def session_columns(record: SessionRecord) -> dict[str, Any]:
    """An upload session's columns as its record has them: without those that the company gives it."""
    columns = {name: getattr(record, name) for name in SessionRecord.__slots__ if name not in ("options", "counts")}
    return columns | {name: getattr(record.options, name) for name in OPTIONS} | asdict(record.counts)


def session_json(record: SessionRecord) -> dict[str, Any]:
    """The same as JSON can hold it."""
    columns = session_columns(record)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in columns.items()}


def session_record(columns: Mapping[str, Any]) -> SessionRecord:
    """`session_columns` the other way."""
    plain = {name: columns[name] for name in SessionRecord.__slots__ if name not in ("options", "counts", "selection")}
    return SessionRecord(
        **plain, options=options(columns), counts=counts(columns), selection=tuple(columns["selection"])
    )


def options(columns: Mapping[str, Any]) -> UploadOptions:
    """The options among an upload session's columns; what an earlier system left out is as usual."""
    kept = {name: value for name in OPTIONS if (value := columns[name]) is not None}
    return UploadOptions(**kept | {"excludes": tuple(columns["excludes"])})


def counts(columns: Mapping[str, Any]) -> Counts:
    """The counts among an upload session's columns."""
    return Counts(**{name: columns[name] for name in Counts.__slots__})
