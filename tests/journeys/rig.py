"""What the journeys share: one central system, one set of twins, one kiosk, and one visitor after another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator import central_process
from simulator.central_process import Student as Person
from simulator.central_view import Seen
from simulator.installation import Installation
from simulator.network import Line
from simulator.outcome import Evidence, Told, address_on, broken_promises, told
from simulator.scenario import SCENARIOS, Fault, Promise
from simulator.visit import PAPER, paid_by, paper_names
from simulator.walk import Plan, Stopwatch, Walk

PRINTER_SPEED = 4.0
NOTHING_BOUGHT = Promise("buys nothing; what went in is owed", delivered=False)


def printable(name: str) -> bool:
    """No rare character: those stop an order before money is asked for."""
    return name.encode("big5", errors="ignore").decode("big5") == name


@dataclass(frozen=True, slots=True)
class Before:
    """What already lay in the machine when the visitor came."""

    papers: int
    slips: int
    cash: list[int]
    alarms: int
    coins_out: int


class Journey:
    """One visitor in the installation that all share. `walk` leads; `judged` holds it to what it promises."""

    def __init__(self, site: Installation, album: Path, plan: Plan) -> None:
        self.site = site
        self.plan = plan
        self.album = album
        self.before = before(site)
        self.walk = Walk(site, plan, album, Stopwatch())
        self.student = self.walk.student

    def judged(self, promise: Promise | None = None) -> Told:
        """The visit as the journal told it to central; fails when money, papers and records do not agree."""
        story = told(self.site.central.rows(), self.site.claim_key)
        coins_out = paid_by(self.site.controls.state()) - self.before.coins_out
        evidence = Evidence(story, self._seen(), self.addresses(), self.coins_in(), True, coins_out)
        broken = broken_promises(evidence, promise or SCENARIOS[self.plan.fault])
        assert not broken, broken
        return story

    def _seen(self) -> Seen:
        seen = self.site.central.look()
        return replace(seen, alarms=seen.alarms[self.before.alarms :])

    # ---- The physical truth --------------------------------------------------------------------------

    def addresses(self) -> tuple[str, ...]:
        """What the codes say on the papers that came out."""
        papers = self.site.controls.state()["tray"][self.before.papers :]
        return tuple(address_on(self.site.controls.sheet(paper["number"])) for paper in papers)

    def slips(self) -> int:
        count: int = self.site.controls.state()["slips"]
        return count - self.before.slips

    def coins_in(self) -> list[int]:
        """Which coins and notes have gone into the boxes, or are stuck on their way."""
        held = cash_of(self.site.controls.state())
        for coin in self.before.cash:
            held.remove(coin)
        return held


def before(site: Installation) -> Before:
    state = site.controls.state()
    return Before(
        len(state["tray"]),
        state["slips"],
        cash_of(state),
        len(site.central.look().alarms),
        paid_by(state),
    )


def cash_of(state: dict[str, Any]) -> list[int]:
    """Everything that people have put in and did not get back."""
    coins: list[int] = state["coin_acceptor"]["cash_box"]
    notes = state["bill_validator"]
    if notes is None:
        return [*coins]
    inside = [notes["inside"]] if notes["inside"] else []
    return [*coins, *notes["note_box"], *inside]


def plan(
    site: Installation,
    fault: Fault = Fault.NONE,
    coins: tuple[int, ...] | None = None,
    language: str = "zh-TW",
) -> Plan:
    return Plan(somebody_new(site), paper_names(PAPER), coins, fault, language)


def somebody_new(site: Installation) -> Person:
    """Nobody who was here before: the machine may owe those something."""
    people = [person for person in central_process.plain(site.students) if printable(person.name_zh)]
    return people[len(site.central.look().visits) % len(people)]


def make_whole(site: Installation) -> None:
    """Undo what a mishap left behind, for the next visitor."""
    site.network.switch(Line.UP)
    site.controls.do("document_printer", "paper", sheets=250)
    site.controls.do("receipt_printer", "paper", level="full")
    site.controls.do("receipt_printer", "cover", open=False)
    if site.controls.state()["bill_validator"] is not None:
        site.controls.do("bill_validator", "jam", on=False)
    site.start()
