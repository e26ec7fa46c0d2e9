"""The users page, for admins: who may sign in, and as what."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.company import User
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.company_talk import CompanyTalk
from desktop_app.gui.directory.password_handover import PasswordHandover
from desktop_app.gui.directory.user_forms import ROLE_NAMES, AddUserForm, EditUserForm, ResetPasswordForm
from desktop_app.gui.form_dialog import FormDialog
from desktop_app.gui.look.formatting import format_time, format_when
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import SPACE_M, SPACE_S, SPACE_XL
from desktop_app.gui.widgets.columns import ColumnFit
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.dialogs import ask
from desktop_app.gui.widgets.loading import Loading
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.row_table import Column, RowTable
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.gui.widgets.tables import StatusLook

_WIDEST_SEARCH = 320
_ACTIVE = StatusLook("done", "success", tr("Active"))
_NEW = StatusLook("clock", "warning", tr("Must change password"))
_INACTIVE = StatusLook("blocked", "muted", tr("Deactivated"))


class UsersPage(QWidget):
    """Reads the company's people when it is shown, on F5, and after each change made here."""

    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget | None = None) -> None:
        """Blank until shown."""
        super().__init__(parent)
        self.setObjectName("users_page")
        self._signed_in = workspace.signed_in
        self._company = workspace.company
        self._background = background
        self._users: Sequence[User] = ()
        self._make_parts()
        self._lay_out()
        self._search.textChanged.connect(self._list_found)
        self._search.returnPressed.connect(self._table.setFocus)
        self._table.opened.connect(self._edit)
        self._table.delete_requested.connect(self._ask_to_delete)
        self._none_found.action_triggered.connect(self._search.clear)
        self._talk.heard.connect(self.company_heard)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh)

    def refresh(self) -> None:
        """Ask the company anew; who is selected stays so."""
        self._talk.read(self._company.users.list, self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # What is shown

    def _show(self, users: Sequence[User]) -> None:
        self._users = users
        self._list_found()

    def _list_found(self) -> None:
        wanted = self._search.text().strip().lower()
        found = [user for user in self._users if _matches(user, wanted)]
        self._table.show_rows(found)
        self._stack.setCurrentWidget(self._table if found else self._none_found)

    def _select(self, user: User) -> None:
        def show(users: Sequence[User]) -> None:
            self._show(users)
            if user.id not in [one.id for one in self._table.rows]:
                self._search.clear()
            self._table.select(user.id)

        self._talk.read(self._company.users.list, show)

    def _is_me(self, user: User) -> bool:
        return user.id == self._signed_in.user.id

    # What is done

    def _fill_menu(self, user: User, menu: QMenu) -> None:
        menu.addAction(icon("edit"), tr("Edit…"), lambda: self._edit(user))
        if self._is_me(user):
            return
        menu.addAction(icon("retry"), tr("Reset password…"), lambda: self._reset_password(user))
        menu.addSeparator()
        if user.is_active:
            menu.addAction(icon("pause"), tr("Deactivate…"), lambda: self._ask_to_deactivate(user))
        else:
            menu.addAction(icon("play"), tr("Activate"), lambda: self._set_active(user, True))
        menu.addAction(icon("trash"), tr("Delete…"), lambda: self._ask_to_delete(user))

    def _add(self) -> None:
        form = AddUserForm(self, self._background, self._company)
        form.saved.connect(
            lambda saved: self._hand_over(tr("{username} can sign in now", username=saved[0].username), *saved)
        )
        self._open(form)

    def _edit(self, user: User) -> None:
        form = EditUserForm(self, self._background, self._company, user, me=self._signed_in.user)
        form.saved.connect(self._select)
        self._open(form)

    def _reset_password(self, user: User) -> None:
        form = ResetPasswordForm(self, self._background, self._company, user)
        form.saved.connect(
            lambda saved: self._hand_over(tr("{username} has a new password", username=saved[0].username), *saved)
        )
        self._open(form)

    def _hand_over(self, title: str, user: User, password: str) -> None:
        self._select(user)
        address = self._signed_in.company_address
        PasswordHandover(self, title, address=address, username=user.username, password=password).open()

    def _set_active(self, user: User, active: bool) -> None:
        users = self._company.users
        self._talk.do(lambda: users.update(user.id, is_active=active), self._select)

    def _ask_to_deactivate(self, user: User) -> None:
        ask(
            self,
            tr("Deactivate {username}?", username=user.username),
            tr(
                "{username} is signed out everywhere and cannot sign in until the account is "
                "activated again. An upload under way pauses. The history stays.",
                username=user.username,
            ),
            stay=tr("Keep active"),
            go=tr("Deactivate"),
            kind="danger",
            then=lambda: self._set_active(user, False),
        )

    def _ask_to_delete(self, user: User) -> None:
        if self._is_me(user):
            return
        users = self._company.users
        ask(
            self,
            tr("Delete {username}?", username=user.username),
            tr(
                "The account goes for good. That is possible only for somebody who has never sent anything; "
                "others are deactivated, so that the history still says who sent what."
            ),
            stay=tr("Keep it"),
            go=tr("Delete user"),
            kind="danger",
            then=lambda: self._talk.do(lambda: users.delete(user.id), lambda _: self.refresh()),
        )

    def _open(self, form: FormDialog) -> None:
        form.company_heard.connect(self.company_heard)
        form.open()

    # How it is made

    def _make_parts(self) -> None:
        self._loading = Loading(tr("Loading users…"))
        self._talk = CompanyTalk(self._background, self._loading)
        self._talk.setObjectName("users_banner")
        self._search = SearchEdit(tr("Search users"))
        self._search.setObjectName("user_search")
        self._add_button = button(tr("New user"), "primary", "plus", self._add)
        self._add_button.setObjectName("user_add")
        columns: Sequence[Column[User]] = (
            Column(tr("User"), self._name, ColumnFit(110, share=3), note=lambda user: user.full_name, tip=_tip),
            Column(
                tr("E-mail"), lambda user: user.email, ColumnFit(150, share=2, leaves=2), tip=lambda user: user.email
            ),
            Column(tr("Role"), lambda user: ROLE_NAMES[user.role], ColumnFit(92)),
            Column(tr("Status"), lambda user: _look(user).word, ColumnFit(216), status=_look, tip=_explained),
            Column(
                tr("Last sign-in"),
                lambda user: format_when(user.last_login) if user.last_login else tr("Never"),
                ColumnFit(150, leaves=1),
                order=lambda user: str(user.last_login or ""),
                tip=lambda user: format_time(user.last_login) if user.last_login else "",
            ),
        )
        self._table: RowTable[User] = RowTable(tr("Users"), columns, lambda user: user.id, fill_menu=self._fill_menu)
        self._table.setObjectName("user_table")
        self._none_found = EmptyState(
            "search", tr("Nobody found"), tr("No user has this in their name or e-mail address."), tr("Show everybody")
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(label(tr("Users"), "title"), 1)
        self._search.setMaximumWidth(_WIDEST_SEARCH)
        head.addWidget(self._search, 1)
        head.addWidget(self._add_button)
        self._stack = QStackedWidget()
        for page in (self._loading, self._table, self._none_found):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        column.addWidget(self._talk)
        column.addWidget(self._stack, 1)

    def _name(self, user: User) -> str:
        return tr("{username} (you)", username=user.username) if self._is_me(user) else user.username


def _look(user: User) -> StatusLook:
    if not user.is_active:
        return _INACTIVE
    return _NEW if user.must_change_password else _ACTIVE


def _explained(user: User) -> str:
    return tr("The password was given by an admin, and has to be changed at sign-in.") if _look(user) is _NEW else ""


def _tip(user: User) -> str:
    return "\n".join(filter(None, (user.username, user.full_name, user.email)))


def _matches(user: User, wanted: str) -> bool:
    return any(wanted in text.lower() for text in (user.username, user.full_name, user.email))
