"""Every error that a person can meet is met by a test that looks at what is said.

A test meets an error if it expects that error alone (by ``pytest.raises``, or its class, code or title in an
assertion), makes none of that kind itself, so that Waybill did, and expects words of the text that is said with it.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from desktop_app.domain.errors import WaybillError
from tests.conftest import REPOSITORY

_PLACE = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[\w'-]+")
_IN_A_ROW = 3
"""Words that a test must expect as they are said: fewer stand in any text."""

_Definition = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


@cache
def _modules() -> dict[str, ast.Module]:
    """Every module of ours by its dotted name."""
    paths = sorted((REPOSITORY / "desktop_app").rglob("*.py"))
    dotted = (".".join(path.relative_to(REPOSITORY).with_suffix("").parts) for path in paths)
    return {name: ast.parse(path.read_bytes()) for name, path in zip(dotted, paths, strict=True)}


def _kinds() -> list[type[WaybillError]]:
    """Every kind of error, wherever it is defined; no more is imported for it than must be."""
    defined = [
        (dotted, node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for dotted, module in _modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    ]
    kinds: dict[str, type[WaybillError]] = {}
    bases, found = {WaybillError.__name__}, [""]
    while found:
        below = [(dotted, name) for dotted, name, of in defined if of & bases and name not in kinds]
        kinds |= {name: getattr(importlib.import_module(dotted), name) for dotted, name in below}
        found = [name for _, name in below]
        bases |= set(found)
    return sorted(kinds.values(), key=lambda kind: kind.__name__)


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    """The words of a text, so many in a row as a test has to expect."""
    for piece in _PLACE.split(text):
        words = _WORD.findall(piece.replace("\\", "").lower())
        yield from zip(*(words[start:] for start in range(_IN_A_ROW)), strict=False)


def _strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value


# What Waybill raises


class _Raised(ast.NodeVisitor):
    """The names in a module that stand where something is made or handed on, not where it is only asked for."""

    def __init__(self, module: ast.Module) -> None:
        self.names: set[str] = set()
        self.visit(module)

    def visit_Name(self, node: ast.Name) -> None:
        self.names.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.value, ast.Name):  # As in `Kind.title`.
            self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        says = any(_strings(node.elts))
        for one in node.elts:
            # With a text it says what is raised and how; `(StorageBusy, ClockOff)` and `(NotFound, 404)` only ask.
            if says or not isinstance(one, ast.Name):
                self.visit(one)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass"):
            self.visit(node.args[0])
            return
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            self.names.add(node.func.value.id)  # As in `Bug.of(error)`.
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        for statement in node.body:
            self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for inner in (*node.body, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(inner)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            self.visit(statement)


@cache
def _said() -> dict[str, set[tuple[str, ...]]]:
    """The words in a row that the modules say that make an error of each name."""
    said: dict[str, set[tuple[str, ...]]] = {}
    for module in _modules().values():
        rows = {row for text in _strings([module]) for row in _rows(text)}
        for name in _Raised(module).names:
            said.setdefault(name, set()).update(rows)
    return said


# What tests expect


@dataclass
class _Expectations:
    """What one test expects, with the helpers, fixtures and tables of its module that it names."""

    kinds: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    """Names of classes and texts that the test itself makes something of."""
    rows: set[tuple[str, ...]] = field(default_factory=set)

    def meets(self, kind: type[WaybillError]) -> bool:
        name = kind.__name__
        expected = (
            name in self.kinds
            or not self.strings.isdisjoint((kind.code, kind.title))
            or any(text.startswith(f"{kind.title}: ") for text in self.strings)
        )
        itself = not self.given.isdisjoint((name, kind.code, kind.title))
        return expected and not itself and not self.rows.isdisjoint(_said().get(name, set()))


def _expectations(test: ast.FunctionDef, module: dict[str, _Definition]) -> _Expectations:
    found = _Expectations()
    for definition in _with_helpers(test, module):
        told: list[ast.AST] = []
        if isinstance(definition, ast.FunctionDef):
            told += definition.decorator_list
        elif isinstance(definition, ast.Assign | ast.AnnAssign):
            told.append(definition)
        for node in ast.walk(definition):
            if isinstance(node, ast.Assert):
                told.append(node.test)
                found.kinds |= set(_asserted(node.test))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises":
                told.append(node)
                found.kinds |= {one.id for one in node.args[:1] if isinstance(one, ast.Name)}
        found.strings |= set(_strings(told))
        found.given |= set(_given(definition, {inner for node in told for inner in ast.walk(node)}))
    found.rows = {row for text in found.strings for row in _rows(text)}
    return found


def _given(definition: _Definition, told: set[ast.AST]) -> Iterator[str]:
    """What is called, raised or handed to a call, beside what is expected."""
    for node in ast.walk(definition):
        handed: list[ast.expr] = []
        if isinstance(node, ast.Call):
            handed = [node.func]
            if node not in told and ast.unparse(node.func) != "isinstance":
                handed += [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Raise) and node.exc is not None:
            handed = [node.exc]
        for one in handed:
            if isinstance(one, ast.Attribute):
                one = one.value  # As in `Bug.of` and `Bug.title`.
            if isinstance(one, ast.Name):
                yield one.id
            elif isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def _asserted(node: ast.AST) -> Iterator[str]:
    """The kinds that an assertion says something is: by class, `Kind.code` or `Kind.title`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
        told = node.args[1]
        if isinstance(told, ast.Name):  # Of several, nobody knows which it was.
            yield told.id
        return
    if isinstance(node, ast.Name):
        yield node.id
    for inner in ast.iter_child_nodes(node):
        yield from _asserted(inner)


def _with_helpers(test: ast.FunctionDef, module: dict[str, _Definition]) -> list[_Definition]:
    reached: dict[str, _Definition] = {test.name: test}
    waiting: list[_Definition] = [test]
    while waiting:
        for node in ast.walk(waiting.pop()):
            name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else ""
            if name in module and name not in reached:
                reached[name] = module[name]
                waiting.append(module[name])
    return list(reached.values())


@cache
def _tests() -> list[_Expectations]:
    return [expected for path in sorted((REPOSITORY / "tests").rglob("test_*.py")) for expected in _tests_of(path)]


def _tests_of(path: Path) -> list[_Expectations]:
    module: dict[str, _Definition] = {}
    for statement in ast.parse(path.read_bytes()).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            module[statement.name] = statement
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            module |= {target.id: statement for target in targets if isinstance(target, ast.Name)}
    return [
        _expectations(definition, module)
        for name, definition in module.items()
        if name.startswith("test_") and isinstance(definition, ast.FunctionDef)
    ]


def test_every_error_of_ours_is_raised_or_stands_above_one() -> None:
    assert [kind.__name__ for kind in _kinds() if kind.__name__ not in _said() and not kind.__subclasses__()] == []


def test_every_error_that_is_raised_is_met_by_a_test_that_looks_at_what_is_said() -> None:
    raised = [kind for kind in _kinds() if kind.__name__ in _said()]
    assert len(raised) > 50
    assert [kind.__name__ for kind in raised if not any(expected.meets(kind) for expected in _tests())] == []
