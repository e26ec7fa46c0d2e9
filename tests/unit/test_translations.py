"""Every text that the program says is there in every language, and says no less."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_scripts import translations
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.errors import connection_error
from desktop_app.company.refusals import Verdict, refusal
from desktop_app.domain import texts

LANGUAGES = sorted(translations.TRANSLATIONS.glob("waybill_*.ts"))
_PLACES = re.compile(r"\{(\w+)\}")


@pytest.fixture(params=LANGUAGES, ids=lambda path: path.stem)
def told(request: pytest.FixtureRequest) -> dict[str, str]:
    return translations.read(request.param)


def test_there_is_german() -> None:
    assert [path.stem for path in LANGUAGES] == ["waybill_de"]
    assert len(translations.sources()) > 900


def test_no_text_is_missed_and_none_is_left_over(told: dict[str, str]) -> None:
    said = translations.sources()
    assert [text for text in said if not told.get(text)] == []
    assert [text for text in told if text not in said] == []


def test_translations_keep_what_the_texts_have(told: dict[str, str]) -> None:
    for source, text in told.items():
        places, there = set(_PLACES.findall(source)), set(_PLACES.findall(text))
        assert there == places, text
        assert ("&" in source) == ("&" in text), text
        assert source[:1].isspace() == text[:1].isspace(), text
        assert source[-1:].isspace() == text[-1:].isspace(), text
        assert source.endswith("…") == text.endswith("…"), text
        assert "!" not in text
        assert text.format(**dict.fromkeys(places, "x")) is not None


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_what_is_read_is_what_was_translated(path: Path) -> None:
    QtCore = pytest.importorskip("PySide6.QtCore")
    translator = QtCore.QTranslator()
    assert translator.load(str(path.with_suffix(".qm"))), "build_scripts/translations.py release makes it"
    differing = [
        source
        for source, text in translations.read(path).items()
        if translator.translate(translations.CONTEXT, source) != text
    ]
    assert differing == []


_NOT_SAID = {
    "help_dialog.py",  # Chapters of the README, which is English.
    "theme.py",  # Names of fonts.
    "program.py",  # Said on a terminal, before there is a language.
}
_TAKES_TEXT = {"tr", "marked", "format_count"}
_TAKES_NONE = {"RuntimeError", "NotSeen", "setStyleSheet", "debug", "info", "warning", "error", "exception"}
_WORDS = re.compile(r"(^|\s)[a-z]{2,}(\s|$)")


def _unsaid(tree: ast.AST) -> Iterator[ast.Constant]:
    """Texts that look like words of a sentence and do not go through the translator."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in _TAKES_NONE:
                continue
            if name in _TAKES_TEXT:
                for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                    if not isinstance(argument, ast.Constant):
                        yield from _unsaid(argument)
                continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # A docstring.
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            if _WORDS.search(node.value):
                yield node
        yield from _unsaid(node)


def test_no_words_of_the_window_go_around_the_translator() -> None:
    around = [
        f"{path.name}:{text.lineno}: {text.value!r}"
        for path in sorted((translations.PACKAGE / "gui").rglob("*.py"))
        if path.name not in _NOT_SAID and path.parts[-2] != "self_test"
        for text in _unsaid(ast.parse(path.read_text("utf-8")))
    ]
    assert around == []


def test_a_text_in_an_error_of_ours_goes_through_the_translator() -> None:
    """What is raised with words of its own, anywhere below the window, says them by `tr`."""
    errors = {
        node.name
        for node in ast.parse((translations.PACKAGE / "domain/errors.py").read_text()).body
        if isinstance(node, ast.ClassDef)
    }
    plain = []
    for path in sorted(translations.PACKAGE.rglob("*.py")):
        if path.parts[-2] in ("api", "cli", "adopt", "migrations") or path.parts[-2:] == ("domain", "errors.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors:
                plain += [
                    f"{path.name}:{node.lineno}"
                    for argument in node.args
                    if isinstance(argument, ast.JoinedStr)
                    or (isinstance(argument, ast.Constant) and " " in str(argument.value))
                ]
    assert plain == []


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_why_a_company_lets_nobody_in_is_said_in_the_persons_language(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = translations.read(path)
    monkeypatch.setattr(texts, "_translate", told.__getitem__)
    for verdict in set(Verdict) - {Verdict.OK}:
        assert str(refusal(verdict)) in told.values()
    address = CompanyAddress.parse("postgresql://nord@db.example.com/survey")
    for problem in ("nobody knows this one", 'FATAL:  database "survey" does not exist', "TLS alert"):
        said = str(connection_error(OSError(problem), address))
        assert not re.search(r"\b(The|Your|Check) ", said), said
