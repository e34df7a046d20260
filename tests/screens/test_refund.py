"""The money goes back: how much, why, as what, and where it is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from screens import samples
from screens.nodes import Role, Scene

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def test_refund(look: Look, words: Says) -> None:
    said = words(look("refund"))
    for part in ("正在退款", "NT$ 45", "您取消了", "領款憑單 NT$45: 列印中", "不能退硬幣", "出納組"):
        assert part in said


def test_nothing_can_be_touched_while_the_slip_comes(look: Look) -> None:
    assert [n.name for n in look("refund").nodes if n.role is Role.BUTTON] == []


def test_what_the_hoppers_gave_and_what_they_could_not(look: Look, words: Says) -> None:
    said = words(look("refund-part"))
    for part in (
        "還要退",
        "NT$ 10",
        "退幣 NT$30: 已退",
        "領款憑單 NT$10: 列印中",
        "沒有退成硬幣的",
        "退幣口",
    ):
        assert part in said
    assert "不能退硬幣" not in said, "this machine can"


def test_with_hoppers_and_no_coin_out_the_whole_is_on_the_slip(look: Look, words: Says) -> None:
    state = samples.VISITS["refund"]
    said = words(look(replace(samples.EMPTY, visit=state)))
    assert "退幣" not in said
    assert "沒有退成硬幣的，印領款憑單給您" in said


def test_what_an_earlier_visit_left_was_not_cancelled(look: Look, words: Says) -> None:
    said = words(look("refund-earlier"))
    for part in ("上次留在機器的錢", "這是上次留在機器的 NT$30", "退幣 NT$20: 已退", "NT$ 10"):
        assert part in said
    assert "您取消了" not in said


def test_a_note_in_doubt_is_named(look: Look, words: Says) -> None:
    said = words(look("refund-note-doubt"))
    assert "紙鈔 NT$100 不確定在哪裡" in said
    assert samples.CASE in said
