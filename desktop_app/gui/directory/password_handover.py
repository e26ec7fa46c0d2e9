"""What an admin hands over to somebody who was given a password: shown once, and kept nowhere."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.widgets.controls import ElidedLabel, button, card, label
from desktop_app.gui.widgets.copy_button import CopyButton

_WIDTH = 500


class PasswordHandover(QDialog):
    """Company address, username and password, to be copied one by one or all together."""

    def __init__(self, parent: QWidget, title: str, *, address: str, username: str, password: str) -> None:
        """`address` is what goes into the sign-in page."""
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.setObjectName("password_handover")
        self.setFixedWidth(_WIDTH)
        said = tr(
            "Hand this over to {username}. The password is shown only now, and has to be "
            "changed when it is first used.",
            username=username,
        )
        if CompanyAddress.parse(address).kind is AddressKind.POSTGRESQL:
            said += tr(" A new computer asks for the company password too: hand that over apart from this.")
        facts = card()
        grid = QGridLayout(facts)
        grid.setContentsMargins(SPACE_L, SPACE_S, SPACE_S, SPACE_S)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        handed = ((tr("Company address"), address), (tr("Username"), username), (tr("Password"), password))
        for row, (name, value) in enumerate(handed):
            shown = ElidedLabel(value)
            shown.setObjectName(f"handover_{name.split()[-1].lower()}")
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(name, "muted"), row, 0)
            grid.addWidget(shown, row, 1)
            copy = CopyButton(tr("Copy the {what}", what=name.lower()), shown.text)
            grid.addWidget(copy, row, 2)
        done = button(tr("Done"), "primary", clicked=self.accept)
        done.setObjectName("handover_done")
        copy_all = button(tr("Copy all"), icon_name="copy", clicked=lambda: _copy(handed, copy_all))
        copy_all.setObjectName("handover_copy_all")
        answers = QHBoxLayout()
        answers.addWidget(copy_all)
        answers.addStretch()
        answers.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L + SPACE_XS)
        column.setSpacing(SPACE_M)
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(label(said, "muted", wrap=True))
        column.addWidget(facts)
        column.addSpacing(SPACE_XS)
        column.addLayout(answers)
        # Done is neither the default button nor in focus: one Enter too many, and the password is gone.
        copy.setFocus()
        self.finished.connect(self.deleteLater)


def _copy(handed: Iterable[tuple[str, str]], said_on: QPushButton) -> None:
    QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in handed))
    said_on.setText(tr("Copied"))
