"""The page on which a person chooses how the program behaves on this computer."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.form_dialog import FormDialog
from desktop_app.gui.locked import lock, locked_texts
from desktop_app.gui.look.formatting import format_speed
from desktop_app.gui.look.language import LANGUAGES
from desktop_app.gui.preferences import Memory, OnClose, Preferences
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.widgets.fields import ChoiceBox, FormField

if TYPE_CHECKING:
    from desktop_app.settings import Settings

_PATTERNS_HEIGHT = 84


class PreferencesDialog(FormDialog):
    """What is chosen holds from the moment it is saved."""

    def __init__(
        self,
        parent: QWidget,
        background: Background,
        memory: Memory,
        *,
        has_tray: bool,
        settings: "Settings | None" = None,
        has_updates: bool = False,
    ) -> None:
        """`has_tray`: the program can go on without its window; `settings` say what is set for the computer;
        `has_updates`: there is where to look for new versions.
        """
        super().__init__(parent, background, tr("Preferences"), go=tr("Save"))
        self._memory = memory
        now = memory.preferences
        self._scheme = ChoiceBox()
        self._scheme.set_choices([(tr("As the system"), "system"), (tr("Light"), "light"), (tr("Dark"), "dark")])
        self._scheme.choose(now.scheme)
        self._language = ChoiceBox()
        self._language.set_choices([(tr("As the system"), ""), *((name, key) for key, name in LANGUAGES.items())])
        self._language.choose(now.language)
        self._notify = QCheckBox(tr("&Tell me when an upload ends or is in trouble"))
        self._notify.setObjectName("form_notify")
        self._notify.setChecked(now.notify)
        self._on_close = ChoiceBox()
        self._on_close.set_choices(
            [
                (tr("Ask me"), OnClose.ASK),
                (tr("Go on in the tray"), OnClose.TRAY),
                (tr("Pause and quit"), OnClose.PAUSE),
            ]
        )
        self._on_close.choose(now.on_close)
        self._profile = QLineEdit(now.aws_profile)
        self._profile.setPlaceholderText(tr("Found by itself"))
        self._limit = BandwidthBox()
        self._limit.show_limit(now.bandwidth_limit)
        self._excludes = QPlainTextEdit("\n".join(now.excludes))
        self._excludes.setTabChangesFocus(True)
        self._excludes.setPlaceholderText("*.tmp")
        self._excludes.setFixedHeight(_PATTERNS_HEIGHT)
        self._updates = ChoiceBox()
        self._updates.set_choices([(tr("Tell me when there is one"), True), (tr("Do not look for them"), False)])
        self._updates.choose(now.updates)
        appearance = self.add_field("scheme", tr("&Appearance"), self._scheme)
        closing = self.add_field("on_close", tr("&Closing while files are sent"), self._on_close)
        closing.setVisible(has_tray)
        self.add_row(appearance, closing) if has_tray else self.add_row(appearance)
        self.add_row(
            self.add_field("language", tr("La&nguage"), self._language, tr("From the next start on.")),
        )
        self.add_row(self._notify)
        self.add_row(
            self.add_field("aws_profile", tr("AWS &profile"), self._profile, tr("New uploads begin with it.")),
            self.add_field("bandwidth_limit", tr("&Bandwidth limit"), self._limit, tr("New uploads begin with it.")),
        )
        self.add_row(
            self.add_field("excludes", tr("&Leave out"), self._excludes, tr("One pattern per line, as in .gitignore."))
        )
        updates = self.add_field("updates", tr("New &versions"), self._updates)
        self.add_row(updates)
        updates.setVisible(has_updates)
        if settings is not None:
            self._show_locked(settings, updates)
        self._scheme.setFocus()

    def _show_locked(self, settings: "Settings", updates: FormField) -> None:
        """What nobody but IT can change."""
        if "updates" in settings.locked:
            updates.show()
            self._updates.choose(settings.updates)
            lock(updates)
        if "bandwidth_hours" in settings.locked:
            planned = settings.hours.at(datetime.now())
            self._limit.show_limit(planned)
            lock(
                self._fields["bandwidth_limit"],
                tr(
                    "Set by your IT, by the hour: {limit} now.",
                    limit=format_speed(planned) if planned else tr("no limit"),
                ),
            )
        for key, title, edit in locked_texts(settings):
            shown = self.add_field(key, title, edit)
            self.add_row(shown)
            lock(shown)

    def prepare(self) -> Callable[[], object] | None:
        now = self._memory.preferences
        lines = (line.strip() for line in self._excludes.toPlainText().splitlines())
        self._memory.choose(
            Preferences(
                scheme=self._scheme.choice(),
                language=self._language.choice() or "",
                notify=self._notify.isChecked(),
                on_close=self._on_close.choice(),
                aws_profile=self._profile.text().strip(),
                bandwidth_limit=self._limit.bytes_per_second if self._limit.isEnabled() else now.bandwidth_limit,
                excludes=tuple(line for line in lines if line),
                updates=self._updates.choice() if self._updates.isEnabled() else now.updates,
            )
        )
        return None
