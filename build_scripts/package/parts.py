"""Which distributions of the venv are inside a frozen program: what Waybill reaches, not what packs it."""

from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

INSIDE = Requirement("waybill[demo]")


def distributions_inside() -> dict[str, metadata.Distribution]:
    """By normalised name, Waybill itself left out; raises metadata.PackageNotFoundError where the venv lacks one."""
    found: dict[str, metadata.Distribution] = {}
    walked: set[tuple[str, str]] = set()
    waiting = [INSIDE]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        distribution = metadata.distribution(name)
        if name != INSIDE.name:
            found[name] = distribution
        for extra in {"", *wanted.extras} - {extra for known, extra in walked if known == name}:
            walked.add((name, extra))
            waiting.extend(_required(distribution, extra))
    return dict(sorted(found.items()))


def _required(distribution: metadata.Distribution, extra: str) -> Iterator[Requirement]:
    for requirement in map(Requirement, distribution.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement
