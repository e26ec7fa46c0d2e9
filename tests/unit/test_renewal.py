"""Exchanging renewal tokens, against a model of the company that breaks where connections and programs break."""

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.company.renewal import MemoryRenewal, exchange, new_token
from desktop_app.domain.errors import AccountInactive, CompanyUnreachable, SignedOut


class Killed(BaseException):
    """The program ends here, whatever it was doing."""


class Fate(StrEnum):
    """What becomes of one step."""

    WELL = "well"
    LOST_BEFORE = "the question is lost"
    LOST_AFTER = "the answer is lost"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


@dataclass
class World:
    """A company that takes each token once, a keychain, and a list of what is to go wrong."""

    fates: list[Fate]
    kept: Sequence[str] = ()
    current: str = ""
    """The one token that the company takes."""
    spent: set[str] = field(default_factory=set)
    replays: int = 0
    ended: bool = False

    def sign_in(self) -> None:
        self.current = new_token()
        self.kept = [self.current]

    def exchange(self) -> None:
        """What a program does that wants in."""
        exchange(self.kept, self.save, self.renew)

    def save(self, tokens: Sequence[str]) -> None:
        fate = self._fate()
        if fate in (Fate.KILLED_BEFORE, Fate.LOST_BEFORE):
            raise Killed
        self.kept = list(tokens)
        if fate in (Fate.KILLED_AFTER, Fate.LOST_AFTER):
            raise Killed

    def renew(self, token: str, fresh: str) -> None:
        fate = self._fate()
        if fate is Fate.KILLED_BEFORE:
            raise Killed
        if fate is Fate.LOST_BEFORE:
            raise CompanyUnreachable("away")
        refused = self._refuses(token, fresh)
        if fate is Fate.KILLED_AFTER:
            raise Killed
        if fate is Fate.LOST_AFTER:
            raise CompanyUnreachable("away")
        if refused:
            raise SignedOut("no")

    def _refuses(self, token: str, fresh: str) -> bool:
        if token in self.spent:
            self.replays += 1
            self.ended = True
        if self.ended or token != self.current:
            return True
        self.spent.add(token)
        self.current = fresh
        return False

    def _fate(self) -> Fate:
        return self.fates.pop(0) if self.fates else Fate.WELL


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.just(Fate.WELL) | st.sampled_from(Fate), max_size=18))
def test_whatever_breaks_nobody_is_signed_out_and_no_token_is_used_twice(fates: list[Fate]) -> None:
    world = World(fates)
    world.sign_in()
    while world.fates:
        with contextlib.suppress(Killed, CompanyUnreachable):
            world.exchange()
        assert world.current in world.kept
    world.exchange()
    assert world.kept == [world.current]
    assert world.replays == 0


LOST_AT_FIRST = [Fate.WELL, Fate.LOST_BEFORE]
LOST_LATER = [Fate.WELL, Fate.WELL, Fate.LOST_BEFORE, Fate.WELL]


@pytest.mark.parametrize(
    "fates",
    [
        *([Fate.WELL, fate] * 60 for fate in Fate),
        *(LOST_AT_FIRST + [Fate.WELL, Fate.WELL, fate] * 60 for fate in Fate),
        [Fate.WELL, Fate.LOST_AFTER] * 12 + LOST_AT_FIRST + LOST_LATER * 60,
    ],
)
def test_however_long_it_stays_broken_the_way_in_is_kept_and_fits_a_keychain_entry(fates: list[Fate]) -> None:
    world = World(list(fates))
    world.sign_in()
    while world.fates:
        with contextlib.suppress(Killed, CompanyUnreachable):
            world.exchange()
        # Windows keeps 2,560 bytes of UTF-16.
        assert len(json.dumps(world.kept).encode("utf-16-le")) <= 2560
    world.exchange()
    assert world.kept == [world.current]
    assert world.replays == 0


def test_the_next_token_is_kept_before_the_company_hears_of_it() -> None:
    world = World([])
    world.sign_in()

    def renew(_token: str, fresh: str) -> None:
        assert fresh in world.kept
        assert fresh != world.current

    exchange(world.kept, world.save, renew)


def test_a_sign_in_that_has_ended_leaves_nothing() -> None:
    world = World([])
    world.sign_in()
    world.ended = True
    with pytest.raises(SignedOut):
        world.exchange()
    assert world.kept == []
    with pytest.raises(SignedOut, match="Nobody is signed in"):
        world.exchange()


@pytest.mark.parametrize("error", [AccountInactive("not now"), CompanyUnreachable("away")])
def test_what_may_pass_leaves_the_way_in(error: Exception) -> None:
    world = World([])
    world.sign_in()

    def renew(_token: str, _fresh: str) -> None:
        raise error

    with pytest.raises(type(error)):
        exchange(world.kept, world.save, renew)
    world.exchange()
    assert world.replays == 0


def test_in_memory_it_is_kept_until_it_is_forgotten() -> None:
    offered: list[str] = []
    take: Callable[[str, str], None] = lambda token, _fresh: offered.append(token)  # noqa: E731
    renewal = MemoryRenewal()
    renewal.begin("ada", "first")
    renewal.exchange(take)
    renewal.exchange(take)
    assert offered[0] == "first"
    assert len(set(offered)) == 2
    renewal.forget()
    with pytest.raises(SignedOut):
        renewal.exchange(take)
    assert len(offered) == 2
