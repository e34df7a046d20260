"""Each claim once, to its owner, and the sum of what is open is what is owed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.money import Money
from kiosk.visit.events import ClaimsWanted
from kiosk.visit.states import Claim, ClaimReason, OpenClaim
from simulator.explorer.claim_judge import ClaimJudge
from simulator.explorer.coverage import Coverage
from simulator.explorer.world import Violation

FIFTEEN = Money(15)
CLAIM = Claim("c1", FIFTEEN, ClaimReason.LEFT)
FAR = Claim("far", Money(20), ClaimReason.LEFT)


def issued() -> ClaimJudge:
    """15 are owed to p since visit v."""
    judge = ClaimJudge(Coverage())
    judge.issues("c1", FIFTEEN, "p", "v")
    judge.visit_closed("p", 15)
    return judge


def test_issued_and_redeemed_it_is_owed_no_more() -> None:
    judge = issued()
    assert judge.of_visit("v") == (15, 0)
    assert judge.here_total == judge.owed["p"] == 15
    judge.redeems("c1", FIFTEEN, "p", "w")
    assert judge.of_visit("w") == (0, 15)
    judge.visit_closed("p", -15)
    assert judge.here_total == judge.owed["p"] == 0


def test_handed_over_and_taken_over_it_is_owed_all_the_while() -> None:
    judge = issued()
    judge.hands_over("c1", FIFTEEN)
    assert (judge.here_total, judge.gone_total, judge.owed["p"]) == (0, 15, 15)
    judge.takes_over("c1", FIFTEEN, "p")
    assert (judge.here_total, judge.gone_total, judge.owed["p"]) == (15, 0, 15)
    judge.hands_over("c1", FIFTEEN)
    judge.paid_elsewhere("c1")
    judge.visit_closed("p", 0)
    assert judge.owed["p"] == 0


def test_what_others_owe_can_come_here() -> None:
    judge = ClaimJudge(Coverage())
    judge.issued_elsewhere(FAR, "p")
    judge.takes_over("far", Money(20), "p")
    assert (judge.here_total, judge.gone_total) == (20, -20)
    judge.listed((OpenClaim(FAR, "p"),))


def pays_twice(judge: ClaimJudge) -> None:
    judge.redeems("c1", FIFTEEN, "p", "w")
    judge.redeems("c1", FIFTEEN, "p", "x")


def pays_here_and_there(judge: ClaimJudge) -> None:
    judge.redeems("c1", FIFTEEN, "p", "w")
    judge.paid_elsewhere("c1")


def pays_there_what_is_held_here(judge: ClaimJudge) -> None:
    judge.paid_elsewhere("c1")


def takes_what_it_holds(judge: ClaimJudge) -> None:
    judge.takes_over("c1", FIFTEEN, "p")


def takes_what_was_paid(judge: ClaimJudge) -> None:
    judge.hands_over("c1", FIFTEEN)
    judge.paid_elsewhere("c1")
    judge.takes_over("c1", FIFTEEN, "p")


def takes_more(judge: ClaimJudge) -> None:
    judge.hands_over("c1", FIFTEEN)
    judge.takes_over("c1", Money(50), "p")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (pays_twice, "a claim is paid twice"),
        (pays_here_and_there, "a claim is paid twice"),
        (pays_there_what_is_held_here, "paid by two holders"),
        (takes_what_it_holds, "a claim is held twice"),
        (takes_what_was_paid, "taken over that was paid"),
        (takes_more, "another claim is taken over"),
        (lambda judge: judge.redeems("c1", FIFTEEN, "q", "w"), "paid to somebody else"),
        (lambda judge: judge.redeems("c1", Money(10), "p", "w"), "what is not held"),
        (lambda judge: judge.hands_over("c9", FIFTEEN), "what is not held"),
        (lambda judge: judge.issues("c1", FIFTEEN, "p", "w"), "a claim issued twice"),
        (lambda judge: judge.on_slip("c1", Money(10)), "a slip for a claim"),
        (lambda judge: judge.credit((CLAIM,), "q"), "not held here for this person"),
        (lambda judge: judge.credit((FAR,), "p"), "not held here for this person"),
        (lambda judge: judge.visit_closed("p", 5), "not what a person is owed"),
        (lambda judge: judge.listed(()), "the list of claims"),
    ],
)
def test_what_is_wrong_is_noticed(wrong: Callable[[ClaimJudge], None], says: str) -> None:
    with pytest.raises(Violation, match=says):
        wrong(issued())


def test_credit_and_slips_of_what_is_held_are_let_pass() -> None:
    judge = issued()
    judge.credit((CLAIM,), "p")
    judge.on_slip("c1", FIFTEEN)
    judge.listed((OpenClaim(CLAIM, "p"),))


def test_what_is_asked_for_and_stays_is_in_use() -> None:
    coverage = Coverage()
    judge = ClaimJudge(coverage)
    judge.issues("c1", FIFTEEN, "p", "v")
    judge.wanted(ClaimsWanted(("c1",)))
    judge.wanted(ClaimsWanted(("c2",)))
    assert coverage.counts["claims wanted"] == 2
    assert coverage.counts["a claim wanted while in use"] == 1
