"""Take these; what did not come out is said as plainly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import Outcome
from kiosk.money import Money
from kiosk.visit.events import DoneTouched
from kiosk.visit.states import Claim, ClaimReason, PaperState
from screens import samples
from screens.nodes import Role, Scene

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
