"""Somebody at the pages about the company: goes there, fills in forms, opens the menus of rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop_app.bootstrap import Application
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.gui.directory.password_handover import PasswordHandover
from desktop_app.gui.self_test.hands import click_row
from desktop_app.gui.widgets.controls import ElidedLabel
from desktop_app.gui.widgets.fields import ChoiceBox, FormField
from desktop_app.gui.widgets.messages import Banner
from desktop_app.gui.widgets.row_table import RowTable
from desktop_app.gui.widgets.side_bar import SideBar
from tests.conftest import CompanyForTests
from tests.gui.person import Person

W = TypeVar("W", bound=QWidget)


class Clerk:
    """A person at the window, and the company's file behind it."""

    def __init__(self, person: Person, application: Application, company: CompanyForTests) -> None:
        self.person = person
        self.application = application
        self.company = company

    def sign_in(self, account: tuple[str, str]) -> None:
        self.application.settings.remember(self.company.address, account[0])
        self.person.window.use_application(self.application)
        self.wait_until(lambda: self.person.sees("sign_in_page"))
        self.person.find(QCheckBox, "sign_in_keep").setChecked(False)
        self.person.sign_in(*account)

    def store(self) -> SqlCompanyStore:
        """The company as its admin sees it, from elsewhere."""
        return self.company.admin()[0]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.person.wait_until(condition)

    # Pages

    def go_to(self, page: str) -> None:
        self.person.find(SideBar, "side_bar").select(page)
        self.wait_until(lambda: self.person.sees(f"{page}_page"))

    def table(self, name: str) -> RowTable[Any]:
        return self.person.find(RowTable, name)

    def column(self, name: str, column: int = 0) -> list[str]:
        """What a column of a table shows, from top to bottom."""
        model = self.table(name).model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def wait_for(self, name: str, *first_column: str, column: int = 0) -> None:
        self.wait_until(lambda: self.person.sees(name) and self.column(name, column) == list(first_column))

    def select(self, name: str, text: str, column: int = 0) -> QModelIndex:
        """Click the row that shows this."""
        table = self.table(name)
        self.wait_until(lambda: text in self.column(name, column))
        index = table.model().index(self.column(name, column).index(text), column)
        click_row(table, index)
        return index

    def press_on_row(self, name: str, text: str, key: Qt.Key, column: int = 0) -> None:
        self.select(name, text, column)
        self.table(name).setFocus()
        QTest.keyClick(self.table(name), key)

    def menu_of(self, name: str, text: str, column: int = 0) -> QMenu:
        """Click the three dots of the row that shows this."""
        table, row = self.table(name), self.select(name, text, column).row()
        click_row(table, table.model().index(row, table.model().columnCount() - 1))
        self.wait_until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def offers(self, menu: QMenu) -> list[str]:
        """What a menu offers; it is closed again."""
        words = [action.text() for action in menu.actions() if not action.isSeparator()]
        menu.close()
        return words

    def choose_from(self, menu: QMenu, words: str) -> None:
        action = next(action for action in menu.actions() if action.text() == words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def reads(self, text: str) -> bool:
        """Whether a label that is shown says this."""
        return any(part.text() == text for part in self.person.window.findChildren(QLabel) if part.isVisible())

    # Forms

    @property
    def form(self) -> QDialog:
        self.wait_until(lambda: self._dialogs() != [])
        return self._dialogs()[-1]

    def has_form(self) -> bool:
        return bool(self._dialogs())

    def field(self, kind: type[W], key: str) -> W:
        found = self.form.findChild(kind, f"form_{key}")
        assert isinstance(found, kind), f"there is no field {key}"
        return found

    def fill_in(self, **texts: str) -> None:
        """Type into fields by their columns."""
        for key, text in texts.items():
            field = self.field(QWidget, key)
            assert isinstance(field, QLineEdit | QPlainTextEdit | QAbstractSpinBox)
            QTest.mouseClick(field, Qt.MouseButton.LeftButton)
            field.selectAll()
            QTest.keyClicks(field, text)

    def typed(self, key: str) -> str:
        return self.field(QLineEdit, key).text()

    def choose(self, key: str, value: object) -> None:
        self.field(ChoiceBox, key).choose(value)

    def error_at(self, key: str) -> str:
        """What is said below a field."""
        part = self.field(QWidget, key).parentWidget()
        while not isinstance(part, FormField):
            assert part is not None
            part = part.parentWidget()
        return part.error

    def wait_for_error_at(self, key: str) -> str:
        self.wait_until(lambda: bool(self.error_at(key)))
        return self.error_at(key)

    def told(self) -> str:
        """What is said above the fields."""
        banner = self.form.findChild(Banner, "form_banner")
        assert isinstance(banner, Banner)
        return banner.accessibleName() if banner.isVisible() else ""

    def save(self) -> None:
        """Press the form's button."""
        self._press("form_save")

    def save_and_close(self) -> None:
        form = self.form
        self.save()
        self.wait_until(lambda: form not in self._dialogs())

    def press_enter(self, key: str) -> None:
        QTest.keyClick(self.field(QWidget, key), Qt.Key.Key_Return)

    def press_escape(self) -> None:
        QTest.keyClick(self.form, Qt.Key.Key_Escape)

    def _press(self, name: str) -> None:
        button = self.form.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def handed_over(self) -> tuple[str, str]:
        """Title and password of what is to be handed over."""
        self.wait_until(lambda: any(isinstance(dialog, PasswordHandover) for dialog in self._dialogs()))
        password = self.form.findChild(ElidedLabel, "handover_password")
        assert isinstance(password, ElidedLabel)
        return self.form.windowTitle(), password.text()

    def _dialogs(self) -> list[QDialog]:
        return [dialog for dialog in self.person.window.findChildren(QDialog) if dialog.isVisible()]

    # The company

    @contextmanager
    def company_away(self) -> Iterator[None]:
        """The share that holds the company is not there for a while."""
        folder: Path = self.company.path.parent
        away = folder.rename(folder.with_name("away"))
        try:
            yield
        finally:
            away.rename(folder)
