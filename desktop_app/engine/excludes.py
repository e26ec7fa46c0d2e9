"""What is left out of a folder: patterns as in .gitignore, and the junk that no one wants to send."""

import re
from collections.abc import Callable, Sequence

from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.texts import tr

JUNK = (".DS_Store", "Thumbs.db", "desktop.ini", "~$*")
"""Patterns that are always left out, and counted: what Finder, Explorer and Office leave behind."""

_JUNK_NAMES = frozenset(pattern.encode() for pattern in JUNK[:3])
_JUNK_BEGINNING = b"~$"


class Excludes:
    """Says of each path whether it is left out; most are told by a look at the name, without a pattern.

    Raises:
        InvalidValue: a pattern is none.
    """

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        self._matches: Callable[[str], object] | None = None
        if not patterns:
            return
        import pathspec  # Here, for most uploads have no patterns, and importing it takes as long as a thousand files.

        try:
            spec = pathspec.GitIgnoreSpec.from_lines((*JUNK, *patterns))
        except ValueError as error:
            raise InvalidValue("excludes", tr("This is no pattern as in .gitignore: {error}.", error=error)) from error
        expressions = [pattern.regex for pattern in spec.patterns if pattern.regex is not None]
        if all(pattern.include for pattern in spec.patterns if pattern.regex is not None):
            # Without a ! their order means nothing, so one expression finds any of them, four times as fast.
            self._matches = re.compile("|".join(_without_names(each.pattern) for each in expressions), re.DOTALL).match
        else:
            self._matches = spec.match_file

    def match(self, path: bytes, name: bytes, *, is_folder: bool) -> bool:
        """Whether a relative path that ends in ``name`` is left out."""
        if self._matches is None:
            return name in _JUNK_NAMES or name.startswith(_JUNK_BEGINNING)
        return bool(self._matches(path.decode("utf-8", "surrogateescape") + ("/" if is_folder else "")))


def _without_names(expression: str) -> str:
    """An expression whose groups have no names, which may stand only once in a larger one."""
    return "(?:" + re.sub(r"\(\?P<\w+>", "(?:", expression) + ")"
