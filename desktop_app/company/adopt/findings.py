"""What of the old rows was not taken over as it is; the questions stand in ``findings.sql``."""

import re
from collections.abc import Iterator
from importlib.resources import files

from sqlalchemy import Connection, text

from desktop_app.domain.adoption import Finding, FindingItem

_QUESTION = re.compile(r"^-- (?P<code>\w+)\n(?P<message>(?:-- .*\n)+)(?P<query>[^;]+);$", re.MULTILINE)


def findings(connection: Connection) -> Iterator[Finding]:
    """All there are, after the rows have been copied and while the old tables can be read as ``old_TABLE``."""
    script = (files("desktop_app.company.adopt") / "findings.sql").read_text("utf-8")
    for question in _QUESTION.finditer(script):
        rows = connection.execute(text(question["query"])).all()
        if rows:
            message = " ".join(line.removeprefix("-- ") for line in question["message"].splitlines())
            yield Finding(question["code"], message, tuple(FindingItem(what, tuple(ids)) for ids, what in rows))
