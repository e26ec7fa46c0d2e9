"""Above the pages: the company lets the person in no more; why, and what to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.errors import (
    AccountInactive,
    CompanyPasswordNeeded,
    MustChangePassword,
    WaybillError,
)
from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_L, SPACE_XL, Kind
from desktop_app.gui.widgets.messages import Banner


class StandingBanner(QWidget):
    """Hidden while the company lets the person in. It stays until `settle`."""

    sign_in_requested = Signal()
    """The person wants to type the password again."""
    company_password_requested = Signal()
    """The person wants to type the company's password."""
    check_requested = Signal()
    """The person wants to know whether the company lets them in by now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hidden."""
        super().__init__(parent)
        self._refusal: WaybillError | None = None
        self._banner = Banner()
        self._banner.setObjectName("standing_banner")
        self._banner.action_triggered.connect(self._act)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, 0)
        column.addWidget(self._banner)
        self.hide()

    @property
    def refused(self) -> bool:
        """Whether the company lets the person in no more."""
        return self._refusal is not None

    def tell(self, error: WaybillError) -> None:
        """Say why, once however often it is heard."""
        if type(error) is type(self._refusal):
            return
        self._refusal = error
        kind: Kind = "warning"
        title, action = tr(error.title), tr("Sign in again")
        if isinstance(error, AccountInactive):
            kind, action = "danger", tr("Try again")
            message = tr("{error} What was being sent is paused until then.", error=error)
        elif isinstance(error, MustChangePassword):
            title = tr("Your password was reset")
            message = tr("Sign in with the password your admin gave you, and choose your own. Uploads go on meanwhile.")
        elif isinstance(error, CompanyPasswordNeeded):
            action = tr("Type the new one")
            message = tr(
                "Your admin has the new one; it is not your own. Uploads go on; the company hears of them then."
            )
        else:
            message = tr("The company has ended your sign-in. Uploads go on; it hears of them once you sign in again.")
        self._banner.show_message(kind, title, message, action=action, can_dismiss=False)
        self.show()

    def settle(self) -> None:
        """The company lets the person in again."""
        self._refusal = None
        self.hide()

    def _act(self) -> None:
        if isinstance(self._refusal, AccountInactive):
            self.check_requested.emit()
        elif isinstance(self._refusal, CompanyPasswordNeeded):
            self.company_password_requested.emit()
        else:
            self.sign_in_requested.emit()
