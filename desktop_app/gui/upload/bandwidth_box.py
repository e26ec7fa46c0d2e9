"""How fast may be sent: a number of MiB per second, or no limit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from desktop_app.domain.bandwidth import BandwidthHours
from desktop_app.domain.texts import tr
from desktop_app.gui.widgets.fields import TEXT_INDENT

_MIB = 2**20
_MOST = 10_000.0
_WIDTH = 136


class BandwidthBox(QDoubleSpinBox):
    """A bandwidth limit. `limit_changed` tells of what a person chose, not of what the program showed."""

    limit_changed = Signal(object)
    """int: bytes per second; 0 is no limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """No limit."""
        super().__init__(parent)
        self.setRange(0.0, _MOST)
        self.setDecimals(1)
        self.setSuffix(" MiB/s")
        self.setSpecialValueText(tr("No limit"))
        self.setAccessibleName(tr("Bandwidth limit"))
        self.setMinimumWidth(_WIDTH)
        self.lineEdit().setTextMargins(TEXT_INDENT, 0, TEXT_INDENT, 0)
        self.setKeyboardTracking(False)  # "12" is not 1 first.
        self.valueChanged.connect(lambda: self.limit_changed.emit(self.bytes_per_second))

    def use_hours(self, hours: BandwidthHours) -> None:
        """Say what holds where nothing is chosen, if the computer has limits by the hour."""
        if not hours.limits:
            return
        self.setSpecialValueText(tr("As your IT set it"))
        self.setToolTip(
            tr("Your IT limits by the hour how fast may be sent. You may choose less.")
            if hours.is_ceiling
            else tr("Your IT limits by the hour how fast may be sent. What you choose holds instead.")
        )

    @property
    def bytes_per_second(self) -> int:
        """What is chosen; 0 is no limit but the computer's."""
        return round(self.value() * _MIB)

    def show_limit(self, bytes_per_second: int) -> None:
        """Show a limit that holds already; one too small to be shown is shown as the smallest."""
        blocked = self.blockSignals(True)
        self.setValue(max(0.1, bytes_per_second / _MIB) if bytes_per_second else 0.0)
        self.blockSignals(blocked)
