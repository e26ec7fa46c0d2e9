"""Whether the objects in a bucket are the files of a folder, byte by byte."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.names import object_key
from desktop_app.gui.self_test.hands import NotSeen

if TYPE_CHECKING:
    from desktop_app.engine.s3 import Bucket


def compare_with_disk(bucket: "Bucket", prefix: str, folder: Path) -> tuple[int, int]:
    """Compare every object below a prefix with the file it should be, byte by byte; how many, and their bytes.

    Raises:
        NotSeen: one is missing, differs, or is there and should not be.
        StorageError: the storage does not answer.
    """
    listed = {item.key for item in bucket.list(prefix)}
    files = size = 0
    root = os.fsencode(folder)
    for parent, _, names in os.walk(root):
        for name in names:
            path = os.path.join(parent, name)
            key = object_key(prefix, os.path.relpath(path, root).replace(os.fsencode(os.sep), b"/"))
            if key not in listed:
                raise NotSeen(f"{key} is not in the bucket")
            listed.discard(key)
            with open(path, "rb") as file:
                body = file.read()
            if b"".join(bucket.read(key)) != body:
                raise NotSeen(f"{key} holds other bytes than the file")
            files, size = files + 1, size + len(body)
    if listed:
        raise NotSeen(f"the bucket also has {min(listed)}")
    return files, size
