"""The audit page, for admins: who did what to people, projects and the company, and who signed in."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import AuditEntry, AuditFilter, Page
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.company_talk import CompanyTalk
from desktop_app.gui.directory.audit_entry import AuditEntryDialog
from desktop_app.gui.directory.audit_filters import AuditFilters
from desktop_app.gui.look.formatting import format_count, format_time
from desktop_app.gui.look.tokens import SPACE_M, SPACE_XL
from desktop_app.gui.widgets.columns import ColumnFit
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.loading import Loading
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.row_table import Column, RowTable
from desktop_app.services.audit_words import headline, in_full, note_of

_AT_ONCE = 100
_COLUMNS: tuple[Column[AuditEntry], ...] = (
    Column(tr("When"), lambda entry: format_time(entry.at), ColumnFit(176)),
    Column(tr("Who"), lambda entry: entry.username, ColumnFit(90), tip=lambda entry: entry.username),
    Column(
        tr("What"),
        headline,
        ColumnFit(120, share=1),
        note=note_of,
        tip=lambda entry: "\n".join(in_full(entry)),
    ),
)


class AuditPage(QWidget):
    """Reads the newest entries when it is shown, and older ones as one scrolls down to them."""

    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget | None = None) -> None:
        """Blank until shown."""
        super().__init__(parent)
        self.setObjectName("audit_page")
        self._company = workspace.company
        self._total = 0
        self._reading_more = False
        self._loading = Loading(tr("Loading the audit log…"))
        self._talk = CompanyTalk(background, self._loading)
        self._talk.setObjectName("audit_banner")
        self._filters = AuditFilters()
        self._table: RowTable[AuditEntry] = RowTable(tr("Audit log"), _COLUMNS, lambda entry: entry.id, can_sort=False)
        self._table.setObjectName("audit_table")
        self._none_found = EmptyState(
            "audit",
            tr("Nothing found"),
            tr("No entry is like this. Look for less, or at a longer time."),
            tr("Show everything"),
        )
        self._none_found.setObjectName("audit_nothing")
        self._below = label("", "caption")
        self._below.setObjectName("audit_below")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the newest anew."""
        company, which = self._company, self._filters.chosen
        self._reading_more = False
        self._talk.read(lambda: _read(company, which), self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _show(self, answer: tuple[Page[AuditEntry], list[str]]) -> None:
        page, usernames = answer
        self._filters.offer_people(usernames)
        newest, shown = page.items[:1], self._table.rows[:1]
        if not newest or [entry.id for entry in newest] != [entry.id for entry in shown] or page.total != self._total:
            self._table.show_rows(page.items)
            self._table.scrollToTop()
        self._total = page.total
        self._stack.setCurrentWidget(self._table if page.items else self._none_found)
        self._say_how_many()

    def _read_more(self) -> None:
        shown = len(self._table.rows)
        if self._reading_more or not shown or shown >= self._total:
            return
        self._reading_more = True
        audit, which = self._company.audit, self._filters.chosen
        self._talk.read(lambda: audit.list(which, offset=shown, limit=_AT_ONCE), self._append)

    def _append(self, page: Page[AuditEntry]) -> None:
        self._reading_more = False
        last = self._table.rows[-1].id
        # What was written meanwhile moved the rest further down: some of it is shown already.
        older = [entry for entry in page.items if entry.id < last]
        self._table.append_rows(older)
        self._total = page.total if older else len(self._table.rows)
        self._say_how_many()

    def _say_how_many(self) -> None:
        shown = len(self._table.rows)
        self._below.setVisible(shown > 0)
        all_shown = shown >= self._total
        count = (
            f"{format_count(shown, 'entry', 'entries')}."
            if all_shown
            else tr(
                "The newest {shown} of {total}; more as you scroll down.",
                shown=format_count(shown),
                total=format_count(self._total, "entry", "entries"),
            )
        )
        self._below.setText(tr("{count} Enter or a double click shows all of one.", count=count))

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in (self._loading, self._table, self._none_found):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        column.addWidget(label(tr("Audit log"), "title"))
        column.addWidget(self._filters)
        column.addWidget(self._talk)
        column.addWidget(self._stack, 1)
        column.addWidget(self._below)

    def _connect(self) -> None:
        self._talk.heard.connect(self.company_heard)
        self._filters.changed.connect(self._look_again)
        self._none_found.action_triggered.connect(self._filters.clear)
        self._table.opened.connect(lambda entry: AuditEntryDialog(self, entry).open())
        scroll = self._table.verticalScrollBar()
        scroll.valueChanged.connect(lambda value: self._read_more() if value >= scroll.maximum() else None)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh)

    def _look_again(self) -> None:
        if self.isVisible():
            self._total = -1
            self.refresh()


def _read(company: CompanyStore, which: AuditFilter) -> tuple[Page[AuditEntry], list[str]]:
    return company.audit.list(which, limit=_AT_ONCE), [user.username for user in company.users.list()]
