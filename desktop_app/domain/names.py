"""Names of files are bytes; keys are Unicode. Here one becomes the other, and prefixes are checked."""

import os
import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from desktop_app.domain.errors import InvalidValue, NameNotUnicode, NameTooLong
from desktop_app.domain.texts import tr

MAX_KEY_BYTES = 1024
"""S3: a key is at most 1,024 bytes of UTF-8 (Amazon S3 user guide, "Naming Amazon S3 objects")."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029\ud800-\udfff]")
# What moves a cursor, and what shows the text behind it in another order than it has.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_WINDOWS = re.compile(r"[A-Za-z]:\\\\|\\\\\\\\")
"""Of a text form: a drive's letter, or the two backslashes of a share."""

_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4}))")


def text_form(raw: bytes) -> str:
    r"""A printable, reversible form of a raw path: undecodable bytes and controls as ``\xff``, ``\`` as ``\\``.

    It is the company's key for a file, so two paths never share one.
    """
    text = raw.decode("utf-8", "surrogateescape")
    return _CONTROL.sub(_escape, text)


def raw_form(text: str) -> bytes:
    """The path that a `text_form` was made of."""
    return _ESCAPE.sub(_unescape, text).encode("utf-8", "surrogateescape")


def _unescape(match: re.Match[str]) -> str:
    digits = match.group(1) or match.group(2)
    if digits is None:
        return "\\"
    code = int(digits, 16)
    # A surrogate stands for an undecodable byte.
    return chr(0xDC00 + code) if match.group(1) and code >= 0x80 else chr(code)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char == "\\":
        return "\\\\"
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def is_inside(path: bytes) -> bool:
    """Whether a path of others' making leads from a folder to something inside of it, links aside."""
    parts = re.split(rb"[/\\\\]", path) if os.name == "nt" else path.split(b"/")
    return not os.path.splitdrive(path)[0] and not {b"", b".", b".."} & set(parts) and b"\0" not in path


def last_part(folder: str) -> str:
    """The name of a folder without the way to it, from its text form."""
    # A backslash is written twice there, and parts folders only after a drive's letter or a share's name.
    parts = folder.split("\\\\" if _WINDOWS.match(folder) else "/")
    return next((part for part in reversed(parts) if part), folder)


def told_apart(paths: Sequence[bytes]) -> str:
    r"""Names that look alike, with "and" between them, of which only what differs is spelled as it is stored.

    ``調査/caf\xe9`` and ``調査/cafe\u0301``.
    """
    names = [path.decode("utf-8", "surrogateescape") for path in paths]
    return " and ".join(
        _spelled_beside(name, names[1] if number == 0 else names[0]) for number, name in enumerate(names)
    )


def _spelled_beside(name: str, other: str) -> str:
    same = SequenceMatcher(None, name, other, autojunk=False).get_matching_blocks()
    told, start = "", 0
    for block in same:
        told += name[start : block.a].encode("ascii", "backslashreplace").decode()
        start = block.a + block.size
        told += printable(name[block.a : start])
    return told


def printable(text: str) -> str:
    r"""A text of others' making as one line that does nothing to a terminal: ``\x1b`` for an escape."""
    return _UNPRINTABLE.sub(_escape, " ".join(text.split("\n")))


def folded(raw: bytes) -> bytes:
    """The form in which two names of one folder are compared: what S3 would be given (Unicode NFC)."""
    if raw.isascii():
        return raw
    try:
        return unicodedata.normalize("NFC", raw.decode()).encode()
    except UnicodeDecodeError:
        return raw


def object_key(prefix: str, path: bytes) -> str:
    """The S3 key of a file: the prefix plus the path inside the folder, NFC.

    Args:
        prefix: as `clean_prefix` gives it.
        path: relative, its segments joined by ``/``.

    Raises:
        NameNotUnicode: the path is not UTF-8, which S3 demands.
        NameTooLong: the key would be over `MAX_KEY_BYTES`.
    """
    try:
        text = path.decode()
        # Nearly every name: nothing to normalize, and as many bytes as characters.
        if path.isascii() and len(path) + 4 * len(prefix) <= MAX_KEY_BYTES:
            return prefix + text
        key = prefix + unicodedata.normalize("NFC", text)
    except UnicodeDecodeError as error:
        raise NameNotUnicode(
            tr(
                "The name {path} is not valid UTF-8, and S3 takes no other. Rename it and send it again.",
                path=text_form(path),
            )
        ) from error
    length = len(key.encode())
    if length > MAX_KEY_BYTES:
        raise NameTooLong(
            tr(
                "The key would be {length} bytes, and S3 takes at most {max_key_bytes}. Shorten the path or prefix.",
                length=format(length, ","),
                max_key_bytes=format(MAX_KEY_BYTES, ","),
            )
        )
    return key


def default_prefix(cycle_number: int) -> str:
    """``cycle-007/`` for 7."""
    return f"cycle-{cycle_number:03d}/"


def clean_prefix(prefix: str) -> str:
    """A prefix as it is stored: NFC, ending in ``/``.

    Raises:
        InvalidValue: empty, a leading or double slash, a ``.`` or ``..`` segment, controls, or over 512 bytes.
    """
    text = unicodedata.normalize("NFC", prefix.strip())
    if not text.endswith("/"):
        text += "/"
    segments = text[:-1].split("/")
    if any(segment in ("", ".", "..") for segment in segments):
        raise InvalidValue(
            "s3_prefix", tr("A prefix is a path like survey/cycle-001/: no empty, . or .. part, no slash in front.")
        )
    if _CONTROL.search(text):
        raise InvalidValue("s3_prefix", tr("A prefix holds no control characters and no backslash."))
    if len(text.encode()) > MAX_KEY_BYTES // 2:
        raise InvalidValue(
            "s3_prefix",
            tr("A prefix is at most {what} bytes, so that keys stay below S3's limit.", what=MAX_KEY_BYTES // 2),
        )
    return text


def prefixes_overlap(one: str, other: str) -> bool:
    """Whether keys under one prefix could be keys under the other."""
    return one.startswith(other) or other.startswith(one)
