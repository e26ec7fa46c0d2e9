"""What a check found, for people and as JSON."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    """A word: ``schema``, ``isolation``, ``hardening``, ``TLS``, ``clock``, ``logging``, ``names`` or ``file`` of a
    company's database; ``program``, ``settings``, ``folders``, ``disk``, ``keychain``, ``proxy``, ``company``,
    ``journal``, ``sign-in``, ``storage`` or ``updates`` of a workstation."""
    ok: bool
    message: str
    remedy: str = ""
    """What to do; empty if it is well."""
    details: tuple[str, ...] = ()
    """Each part of it, a sentence; empty where the message says it all."""
