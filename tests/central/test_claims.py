"""A claim is paid once, whoever wants it and whatever the network does."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from central import claims as kept
from central import holding
from central.claims import retire, unblock
from central.holding import COUNTER, FREE, Standing
from kiosk.money import Money
from kiosk.visit.facts import ClaimHandedOver, ClaimIssued, ClaimRedeemed, ClaimTakenOver
from kiosk.visit.states import ClaimReason
from tests.central.bench import NOW, Bench
from tests.central.claim_desk import AMOUNT, CLAIM_ID, KEY, A, B, Desk

THIRTY = Money(AMOUNT)


def holds(desk: Desk) -> tuple[str, str, str]:
    claim = desk.claim()
    return claim.state.value, claim.holder, claim.wanted_by


# ---- The counter ----------------------------------------------------------------------------------------


def test_taken_over_and_paid_at_the_counter(bench: Bench) -> None:
    desk = Desk(bench)
    assert holds(desk) == ("open", A, "")
    assert not desk.counter_pays()
    desk.counter_wants()
    assert holds(desk) == ("wanted", A, COUNTER)
    assert not desk.counter_pays()
    assert desk.a.sync() == [CLAIM_ID]
    assert not desk.counter_pays()
    assert desk.a.sync() == []
    assert holds(desk) == ("open", COUNTER, "")
    bench.clock.passes(minutes=3)
    assert desk.counter_pays()
    assert not desk.counter_pays()
    assert holds(desk) == ("paid", COUNTER, "")
    assert desk.claim().paid_at == bench.clock.now()
    desk.a.pays(desk.person_id)
    assert desk.total_paid == AMOUNT
    assert desk.deeds() == [
        ("issued", A),
        ("wanted", "cashier-1"),
        ("handed-over", A),
        ("paid", "cashier-1"),
    ]
    assert desk.alarms() == []


def test_the_machine_was_faster(bench: Bench) -> None:
    desk = Desk(bench)
    desk.counter_wants()
    desk.a.pays(desk.person_id)
    assert desk.a.sync() == []
    assert holds(desk) == ("paid", A, "")
    assert not desk.counter_pays()
    assert desk.deeds()[-1] == ("paid", A)
    assert desk.alarms() == []


def test_wanted_is_said_with_every_answer_until_it_is_done(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    desk.counter_wants()
    for _ in range(3):
        assert desk.a.ship()["wanted_claims"] == [CLAIM_ID]  # the answer is lost
    assert desk.b.sync() == []
    desk.counter_lets_go()
    assert desk.a.sync() == []
    assert holds(desk) == ("open", A, "")


def test_what_the_counter_let_go_is_for_any_machine(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    desk.counter_wants()
    desk.a.sync()
    desk.a.sync()
    desk.counter_lets_go()
    assert holds(desk) == ("open", FREE, "")
    desk.b.happens()
    desk.b.sync()
    assert [claim["claim_id"] for claim in desk.b.fetch(desk.person_id)["claims"]] == [CLAIM_ID]


def test_pressing_twice_is_noted_once(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    desk.counter_wants()
    desk.counter_wants()
    assert desk.deeds() == [("issued", A), ("wanted", "cashier-1")]


# ---- Another machine ---------------------------------------------------------------------------------------


def test_another_machine_gets_it_when_its_holder_has_handed_it_over(bench: Bench) -> None:
    desk = Desk(bench)
    head = desk.b.happens()
    assert desk.b.asks(desk.person_id, head) == {"claims": [], "pending": 1}
    assert holds(desk) == ("wanted", A, B)
    desk.a.sync()
    desk.a.sync()
    assert holds(desk) == ("open", FREE, "")
    assert desk.b.asks(desk.person_id, head) == {"claims": [], "pending": 1}  # its own rows are not here yet
    desk.b.sync()
    answer = desk.b.asks(desk.person_id, head)
    assert answer == {
        "claims": [
            {"claim_id": CLAIM_ID, "amount": 30, "reason": "overpaid", "person_id": desk.person_id},
        ],
        "pending": 0,
    }
    assert desk.b.asks(desk.person_id, head) == answer  # the answer was lost
    desk.b.brings(answer)
    desk.b.brings(answer)
    desk.b.sync()
    assert desk.b.asks(desk.person_id, len(desk.b.writer.rows)) == {"claims": [], "pending": 0}
    desk.b.pays(desk.person_id)
    desk.b.sync()
    assert holds(desk) == ("paid", B, "")
    assert desk.total_paid == AMOUNT
    assert desk.alarms() == []


def test_an_answer_that_never_arrived_is_taken_back(bench: Bench) -> None:
    desk = Desk(bench)
    desk.counter_wants()
    desk.a.sync()
    desk.a.sync()
    desk.counter_lets_go()
    head = desk.b.happens()
    desk.b.sync()
    assert desk.b.asks(desk.person_id, head)["claims"]
    desk.counter_wants()
    assert holds(desk) == ("wanted", B, COUNTER)
    assert desk.b.asks(desk.person_id, head) == {"claims": [], "pending": 0}
    desk.b.ship(quiet={"at": head - 1, "told": 0})  # said before the fetch, and late
    desk.b.ship(quiet={"at": head, "told": head + 1})  # of rows that are not here
    assert holds(desk) == ("wanted", B, COUNTER)
    desk.b.ship(quiet=desk.b.is_quiet())
    assert holds(desk) == ("open", COUNTER, "")
    assert desk.counter_pays()
    assert desk.deeds()[-2:] == [("not-taken", B), ("paid", "cashier-1")]


def test_nothing_moves_for_nobody_or_somebody_else(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    desk.a.tell(ClaimIssued("KIOSK-1-v2-c1", THIRTY, ClaimReason.LATE_COIN, ""))
    desk.a.sync()
    assert desk.b.asks("P0", 0) == {"claims": [], "pending": 0}
    assert holds(desk) == ("open", A, "")
    assert sqlite_bench.post("claims/fetch", {"visit_id": "v", "person_id": "", "head": 0}).status_code == 422


def test_its_own_claims_do_not_come_back(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    assert desk.a.fetch(desk.person_id) == {"claims": [], "pending": 0}
    assert holds(desk) == ("open", A, "")


def test_claims_that_share_an_id_are_not_moved_to_machines(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    desk.b.issues(desk.person_id)
    desk.b.sync()
    assert desk.b.asks(desk.person_id, 0) == {"claims": [], "pending": 0}
    desk.counter_wants()
    assert desk.a.sync() == [CLAIM_ID]
    desk.a.sync()
    assert holds(desk) == ("open", COUNTER, "")
    assert desk.alarms() == []


# ---- What cannot be so -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (ClaimRedeemed(CLAIM_ID, THIRTY, "v"), "not-holder"),
        (ClaimHandedOver(CLAIM_ID, THIRTY), "not-holder"),
        (ClaimTakenOver(CLAIM_ID, THIRTY, ClaimReason.OVERPAID, "P1"), "not-given"),
    ],
)
def test_a_machine_that_does_not_hold_it(
    bench: Bench, fact: ClaimRedeemed | ClaimHandedOver | ClaimTakenOver, reason: str
) -> None:
    desk = Desk(bench)
    desk.b.writer.tell(fact)
    desk.b.sync()
    assert desk.alarms() == [("parked", f"{type(fact).__name__}: {reason}")]
    assert desk.claim().blocked
    desk.counter_wants()
    desk.a.sync()
    desk.a.sync()
    assert not desk.counter_pays()  # a person has to look first
    with bench.database.writing() as session:
        assert unblock(session, KEY, "head cashier", "the machine was being tested", NOW)
        assert not unblock(session, KEY, "head cashier", "twice", NOW)
    assert desk.counter_pays()
    assert ("contradicted", B) in desk.deeds()


def test_paid_by_a_machine_after_the_counter_paid(bench: Bench) -> None:
    desk = Desk(bench)
    desk.counter_wants()
    desk.a.sync()
    desk.a.sync()
    assert desk.counter_pays()
    desk.a.writer.tell(ClaimRedeemed(CLAIM_ID, THIRTY, "v"))
    desk.a.sync()
    assert desk.alarms() == [("parked", "ClaimRedeemed: paid-before")]
    assert holds(desk) == ("paid", COUNTER, "")


def test_another_amount_and_an_unknown_claim(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    desk.a.writer.tell(ClaimRedeemed(CLAIM_ID, Money(31), "v"))
    desk.a.writer.tell(ClaimRedeemed("nothing", Money(31), "v"))
    desk.a.sync()
    assert desk.alarms() == [
        ("parked", "ClaimRedeemed: other-amount"),
        ("parked", "ClaimRedeemed: unknown-claim"),
    ]
    assert desk.claim().blocked


def test_a_quarantined_machine_gets_nothing(sqlite_bench: Bench) -> None:
    desk = Desk(sqlite_bench)
    row = dict(desk.a.writer.rows[0], body="{}")
    assert sqlite_bench.ship([row]).status_code == 423
    answer = sqlite_bench.post("claims/fetch", {"visit_id": "v", "person_id": desk.person_id, "head": 0})
    assert answer.status_code == 423


def test_claims_of_a_machine_that_is_gone_for_good(bench: Bench) -> None:
    desk = Desk(bench)
    desk.counter_wants()
    with bench.database.writing() as session:
        assert retire(session, "KIOSK-9", "head of IT", NOW) is None
        assert retire(session, A, "head of IT", NOW) == 1
    assert holds(desk) == ("open", COUNTER, "")
    assert desk.counter_pays()
    desk.a.happens()
    assert bench.ship(desk.a.writer.rows, A).status_code == 423
    assert desk.deeds()[-2:] == [("holder-lost", "head of IT"), ("paid", "cashier-1")]


# ---- Every interleaving, by chance -------------------------------------------------------------------------


def story(desk: Desk, dice: random.Random, steps: int) -> None:
    """Hands, machines and a bad network, in any order; answers may be lost, late or doubled."""
    late: list[Callable[[], object]] = []
    fetching: dict[str, int] = {}  # the row by which a machine asked last and still waits

    def sync() -> None:
        site = dice.choice((desk.a, desk.b))
        quiet = site.is_quiet() if site.name not in fetching and site.acked == len(site.writer.rows) else None
        if quiet and dice.random() < 0.5:
            late.append(lambda: site.ship(quiet=quiet))
            return
        answer = site.ship(dice.randint(0, 4), quiet)
        if dice.random() < 0.7:
            site.hears(answer)

    def fetch() -> None:
        site = dice.choice((desk.a, desk.b))
        head = fetching.setdefault(site.name, 0) or site.happens()
        fetching[site.name] = head
        answer = site.asks(desk.person_id, head)
        if dice.random() < 0.3:
            late.append(lambda: site.asks(desk.person_id, head))  # a request that was long on its way
        if dice.random() < 0.5:
            site.brings(answer)
            del fetching[site.name]

    def gives_up() -> None:
        fetching.pop(dice.choice((A, B)), None)

    def redeem() -> None:
        if dice.random() < 0.15:
            dice.choice((desk.a, desk.b)).pays(desk.person_id)

    def pay() -> None:
        if dice.random() < 0.3:
            desk.counter_pays()

    def arrives() -> None:
        if late:
            late.pop(dice.randrange(len(late)))()

    deeds = (desk.counter_wants, pay, desk.counter_lets_go, sync, sync, sync, fetch, fetch, gives_up, redeem)
    for _ in range(steps):
        dice.choice((*deeds, arrives, arrives))()
        assert desk.total_paid <= AMOUNT


def brought_to_an_end(desk: Desk, by_way_of_the_machines: bool) -> None:
    """The network is good again, and the owner comes to the counter, or first to each machine."""
    for site in (desk.a, desk.b) if by_way_of_the_machines else ():
        site.pays(desk.person_id)
    for _ in range(3):
        desk.counter_wants()
        for site in (desk.a, desk.b):
            for _ in range(3):
                site.sync()
            site.ship(quiet=site.is_quiet())
    if desk.claim().state.value != "paid":
        assert desk.counter_pays()
    assert desk.total_paid == AMOUNT
    assert desk.alarms() == []


@pytest.mark.parametrize("seed", range(10))
def test_paid_exactly_once_in_every_story(sqlite_bench: Bench, seed: int) -> None:
    desk = Desk(sqlite_bench)
    story(desk, random.Random(seed), 60)
    brought_to_an_end(desk, seed % 2 == 0)


def pays_what_was_only_asked_for(claim: Standing) -> bool:
    return COUNTER in (claim.holder, claim.wanted_by) and not claim.paid


def gives_what_another_machine_holds(claim: Standing, kiosk: str) -> bool:
    return claim.holder != kiosk and not claim.paid


@pytest.mark.parametrize(
    ("name", "defect"),
    [
        ("can_be_paid_at_the_counter", pays_what_was_only_asked_for),
        ("can_be_given", gives_what_another_machine_holds),
    ],
)
def test_a_defect_shows_within_a_few_stories(
    sqlite_bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, defect: Callable[..., bool]
) -> None:
    monkeypatch.setattr(holding, name, defect)
    for seed in range(7, 12):
        sqlite_bench.empty()
        desk = Desk(sqlite_bench)
        try:
            story(desk, random.Random(seed), 60)
            brought_to_an_end(desk, True)
        except AssertionError:
            return
    pytest.fail("five stories, and nobody noticed")


def test_every_word_of_a_machine_has_its_deed() -> None:
    assert {deed.value for deed in kept.MACHINES_DEEDS} == {"paid", "handed-over", "taken-over"}
