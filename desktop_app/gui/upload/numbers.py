"""How far an upload is, in numbers: a bar, files and bytes, the speed, the time left, and the limit that can be set."""

import time

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.bandwidth import BandwidthHours
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Counts
from desktop_app.gui.look.formatting import format_count, format_percent, format_remaining, format_size, format_speed
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, Kind
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.upload.speedometer import Reading
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.progress import SlimProgressBar
from desktop_app.gui.widgets.speed_picture import SpeedPicture

_BESIDE, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class UploadNumbers(QWidget):
    """Told what stands; `corner` stands at the end of the line, which becomes two where there is little room."""

    limit_requested = Signal(object)
    """int: send at most so many bytes per second from now on; 0 is no limit."""

    def __init__(self, corner: QWidget) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._bar = SlimProgressBar(tr("Upload"))
        self._bar.setObjectName("overall_bar")
        self._files = label()
        self._rate = label("", "muted")
        self._picture = SpeedPicture()
        self._limit = BandwidthBox()
        self._limit.setObjectName("bandwidth_box")
        self._limit.setToolTip(tr("Bandwidth limit: how fast may be sent, from now on"))
        self._limit_title = label(tr("Limit"), "muted")
        self._limit_title.setBuddy(self._limit)
        self._limit.limit_changed.connect(self.limit_requested)
        limit = QHBoxLayout()
        limit.setSpacing(SPACE_S)
        limit.addWidget(self._limit_title)
        limit.addWidget(self._limit)
        speed = QHBoxLayout()
        speed.setSpacing(SPACE_L)
        speed.addWidget(self._picture)
        speed.addWidget(self._rate, 1)
        speed.addLayout(limit)
        speed.addWidget(corner)
        self._line = QBoxLayout(_BESIDE)
        self._line.addWidget(self._files, 1)
        self._line.addLayout(speed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addWidget(self._bar)
        column.addLayout(self._line)
        self._arrange(_BESIDE)

    def use_hours(self, hours: BandwidthHours) -> None:
        """The computer has limits by the hour."""
        self._limit.use_hours(hours)

    def clear(self) -> None:
        """Nothing is known of the next upload."""
        self._files.setText("")
        self._rate.setText("")
        self._bar.set_fraction(None)
        self._picture.clear()

    def set_sending(self, sending: bool) -> None:
        """Whether something is sent just now, whose speed can be seen and limited."""
        for part in (self._limit_title, self._limit):
            part.setVisible(sending)
        self._picture.setVisible(sending)

    def show_limit(self, bytes_per_second: int) -> None:
        """The limit that holds; 0 is none."""
        self._limit.show_limit(bytes_per_second)

    def show_reading(self, reading: Reading) -> None:
        """How far it is."""
        progress = reading.progress
        self._files.setText(
            tr(
                "{done_files} of {total_files}{found}  ·  {done_bytes} of {total_bytes}",
                done_files=format_count(progress.done_files),
                total_files=format_count(progress.total_files, "file"),
                found="" if progress.plan_finished else tr(" found so far"),
                done_bytes=format_size(progress.done_bytes),
                total_bytes=format_size(progress.total_bytes),
            )
        )
        self._picture.add(reading.speed, time.monotonic())
        parts = [format_speed(reading.speed)]
        if reading.remaining is not None:
            parts.append(tr("{remaining} left", remaining=format_remaining(reading.remaining)))
        self._rate.setText("  ·  ".join(parts))
        self._bar.set_fraction(progress.fraction if progress.plan_finished or progress.total_files else None)

    def show_end(self, words: str, counts: Counts, there: int, sendable: int, *, unfinished: bool, kind: Kind) -> None:
        """How it ended; `there` of the `sendable` bytes are in the storage, of unfinished files too."""
        self._arrange(_BESIDE)
        self._files.setText(words)
        self._rate.setText(format_percent(there, sendable) if unfinished else "")
        done = (counts.files_uploaded + counts.files_skipped) / counts.total_files if counts.total_files else 0.0
        if sendable and unfinished:
            done = there / sendable
        self._bar.set_fraction(done, "muted" if unfinished else "success" if kind == "success" else "warning")

    def minimumSizeHint(self) -> QSize:
        """As narrow as below each other, also while they still stand beside each other."""
        parts = (self._line.itemAt(number) for number in range(self._line.count()))
        width = max(part.minimumSize().width() for part in parts if part is not None)
        return QSize(width, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(_BESIDE)
        self._make_room()

    def _make_room(self) -> None:
        """Below each other from when they find no room until that is another: numbers that grow and shrink by a figure
        do not have them jump to and fro.
        """
        if self._line.sizeHint().width() > self.width():
            self._arrange(_BELOW)

    def _arrange(self, direction: QBoxLayout.Direction) -> None:
        self._line.setDirection(direction)
        self._line.setSpacing(SPACE_L if direction == _BESIDE else SPACE_S)
