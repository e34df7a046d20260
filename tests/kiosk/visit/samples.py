"""One student, one offer, two papers: what the core's tests are made of."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import (
    AcceptorClosed,
    AcceptorCursor,
    CoinCredit,
    CoinsRead,
    Condition,
    DeviceStatus,
    DocumentFinished,
    Outcome,
    SlipFinished,
    Trouble,
    ValidatorClosed,
)
from kiosk.money import Money
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    Delivery,
    Offer,
    Paper,
    Person,
)

READY = DeviceStatus(Condition.READY)
PAPER_OUT = DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,))
IN_SERVICE = Machine(acceptor=READY, receipt_printer=READY, document_printer=READY, online=True)
PERSON = Person("P0000000000000001", "B11199042", "林範例", "LIN, FAN-LI")
SOMEBODY_ELSE = Person("P0000000000000002", "B11199043", "陳範例", "CHEN, FAN-LI")
FEE = Money(20)
OFFERS = (
    Offer("TR-ZH", "中文歷年成績單", "Chinese transcript", FEE, Delivery.PRINTED_NOW, 2),
    Offer("RK-ZH", "名次證明書", "Rank", FEE, Delivery.PRINTED_NOW, 2, why_not="not-published"),
)
PAPERS = tuple(
    Paper(serial, "TR-ZH", "中文歷年成績單", "Chinese transcript", 1, "00" * 32, PERSON.person_id)
    for serial in ("S1", "S2")
)
FOREIGN = replace(PAPERS[0], copy_serial="F1", person_id=SOMEBODY_ELSE.person_id)
CLOSED = AcceptorClosed("coin_acceptor")
VALIDATOR_CLOSED = ValidatorClosed("bill_validator")


def coins(*values: int, reset: bool = False, unvalued: int = 0, counter: int = 1) -> CoinsRead:
    credits = tuple(CoinCredit(Money(value), 7, 1, counter + i) for i, value in enumerate(values))
    cursor = AcceptorCursor(7, 1, counter + max(0, len(values) - 1), "")
    return CoinsRead("coin_acceptor", credits, unvalued, reset, cursor)


def slip(job_id: str, outcome: Outcome = Outcome.DELIVERED) -> SlipFinished:
    return SlipFinished("receipt_printer", job_id, outcome)


def paper(job_id: str, outcome: Outcome = Outcome.DELIVERED) -> DocumentFinished:
    return DocumentFinished("document_printer", job_id, outcome, 1)
