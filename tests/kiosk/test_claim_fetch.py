"""Fetching claims: until they are there, one visitor at a time, and never quiet in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import pytest

from kiosk.central_link import CentralLink, Fetched, LinkTrouble, Quiet, Refused
from kiosk.claim_fetch import TRIES, ClaimFetch
from kiosk.money import Money
from kiosk.visit.effects import FetchClaims
from kiosk.visit.events import ClaimsBrought, Event
from kiosk.visit.states import Claim, ClaimReason, OpenClaim

FAR = OpenClaim(Claim("far-c1", Money(15), ClaimReason.LEFT), "P1")
FARTHER = OpenClaim(Claim("far-c2", Money(20), ClaimReason.LEFT), "P1")
FIRST, SECOND = FetchClaims("v1", "P1"), FetchClaims("v2", "P2")
OFFLINE = Refused(LinkTrouble.OFFLINE)
Answer = Fetched | Refused | Exception


@dataclass
class Central(CentralLink):
    """Gives its answers one after the other, the last one for ever; `holds` keeps them back."""

    answers: list[Answer] = field(default_factory=lambda: [Fetched((), 0)])
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    was_asked: threading.Event = field(default_factory=threading.Event)

    def fetch_claims(self, visit_id: str, person_id: str, head: int) -> Fetched | Refused:
        self.asked.append((visit_id, person_id, head))
        self.was_asked.set()
        assert self.may_answer.wait(10)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Loop:
    """Its queue; `turn` does what the loop's thread would do with the next thing in it."""

    def __init__(self) -> None:
        self.queue: SimpleQueue[Event | Callable[[], None]] = SimpleQueue()
        self.head = 7
        self.events: list[Event] = []

    def turn(self, patience_s: float = 10.0) -> bool:
        try:
            item = self.queue.get(timeout=patience_s)
        except Empty:
            return False
        if isinstance(item, ClaimsBrought):
            self.events.append(item)
            self.head += 2  # the event and what follows from it
        else:
            assert callable(item)
            item()
        return True


@dataclass
class Stage:
    loop: Loop = field(default_factory=Loop)
    central: Central = field(default_factory=Central)
    fetch: ClaimFetch = field(init=False)

    def __post_init__(self) -> None:
        self.central.may_answer.set()
        put = self.loop.queue.put
        self.fetch = ClaimFetch(lambda: self.central, put, put, lambda: self.loop.head, pause_s=0.001)

    def until_quiet(self) -> None:
        while self.fetch.quiet(0) is None:
            assert self.loop.turn(), "nothing happens any more"


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.central.may_answer.set()
    made.fetch.close()


def test_asks_again_until_everything_is_there(stage: Stage) -> None:
    stage.central.answers = [Fetched((), 2), Fetched((FAR,), 1), Fetched((FAR, FARTHER), 0)]
    stage.fetch.begin(FIRST)
    stage.until_quiet()
    assert stage.loop.events == [ClaimsBrought((FAR,)), ClaimsBrought((FARTHER,))]  # each once
    assert stage.central.asked == [("v1", "P1", 7)] * 3


def test_not_quiet_before_what_was_brought_is_in_the_journal(stage: Stage) -> None:
    stage.central.answers = [Fetched((FAR,), 0)]
    assert stage.fetch.quiet(5) == Quiet(7, 5)
    stage.fetch.begin(FIRST)
    assert stage.fetch.quiet(5) is None
    assert stage.loop.turn()  # ClaimsBrought
    assert stage.fetch.quiet(5) is None
    stage.until_quiet()
    assert stage.fetch.quiet(5) == Quiet(9, 5)


@pytest.mark.parametrize("answer", [OFFLINE, Fetched((), 0), ValueError("a mistake of ours")], ids=str)
def test_ends_whatever_the_answer_is(stage: Stage, answer: Answer) -> None:
    stage.central.answers = [answer]
    stage.fetch.begin(FIRST)
    stage.until_quiet()
    assert stage.loop.events == []
    assert len(stage.central.asked) == 1


def test_gives_up_after_a_while(stage: Stage) -> None:
    stage.central.answers = [Fetched((), 1)]
    stage.fetch.begin(FIRST)
    stage.until_quiet()
    assert len(stage.central.asked) == TRIES


def test_the_next_visitor_waits_for_the_answer_that_is_on_its_way_and_no_longer(stage: Stage) -> None:
    stage.central.answers = [Fetched((FAR,), 1)]
    stage.central.may_answer.clear()
    stage.fetch.begin(FIRST)
    assert stage.central.was_asked.wait(10)
    stage.fetch.begin(FetchClaims("v-left-at-once", "P3"))
    stage.fetch.begin(SECOND)
    stage.central.may_answer.set()
    assert stage.loop.turn()  # what the first brought
    assert stage.loop.turn()  # it has ended
    stage.central.answers = [Fetched((), 0)]
    stage.until_quiet()
    # Asked by the row after what the first had brought, so central answers what it has heard of that.
    assert stage.central.asked[0] == ("v1", "P1", 7)
    assert stage.central.asked[-1] == ("v2", "P2", 9)
    assert {asked[0] for asked in stage.central.asked} == {"v1", "v2"}


def test_nothing_is_begun_after_the_end(stage: Stage) -> None:
    stage.central.may_answer.clear()
    stage.fetch.begin(FIRST)
    assert stage.central.was_asked.wait(10)
    stage.fetch.close()
    stage.central.may_answer.set()
    assert stage.loop.turn()
    assert len(stage.central.asked) == 1
