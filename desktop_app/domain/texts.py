"""What people read, in their language. English is what the program is written in; a front end may set another."""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def speak(translate: Callable[[str], str]) -> None:
    """Have every text from here on go through a translator, which gives back what it does not know."""
    global _translate
    _translate = translate


def marked(text: str) -> str:
    """The text itself, as one that is said by `tr` elsewhere, so that translators get it."""
    return text


def tr(text: str, **values: object) -> str:
    """A text in the person's language, with values in the places that have their ``{name}``."""
    told = _translate(text)
    return told.format(**values) if values else told
