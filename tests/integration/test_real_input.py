"""Folders that nobody made for a test: the system's documentation and Python's own library."""

import os
import shutil
import sysconfig
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.names import object_key, text_form
from desktop_app.engine.scan import BlockedFile, FolderScan
from desktop_app.journal.journal import Journal
from tests.conftest import PREFIX, CompanyForTests
from tests.integration.command_line import CONTRACT, CommandLine

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

DOCUMENTATION = Path("/usr/share/doc")
LIBRARY = Path(sysconfig.get_paths()["stdlib"])
LEFT_OUT = ("site-packages/", "__pycache__/")
SLICE = 750

folders = pytest.mark.parametrize(
    "source",
    [pytest.param(DOCUMENTATION, marks=pytest.mark.skipif(not DOCUMENTATION.is_dir(), reason="Debian's")), LIBRARY],
    ids=["documentation", "library"],
)


@folders
@pytest.mark.usefixtures("survey")
def test_the_first_files_of_a_real_folder_arrive_as_they_are(
    source: Path, tmp_path: Path, company: CompanyForTests, s3: "S3Client", bucket_name: str
) -> None:
    folder = tmp_path / "slice"
    for path in islice(_files(source), SLICE):
        copy = folder / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy, follow_symlinks=False)
    send_and_compare(folder, tmp_path, company, s3, bucket_name)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@folders
@pytest.mark.usefixtures("survey")
def test_a_whole_real_folder_arrives_as_it_is(
    source: Path, tmp_path: Path, company: CompanyForTests, s3: "S3Client", bucket_name: str
) -> None:
    told = send_and_compare(source, tmp_path, company, s3, bucket_name)
    print(source, told)  # noqa: T201 (the figures are what this is run for)


def send_and_compare(
    folder: Path, tmp_path: Path, company: CompanyForTests, s3: "S3Client", bucket_name: str
) -> dict[str, Any]:
    """Upload a folder; every object's bytes are the file's, and everybody counts the same."""
    waybill = CommandLine(tmp_path / "home", company.address)
    excludes = [word for pattern in LEFT_OUT for word in ("--exclude", pattern)]
    sent = waybill.run("upload", folder, "--project", "Survey", "--cycle", "One", *excludes, "--json", timeout=1000)
    told = waybill.last_object(sent)
    assert set(told) == CONTRACT

    found = list(FolderScan(os.fsencode(folder), excludes=LEFT_OUT))
    blocked = [item for item in found if isinstance(item, BlockedFile)]
    keys = {object_key(PREFIX, item.path): item for item in found if not isinstance(item, BlockedFile)}
    listed = {
        item["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket_name)
        for item in page.get("Contents", ())
    }
    assert listed == set(keys)

    def same(key: str) -> bool:
        body = s3.get_object(Bucket=bucket_name, Key=key)["Body"].read()
        return (Path(os.fsdecode(os.path.join(os.fsencode(folder), keys[key].path)))).read_bytes() == body

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(same, keys))

    assert sent.returncode == (1 if blocked else 0)
    assert (told["total_files"], told["files_uploaded"], told["files_blocked"], told["files_failed"]) == (
        len(found),
        len(keys),
        len(blocked),
        0,
    )
    assert told["uploaded_bytes"] == sum(item.size_bytes for item in keys.values())

    journal = Journal(waybill.home / "journal.db")
    (upload,) = journal.sessions.recent(1)
    rows = {text_form(row.path): str(row.status) for row in journal.files.page(upload.id, 0, 10**6).items}
    journal.close()
    store, _ = company.admin()
    (seen,) = store.uploads.list().items
    assert seen.counts == upload.counts
    assert {name: told[name] for name in CONTRACT - {"session", "status", "seconds"}} == {
        name: getattr(upload.counts, name) for name in upload.counts.__slots__
    }
    records = {row.relative_path: str(row.status) for row in store.uploads.files(upload.client_uuid, limit=10**6).items}
    assert records == rows
    assert len(rows) == len(found)
    return told | {"why_blocked": sorted({item.problem.title for item in blocked})}


def _files(source: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(source):
        folders[:] = sorted(folder for folder in folders if f"{folder}/" not in LEFT_OUT)
        yield from (Path(parent, name) for name in sorted(names))
