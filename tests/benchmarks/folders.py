"""Folders to send and to walk."""

import os
import random
from pathlib import Path

MIB = 2**20
PER_FOLDER = 500
SEED = 7


def small_files(root: Path, number: int) -> Path:
    """Files of 1 to 64 KiB, as many small as large ones by powers of two."""
    rng = random.Random(SEED)
    block = rng.randbytes(MIB)
    for index in range(number):
        size = int(2 ** rng.uniform(10, 16))
        at = rng.randrange(len(block) - size)
        _place(root, index).write_bytes(block[at : at + size])
    return root


def large_files(root: Path, number: int, mib: int) -> Path:
    """Files of so many MiB."""
    rng = random.Random(SEED)
    root.mkdir(parents=True)
    for index in range(number):
        with (root / f"big{index}.dat").open("wb") as file:
            for _ in range(mib):
                file.write(rng.randbytes(MIB))
    return root


def hard_links(root: Path, number: int, body: bytes) -> Path:
    """Files of the same few bytes: one in each folder, and the others are hard links to it, which cost no disk."""
    for index in range(number):
        path = _place(root, index)
        if index % PER_FOLDER == 0:
            path.write_bytes(body)
            first = path
        else:
            os.link(first, path)
    return root


def empty_files(root: Path, number: int) -> Path:
    """Folders of some hundred empty files, two levels deep."""
    for index in range(number):
        _touch(_place(root / f"project {index // PER_FOLDER % 10}", index))
    return root


def in_one_folder(root: Path, number: int) -> Path:
    """Empty files, all of them in one folder."""
    root.mkdir(parents=True)
    for index in range(number):
        _touch(root / _name(index))
    return root


def _place(root: Path, index: int) -> Path:
    folder = root / f"d{index // PER_FOLDER:05}"
    if index % PER_FOLDER == 0:
        folder.mkdir(parents=True)
    return folder / _name(index)


def _name(index: int) -> str:
    return f"IMG_{index:07}.JPG"


def _touch(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
