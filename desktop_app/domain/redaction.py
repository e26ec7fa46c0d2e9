"""Taking secrets out of texts that leave the program: its log, and what people send to whoever helps them."""

import re
from collections.abc import Iterable

REMOVED = "[removed]"

_HIDDEN = (
    # user:password@ of an address.
    re.compile(r"(?P<keep>\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+(?=@)", re.IGNORECASE),
    # name=value, name: value and "name": "value", where the name says that it is secret.
    re.compile(
        r"(?P<keep>\b[\w-]*(?:password|passwd|pgpass|secret|token|api[_-]?key|private[_-]?key|access[_-]?key[_-]?id"
        r"|x-amz-(?:signature|credential|security-token))[\w-]*[\"']?\s*[=:]\s*(?P<quote>[\"']?))"
        r"(?!\[removed\]|(?:null|none|true|false)(?=[\s,}\]]|\Z))[^\s\"'&,;}]+",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>\bauthorization[\"']?\s*[=:]\s*[\"']?)[^\"'\r\n]+", re.IGNORECASE),
    re.compile(r"(?P<keep>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}", re.IGNORECASE),
    # AWS access key ids (IAM user guide, "unique identifiers": AKIA long-term, ASIA temporary).
    re.compile(r"(?P<keep>)\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b"),
    # JSON web tokens: a header that begins with {" in base64, and two more parts.
    re.compile(r"(?P<keep>)\beyJ[\w-]{5,}\.[\w-]+\.[\w-]+"),
    re.compile(r"(?P<keep>-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|\Z)", re.DOTALL),
)
_NAME = re.compile(r"password|passwd|pgpass|secret|token|api_?key|private_?key|access_?key", re.IGNORECASE)
_SHORTEST = 4
"""A known secret of fewer characters would be found in every other word."""


def names_a_secret(name: str) -> bool:
    """Whether what has this name is nobody's to read, whatever it is."""
    return _NAME.search(name) is not None


def without_secrets(text: str, known: Iterable[str] = ()) -> str:
    """A text with what looks like a secret replaced, and every one of the ``known`` ones."""
    for secret in sorted((one for one in known if len(one) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    for pattern in _HIDDEN:
        text = pattern.sub(lambda match: match.group("keep") + REMOVED, text)
    return text
