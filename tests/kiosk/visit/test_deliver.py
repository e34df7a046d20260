"""Receipt, claims, papers: one job at a time, each to a three-valued end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import DeviceStatusChanged, Outcome, PrintJobCreated, SheetsPrinted
from kiosk.money import Money
from kiosk.visit.deliver import MOST_ATTEMPTS
from kiosk.visit.effects import PrintClaim, PrintPaper, PrintReceipt, StartTimer
from kiosk.visit.events import Timer, TimerFired
from kiosk.visit.facts import (
    Account,
    ClaimIssued,
    CopyDelivered,
    OrderPaid,
    PaperIntended,
    Posted,
    SlipIntended,
)
from kiosk.visit.states import ClaimReason, Delivering, Finished, PaperState, SlipKind
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import CLOSED, PAPER_OUT, PERSON, READY, coins, paper, slip
from tests.kiosk.visit.walking import delivering, finished, follow, paying, printing

LOST, DOUBT = Outcome.NOT_DELIVERED, Outcome.UNKNOWN
OUT = DeviceStatusChanged("document_printer", PAPER_OUT)
BACK = DeviceStatusChanged("document_printer", READY)


def state(node: Node) -> Delivering:
    assert isinstance(node.machine.visit, Delivering)
    return node.machine.visit


def claims(node: Node) -> list[tuple[int, str]]:
    assert isinstance(node.machine.visit, Delivering | Finished)
    return [(claim.amount.amount, claim.reason.value) for claim in node.machine.visit.claims]


def papers(node: Node) -> list[str]:
    assert isinstance(node.machine.visit, Delivering | Finished)
    return [progress.state.value for progress in node.machine.visit.papers]


# ---- Paid --------------------------------------------------------------------------------------------------


def test_paid_is_on_record_before_anything_is_printed() -> None:
    decision = step(follow(paying(), coins(50)).machine, CLOSED)
    assert decision.facts == (
        Posted(Account.VISIT, Account.REVENUE, Money(20)),
        OrderPaid("v-o1", PERSON.person_id, Money(20), Money(50), 1),
        Posted(Account.VISIT, Account.OWED, Money(30)),
        ClaimIssued("v-c1", Money(30), ClaimReason.OVERPAID, PERSON.person_id),
        SlipIntended("v-s1", SlipKind.RECEIPT, 1),
    )
    assert decision.machine.next_receipt == 2


def test_the_receipt_comes_first_then_what_is_owed_then_the_papers() -> None:
    node = delivering(paid=(50,))
    jobs = [node.jobs[-1][0]]
    for event in (slip("v-s1"), slip("v-s2"), paper("v-d1-1")):
        node = follow(node, event)
        jobs.append(node.jobs[-1][0])
    assert jobs == ["v-s1", "v-s2", "v-d1-1", "v-d1-1"]
    assert isinstance(node.machine.visit, Finished)


def test_the_receipt_knows_everything_it_prints() -> None:
    decision = step(follow(paying(), coins(50)).machine, CLOSED)
    (receipt,) = (effect for effect in decision.effects if isinstance(effect, PrintReceipt))
    assert (receipt.job_id, receipt.receipt_no, receipt.person) == ("v-s1", 1, PERSON)
    assert receipt.inserted.total == Money(50)
    assert receipt.claims[0].amount == Money(30)


def test_the_claim_slip_too() -> None:
    decision = step(delivering(paid=(50,)).machine, slip("v-s1"))
    (claim,) = (effect for effect in decision.effects if isinstance(effect, PrintClaim))
    assert (claim.job_id, claim.claim.claim_id, claim.price, claim.receipt_no) == (
        "v-s2",
        "v-c1",
        Money(20),
        1,
    )


def test_both_slips_know_what_else_became_of_the_money() -> None:
    """With it their sums add up: earlier credit, coins in doubt; and a note that is not counted."""
    before = state(delivering(paid=(50,)))
    more = replace(before, redeemed=Money(5), doubtful=Money(3), notes_in_doubt=Money(100))
    unprinted = replace(more, slips=tuple(replace(s, job_id="", outcome=None) for s in more.slips))
    machine = replace(delivering(paid=(50,)).machine, visit=unprinted)
    receipt = step(machine, TimerFired(Timer.SLIP))
    claim = step(receipt.machine, slip("v-s1"))
    for decision, kind in ((receipt, PrintReceipt), (claim, PrintClaim)):
        (printed,) = (effect for effect in decision.effects if isinstance(effect, PrintReceipt | PrintClaim))
        assert isinstance(printed, kind)
        assert (printed.redeemed, printed.doubtful, printed.notes_in_doubt) == (
            Money(5),
            Money(3),
            Money(100),
        )


@pytest.mark.parametrize("outcome", [LOST, DOUBT])
def test_a_receipt_that_did_not_come_out_keeps_no_paper_back(outcome: Outcome) -> None:
    after = follow(delivering(), slip("v-s1", outcome))
    assert papers(after) == ["printing"]
    assert state(after).slips[0].outcome is outcome


# ---- Papers ------------------------------------------------------------------------------------------------


def test_each_paper_is_intended_printed_and_reported() -> None:
    begun = step(delivering().machine, slip("v-s1"))
    assert begun.facts == (PaperIntended("v-d1-1", "v-o1", "S1", 1, 1),)
    assert PrintPaper("v-d1-1", "S1", 1) in begun.effects
    ended = step(begun.machine, paper("v-d1-1"))
    assert ended.facts == (CopyDelivered("v-o1", "S1", Outcome.DELIVERED),)


def test_two_papers_are_printed_one_after_the_other() -> None:
    assert papers(printing(2)) == ["printing", "waiting"]
    second = follow(printing(2), paper("v-d1-1"))
    assert papers(second) == ["delivered", "printing"]
    assert papers(follow(second, paper("v-d2-1"))) == ["delivered", "delivered"]


def test_progress_is_shown_and_gives_the_printer_more_time() -> None:
    created = PrintJobCreated("document_printer", "v-d1-1", 7, "urn:uuid:0", 100)
    sheets = SheetsPrinted("document_printer", "v-d1-1", 99)
    for event in (created, sheets):
        decision = step(printing().machine, event)
        assert [e.timer for e in decision.effects if isinstance(e, StartTimer)] == [Timer.DOCUMENT]
    assert state(follow(printing(), sheets)).papers[0].sheets_out == 1, "never more than it has"


def test_another_jobs_word_is_not_this_ones() -> None:
    node = printing()
    for event in (paper("v-d2-1"), paper("u-d1-1"), SheetsPrinted("document_printer", "u-d1-1", 1)):
        assert step(node.machine, event).machine == node.machine


def test_a_paper_that_did_not_come_out_is_printed_again_and_at_last_owed() -> None:
    node = printing()
    for attempt in range(1, MOST_ATTEMPTS):
        node = follow(node, paper(f"v-d1-{attempt}", LOST))
        assert papers(node) == ["printing"]
        assert node.ended == (), "the registry hears of the end, not of each try"
    node = follow(node, paper(f"v-d1-{MOST_ATTEMPTS}", LOST))
    assert papers(node) == ["not-delivered"]
    assert node.ended == (("S1", LOST),)
    assert claims(node) == [(20, "not-printed")]


def test_a_paper_of_which_nobody_knows_is_not_printed_again_but_owed() -> None:
    for event in (paper("v-d1-1", DOUBT), TimerFired(Timer.DOCUMENT)):
        node = follow(printing(), event)
        assert papers(node) == ["unknown"]
        assert node.ended == (("S1", DOUBT),)
        assert claims(node) == [(20, "not-printed")]


def test_only_the_paper_that_failed_is_owed() -> None:
    node = follow(printing(2), paper("v-d1-1", DOUBT), paper("v-d2-1"))
    assert claims(node) == [(20, "not-printed")]
    assert papers(node) == ["unknown", "delivered"]


# ---- A printer that stops ----------------------------------------------------------------------------------


def test_papers_wait_for_a_printer_that_stopped_and_go_on_when_it_is_mended() -> None:
    waiting = follow(printing(2), OUT, paper("v-d1-1"))
    assert papers(waiting) == ["delivered", "waiting"]
    assert waiting.timers == {Timer.RETRY}
    assert papers(follow(waiting, BACK)) == ["delivered", "printing"]


def test_a_printer_that_nobody_mends_is_given_up() -> None:
    node = follow(printing(2), OUT, paper("v-d1-1"), TimerFired(Timer.RETRY))
    assert papers(node) == ["delivered", "not-delivered"]
    assert claims(node) == [(20, "not-printed")]
    assert node.ended == (("S1", Outcome.DELIVERED), ("S2", LOST)), "the registry hears of both"


def test_a_printer_that_stops_in_mid_job_is_left_to_its_own_word() -> None:
    node = follow(printing(), OUT)
    assert papers(node) == ["printing"]
    assert papers(follow(node, BACK)) == ["printing"]


# ---- Late coins --------------------------------------------------------------------------------------------


def test_a_late_coin_is_owed_on_a_slip_of_its_own() -> None:
    node = follow(printing(), coins(10))
    assert claims(node) == [(10, "late-coin")]
    assert papers(node) == ["printing"], "the paper goes on"
    done = follow(node, paper("v-d1-1"))
    assert done.jobs[-1][0] == "v-s2"


def test_a_late_coin_on_the_last_screen_is_owed_too() -> None:
    node = follow(finished(), coins(5))
    assert claims(node) == [(5, "late-coin")]
    assert isinstance(follow(node, slip("v-s2")).machine.visit, Finished)


def test_a_reading_without_coins_disturbs_nobody() -> None:
    for node in (printing(), finished()):
        assert step(node.machine, coins(reset=True)).machine.visit == node.machine.visit


def test_paper_states_that_are_final_stay() -> None:
    node = follow(printing(), paper("v-d1-1", DOUBT))
    assert follow(node, paper("v-d1-1")).machine.visit == node.machine.visit
    assert PaperState.UNKNOWN.value in papers(node)
