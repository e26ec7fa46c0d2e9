"""The files of Qt Linguist: `python build_scripts/translations.py update` takes in what the program says,
`... release` makes what it reads. In between, whoever speaks the language opens the .ts file in Qt Linguist.

Qt's own lupdate knows Python's `tr` only inside Qt's classes; here every text is found by Python's own grammar.
"""

import ast
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "desktop_app"
TRANSLATIONS = ROOT / "resources" / "translations"
CONTEXT = "Waybill"
_HELD = {
    "errors.py": ("title", "YOU", "ADMIN", "NOBODY"),
    "audit_words.py": ("ACTIONS", "_EXPLAINED", "_COLUMNS"),
}
"""Texts that are translated where they are used, by the names that hold them."""


def sources() -> dict[str, str]:
    """Every text that the program says, in the order of the files, with the first place where it says it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for text in _said(ast.parse(path.read_text("utf-8")), path.name):
            found.setdefault(text, place)
    return found


def _said(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if node.func.id in ("tr", "marked"):
                yield from texts[:1]
            elif node.func.id == "format_count" and texts:
                yield from (texts[0], texts[1] if len(texts) > 1 else f"{texts[0]}s")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id in _HELD.get(name, ()) and node.value is not None:
                values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
                yield from (one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str))


def read(path: Path) -> dict[str, str]:
    """What a .ts file has for each text; "" where it is not translated yet."""
    told: dict[str, str] = {}
    for message in ElementTree.parse(path).iterfind("context/message"):  # noqa: S314 (a file of ours)
        translation = message.find("translation")
        done = translation is not None and translation.get("type") is None
        told[message.findtext("source", "")] = (translation.text or "") if done and translation is not None else ""
    return told


def write(path: Path, language: str, told: dict[str, str]) -> None:
    """Write a .ts file of these texts, in the order in which the program says them."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for source, place in sources().items():
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "location", filename=f"../../{place}")
        ElementTree.SubElement(message, "source").text = source
        translation = ElementTree.SubElement(message, "translation")
        translation.text = told.get(source, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ElementTree.indent(root, " ")
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def update() -> int:
    """Take in new texts, leave out those that are said no more; how many are not translated."""
    missing = 0
    for path in sorted(TRANSLATIONS.glob("waybill_*.ts")):
        told = read(path)
        write(path, path.stem.rpartition("_")[2], told)
        missing += sum(not told.get(source) for source in sources())
    return missing


def release() -> int:
    """Make the .qm files; the exit status of Qt's lrelease."""
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    return subprocess.run([lrelease, "-silent", *sorted(TRANSLATIONS.glob("waybill_*.ts"))]).returncode


def main(arguments: list[str]) -> int:
    """Run `update` or `release`."""
    if arguments == ["update"]:
        print(f"{update()} texts are not translated.")
        return 0
    if arguments == ["release"]:
        return release()
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
