"""A receipt as a PDF: the verdict, where it went, and a line for every file, however many pages that takes."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QRectF, QSaveFile, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from desktop_app import __version__
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.endings.verdict import Verdict, verdict_of
from desktop_app.gui.look.formatting import format_count, format_size, format_time
from desktop_app.gui.widgets.tables import STATUS_LOOKS
from desktop_app.services.receipts import Receipt, ReceiptLine, not_saved

_DPI = 300
_MARGIN_MM = 15.0
_TITLE_PT, _HEAD_PT, _TEXT_PT = 20.0, 10.0, 6.5
_INK, _QUIET, _RULE = QColor("#1A2130"), QColor("#566072"), QColor("#C3CAD6")
_WRAP = Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_TITLES = (tr("File"), tr("Size"), tr("Checksum"), "ETag", tr("Time"))
_SHARES = (0.36, 0.08, 0.14, 0.27, 0.15)
"""Of the width, by column."""


def save_pdf(receipt: Receipt, path: Path) -> None:
    """Write it; a file of that name is replaced in one step. On any thread.

    Raises:
        ReceiptNotSaved: it cannot be written there.
        JournalError: the files cannot be read.
    """
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise not_saved(path, OSError(0, file.errorString()))
    try:
        _Pages(receipt, file).write()
    except BaseException:
        file.cancelWriting()
        raise
    if not file.commit():
        raise not_saved(path, OSError(0, file.errorString()))


class _Pages:
    """Draws from top to bottom, and begins a new page where one is full."""

    def __init__(self, receipt: Receipt, file: QIODevice) -> None:
        self._receipt = receipt
        self._writer = QPdfWriter(file)
        self._writer.setResolution(_DPI)
        self._writer.setTitle(tr("Receipt of {client_uuid}", client_uuid=receipt.upload.client_uuid))
        self._writer.setCreator(tr("Waybill {version}", version=__version__))
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self._writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                margins,
                QPageLayout.Unit.Millimeter,
            )
        )
        self._number = 1
        self._y = 0.0

    def write(self) -> None:
        self._painter = QPainter(self._writer)
        try:
            self._width, self._height = float(self._writer.width()), float(self._writer.height())
            self._foot_height = self._metrics(_TEXT_PT).height() * 2
            self._draw_head()
            self._draw_titles()
            for line in self._receipt.lines():
                self._draw_line(line)
            self._draw_foot()
        finally:
            self._painter.end()

    def _draw_head(self) -> None:
        upload = self._receipt.upload
        verdict = verdict_of([upload], upload.counts, upload.status)
        self._text(tr("Receipt"), _TITLE_PT, bold=True)
        self._y += self._gap(1)
        self._text(_sentence(verdict), _HEAD_PT)
        self._y += self._gap(1)
        for name, value in _facts(self._receipt):
            self._fact(name, value)
        self._y += self._gap(2)

    def _fact(self, name: str, value: str) -> None:
        self._use(_HEAD_PT, _QUIET)
        left = self._width * 0.18
        self._painter.drawText(QRectF(0, self._y, left, self._height), int(_WRAP), name)
        self._use(_HEAD_PT, _INK)
        room = QRectF(left, self._y, self._width - left, self._height)
        taken = self._painter.boundingRect(room, int(_WRAP), value)
        self._painter.drawText(room, int(_WRAP), value)
        self._y += taken.height() + self._gap(0.15)

    def _draw_titles(self) -> None:
        self._cells(_TITLES, bold=True, colour=_QUIET)

    def _draw_line(self, line: ReceiptLine) -> None:
        there = line.status in (FileStatus.UPLOADED, FileStatus.SKIPPED)
        word = "" if line.status is FileStatus.UPLOADED else f"{STATUS_LOOKS[line.status].word}: "
        name = f"{word}{line.s3_key or line.path}" + ("" if there or not line.message else f". {line.message}")
        cells = (
            name,
            format_size(line.size_bytes),
            line.checksum,
            line.etag,
            format_time(line.at) if line.at else "",
        )
        self._cells(cells, colour=_INK)

    def _cells(self, cells: Sequence[str], *, colour: QColor, bold: bool = False) -> None:
        self._use(_TEXT_PT, colour, bold=bold)
        gap = self._gap(0.4)
        height = 0.0
        x = 0.0
        rooms = []
        for share, cell in zip(_SHARES, cells, strict=True):
            room = QRectF(x, 0, self._width * share - gap, self._height)
            height = max(height, self._painter.boundingRect(room, int(_WRAP), cell).height())
            rooms.append(room)
            x += self._width * share
        if self._y + height + self._foot_height > self._height:
            self._next_page()
            if not bold:
                self._draw_titles()
            self._use(_TEXT_PT, colour, bold=bold)
        for room, cell in zip(rooms, cells, strict=True):
            self._painter.drawText(room.translated(0, self._y), int(_WRAP), cell)
        self._y += height + gap / 2
        self._painter.setPen(QPen(_RULE, 1))
        self._painter.drawLine(0, round(self._y), round(self._width), round(self._y))
        self._y += gap / 2

    def _next_page(self) -> None:
        self._draw_foot()
        self._writer.newPage()
        self._number += 1
        self._y = 0.0

    def _draw_foot(self) -> None:
        self._use(_TEXT_PT, _QUIET)
        foot = QRectF(0, self._height - self._foot_height, self._width, self._foot_height)
        flags = Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(foot, int(flags | Qt.AlignmentFlag.AlignLeft), self._receipt.upload.client_uuid)
        self._painter.drawText(foot, int(flags | Qt.AlignmentFlag.AlignRight), tr("Page {number}", number=self._number))

    def _text(self, text: str, points: float, *, bold: bool = False) -> None:
        self._use(points, _INK, bold=bold)
        room = QRectF(0, self._y, self._width, self._height)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        taken = self._painter.boundingRect(room, flags, text)
        self._painter.drawText(room, flags, text)
        self._y += taken.height()

    def _use(self, points: float, colour: QColor, *, bold: bool = False) -> None:
        self._painter.setFont(_font(points, bold=bold))
        self._painter.setPen(colour)

    def _metrics(self, points: float) -> QFontMetricsF:
        return QFontMetricsF(_font(points), self._writer)

    def _gap(self, lines: float) -> float:
        return self._metrics(_HEAD_PT).height() * lines


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPointSizeF(points)
    font.setBold(bold)
    return font


def _sentence(verdict: Verdict) -> str:
    return f"{verdict.title} {verdict.message}".strip()


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    upload, head = receipt.upload, receipt.head()
    counts = upload.counts
    facts = [
        (tr("Project"), f"{upload.project_name} / {upload.cycle_name}"),
        (tr("To"), tr("{address} at {what}", address=upload.address, what=head["endpoint"])),
        (tr("From"), tr("{what} on {workstation}", what=head["folder"], workstation=upload.workstation)),
        (tr("By"), receipt.username),
        (tr("Files"), f"{format_count(counts.total_files, 'file')}, {format_size(counts.total_bytes)}"),
    ]
    if upload.destination.checksum_algorithm is not ChecksumAlgorithm.NONE:
        facts.append((tr("Checksums"), upload.destination.checksum_algorithm.upper()))
    if upload.started_at is not None:
        facts.append((tr("Begun"), format_time(upload.started_at)))
    if upload.completed_at is not None:
        facts.append((tr("Ended"), format_time(upload.completed_at)))
    return facts
