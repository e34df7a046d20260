"""Invented people and states to look at: what the gallery renders and the tests audit.

Nobody here exists. Prices and names are examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from kiosk.devices import Condition, DeviceStatus, HopperReading, Outcome, Trouble
from kiosk.gate import coins_to_take, notes_to_take
from kiosk.money import COINS, NOTHING, ZERO, Money, Tally
from kiosk.texts import Texts, languages
from kiosk.visit.machine import Machine
from kiosk.visit.payout import Batch, HopperState, Payout
from kiosk.visit.states import (
    ATTRACT,
    CheckingIdentity,
    ChooseProblem,
    Choosing,
    Claim,
    ClaimReason,
    Closing,
    Delivering,
    Delivery,
    Finished,
    Identifying,
    IdentityProblem,
    Note,
    NoteDeed,
    Offer,
    OpenClaim,
    Order,
    OrderLine,
    Paper,
    PaperProgress,
    PaperState,
    Paying,
    PayingOut,
    Person,
    Preparing,
    Refunding,
    SlipKind,
    SlipProgress,
    VisitState,
)
from screens import service_samples
from screens.actions import Field, UiState
from screens.theme import Display
from screens.view import Name, PriceTag, Site, View

TAIPEI = timezone(timedelta(hours=8))
PORTRAIT = Display(1080, 1920, 4.03)
SMALL = Display(768, 1366, 3.96)
LANDSCAPE = Display(1920, 1080, 4.03)
LANGUAGES = Path(__file__).parents[1] / "config" / "languages"

READY = DeviceStatus(Condition.READY)
SERVING = Machine(acceptor=READY, receipt_printer=READY, document_printer=READY, online=True)
READING = HopperReading(serial=1, events=0, remaining=0, paid=0, unpaid=0)


def hoppers(**levels: int) -> tuple[HopperState, ...]:
    """Hoppers that are found and read, with so many pieces each: `c5=40` is forty coins of NT$5."""
    return tuple(
        HopperState(f"hopper_{name[1:]}", Money(int(name[1:])), READY, level, READING)
        for name, level in levels.items()
    )


CHANGING = replace(SERVING, hoppers=hoppers(c1=90, c5=80, c10=120, c50=40))
ALMOST_EMPTY = replace(SERVING, hoppers=hoppers(c1=0, c5=1, c10=2, c50=0))
EMPTY = replace(SERVING, hoppers=hoppers(c1=0, c5=0, c10=0, c50=0))
SITE = Site(
    Name("國立雲林科技大學", "National Yunlin University of Science and Technology"),
    Name("出納組", "the cashier's office"),
    Name("另一台在註冊組門口", "The other machine is at the registrar's door"),
)
PRICES = (
    PriceTag(Name("中文歷年成績單", "Chinese transcript"), Money(20), Delivery.PRINTED_NOW),
    PriceTag(Name("中文在學證明", "Enrollment certificate"), Money(20), Delivery.PRINTED_NOW),
    PriceTag(Name("名次證明書", "Rank certificate"), Money(20), Delivery.PRINTED_NOW),
    PriceTag(Name("英文成績單", "English transcript"), Money(40), Delivery.COUNTER),
    PriceTag(Name("學位證明書補發", "Degree certificate"), Money(200), Delivery.COUNTER),
    PriceTag(Name("學生證補發", "Student card"), Money(200), Delivery.COUNTER),
)
PERSON = Person(
    "person-1",
    "B11100001",
    "林範例",
    "Lin, Fan-Li",
    "資訊管理系",
    "Information Management",
    "在學",
    "Enrolled",
)
TRANSCRIPT = Offer(
    "transcript-zh", "中文歷年成績單", "Chinese transcript", Money(20), Delivery.PRINTED_NOW, 20,
    "入學到 114 學年第 2 學期", "First term to spring 2026",
)  # fmt: skip
ENROLMENT = Offer(
    "enrolment-zh", "中文在學證明", "Enrollment certificate", Money(20), Delivery.PRINTED_NOW, 5,
    "115 學年第 1 學期・已註冊", "Fall 2026, registered",
)  # fmt: skip
SEMESTER = Offer("semester-zh", "中文學期成績單", "Semester transcript", Money(20), Delivery.PRINTED_NOW, 10)
RANK = Offer(
    "rank-zh", "名次證明書", "Rank certificate", Money(20), Delivery.PRINTED_NOW, 10, why_not="rank-not-out",
    why_not_zh="9/24（四）10:00 公布名次後開放", why_not_en="Ranks are out Thu 24 Sep, 10:00",
)  # fmt: skip
ENGLISH = Offer(
    "transcript-en", "英文成績單", "English transcript", Money(40), Delivery.COUNTER, 10,
    "需帶護照影本", "Bring a passport copy",
)  # fmt: skip
DEGREE = Offer(
    "degree", "學位證明書補發", "Degree certificate", Money(200), Delivery.COUNTER, 1,
    why_not="not-graduated", why_not_zh="畢業後才能申請", why_not_en="After graduation only",
)  # fmt: skip
OFFERS = (TRANSCRIPT, ENROLMENT, SEMESTER, RANK, ENGLISH, DEGREE)
CART = (("transcript-zh", 2), ("enrolment-zh", 1))
ORDER = Order(
    "visit-1-o1",
    (
        OrderLine("transcript-zh", "中文歷年成績單", "Chinese transcript", 2, Money(20)),
        OrderLine("enrolment-zh", "中文在學證明", "Enrollment certificate", 1, Money(20)),
    ),
)
PAPERS = tuple(
    Paper(f"YT-0000000{i}", line.code, line.name_zh, line.name_en, 1, "0" * 64, "person-1")
    for i, line in enumerate((ORDER.lines[0], ORDER.lines[0], ORDER.lines[1]), 1)
)
COINS_OPEN = tuple(Money(value) for value in (1, 5, 10, 50))
RECEIPT_OUT = SlipProgress(SlipKind.RECEIPT, job_id="visit-1-s1", outcome=Outcome.DELIVERED)
OVERPAID = Claim("visit-1-c1", Money(15), ClaimReason.OVERPAID)
NOT_PRINTED = Claim("visit-1-c2", Money(20), ClaimReason.NOT_PRINTED)


def paying(*coins: int) -> Paying:
    inserted = Tally.of(Money(coin) for coin in coins)
    return Paying(
        "visit-1", PERSON, ORDER, PAPERS, OFFERS, CART, 1, inserted, offered=COINS, coins_open=COINS_OPEN
    )


def gated(machine: Machine, *coins: int) -> Machine:
    """Paying where the gate and the acceptor have agreed on what goes in next."""
    visit = paying(*coins)
    taken = coins_to_take(machine, visit.order.price, visit.credit)
    open_now = tuple(coin for coin in taken if coin in COINS_OPEN)
    return replace(machine, visit=replace(visit, offered=taken, coins_open=open_now))


def paying_out(amount: int, *out: int, sold: bool = True, batch: tuple[int, int] | None = None) -> PayingOut:
    """`amount` on its way, the coins `out` reported, and `batch` (value, count) asked of a hopper."""
    payout = Payout(Money(amount), Tally.of(Money(coin) for coin in out), batches=1)
    if batch is not None:
        value, count = batch
        asked = Batch("visit-1-h2", f"hopper_{value}", Money(value), count, READING)
        payout = replace(payout, batch=asked, batches=2)
    inserted = Tally.of([Money(50), Money(50)] if sold else [Money(amount)])
    number, reason = (7, ClaimReason.OVERPAID) if sold else (0, ClaimReason.CANCELLED)
    return PayingOut("visit-1", PERSON, ORDER, PAPERS, inserted, number, reason, payout)


def with_notes(machine: Machine, visit: Paying) -> Machine:
    """A validator is fitted, and gate, acceptor and validator have agreed on what goes in next."""
    price, credit = visit.order.price, visit.credit
    notes = notes_to_take(machine, price, credit) if visit.notes_in_doubt == ZERO else ()
    coins = coins_to_take(machine, price, credit)
    agreed = replace(
        visit,
        offered=coins,
        coins_open=tuple(coin for coin in coins if coin in COINS_OPEN),
        notes_offered=notes,
        notes_open=tuple(note for note in notes if note in SITE.notes),
    )
    return replace(machine, validator=READY, visit=agreed)


def owing(machine: Machine, amount: int, person_id: str = PERSON.person_id) -> Machine:
    """An earlier visit has left so much for this person."""
    claim = OpenClaim(Claim("visit-0-c1", Money(amount), ClaimReason.LEFT), person_id)
    return replace(machine, claims=(claim,))


def _papers(*states: PaperState) -> tuple[PaperProgress, ...]:
    return tuple(
        PaperProgress(
            paper,
            state,
            "" if state is PaperState.WAITING else f"job-{i}",
            1,
            int(state is PaperState.DELIVERED),
        )
        for i, (paper, state) in enumerate(zip(PAPERS, states, strict=True))
    )


def _claim_slip(index: int, outcome: Outcome | None) -> SlipProgress:
    return SlipProgress(SlipKind.CLAIM, index, f"visit-1-s{index + 2}", outcome)


def _delivering() -> Delivering:
    papers = _papers(PaperState.DELIVERED, PaperState.PRINTING, PaperState.WAITING)
    return Delivering("visit-1", PERSON, ORDER, Tally.of([Money(50), Money(10)]), 7, (RECEIPT_OUT,), papers)


def _many() -> Delivering:
    papers = tuple(
        PaperProgress(
            replace(PAPERS[0], copy_serial=f"YT-1000{i:04}"),
            PaperState.DELIVERED if i < 6 else PaperState.PRINTING if i == 6 else PaperState.WAITING,
        )
        for i in range(20)
    )
    return replace(_delivering(), papers=papers)


def _finished(*states: PaperState, claims: tuple[Claim, ...], slips: tuple[SlipProgress, ...]) -> Finished:
    inserted = Tally.of([Money(50), Money(10)])
    return Finished("visit-1", PERSON, ORDER, inserted, 7, slips, _papers(*states), claims)


_DONE = PaperState.DELIVERED
DELIVERING = _delivering()
FINISHED = _finished(_DONE, _DONE, _DONE, claims=(), slips=(RECEIPT_OUT,))
_REFUND = Claim("visit-1-c1", Money(45), ClaimReason.CANCELLED)
_FINISHED_REFUND = Finished(
    "visit-1", PERSON, ORDER, Tally.of([Money(10)] * 4 + [Money(5)]), 0,
    (_claim_slip(0, Outcome.DELIVERED),), (), (_REFUND,),
)  # fmt: skip
_CHOOSING = Choosing("visit-1", PERSON, OFFERS, CART)

VISITS: dict[str, VisitState] = {
    "attract": ATTRACT,
    "identify": Identifying("visit-1"),
    "identify-no-match": Identifying("visit-1", 1, IdentityProblem.NO_MATCH),
    "identify-offline": Identifying("visit-1", 1, IdentityProblem.OFFLINE),
    "checking": CheckingIdentity("visit-1", 1, "visit-1-i1"),
    "choose": _CHOOSING,
    "choose-empty": replace(_CHOOSING, cart=()),
    "choose-counter": replace(_CHOOSING, cart=(*CART, ("transcript-en", 10))),
    "choose-problem": replace(_CHOOSING, problem=ChooseProblem.RECEIPT_PRINTER),
    "preparing": Preparing("visit-1", PERSON, OFFERS, CART, 1, ORDER, "visit-1-p1"),
    "pay-first": paying(),
    "pay": paying(10, 10, 10, 5),
    "pay-refused": replace(paying(10), refused_code=1),
    "pay-blocked": replace(
        paying(10, 10), blocked=(ChooseProblem.PRINTER, ChooseProblem.JOURNAL), coins_open=()
    ),
    "pay-over": replace(paying(50, 50), closing=Closing.PAID, coins_open=()),
    "pay-cancelled": replace(
        paying(1, 1, 1, 1, 1, 5, 5, 5, 10, 10), closing=Closing.CANCELLED, coins_open=()
    ),
    "delivering-receipt": Delivering(
        "visit-1", PERSON, ORDER, Tally.of([Money(50), Money(10)]), 7,
        (SlipProgress(SlipKind.RECEIPT, job_id="visit-1-s1"),),
        _papers(PaperState.WAITING, PaperState.WAITING, PaperState.WAITING),
    ),
    "delivering": DELIVERING,
    "delivering-many": _many(),
    "delivering-stopped": replace(
        _delivering(), papers=_papers(_DONE, PaperState.NOT_DELIVERED, PaperState.WAITING)
    ),
    "refund": Refunding(
        "visit-1", PERSON, ORDER, Tally.of([Money(10)] * 4 + [Money(5)]), (_REFUND,), (_claim_slip(0, None),)
    ),
    "finished": FINISHED,
    "finished-owed": _finished(
        _DONE, _DONE, PaperState.UNKNOWN, claims=(OVERPAID, NOT_PRINTED),
        slips=(RECEIPT_OUT, _claim_slip(0, Outcome.DELIVERED), _claim_slip(1, Outcome.UNKNOWN)),
    ),
    "finished-refund": _FINISHED_REFUND,
}  # fmt: skip

MACHINES: dict[str, Machine] = {name: replace(SERVING, visit=visit) for name, visit in VISITS.items()} | {
    "closed": replace(
        SERVING, document_printer=DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT, Trouble.COVER_OPEN))
    ),
    "closed-all": replace(
        Machine(journal_room=False, clock_sane=False, fault="loop"),
        acceptor=DeviceStatus(Condition.STOPPED, (Trouble.RETURN_LEVER,)),
    ),
    "starting": Machine(),
    "pay-still-there": replace(SERVING, visit=paying(10, 10, 10, 5), asking_still_there=True),
    "identify-still-there": replace(SERVING, visit=Identifying("visit-1"), asking_still_there=True),
}

CASE = "YT01-5e1f0a2b-12"  # as long as a real visit's
CHANGE_OUT = Tally.of([Money(10)] * 3 + [Money(5)])
_BACK = replace(_FINISHED_REFUND, claims=(), slips=(), paid_out=Tally.of([Money(10)] * 4 + [Money(5)]))
_REST = Claim("visit-1-c1", Money(10), ClaimReason.CANCELLED)
_LOST = replace(paying_out(40, 10, 5), visit_id=CASE)

WITH_HOPPERS: dict[str, VisitState] = {
    "attract-change": ATTRACT,
    "paying-out": paying_out(40, 10, 10, batch=(10, 2)),
    "paying-out-refund": paying_out(45, sold=False, batch=(10, 4)),
    "paying-out-restart": replace(paying_out(40, 10, 10), waiting_for_hoppers=True),
    "delivering-change": replace(DELIVERING, paid_out=CHANGE_OUT),
    "refund-part": Refunding(
        "visit-1", PERSON, ORDER, Tally.of([Money(10)] * 4), (_REST,), (_claim_slip(0, None),),
        paid_out=Tally.of([Money(10)] * 3),
    ),
    "finished-change": replace(FINISHED, paid_out=CHANGE_OUT),
    "finished-coins": _BACK,
    "finished-doubtful": replace(_BACK, visit_id=CASE, paid_out=NOTHING, doubtful=Money(45)),
}  # fmt: skip
MACHINES |= {name: replace(CHANGING, visit=visit) for name, visit in WITH_HOPPERS.items()} | {
    "attract-exact": EMPTY,
    "pay-change": gated(CHANGING, 10),
    "pay-short-of-change": gated(ALMOST_EMPTY, 10, 10, 10, 10),
    "pay-exact": gated(EMPTY, 10, 10),
    "paying-out-doubtful": replace(
        ALMOST_EMPTY,
        visit=replace(_LOST, payout=replace(_LOST.payout, doubtful=Money(10), failed=("hopper_10",))),
    ),
}
MACHINES["delivering-stopped"] = replace(
    MACHINES["delivering-stopped"],
    document_printer=DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,)),
)

SOME_CHANGE = replace(SERVING, hoppers=hoppers(c1=20, c5=20, c10=10, c50=4))
STOPPED = DeviceStatus(Condition.STOPPED, (Trouble.JAM,))
HUNDRED = Money(100)
LEFT = Claim("visit-0-c1", Money(30), ClaimReason.LEFT)
DEAR = Order("visit-1-o1", (OrderLine("degree", "學位證明書補發", "Degree certificate", 3, Money(200)),))
_BROUGHT = replace(paying(10), brought=(LEFT,))
_DOUBT = replace(paying(10), visit_id=CASE, notes_in_doubt=HUNDRED)
_NOTE_COMING = Note("note-1", HUNDRED, NoteDeed.STACK)
_NOTE_BACK = Note("note-1", Money(1000), NoteDeed.RETURN)
_EARLIER = replace(paying_out(30, 10, sold=False, batch=(10, 2)), inserted=NOTHING, redeemed=Money(30))
_EARLIER_REST = Refunding(
    "visit-1", PERSON, Order("visit-1-cash", ()), NOTHING, (_REST,), (_claim_slip(0, None),),
    paid_out=Tally.of([Money(10)] * 2), redeemed=Money(30),
)  # fmt: skip
_EARLIER_OUT = replace(
    _FINISHED_REFUND, inserted=NOTHING, redeemed=Money(30), claims=(), slips=(),
    paid_out=Tally.of([Money(10)] * 3),
)  # fmt: skip

NOTES: dict[str, Machine] = {
    "pay-notes-first": with_notes(CHANGING, paying()),
    "pay-notes": with_notes(SOME_CHANGE, paying(10)),
    "pay-notes-exact": with_notes(EMPTY, paying(10)),
    "pay-notes-in": with_notes(CHANGING, replace(paying(100, 100, 50, 10, 5), order=DEAR)),
    "pay-notes-paused": replace(with_notes(CHANGING, paying(10)), validator=STOPPED),
    "pay-note-coming": with_notes(CHANGING, replace(paying(10), note=_NOTE_COMING)),
    "pay-note-returning": with_notes(SOME_CHANGE, replace(paying(10), note=_NOTE_BACK, note_refused=True)),
    "pay-note-back": with_notes(CHANGING, replace(paying(10), note_refused=True)),
    "pay-note-back-which": with_notes(SOME_CHANGE, replace(paying(10), note_refused=True)),
    "pay-note-doubt": with_notes(CHANGING, _DOUBT),
    "pay-note-paid": replace(
        CHANGING, validator=READY, visit=replace(paying(100), closing=Closing.PAID, coins_open=())
    ),
    "pay-note-doubt-cancelled": replace(
        CHANGING, validator=READY, visit=replace(_DOUBT, closing=Closing.CANCELLED, coins_open=())
    ),
    "paying-out-note-doubt": replace(
        CHANGING,
        validator=READY,
        visit=replace(paying_out(10, sold=False), visit_id=CASE, notes_in_doubt=HUNDRED),
    ),
    "delivering-note-doubt": replace(
        CHANGING,
        validator=READY,
        visit=replace(DELIVERING, visit_id=CASE, redeemed=Money(30), notes_in_doubt=HUNDRED),
    ),
    "refund-note-doubt": replace(
        SERVING,
        visit=Refunding(
            CASE,
            PERSON,
            ORDER,
            Tally.of([Money(10)]),
            (_REST,),
            (_claim_slip(0, None),),
            notes_in_doubt=HUNDRED,
        ),
    ),
    "finished-note-doubt": replace(
        CHANGING,
        validator=READY,
        visit=replace(_BACK, visit_id=CASE, paid_out=NOTHING, notes_in_doubt=HUNDRED),
    ),
    "finished-note-sold": replace(
        CHANGING,
        validator=READY,
        visit=replace(FINISHED, visit_id=CASE, paid_out=CHANGE_OUT, notes_in_doubt=HUNDRED),
    ),
    "attract-notes": replace(CHANGING, validator=READY),
    "attract-notes-exact": replace(EMPTY, validator=READY),
}
CREDIT: dict[str, Machine] = {
    "choose-credit": owing(replace(CHANGING, visit=_CHOOSING), 30),
    "choose-credit-part": owing(replace(ALMOST_EMPTY, visit=_CHOOSING), 30),
    "choose-credit-slip": owing(replace(SERVING, visit=_CHOOSING), 30),
    "pay-credit-first": owing(with_notes(CHANGING, replace(paying(), brought=(LEFT,))), 30),
    "pay-credit": owing(with_notes(CHANGING, _BROUGHT), 30),
    "pay-credit-coins": owing(replace(CHANGING, visit=_BROUGHT), 30),
    "pay-credit-covers": owing(
        replace(
            CHANGING,
            visit=replace(
                paying(), brought=(replace(LEFT, amount=Money(75)),), closing=Closing.PAID, coins_open=()
            ),
        ),
        75,
    ),
    "pay-credit-still-there": owing(replace(CHANGING, visit=_BROUGHT, asking_still_there=True), 30),
    "paying-out-earlier": replace(CHANGING, visit=_EARLIER),
    "refund-earlier": replace(ALMOST_EMPTY, visit=_EARLIER_REST),
    "finished-earlier": replace(CHANGING, visit=_EARLIER_OUT),
    "finished-credit": replace(CHANGING, visit=replace(FINISHED, redeemed=Money(30))),
    "finished-kept": owing(replace(CHANGING, visit=_BACK), 30),
}
MACHINES |= NOTES | CREDIT | service_samples.MACHINES

TYPED = UiState("zh-TW", number="B11100001", birthday="94030", typing=Field.BIRTHDAY)
UIS: dict[str, UiState] = {
    "identify-typed": TYPED,
    "identify-letters": UiState("zh-TW", number="", letters=True),
    **service_samples.UIS,
}


def texts(strict: bool = True) -> tuple[Texts, ...]:
    """All languages, Chinese first."""
    found = sorted(languages(LANGUAGES), key=lambda name: name != "zh-TW")
    return tuple(Texts.load(LANGUAGES, name, strict=strict) for name in found)


def view(
    name: str, spoken: tuple[Texts, ...], display: Display = PORTRAIT, language: str = "zh-TW",
    large: bool = False, contrast: bool = False,
) -> View:  # fmt: skip
    """The sample called `name` as this person has it."""
    ui = replace(UIS.get(name, UiState(language)), language=language, large=large, contrast=contrast)
    machine = MACHINES[name if name in MACHINES else name.split("-")[0]]
    hour = 2 if name.startswith("closed") else 14
    return View(
        machine,
        ui,
        spoken,
        SITE,
        display,
        datetime(2026, 9, 20, hour, 32, tzinfo=TAIPEI),
        PRICES,
        still_there_s=24,
        limits=service_samples.LIMITS,
    )


def names() -> Iterator[str]:
    yield from MACHINES
    yield from (name for name in UIS if name not in MACHINES)
