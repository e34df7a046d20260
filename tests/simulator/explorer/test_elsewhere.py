"""Claims on their way between holders: late words, lost ones, and nobody paid twice."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.money import Money
from kiosk.visit import claims
from kiosk.visit.events import ClaimsBrought, ClaimsWanted, Event
from kiosk.visit.facts import ClaimIssued, ClaimRedeemed, ClaimTakenOver, Fact, Posted
from kiosk.visit.machine import Machine
from kiosk.visit.states import ClaimReason
from simulator.explorer.claim_judge import ClaimJudge
from simulator.explorer.coverage import Coverage
from simulator.explorer.elsewhere import Elsewhere
from simulator.explorer.world import Violation, World

FIFTEEN = Money(15)


class Site:
    """This machine: the real core decides, and all of it is shipped every few seconds."""

    def __init__(self, seed: int) -> None:
        self.world, self.coverage = World(), Coverage()
        self.judge = ClaimJudge(self.coverage)
        self.elsewhere = Elsewhere(self.world, Random(seed), self.judge, self.coverage)
        self.elsewhere.put = self.hears
        self.machine = Machine()
        self.commits = 0
        self.heard: list[Event] = []
        self._unshipped: list[Fact] = []

    def hears(self, event: Event) -> None:
        self.heard.append(event)
        match event:
            case ClaimsWanted():
                self.writes(*claims.wanted(self.machine, event).facts)
            case ClaimsBrought():
                self.writes(*claims.brought(self.machine, event).facts)

    def writes(self, *facts: Fact) -> None:
        self.commits += 1
        self.machine = claims.kept(self.machine, facts)
        for fact in facts:
            match fact:
                case ClaimIssued(claim_id, amount, _, person_id):
                    self.judge.issues(claim_id, amount, person_id, "v")
                case ClaimRedeemed(claim_id, amount):
                    self.judge.redeems(claim_id, amount, "p", "v")
                case ClaimTakenOver(claim_id, amount, _, person_id):
                    self.judge.takes_over(claim_id, amount, person_id)
                case Posted():
                    continue
                case _:
                    self.judge.hands_over(fact.claim_id, fact.amount)  # type: ignore[union-attr]
            self._unshipped.append(fact)

    def owes(self, claim_id: str = "c1") -> None:
        self.writes(ClaimIssued(claim_id, FIFTEEN, ClaimReason.LEFT, "p"))

    def fetches(self) -> None:
        """Its owner identifies, which is a row, and then it asks."""
        self.writes()
        self.elsewhere.fetch("p", self.commits)

    def pays(self) -> None:
        owed = claims.owed_to(self.machine, "p")
        self.writes(*(ClaimRedeemed(claim.claim_id, claim.amount, "v") for claim in owed))

    def ships(self, times: int = 1) -> None:
        for _ in range(times):
            facts, self._unshipped = self._unshipped, []
            self.elsewhere.shipped(facts, self.commits)
            self.run(20.0)

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)


@pytest.mark.parametrize("seed", range(8))
def test_what_this_machine_owes_is_paid_at_the_counter_once_it_is_handed_over(seed: int) -> None:
    site = Site(seed)
    site.owes()
    site.ships()
    site.elsewhere.to_the_counter("p")
    assert not site.judge.is_paid("c1")
    site.ships(10)
    assert site.judge.is_paid("c1")
    assert site.machine.claims == ()


@pytest.mark.parametrize("seed", range(8))
def test_what_another_machine_owes_comes_here_with_its_owner(seed: int) -> None:
    site = Site(seed)
    site.elsewhere.issue("p")
    for _ in range(60):
        site.fetches()
        site.ships()
        if site.machine.claims or site.judge.is_paid("far-1-c1"):
            break
    assert site.machine.claims or site.judge.is_paid("far-1-c1"), "the other machine may have paid it"


def test_an_answer_comes_while_somebody_waits_for_it_or_never() -> None:
    for seed in range(20):
        site = Site(seed)
        site.elsewhere.issue("p")
        began = site.world.now
        site.fetches()
        site.run(2000.0)
        assert all(isinstance(event, ClaimsBrought) for event in site.heard)
        site.heard.clear()
        site.fetches()
        site.elsewhere.restarted()
        site.run(2000.0)
        assert site.heard == []
        assert site.world.now > began


@pytest.mark.parametrize("seed", range(30))
def test_whoever_asks_however_late_nobody_is_paid_twice(seed: int) -> None:
    """A long life: the owner here and there, words in any order. The judge raises when it goes wrong."""
    site, dice = Site(seed), Random(seed)
    for number in range(60):
        match dice.randrange(6):
            case 0:
                site.owes(f"c{number}")
            case 1:
                site.elsewhere.issue("p")
            case 2:
                site.elsewhere.to_the_counter("p")
            case 3:
                site.fetches()
            case 4:
                site.pays()
            case _:
                site.ships()
        site.run(dice.choice((0.1, 3.0, 30.0, 400.0)))
    assert sum(site.judge.owed.values()) >= 0
    site.judge.listed(site.machine.claims)


def test_holders_that_contradict_each_other_are_noticed() -> None:
    site = Site(1)
    site.owes()
    site.ships()
    site.pays()
    site.ships()
    with pytest.raises(Violation, match="contradict each other"):
        site.elsewhere.shipped((ClaimRedeemed("c1", FIFTEEN, "w"),), 9)
