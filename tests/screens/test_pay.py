"""So much more, into that slot; what is refused, blocked or too much is said in words about the money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices import Condition, DeviceStatus, Trouble
from kiosk.money import Money
from kiosk.visit.events import BackTouched, CancelTouched
from kiosk.visit.machine import Machine
from kiosk.visit.states import ChooseProblem, Closing
from screens import samples
from screens.audit import problems
from screens.nodes import Drawing, Role, Scene, Words
from screens.pay import refusal
from screens.samples import paying
from screens.text import Lettering

Look = Callable[..., Scene]
Says = Callable[[Scene], str]
CHINESE = samples.texts()[0]


def test_what_is_missing_and_what_is_in(look: Look, words: Says) -> None:
    said = words(look(paying(10, 10, 5)))
    assert "NT$ 35" in said
    assert "已投入 NT$25" in said
    assert "應付 NT$60" in said
    assert "10 元、10 元、5 元" in said


def test_there_is_no_filled_button_while_coins_are_the_action(look: Look) -> None:
    assert not [node for node in look(paying(10)).nodes if node.filled]


def test_cancel_names_the_exact_refund(look: Look) -> None:
    (cancel,) = look(paying(10, 5)).named("取消，退回 NT$15")
    assert cancel.action == CancelTouched()
    nothing_in = look(paying())
    assert nothing_in.named("返回")[0].action == BackTouched()
    assert nothing_in.named("取消，沒有投錢")[0].action == CancelTouched()


@pytest.mark.parametrize("language", ["zh-TW", "en"])
@pytest.mark.parametrize("large", [False, True])
def test_no_change_is_said_before_the_first_coin(look: Look, words: Says, language: str, large: bool) -> None:
    """On the first page, in every language and size."""
    said = words(look(paying(), language, large=large))
    assert ("不找零" if language == "zh-TW" else "gives no change") in said


def test_each_coin_says_whether_it_is_taken(look: Look, words: Says) -> None:
    some = replace(paying(), coins_open=(Money(5), Money(10)))
    said = words(look(some))
    assert "10 元: 可投" in said
    assert "50 元: 這台不收" in said
    assert "50 元: 準備中" in words(look(replace(paying(), coins_open=())))
    assert "20 元: 可投" in words(look(replace(paying(), coins_open=(Money(20),))))


def test_the_slot_is_lit_only_while_it_is_open(look: Look) -> None:
    def lit(scene: Scene) -> bool:
        return any(isinstance(mark, Drawing) and mark.moves for mark in scene.marks)

    assert lit(look(paying()))
    assert not lit(look(replace(paying(), coins_open=())))
    assert not lit(look(replace(paying(10), closing=Closing.CANCELLED)))


def test_what_is_too_much_is_said_with_its_amount(look: Look, words: Says) -> None:
    over = replace(paying(50, 50), closing=Closing.PAID, coins_open=())
    assert "多投的 NT$40" in words(look(over))


@pytest.mark.parametrize("problem", ChooseProblem)
def test_blocked_says_why_and_what_comes_back(look: Look, words: Says, problem: ChooseProblem) -> None:
    blocked = replace(paying(10, 10), blocked=(problem,), coins_open=())
    said = words(look(blocked))
    assert samples.texts()[0](f"choose.{problem.value}") in said
    assert "請不要再投幣" in said
    assert "退回 NT$20" in said
    assert "您還沒有投錢" in words(look(replace(blocked, inserted=paying().inserted)))


def test_an_acceptor_that_has_stopped_says_that_the_money_is_known(look: Look, words: Says) -> None:
    stopped = DeviceStatus(Condition.STOPPED, (Trouble.JAM,))
    machine = replace(samples.SERVING, acceptor=stopped, visit=replace(paying(10), coins_open=()))
    assert "已投入的有記下來" in words(look(machine))


def test_while_closing_nothing_can_be_touched_twice(look: Look) -> None:
    for why in Closing:
        scene = look(replace(paying(10), closing=why, coins_open=()))
        assert [n.name for n in scene.nodes if n.role is Role.BUTTON] == []


@pytest.mark.parametrize(
    ("code", "group"),
    [(1, "unknown"), (2, "not-taken"), (130, "not-taken"), (8, "too-fast"), (254, "lever"), (36, "other")],
)
def test_refused_coins(look: Look, words: Says, code: int, group: str) -> None:
    assert refusal(code) == f"pay.refused.{group}"
    said = words(look(replace(paying(10), refused_code=code)))
    assert samples.texts()[0](f"pay.refused.{group}") in said
    assert "沒有算進金額" in said


@given(st.integers(0, 255))
def test_every_code_has_a_group(code: int) -> None:
    assert CHINESE.has(refusal(code))


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_prices_of_four_figures_fit(look: Look, lettering: Lettering, language: str) -> None:
    dear = replace(samples.ORDER.lines[0], fee=Money(1200), copies=1)
    scene = look(replace(paying(), order=replace(samples.ORDER, lines=(dear,))), language)
    assert "1,200" in {mark.text for mark in scene.marks if isinstance(mark, Words)}
    assert problems(scene, lettering, samples.PORTRAIT) == []


# ---- With hoppers ---------------------------------------------------------------------------------------


def test_with_hoppers_change_is_promised_and_no_slip(look: Look, words: Says) -> None:
    said = words(look("pay-change"))
    assert "多投的，一定找給您" in said
    assert "取消會退回已投入的錢。" in said
    assert "憑單" not in said
    assert "不找零" not in said


def test_a_coin_that_is_not_offered_says_that_change_is_short(look: Look, words: Says) -> None:
    said = words(look("pay-short-of-change"))
    assert "50 元: 零錢不夠找" in said
    assert "10 元: 可投" in said


def test_a_coin_not_offered_is_told_apart_from_one_not_confirmed_and_one_not_known(
    look: Look, words: Says
) -> None:
    offered = tuple(Money(value) for value in (1, 5, 10))
    unconfirmed = replace(paying(10), offered=offered, coins_open=())
    said = words(look(replace(samples.CHANGING, visit=unconfirmed)))
    assert "50 元: 零錢不夠找" in said
    assert "10 元: 準備中" in said
    unknown = replace(unconfirmed, coins_open=(Money(5), Money(10)))
    said = words(look(replace(samples.CHANGING, visit=unknown)))
    assert "1 元: 這台不收" in said
    still_open = replace(unconfirmed, coins_open=samples.COINS_OPEN)
    assert "50 元: 零錢不夠找" in words(look(replace(samples.CHANGING, visit=still_open)))
    not_asked = replace(unconfirmed, offered=(), waiting_for_devices=True)
    assert "50 元: 準備中" in words(look(replace(samples.CHANGING, visit=not_asked)))


def test_without_hoppers_what_is_offered_changes_nothing(look: Look, words: Says) -> None:
    said = words(look(replace(paying(10), offered=(Money(1),))))
    assert "零錢不夠找" not in said
    assert "這台不找零" in said


def test_without_any_change_the_exact_amount_is_asked_for(look: Look, words: Says) -> None:
    said = words(look("pay-exact"))
    assert "請投剛好的金額" in said
    assert "一定找給您" not in said


@pytest.mark.parametrize(
    ("coins", "sentence"),
    [
        ((10,), "取消會退回已投入的錢。"),
        ((10, 10, 5), "取消會退回已投入的錢。"),
        ((1,), "硬幣不夠的印領款憑單"),
    ],
)
def test_what_cancelling_gives_back_depends_on_the_coins_there_are(
    look: Look, words: Says, coins: tuple[int, ...], sentence: str
) -> None:
    assert sentence in words(look(replace(samples.ALMOST_EMPTY, visit=paying(*coins))))


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        (samples.CHANGING, "多投的 NT$40 會從退幣口找給您"),
        (samples.ALMOST_EMPTY, "多投的 NT$40 會退給您，硬幣不夠的印領款憑單"),
        (samples.EMPTY, "多投的 NT$40 會印領款憑單"),
        (samples.SERVING, "多投的 NT$40 會印領款憑單"),
    ],
)
def test_how_change_comes_is_said_when_it_is_due(
    look: Look, words: Says, machine: Machine, sentence: str
) -> None:
    paid = replace(paying(50, 50), closing=Closing.PAID, coins_open=())
    said = words(look(replace(machine, visit=paid)))
    assert sentence in said
    assert ("接著找零" in said) is bool(machine.hoppers)


@pytest.mark.parametrize("language", ["zh-TW", "en"])
@pytest.mark.parametrize("name", ["pay-change", "pay-short-of-change", "pay-exact"])
def test_which_coins_go_in_needs_no_page_turned(look: Look, words: Says, name: str, language: str) -> None:
    texts = next(texts for texts in samples.texts() if texts.language == language)
    assert f"{texts('pay.coin', value=50)}: " in words(look(name, language))
