"""How to send, for the few who need it: folded away until asked for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.bandwidth import BandwidthHours
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadOptions
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.widgets.controls import button, card
from desktop_app.gui.widgets.fields import FormField, number_box

_MOST_RETRIES = 20
_PATTERNS_HEIGHT = 96


class OptionsPanel(QWidget):
    """A button that unfolds the options."""

    changed = Signal()

    def __init__(self, usual: UploadOptions | None = None, parent: QWidget | None = None) -> None:
        """Folded, with these choices, or else the engine's own."""
        super().__init__(parent)
        usual = usual or UploadOptions()
        self._fold = button(tr("Options"), "link", "chevron-right", clicked=self._toggle)
        self._fold.setObjectName("options_button")
        self._profile = QLineEdit()
        self._profile.setPlaceholderText(tr("Found by itself"))
        self._retries = number_box(0, _MOST_RETRIES, usual.times_to_retry)
        self._bandwidth = BandwidthBox()
        self._bandwidth.setObjectName("bandwidth_option")
        self._links = QCheckBox(tr("&Follow links to folders"))
        self._find = QCheckBox(tr("List folders with the system's fin&d"))
        self._find.setToolTip(
            tr("For folders that it lists faster; on Windows, or without it, Waybill lists them itself.")
        )
        self._replace = QCheckBox(tr("Re&place what another folder sent"))
        self._replace.setToolTip(
            tr("Without it, a file whose name another folder took in this cycle is blocked and told.")
        )
        self._patterns = QPlainTextEdit()
        self._patterns.setObjectName("exclude_patterns")
        self._patterns.setTabChangesFocus(True)
        self._patterns.setPlaceholderText("*.tmp")
        self._patterns.setFixedHeight(_PATTERNS_HEIGHT)
        self._body = card()
        left = QVBoxLayout()
        left.addWidget(FormField(tr("&AWS profile"), self._profile))
        left.addWidget(FormField(tr("&Retries"), self._retries, tr("How often a request that failed is tried again.")))
        left.addSpacing(SPACE_XS)
        left.addWidget(FormField(tr("&Bandwidth limit"), self._bandwidth, tr("Can be changed while files are sent.")))
        left.addStretch()
        right = QVBoxLayout()
        right.addWidget(FormField(tr("&Leave out"), self._patterns, tr("One pattern per line, as in .gitignore.")))
        right.addWidget(self._links)
        right.addWidget(self._replace)
        right.addWidget(self._find)
        right.addStretch()
        columns = QHBoxLayout(self._body)
        columns.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_M)
        columns.setSpacing(SPACE_L)
        for side in (left, right):
            side.setSpacing(SPACE_XS)
            columns.addLayout(side, 1)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._body)
        self.begin_with(usual)
        self._profile.textChanged.connect(self.changed)
        self._retries.valueChanged.connect(self.changed)
        self._bandwidth.limit_changed.connect(self.changed)
        self._links.toggled.connect(self.changed)
        self._replace.toggled.connect(self.changed)
        self._find.toggled.connect(self.changed)
        self._patterns.textChanged.connect(self.changed)

    @property
    def options(self) -> UploadOptions:
        """What is chosen."""
        lines = (line.strip() for line in self._patterns.toPlainText().splitlines())
        return UploadOptions(
            aws_profile=self._profile.text().strip() or None,
            times_to_retry=self._retries.value(),
            bandwidth_limit=self._bandwidth.bytes_per_second,
            use_find=self._find.isChecked(),
            follow_links=self._links.isChecked(),
            excludes=tuple(line for line in lines if line),
            replace=self._replace.isChecked(),
        )

    def use_hours(self, hours: BandwidthHours) -> None:
        """The computer has limits by the hour."""
        self._bandwidth.use_hours(hours)

    def begin_with(self, usual: UploadOptions) -> None:
        """Choose what the person usually does."""
        self._profile.setText(usual.aws_profile or "")
        self._bandwidth.show_limit(usual.bandwidth_limit)
        self._patterns.setPlainText("\n".join(usual.excludes))
        self.changed.emit()

    def _toggle(self) -> None:
        unfolded = self._body.isHidden()
        self._body.setVisible(unfolded)
        self._fold.setIcon(icon("chevron-down" if unfolded else "chevron-right", "accent"))
        self._fold.setAccessibleDescription(tr("Shown") if unfolded else tr("Hidden"))
