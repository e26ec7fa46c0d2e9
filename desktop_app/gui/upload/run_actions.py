"""The buttons above an upload that runs or has ended: only those are shown that do something now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.upload.job import Stage
from desktop_app.gui.widgets.controls import button


class RunActions(QWidget):
    """A row of buttons; the page does what they ask for."""

    pause_requested = Signal()
    go_on_requested = Signal()
    retry_requested = Signal()
    """Try all failed files again."""
    cancel_requested = Signal()
    verify_requested = Signal()
    new_requested = Signal()

    def __init__(self, receipt: QPushButton, parent: QWidget | None = None) -> None:
        """`receipt` is the button of whoever saves receipts."""
        super().__init__(parent)
        self._pause = self._named("pause", button(tr("Pause"), "secondary", "pause", self.pause_requested.emit))
        self._go_on = self._named("go_on", button(tr("Go on"), "primary", "play", self.go_on_requested.emit))
        self._retry = self._named(
            "retry", button(tr("Try failed files again"), "primary", "retry", self.retry_requested.emit)
        )
        self._cancel = self._named("cancel", button(tr("Cancel"), "secondary", "cancel", self.cancel_requested.emit))
        self._receipt = self._named("receipt", receipt)
        self._verify = self._named("verify", button(tr("Verify"), "secondary", "check", self.verify_requested.emit))
        self._verify.setToolTip(tr("Read every file again and compare it with what is in the bucket"))
        self._new = self._named("new_upload", button(tr("New upload"), "secondary", "plus", self.new_requested.emit))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for one in (self._pause, self._go_on, self._retry, self._cancel, self._receipt, self._verify, self._new):
            row.addWidget(one)

    def show_stage(self, stage: Stage) -> None:
        """What can be done while the job is at this."""
        running = stage is not Stage.IDLE
        for one in (self._pause, self._cancel):
            one.setVisible(running)
        for one in (self._go_on, self._retry, self._receipt, self._verify):
            one.setVisible(False)
        self._new.setText(tr("Add upload") if running else tr("New upload"))
        if stage in (Stage.PAUSING, Stage.CANCELLING):
            self._pause.clearFocus()  # Or the next in line has it, and whoever presses Space twice cancels.
        self._pause.setEnabled(stage in (Stage.CHECKING, Stage.SENDING))
        if stage is Stage.CHECKING:
            self._pause.setFocus()  # Or the next button in line takes it over, which is Cancel.
        self._cancel.setEnabled(running and stage is not Stage.CANCELLING)

    def show_end(self, *, can_go_on: bool, can_retry: bool, has_receipt: bool, can_verify: bool) -> None:
        """What can be done about an upload that has ended, or stands still."""
        self._pause.setVisible(False)
        for one in (self._cancel, self._go_on):
            one.setVisible(can_go_on)
        self._cancel.setEnabled(True)
        self._retry.setVisible(can_retry)
        self._receipt.setVisible(has_receipt)
        self._verify.setVisible(can_verify)
        next(one for one in (self._go_on, self._retry, self._new) if not one.isHidden()).setFocus()

    def let_verify(self, can: bool) -> None:
        """Whether nothing is being verified that another verification would be in the way of."""
        self._verify.setEnabled(can)

    @staticmethod
    def _named(name: str, one: QPushButton) -> QPushButton:
        one.setObjectName(f"{name}_button")
        return one
