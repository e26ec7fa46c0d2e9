"""The page on which a person chooses how the program behaves on this computer."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.bandwidth_box import BandwidthBox
from desktop_app.gui.form_dialog import FormDialog
from desktop_app.gui.language import LANGUAGES
from desktop_app.gui.preferences import Memory, OnClose, Preferences
from desktop_app.gui.widgets.fields import ChoiceBox

_PATTERNS_HEIGHT = 84


class PreferencesDialog(FormDialog):
    """What is chosen holds from the moment it is saved."""

    def __init__(self, parent: QWidget, background: Background, memory: Memory, *, has_tray: bool) -> None:
        """`has_tray`: the program can go on without its window."""
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
        self._scheme.setFocus()

    def prepare(self) -> Callable[[], object] | None:
        lines = (line.strip() for line in self._excludes.toPlainText().splitlines())
        self._memory.choose(
            Preferences(
                scheme=self._scheme.choice(),
                language=self._language.choice() or "",
                notify=self._notify.isChecked(),
                on_close=self._on_close.choice(),
                aws_profile=self._profile.text().strip(),
                bandwidth_limit=self._limit.bytes_per_second,
                excludes=tuple(line for line in lines if line),
            )
        )
        return None
