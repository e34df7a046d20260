"""The central system as far as a visit meets it: people, papers, and a network that is not always there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from kiosk.money import Money
from kiosk.visit.effects import AskIdentity, PrepareOrder
from kiosk.visit.events import Event, IdentityConfirmed, IdentityRefused, PapersReady, PapersRefused
from kiosk.visit.states import ChooseProblem, Delivery, IdentityProblem, Offer, Paper, Person
from simulator.explorer.world import World

PEOPLE = 25
BIRTHDAY = "0930505"
TIMEOUT_S = 10.0
RENDER_S = 0.4
OFFERS = (
    Offer("TR-ZH", "中文歷年成績單", "Chinese transcript", Money(20), Delivery.PRINTED_NOW, 3),
    Offer("TR-EN", "英文歷年成績單", "English transcript", Money(20), Delivery.PRINTED_NOW, 3),
    Offer("EN-ZH", "在學證明書", "Certificate of enrolment", Money(5), Delivery.PRINTED_NOW, 2),
    Offer("RK-ZH", "名次證明書", "Rank", Money(20), Delivery.PRINTED_NOW, 2, why_not="not-published"),
)
SHEETS = {"TR-ZH": 1, "TR-EN": 2, "EN-ZH": 1}
FEES = {offer.code: offer.fee for offer in OFFERS}
PROBLEMS = (ChooseProblem.REFUSED, ChooseProblem.GLYPH_MISSING, ChooseProblem.PAPER_MISMATCH)


@dataclass(frozen=True, slots=True)
class Issued:
    """One copy: for whom, for which visit, at what fee."""

    copy_serial: str
    code: str
    fee: Money
    person_id: str
    visit_id: str


class Central:
    """`hangs` and `mixes_up` strike as many of the coming requests; `online` is the network between us."""

    def __init__(
        self, world: World, dice: Random, latency_s: float, refuses: float, hang_share: float
    ) -> None:
        self.online = True
        self.hangs = self.mixes_up = 0
        self.issued: dict[str, Issued] = {}
        self.people = {
            f"B{10_000_000 + n}": Person(f"P{n:016d}", f"B{10_000_000 + n}", f"林範例{n}", f"LIN, FAN-LI {n}")
            for n in range(PEOPLE)
        }
        self._world, self._dice = world, dice
        self._latency_s, self._refuses, self._hang_share = latency_s, refuses, hang_share

    def number_of(self, person_id: str) -> str:
        return next(number for number, person in self.people.items() if person.person_id == person_id)

    def identify(self, asked: AskIdentity, answer: Callable[[Event], None]) -> None:
        person = self.people.get(asked.number)
        if not self.online:
            refused = IdentityRefused(asked.request_id, IdentityProblem.OFFLINE)
            self._world.after(TIMEOUT_S, lambda: answer(refused))
        elif person is None or asked.birthday != BIRTHDAY:
            self._say(answer, IdentityRefused(asked.request_id, IdentityProblem.NO_MATCH))
        elif self._dice.random() < self._refuses:
            self._say(answer, IdentityRefused(asked.request_id, IdentityProblem.REFUSED))
        else:
            self._say(answer, IdentityConfirmed(asked.request_id, person, OFFERS))

    def issue(self, asked: PrepareOrder, answer: Callable[[Event], None]) -> None:
        if not self.online:
            refused = PapersRefused(asked.request_id, ChooseProblem.OFFLINE)
            self._world.after(TIMEOUT_S, lambda: answer(refused))
        elif self._dice.random() < self._refuses:
            self._say(answer, PapersRefused(asked.request_id, self._dice.choice(PROBLEMS)))
        else:
            self._say(answer, PapersReady(asked.request_id, self._papers(asked)), RENDER_S)

    def _papers(self, asked: PrepareOrder) -> tuple[Paper, ...]:
        """One for each copy; now and then somebody else's, which the gate must not let pass."""
        person = asked.person
        if self.mixes_up:
            self.mixes_up -= 1
            person = self._dice.choice([p for p in self.people.values() if p.person_id != person.person_id])
        papers = []
        for line in asked.order.lines:
            for _ in range(line.copies):
                serial = f"S{len(self.issued) + 1:08d}"
                self.issued[serial] = Issued(serial, line.code, line.fee, person.person_id, asked.visit_id)
                papers.append(
                    Paper(
                        serial,
                        line.code,
                        line.name_zh,
                        line.name_en,
                        SHEETS[line.code],
                        "00" * 32,
                        person.person_id,
                    )
                )
        return tuple(papers)

    def _say(self, answer: Callable[[Event], None], said: Event, least_s: float = 0.0) -> None:
        latency_s = least_s + self._dice.expovariate(1 / self._latency_s)
        if self.hangs or self._dice.random() < self._hang_share:
            self.hangs = max(self.hangs - 1, 0)
            latency_s += self._dice.uniform(15.0, 90.0)  # longer than the visitor is made to wait
        self._world.after(latency_s, lambda: answer(said))
