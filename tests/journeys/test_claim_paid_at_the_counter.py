"""Money owed goes from the machine to the counter, back, and to the counter again, on real lines."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from central.claims import counter_lets_go, counter_pays, counter_wants
from central.holding import COUNTER, FREE
from central.models import Alarm, Claim, ClaimDeed
from kiosk.money import Money
from kiosk.visit.events import BackTouched, IdentityEntered, StartTouched
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract, Choosing, Identifying, Paying
from simulator.in_process import BIRTHDAY, KIOSK, STUDENT, WholeMachine, whole_machine

PATIENCE_S = 30.0


class Counter:
    """The cashier's office, at the central system that the machine talks to."""

    def __init__(self, whole: WholeMachine) -> None:
        self.database, self.clock = whole.trial.services.database, whole.trial.services.clock
        with self.database.reading() as session:
            claim = session.scalars(select(Claim)).one()
        self.key = (claim.kiosk_id, claim.claim_id)

    def does(self, deed: Callable[..., None]) -> None:
        with self.database.writing() as session:
            deed(session, self.key, "lin", self.clock.now())

    def holder(self) -> str:
        with self.database.reading() as session:
            return session.get_one(Claim, self.key).holder

    def waits_for(self, holder: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while self.holder() != holder:
            assert time.monotonic() < until, self.holder()
            time.sleep(0.05)

    def record(self) -> tuple[list[str], list[str]]:
        with self.database.reading() as session:
            deeds = session.scalars(select(ClaimDeed).order_by(ClaimDeed.id)).all()
            return [deed.deed.value for deed in deeds], [a.kind for a in session.scalars(select(Alarm))]


def identify(whole: WholeMachine) -> None:
    whole.in_service()
    whole.kiosk.loop.put(StartTouched(whole.kiosk.new_visit_id()))
    whole.wait("the keypad", lambda machine: isinstance(machine.visit, Identifying))
    whole.kiosk.loop.put(IdentityEntered(STUDENT, BIRTHDAY))
    whole.wait("the offers", lambda machine: isinstance(machine.visit, Choosing))


def at_rest(machine: Machine) -> bool:
    return isinstance(machine.visit, Attract)


def test_paid_once_by_whoever_holds_it(tmp_path: Path) -> None:
    with whole_machine(tmp_path) as whole:
        whole.to_payment()
        whole.insert(50)
        whole.finish()
        whole.wait("the claim at central", lambda machine: at_rest(machine) and bool(machine.claims))
        whole.wait("the acknowledgement", lambda machine: machine.acknowledged > 20)
        counter = Counter(whole)
        assert counter.holder() == KIOSK

        counter.does(counter_wants)
        counter.waits_for(COUNTER)
        assert whole.machine.claims == ()
        counter.does(counter_lets_go)
        assert counter.holder() == FREE

        identify(whole)
        whole.wait("the claim to come back", lambda machine: bool(machine.claims), PATIENCE_S)
        whole.kiosk.loop.put(BackTouched())
        whole.wait("the end", at_rest)

        counter.does(counter_wants)
        counter.waits_for(COUNTER)
        counter.does(counter_pays)

        whole.to_payment()
        visit = whole.machine.visit
        assert isinstance(visit, Paying)
        assert (visit.brought, visit.due) == ((), Money(20))
        deeds, alarms = counter.record()
        assert deeds == [
            *("issued", "wanted", "handed-over", "let-go", "given", "taken-over"),
            *("wanted", "handed-over", "paid"),
        ]
        assert alarms == []
