"""A receipt says of every file what became of it, and is the same however it is read."""

import csv
import json
import os
from pathlib import Path

import pytest

from desktop_app.domain.errors import ReceiptNotSaved
from desktop_app.services.receipts import Receipt, save
from tests.conftest import PREFIX, Sender, write_file
from tests.integration.command_line import TO, CommandLine


@pytest.fixture
def receipt(sender: Sender, tmp_path: Path) -> Receipt:
    """Of three files that were sent and one that could not be."""
    for name in ("a.jpg", "=cmd|' A1", "line\nbreak"):
        write_file(tmp_path / "card" / name, 1000)
    os.mkfifo(tmp_path / "card" / "pipe")
    upload, _ = sender.send(tmp_path / "card")
    return Receipt(sender.journal, upload.id, "mara")


def test_json_has_every_file_with_what_the_storage_confirmed(receipt: Receipt, sender: Sender, tmp_path: Path) -> None:
    save(receipt, tmp_path / "receipt.json")
    told = json.loads((tmp_path / "receipt.json").read_text(encoding="utf-8"))
    assert (told["session"], told["username"]) == (receipt.upload.client_uuid, "mara")
    assert (told["files_uploaded"], told["files_blocked"], told["s3_prefix"]) == (3, 1, PREFIX)
    rows = sender.files(receipt.upload)
    assert {one["path"]: (one["status"], one["etag"], one["checksum"]) for one in told["files"]} == {
        path: (row.status, row.etag, row.checksum) for path, row in rows.items()
    }
    (blocked,) = (one for one in told["files"] if one["status"] == "blocked")
    assert blocked["message"]
    assert all(one["at"] for one in told["files"])


def test_csv_has_a_line_a_file_and_no_formulas(receipt: Receipt, tmp_path: Path) -> None:
    save(receipt, tmp_path / "receipt.csv")
    with (tmp_path / "receipt.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["path"] for row in rows} == {"a.jpg", "'=cmd|' A1", r"line\x0abreak", "pipe"}
    (one,) = (row for row in rows if row["path"] == "a.jpg")
    assert (one["s3_key"], one["size_bytes"], one["checksum_algorithm"]) == (f"{PREFIX}a.jpg", "1000", "crc64nvme")


def test_a_place_that_does_not_take_it_keeps_what_was_there(receipt: Receipt, tmp_path: Path) -> None:
    with pytest.raises(ReceiptNotSaved, match="cannot be saved as"):
        save(receipt, tmp_path / "no such folder" / "receipt.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ReceiptNotSaved, match="Choose another place"):
        save(receipt, tmp_path / "folder.csv")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".folder")] == []


@pytest.mark.usefixtures("proxied")
def test_the_command_line_saves_one(waybill: CommandLine, folder: Path, tmp_path: Path) -> None:
    session = waybill.json("upload", folder, *TO)["session"]
    done = waybill.run("receipt", session, tmp_path / "receipt.json")
    assert (done.returncode, "receipt.json" in done.stdout) == (0, True)
    told = json.loads((tmp_path / "receipt.json").read_text(encoding="utf-8"))
    assert told["files_uploaded"] == len(told["files"]) > 0
    assert waybill.run("receipt", session, tmp_path / "nowhere" / "receipt.json").returncode == 2
    there = waybill.run("receipt", session, tmp_path / "receipt.json")
    assert there.returncode == 2
    assert "replace it with --force" in there.stderr
    assert waybill.run("receipt", session, tmp_path / "receipt.json", "--force").returncode == 0
    assert "saved in the window" in waybill.run("receipt", session, tmp_path / "receipt.pdf").stderr
