"""The central system of the explorer: late, refusing, hanging, mixing up."""

from __future__ import annotations

from random import Random

from kiosk.money import Money
from kiosk.visit.effects import AskIdentity, PrepareOrder
from kiosk.visit.events import Event, IdentityConfirmed, IdentityRefused, PapersReady, PapersRefused
from kiosk.visit.states import ChooseProblem, IdentityProblem, Order, OrderLine
from simulator.explorer.central import BIRTHDAY, Central
from simulator.explorer.world import World

NUMBER = "B10000007"


class Bench:
    def __init__(self, refuses: float = 0.0, hangs: float = 0.0) -> None:
        self.world = World()
        self.central = Central(self.world, Random(1), 0.5, refuses, hangs)
        self.heard: list[Event] = []

    def identify(self, number: str = NUMBER, wait_s: float = 15.0) -> None:
        self.central.identify(AskIdentity("v-i1", "v", number, BIRTHDAY), self.heard.append)
        self.world.run_until(self.world.now + wait_s)

    def issue(self, copies: int = 2) -> None:
        person = self.central.people[NUMBER]
        order = Order("o", (OrderLine("TR-ZH", "中文歷年成績單", "Transcript", copies, Money(20)),))
        self.central.issue(PrepareOrder("v-p1", "v", person, order), self.heard.append)
        self.world.run_until(self.world.now + 15.0)


def test_who_is_known_is_confirmed_and_gets_papers() -> None:
    bench = Bench()
    bench.identify()
    assert isinstance(bench.heard[0], IdentityConfirmed)
    assert bench.heard[0].person == bench.central.people[NUMBER]
    bench.issue()
    assert isinstance(bench.heard[1], PapersReady)
    papers = bench.heard[1].papers
    assert len({paper.copy_serial for paper in papers}) == 2
    assert all(bench.central.issued[p.copy_serial].person_id == p.person_id for p in papers)


def test_who_is_not_known_is_not() -> None:
    bench = Bench()
    bench.identify("B99999999")
    assert bench.heard == [IdentityRefused("v-i1", IdentityProblem.NO_MATCH)]


def test_without_a_network_the_answer_is_that_there_is_none() -> None:
    bench = Bench()
    bench.central.online = False
    bench.identify()
    bench.issue()
    assert bench.heard == [
        IdentityRefused("v-i1", IdentityProblem.OFFLINE),
        PapersRefused("v-p1", ChooseProblem.OFFLINE),
    ]


def test_it_can_refuse_hang_and_mix_up() -> None:
    bench = Bench(refuses=1.0)
    bench.identify()
    bench.issue()
    assert [type(event) for event in bench.heard] == [IdentityRefused, PapersRefused]
    bench = Bench()
    bench.central.hangs = 1
    bench.identify()
    assert bench.heard == []
    bench.world.run_until(200.0)
    assert isinstance(bench.heard[0], IdentityConfirmed)
    bench.central.mixes_up = 1
    bench.issue()
    assert isinstance(bench.heard[1], PapersReady)
    assert all(p.person_id != bench.central.people[NUMBER].person_id for p in bench.heard[1].papers)
