"""Attacks by name, and what would let each through."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import sql

from tests.integration.attacks.scene import Scene


@dataclass(frozen=True)
class Weakening:
    """What is done to a copy so that an attack gets through: SQL, and functions with a piece of them replaced."""

    do: str = ""
    """``ROLE`` in it stands for our login."""
    undo: str = ""
    """Where it is not the copy that was weakened, but a role, which the whole server has."""
    rewritten: tuple[tuple[str, str, str], ...] = ()
    """Function, piece, replacement."""

    @contextmanager
    def applied(self, scene: Scene) -> Iterator[None]:
        """Weaken a scene; what is not its copy's is mended afterwards."""
        role = sql.Identifier(scene.ours.role).as_string()
        for function, piece, replacement in self.rewritten:
            definition = scene.look("SELECT pg_get_functiondef(%s::regproc)", function)
            assert piece in definition, f"{function} has no {piece!r} to be replaced."
            scene.do(definition.replace(piece, replacement))
        try:
            if self.do:
                scene.do(self.do.replace("ROLE", role))
            yield
        finally:
            if self.undo:
                scene.do(self.undo.replace("ROLE", role))


def granted(do: str, undo: str = "") -> Weakening:
    """SQL as the superuser."""
    return Weakening(do, undo)


def rewritten(function: str, piece: str, replacement: str, *further: str, do: str = "") -> Weakening:
    """A function with a piece replaced, and further ones by threes."""
    everything = (function, piece, replacement, *further)
    triples = tuple(zip(everything[::3], everything[1::3], everything[2::3], strict=True))
    return Weakening(do, rewritten=triples)


@dataclass(frozen=True)
class Attack:
    """Gives something if it got through; else nothing, or raises psycopg.Error."""

    name: str
    run: Callable[[Scene], object]
    refused: str
    """SQLSTATE; empty if nothing is refused and nothing gained."""
    weakening: Weakening
    harmless: bool
    """Whether it leaves the scene for others to use."""


ATTACKS: list[Attack] = []


def attack(
    refused: str, weakening: Weakening, *, harmless: bool = False
) -> Callable[[Callable[[Scene], object]], Callable[[Scene], object]]:
    """Register an attack by its function's name."""

    def register(run: Callable[[Scene], object]) -> Callable[[Scene], object]:
        ATTACKS.append(Attack(run.__name__, run, refused, weakening, harmless))
        return run

    return register


def statement(name: str, refused: str, weakening: Weakening, who: str, text: str) -> None:
    """Register an attack of one statement, or some at once, by the ``admin``, the ``user`` or ``nobody`` of ours.

    ``{ours.…}`` and ``{theirs.…}`` in it stand for the sides. It got through if the last gives rows that are not null,
    or changes some.
    """

    def run(scene: Scene) -> object:
        client = scene.client() if who == "nobody" else scene.admin if who == "admin" else scene.user
        full = text.format(ours=scene.ours, theirs=scene.theirs, database=scene.database)
        with client.transaction(undo=True):
            cursor = client.connection.execute(full.encode())
            while cursor.nextset():
                pass
            if cursor.description is None:
                return cursor.rowcount
            return [row for row in cursor.fetchall() if any(value is not None for value in row)]

    ATTACKS.append(Attack(name, run, refused, weakening, harmless=True))
