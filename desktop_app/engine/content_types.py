"""What an object is said to be, by its name: a browser that opens it goes by that."""

import mimetypes
from functools import lru_cache

_TYPES = mimetypes.MimeTypes(filenames=())
"""Python's own table: what is installed on a workstation decides nothing."""
_PACKED = {
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "br": "application/x-brotli",
}
"""How a file is packed is what it is: whoever fetches it wants it as it was sent, and not unpacked on the way."""


def content_type_of(key: str) -> str:
    """The media type of an object by its key; empty where the name does not tell, and the storage says what it does."""
    _, dot, extension = key.rpartition("/")[2].rpartition(".")
    return _by_extension(extension.lower()) if dot else ""


@lru_cache(maxsize=1024)
def _by_extension(extension: str) -> str:
    found, packed = _TYPES.guess_type(f"file.{extension}", strict=False)
    if packed is None:
        return found or ""
    return _PACKED.get(packed, "")
