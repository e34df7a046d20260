"""The money goes back: how much, why, as what, and where it is paid."""

from __future__ import annotations

from collections.abc import Callable

from screens.nodes import Role, Scene

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def test_refund(look: Look, words: Says) -> None:
    said = words(look("refund"))
    for part in ("正在退款", "NT$ 45", "您取消了", "領款憑單 NT$45: 列印中", "不能退硬幣", "出納組"):
        assert part in said


def test_nothing_can_be_touched_while_the_slip_comes(look: Look) -> None:
    assert [n.name for n in look("refund").nodes if n.role is Role.BUTTON] == []
