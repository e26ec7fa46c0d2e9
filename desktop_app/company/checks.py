"""Rules for single values, held before any database is asked, and words for those that only the database can hold."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from desktop_app.domain.errors import Conflict, InvalidValue
from desktop_app.domain.texts import tr

E = TypeVar("E", bound=StrEnum)
Rule = Callable[[str, Any], Any]
"""Takes a field and a value, gives the value as it is kept or raises InvalidValue."""

# Neither PostgreSQL nor SQLite keeps these in a text.
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
# What does something to the screen or terminal that a text is shown on (migrations/sql, auth.without_controls).
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LAYOUT = str.maketrans("", "", "\n\t")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_USERNAME = re.compile(r"[\w.+@-]+")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@([^\W_]([\w-]*[^\W_])?\.)+[^\W_]([\w-]*[^\W_])?")
MAX_USERNAME = 100


def checked(values: Mapping[str, object], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Values as they are kept.

    Raises:
        InvalidValue: one breaks its rule.
        TypeError: there is none of that name, as for any keyword that a function does not know.
    """
    if unknown := sorted(values.keys() - rules.keys()):
        raise TypeError(f"There is nothing of that name to set: {', '.join(unknown)}")
    return {field: rules[field](field, value) for field, value in values.items()}


def can_be_kept(value: str) -> bool:
    """Whether a database takes this text; what it does not take, it does not have either."""
    return _NOT_KEPT.search(value) is None


def several_lines(field: str, value: str) -> str:
    """A text that may be empty, with lines and tabs but no other controls."""
    given = _kept(field, value).replace("\r\n", "\n")
    if _CONTROLS.search(given.translate(_LAYOUT)):
        raise InvalidValue(
            field, tr("The {field} holds no control characters but ends of lines and tabs.", field=_words(field))
        )
    return given


def line(field: str, value: str) -> str:
    """One line without blanks around it, which may be empty."""
    given = _kept(field, value).strip()
    if _CONTROLS.search(given):
        raise InvalidValue(field, tr("The {field} is one line without control characters.", field=_words(field)))
    return given


def required(field: str, value: str) -> str:
    """One line without blanks around it, and not empty."""
    if not (given := line(field, value)):
        raise InvalidValue(field, tr("The {field} is empty.", field=_words(field)))
    return given


def optional(field: str, value: str | None) -> str | None:
    """One line without blanks around it; None if nothing is left."""
    return None if value is None else line(field, value) or None


def flag(field: str, value: bool) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise InvalidValue(field, tr("The {field} is yes or no.", field=_words(field)))
    return value


def company_code(field: str, value: str) -> str:
    """A company's short code, which people say and type and its login is named after."""
    code = required(field, value)
    if not _CODE.fullmatch(code):
        raise InvalidValue(
            field,
            tr(
                "A {field} is 1 to 32 letters (a to z), digits, hyphens and underscores, such as SHORE.",
                field=_words(field),
            ),
        )
    return code


def username(field: str, value: str) -> str:
    """A username: 1 to 100 letters of any script, digits and what stands in e-mail addresses."""
    name = required(field, value)
    if len(name) > MAX_USERNAME:
        raise InvalidValue(
            field,
            tr("A {field} has at most {max_username} characters.", field=_words(field), max_username=MAX_USERNAME),
        )
    if not _USERNAME.fullmatch(name):
        raise InvalidValue(
            field, tr("A {field} is letters, digits and . _ - + @, without blanks.", field=_words(field))
        )
    return name


def email(field: str, value: str) -> str:
    """An e-mail address, or nothing."""
    address = line(field, value)
    if address and not _EMAIL.fullmatch(address):
        raise InvalidValue(field, tr("An e-mail address looks like name@example.com."))
    return address


def one_of(kind: type[E]) -> Callable[[str, str], E]:
    """One of a list of choices."""

    def rule(field: str, value: str) -> E:
        try:
            return kind(value)
        except ValueError as error:
            raise InvalidValue(
                field, tr("The {field} is one of {kind}.", field=_words(field), kind=", ".join(kind))
            ) from error

    return rule


@contextmanager
def telling(conflict: str) -> Iterator[None]:
    """Say it like this where the database finds that something is there already."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(conflict) from error


def _kept(field: str, value: str) -> str:
    if not can_be_kept(value):
        raise InvalidValue(field, tr("The {field} is not valid Unicode.", field=_words(field)))
    return value


def _words(field: str) -> str:
    return field.replace("_", " ")
