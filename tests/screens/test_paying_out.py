"""Coins come out: the sums are what the hoppers reported, and what is not sure is said as not sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.money import Money
from kiosk.visit.states import PayingOut
from screens import samples
from screens.art import FRONT, Part, blinking_machine
from screens.nodes import Drawing, Role, Scene, State
from screens.samples import CASE, CHANGING, paying_out
from screens.theme import LIGHT

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def at(state: PayingOut, machine: object = CHANGING) -> object:
    return replace(machine, visit=state)  # type: ignore[type-var]


def title(scene: Scene) -> str:
    return next(node.name for node in scene.nodes if node.role is Role.TITLE)


def striped(scene: Scene) -> list[Drawing]:
    return [mark for mark in scene.marks if isinstance(mark, Drawing) and mark.moves and mark.radius]


def test_change_after_a_sale(look: Look, words: Says) -> None:
    scene = look("paying-out")
    assert title(scene) == "正在找零"
    said = words(scene)
    for part in ("一共找您", "NT$ 40", "已出來 NT$20", "還有 NT$20", "10 元、10 元", "接著印收據和文件"):
        assert part in said
    assert "案號" not in said


def test_refund_of_what_was_cancelled(look: Look, words: Says) -> None:
    scene = look("paying-out-refund")
    assert title(scene) == "正在退錢"
    said = words(scene)
    for part in ("一共退您", "NT$ 45", "已出來 NT$0", "還有 NT$45", "硬幣還沒有出來"):
        assert part in said
    assert "收據" not in said


def test_the_coins_asked_for_do_not_count_before_they_are_reported(look: Look, words: Says) -> None:
    waiting, running = paying_out(40, 10), paying_out(40, 10, batch=(10, 3))
    one, other = look(at(waiting)), look(at(running))
    assert striped(one) == []
    assert len(striped(other)) == 1
    for part in ("已出來 NT$10", "還有 NT$30", "一共 NT$40，已出來 NT$10"):
        assert part in words(one)
        assert part in words(other)


def test_the_coin_return_is_what_is_lit(look: Look, words: Says) -> None:
    scene = look("paying-out")
    assert "退幣口在右下" in words(scene)
    (node,) = [n for n in scene.nodes if n.role is Role.PICTURE]
    assert node.name == "機器圖，亮起的是右下的退幣口"
    lit = blinking_machine(LIGHT, replace(FRONT, note_slot=None), frozenset({Part.COIN_RETURN}))
    assert lit in [mark.bodies for mark in scene.marks if isinstance(mark, Drawing)]


def test_it_is_said_beforehand_what_happens_when_coins_run_short(look: Look, words: Says) -> None:
    assert "硬幣不夠的話，不足的印領款憑單，到出納組領" in words(look("paying-out"))


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_once_coins_have_run_short_it_is_no_longer_an_if(look: Look, words: Says, language: str) -> None:
    jammed = paying_out(40, 10)
    failed = tuple(hopper.name for hopper in CHANGING.hoppers)
    jammed = replace(jammed, payout=replace(jammed.payout, failed=failed))
    texts = next(texts for texts in samples.texts() if texts.language == language)
    said = words(look(at(jammed), language))
    assert texts("payout.short") in said
    assert texts("payout.if-short", place="")[:6] not in said


def test_doubtful_coins_are_said_with_their_amount_and_the_case(look: Look, words: Says) -> None:
    said = words(look("paying-out-doubtful"))
    for part in ("有 NT$10 不確定有沒有出來", "人員會查", f"案號 {CASE}", "已出來 NT$15", "還有 NT$15"):
        assert part in said


def test_after_a_restart_nothing_runs_and_nothing_is_lost(look: Look, words: Says) -> None:
    scene = look("paying-out-restart")
    assert striped(scene) == []
    assert "機器剛重新啟動" in words(scene)
    assert "您的錢沒有少" in words(scene)


def test_nothing_can_be_touched_while_coins_fall(look: Look) -> None:
    for name in ("paying-out", "paying-out-refund", "paying-out-doubtful"):
        assert [n.name for n in look(name).nodes if n.role is Role.BUTTON] == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    coins=st.lists(st.sampled_from([1, 5, 10, 50]), max_size=12),
    doubtful=st.integers(0, 60),
    rest=st.integers(0, 60),
)
def test_what_is_said_sums_up_to_the_whole(
    look: Look, words: Says, coins: list[int], doubtful: int, rest: int
) -> None:
    state = paying_out(sum(coins) + doubtful + rest, *coins)
    state = replace(state, payout=replace(state.payout, doubtful=Money(doubtful)))
    said = words(look(at(state)))
    assert f"已出來 NT${sum(coins)}" in said
    assert f"還有 NT${rest}" in said
    assert (f"有 NT${doubtful} 不確定" in said) is bool(doubtful)
    done = [n for n in look(at(state)).nodes if n.role is Role.PROGRESS and State.DONE in n.states]
    assert bool(done) is (bool(coins) and doubtful == rest == 0)


def test_what_an_earlier_visit_left_is_called_that(look: Look, words: Says) -> None:
    scene = look("paying-out-earlier")
    assert title(scene) == "正在退還上次留下的錢"
    for part in ("上次留下的，一共", "NT$ 30", "已出來 NT$10", "還有 NT$20"):
        assert part in words(scene)


def test_change_with_earlier_credit_says_where_it_came_from(look: Look, words: Says) -> None:
    said = words(look(at(replace(paying_out(40, 10), redeemed=Money(30)))))
    assert "一共找您" in said
    assert "上次留下的 NT$30 用在這次付款了" in said


def test_a_note_in_doubt_is_named_beside_the_coins(look: Look, words: Says) -> None:
    said = words(look("paying-out-note-doubt"))
    assert "紙鈔 NT$100 不確定在哪裡" in said
    assert "NT$ 10" in said
