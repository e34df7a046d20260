"""Take these; what did not come out is said as plainly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import Outcome
from kiosk.money import Money
from kiosk.visit.events import DoneTouched
from kiosk.visit.states import Claim, ClaimReason, Finished, OpenClaim, PaperState
from screens import samples
from screens.art import FRONT, Part, blinking_machine
from screens.nodes import Drawing, Role, Scene
from screens.theme import LIGHT

Look = Callable[..., Scene]
Says = Callable[[Scene], str]
STATE = samples.FINISHED


def test_what_to_take_and_from_where(look: Look, words: Says) -> None:
    said = words(look("finished"))
    assert "完成，請帶走 4 樣東西" in said
    assert "文件 3 份, 取紙口，左下" in said
    assert "收據, 收據口，右側" in said
    assert "還要退您" not in said


def test_done_is_the_one_filled_button(look: Look) -> None:
    assert [(n.name, n.action) for n in look("finished").nodes if n.filled] == [
        ("都拿了，登出", DoneTouched())
    ]


def test_what_is_owed_with_the_reason_and_the_place(look: Look, words: Says) -> None:
    said = words(look("finished-owed"))
    for part in ("還要退您 NT$35", "多投的錢", "NT$15", "沒有印好的文件", "NT$20", "帶領款憑單到出納組領"):
        assert part in said
    assert "有 1 份沒有印好" in said
    assert "有一張收據或憑單沒有印好" in said


@pytest.mark.parametrize("reason", ClaimReason)
def test_every_reason_has_a_sentence(look: Look, words: Says, reason: ClaimReason) -> None:
    said = words(look(replace(STATE, claims=(Claim("c1", Money(5), reason),))))
    assert samples.texts()[0](f"claim.{reason.value}") in said


def test_when_nothing_came_out_nothing_is_promised(look: Look, words: Says) -> None:
    lost = replace(
        STATE,
        papers=tuple(replace(p, state=PaperState.NOT_DELIVERED) for p in STATE.papers),
        slips=tuple(replace(s, outcome=Outcome.NOT_DELIVERED) for s in STATE.slips),
    )
    scene = look(lost)
    assert next(n.name for n in scene.nodes if n.role is Role.TITLE) == "沒有東西印出來"
    assert "請帶走" not in words(scene)
    assert "您的錢沒有少" in words(scene)


def test_change_is_taken_first(look: Look, words: Says) -> None:
    said = words(look("finished-change"))
    assert "完成，請帶走 5 樣東西" in said
    places = [said.index(part) for part in ("零錢 NT$35, 退幣口", "文件 3 份, 取紙口", "收據, 收據口")]
    assert places == sorted(places)


def test_a_refund_in_coins_alone_is_one_thing_and_owes_nothing(look: Look, words: Says) -> None:
    said = words(look("finished-coins"))
    assert "退款，請帶走 1 樣東西" in said
    assert "退幣 NT$45, 退幣口，右下" in said
    for part in ("憑單", "完成", "找零", "收據口"):
        assert part not in said


def test_a_refund_in_coins_and_on_a_slip(look: Look, words: Says) -> None:
    slip = samples.VISITS["finished-refund"]
    assert isinstance(slip, Finished)
    said = words(look(replace(slip, paid_out=samples.CHANGE_OUT)))
    for part in ("退款，請帶走 2 樣東西", "退幣 NT$35, 退幣口", "領款憑單 NT$45, 收據口"):
        assert part in said


def test_doubtful_coins_are_noted_under_the_case_and_blame_nobody(look: Look, words: Says) -> None:
    scene = look("finished-doubtful")
    assert next(n.name for n in scene.nodes if n.role is Role.TITLE) == "退款要由人員確認"
    said = words(scene)
    for part in ("有 NT$45 不確定有沒有出來", f"案號 {samples.CASE}", "退幣口可能有硬幣"):
        assert part in said
    for part in ("請帶走", "沒有東西", "印出來"):
        assert part not in said
    assert "沒有東西" not in words(look(replace(STATE, doubtful=Money(5))))
    lit = {body for mark in scene.marks if isinstance(mark, Drawing) and mark.moves for body in mark.bodies}
    assert lit == set(
        blinking_machine(LIGHT, replace(FRONT, note_slot=None), frozenset({Part.COIN_RETURN}))
    ), "where to look"


def test_a_note_in_doubt_is_not_counted_and_may_lie_in_its_slot(look: Look, words: Says) -> None:
    scene = look("finished-note-doubt")
    assert next(n.name for n in scene.nodes if n.role is Role.TITLE) == "紙鈔要由人員查核"
    said = words(scene)
    for part in ("紙鈔 NT$100 不確定在哪裡", "沒有算進金額", f"案號 {samples.CASE}", "紙鈔口可能有紙鈔"):
        assert part in said
    lit = {body for mark in scene.marks if isinstance(mark, Drawing) and mark.moves for body in mark.bodies}
    assert lit == set(blinking_machine(LIGHT, FRONT, frozenset({Part.NOTE_SLOT})))
    sold = words(look("finished-note-sold"))
    assert "完成，請帶走 5 樣東西" in sold
    assert "紙鈔 NT$100 不確定在哪裡" in sold


def test_credit_from_an_earlier_visit_is_told_as_spent_asked_for_or_kept(look: Look, words: Says) -> None:
    assert "上次留下的 NT$30 用在這次付款了" in words(look("finished-credit"))
    earlier = words(look("finished-earlier"))
    assert "這是上次留在機器的 NT$30" in earlier
    assert "退款，請帶走 1 樣東西" in earlier
    assert "您取消了" not in earlier
    assert "上次留下的 NT$30 還在" in words(look("finished-kept"))
    assert "上次" not in words(look("finished-change"))


def test_what_this_visit_is_owed_is_not_said_to_be_kept_from_the_last(look: Look, words: Says) -> None:
    claim = Claim("visit-1-c1", Money(45), ClaimReason.CANCELLED)
    own = replace(samples.CHANGING, visit=samples.VISITS["finished-refund"])
    held = replace(own, claims=(OpenClaim(claim, samples.PERSON.person_id),))
    assert "上次" not in words(look(held))
