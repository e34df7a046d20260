"""What comes out, one by one, with exactly what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import Outcome
from kiosk.money import NOTHING
from kiosk.texts import Texts
from kiosk.visit.states import PaperProgress, PaperState, SlipKind, SlipProgress
from screens import samples, things
from screens.nodes import State

VIEW = samples.view("delivering", samples.texts())


@pytest.mark.parametrize(
    ("job_id", "outcome", "state", "word"),
    [
        ("", None, State.WAITING, "thing.waiting"),
        ("job", None, State.RUNNING, "thing.printing"),
        ("job", Outcome.DELIVERED, State.DONE, "thing.out"),
        ("job", Outcome.NOT_DELIVERED, State.FAILED, "thing.not-out"),
        ("job", Outcome.UNKNOWN, State.FAILED, "thing.unknown"),
    ],
)
def test_slips(job_id: str, outcome: Outcome | None, state: State, word: str) -> None:
    slip = SlipProgress(SlipKind.RECEIPT, job_id=job_id, outcome=outcome)
    (thing,) = things.slips(VIEW, [slip], [])
    assert (thing.name, thing.state, thing.word) == ("收據", state, word)


def test_a_claim_slip_names_its_own_amount() -> None:
    slips = [SlipProgress(SlipKind.CLAIM, claim=i) for i in (1, 0, 7)]
    names = [t.name for t in things.slips(VIEW, slips, [samples.OVERPAID, samples.NOT_PRINTED])]
    assert names == ["領款憑單 NT$20", "領款憑單 NT$15", "領款憑單 "]


@pytest.mark.parametrize("state", PaperState)
def test_every_state_of_a_paper_has_a_word(spoken: tuple[Texts, ...], state: PaperState) -> None:
    (thing,) = things.papers(VIEW, [PaperProgress(samples.PAPERS[0], state)])
    assert all(texts.has(thing.word) for texts in spoken)
    assert (thing.state is State.DONE) is (state is PaperState.DELIVERED)


def test_several_of_a_kind_are_numbered() -> None:
    names = [t.name for t in things.papers(VIEW, [PaperProgress(paper) for paper in samples.PAPERS])]
    assert names == ["中文歷年成績單 1／2", "中文歷年成績單 2／2", "中文在學證明"]


def test_a_second_attempt_is_called_one() -> None:
    again = PaperProgress(samples.PAPERS[0], PaperState.PRINTING, "job", attempt=2)
    assert things.papers(VIEW, [again])[0].word == "thing.again"
    assert things.papers(VIEW, [replace(again, attempt=1)])[0].word == "thing.printing"


def test_coins_are_called_change_after_a_sale_and_a_refund_otherwise() -> None:
    (change,) = things.coins(VIEW, samples.CHANGE_OUT, sold=True)
    (back,) = things.coins(VIEW, samples.CHANGE_OUT, sold=False)
    assert (change.name, change.state, change.word) == ("找零 NT$35", State.DONE, "thing.paid-out")
    assert back.name == "退幣 NT$35"
    assert things.coins(VIEW, NOTHING, sold=True) == []
