"""Whoever has sent a folder can keep a receipt of it, as a PDF that names every file."""

import json
import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from desktop_app.gui.endings.receipt_pdf import save_pdf
from desktop_app.gui.self_test.hands import find
from desktop_app.services.receipts import Receipt
from tests.conftest import Sender, write_file
from tests.gui.person import Person
from tests.gui.sending import start, wait_for_verdict


def pages_of(path: Path) -> list[str]:
    """A PDF's text by page, without blanks and ligatures: where lines break is the PDF's business."""
    pages = [page.extract_text() for page in PdfReader(path).pages]
    return ["".join(unicodedata.normalize("NFKC", page).split()) for page in pages]


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "PDF (*.pdf)") -> None:
    """Answer the next file dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


def test_after_an_upload_its_receipt_is_saved(
    signed_in: Person, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(signed_in, folder)
    wait_for_verdict(signed_in)
    choose(monkeypatch, tmp_path / "receipt")
    signed_in.click("receipt_button")
    button = find(signed_in.window, QPushButton, "receipt_button")
    signed_in.wait_until(lambda: button.text() == "Receipt saved")
    text = "".join(pages_of(tmp_path / "receipt.pdf"))
    assert "All40filesarein" in text
    assert all(f"shot{number:02d}.jpg" in text for number in range(40))


def test_from_the_history_too_and_where_it_cannot_be_written_it_says_so(
    signed_in: Person, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(signed_in, folder)
    wait_for_verdict(signed_in)
    choose(monkeypatch, tmp_path / "nowhere" / "receipt.json", "JSON, for programs (*.json)")
    signed_in.click("receipt_button")
    signed_in.wait_until(lambda: "cannot be saved" in signed_in.banner("verdict_banner"))
    choose(monkeypatch, tmp_path / "receipt.json", "JSON, for programs (*.json)")
    signed_in.click("receipt_button")
    signed_in.wait_until((tmp_path / "receipt.json").exists)
    assert len(json.loads((tmp_path / "receipt.json").read_text())["files"]) == 40


@pytest.mark.usefixtures("qapp")
def test_a_long_receipt_has_pages_with_titles_and_numbers(sender: Sender, tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    for number in range(300):
        write_file(tmp_path / "card" / f"{number:03d} {'long ' * (number % 30)}name", 10)
    upload, _ = sender.send(tmp_path / "card")
    save_pdf(Receipt(sender.journal, upload.id, "mara"), tmp_path / "receipt.pdf")
    pages = pages_of(tmp_path / "receipt.pdf")
    assert len(pages) > 3
    assert all("Checksum" in page and f"Page{number}" in page for number, page in enumerate(pages, start=1))
    together = "".join(pages)
    assert all(f"cycle-001/{number:03d}{'long' * (number % 30)}name" in together for number in range(300))
