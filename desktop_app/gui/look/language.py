"""The language that the window speaks: what WAYBILL_LANGUAGE says, else what was chosen, else the system's."""

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QLocale, QTranslator

from desktop_app.domain import texts
from desktop_app.gui.home import home_folder
from desktop_app.gui.look.resources import resource_path

CONTEXT = "Waybill"
"""Of every text in the files of Qt Linguist."""
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
PSEUDO = "pseudo"
"""For tests: every text that can be translated is longer by two fifths and in brackets."""


def wanted_languages() -> Sequence[str]:
    """Two letters each, the best first."""
    if told := os.environ.get("WAYBILL_LANGUAGE", "") or _chosen():
        return [told]
    return [name.partition("-")[0] for name in QLocale.system().uiLanguages()]


def speak() -> str:
    """Speak the first of the wanted languages that there is; which one that is.

    What is shown once stays in its language: this comes before anything else of the window.
    """
    for language in wanted_languages():
        if language != QLocale.system().name().partition("_")[0] and language in LANGUAGES:
            # Qt's own words for days and months are those of the language too, where the system has another.
            QLocale.setDefault(QLocale(language))
        if language == "en":
            break
        if language == PSEUDO:
            texts.speak(_pseudo)
            return language
        if (translator := _translator(language)) is not None:
            texts.speak(partial(_translated, translator))
            return language
    texts.speak(str)
    return "en"


def _translator(language: str) -> QTranslator | None:
    translator = QTranslator()
    with contextlib.suppress(FileNotFoundError):
        if translator.load(str(resource_path(f"translations/waybill_{language}.qm"))):
            return translator
    return None


def _translated(translator: QTranslator, text: str) -> str:
    return translator.translate(CONTEXT, text) or text


def _pseudo(text: str) -> str:
    if not any(map(str.isalpha, text)):
        return text
    return f"⟦{text}{'·' * (len(text) * 2 // 5)}⟧"


def _chosen() -> str:
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
        kept = json.loads((home_folder() / "window.json").read_text("utf-8"))
        language = kept["preferences"]["language"] if "language" in kept.get("preferences", {}) else ""
        return language if language in LANGUAGES else ""
    return ""
