"""Attacks on the company's database by somebody with a workstation (COMPANY_SECURITY): they fail, and each would get
through if what stops it were not there."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from tests.integration.attacks import (
    changing,
    finding_out,
    forging,
    hindering,
    racing,
    reading,
    rights,
    server,
    signing_in,
    uploading,
    using,
)
from tests.integration.attacks.battlefield import Battlefield, make_battlefield
from tests.integration.attacks.scene import Scene
from tests.integration.attacks.weapons import ATTACKS, Attack, Weakening
from tests.postgres import PostgresServer

# They register their attacks.
MODULES = (
    *(changing, finding_out, forging, hindering, racing, reading),
    *(rights, server, signing_in, uploading, using),
)
AS_IT_IS = Weakening()
each = pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])


class Scenes:
    """Copies of both companies; the same one for attacks that follow each other and leave it as it was."""

    def __init__(self, battlefield: Battlefield) -> None:
        self._battlefield = battlefield
        self._kept = ExitStack()
        self._scene: Scene | None = None
        self._weakening = AS_IT_IS

    @contextmanager
    def scene_for(self, attack: Attack, weakening: Weakening) -> Iterator[Scene]:
        """A copy that was weakened, or not."""
        if not attack.harmless:
            with self._battlefield.scene() as scene, weakening.applied(scene):
                yield scene
            return
        if self._scene is None or self._weakening != weakening:
            self.close()
            self._scene, self._weakening = self._kept.enter_context(self._battlefield.scene()), weakening
            self._kept.enter_context(weakening.applied(self._scene))
        yield self._scene
        self._scene.let_go()

    def close(self) -> None:
        """Drop the copy that was kept."""
        self._scene = None
        self._kept.close()


@pytest.fixture(scope="module")
def battlefield(postgres: PostgresServer) -> Battlefield:
    return make_battlefield(postgres)


@pytest.fixture(scope="module")
def as_they_are(battlefield: Battlefield) -> Iterator[Scenes]:
    scenes = Scenes(battlefield)
    yield scenes
    scenes.close()


@pytest.fixture(scope="module")
def weakened(battlefield: Battlefield) -> Iterator[Scenes]:
    scenes = Scenes(battlefield)
    yield scenes
    scenes.close()


@each
def test_it_fails(attack: Attack, as_they_are: Scenes) -> None:
    with as_they_are.scene_for(attack, AS_IT_IS) as scene:
        if attack.refused:
            with pytest.raises(psycopg.Error) as refusal:
                attack.run(scene)
            assert refusal.value.sqlstate == attack.refused, str(refusal.value)
        else:
            assert not attack.run(scene)


@each
def test_it_would_get_through_otherwise(attack: Attack, weakened: Scenes) -> None:
    with weakened.scene_for(attack, attack.weakening) as scene:
        assert attack.run(scene)


def test_no_two_attacks_have_one_name() -> None:
    assert [name for name, times in Counter(attack.name for attack in ATTACKS).items() if times > 1] == []
