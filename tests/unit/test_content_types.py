"""Names say what an object is, the same on every workstation."""

import mimetypes

import pytest

from desktop_app.engine.content_types import content_type_of


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("day 1/shot.JPG", "image/jpeg"),
        ("clip.mov", "video/quicktime"),
        ("notes.txt", "text/plain"),
        ("table.csv.gz", "application/gzip"),
        ("all.tgz", "application/gzip"),
        ("shot.waybillraw", ""),
        ("README", ""),
        ("folder.d/README", ""),
        (".png", "image/png"),
        ("ends with a dot.", ""),
        ("odd.\n\ud800?name", ""),
    ],
)
def test_the_last_extension_decides(key: str, expected: str) -> None:
    assert content_type_of(key) == expected


def test_what_is_installed_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_args, **_named: ("text/x-installed", None))
    mimetypes.add_type("text/x-installed", ".waybillraw")
    assert content_type_of("shot.waybillraw") == ""
