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
from kiosk.visit.states import ChooseProblem, Closing, Paying
from screens import samples
from screens.art import FRONT, Part, blinking_machine
from screens.audit import problems
from screens.nodes import Drawing, Role, Scene, Words
from screens.pay import refusal
from screens.samples import paying
from screens.text import Lettering
from screens.theme import LIGHT

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
    assert "多出的 NT$40" in words(look(over))


@pytest.mark.parametrize("problem", ChooseProblem)
def test_blocked_says_why_and_what_comes_back(look: Look, words: Says, problem: ChooseProblem) -> None:
    blocked = replace(paying(10, 10), blocked=(problem,), coins_open=())
    said = words(look(blocked))
    assert samples.texts()[0](f"choose.{problem.value}") in said
    assert "請不要再投錢" in said
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
        (samples.CHANGING, "多出的 NT$40 會從退幣口找給您"),
        (samples.ALMOST_EMPTY, "多出的 NT$40 會退給您，硬幣不夠的印領款憑單"),
        (samples.EMPTY, "多出的 NT$40 會印領款憑單"),
        (samples.SERVING, "多出的 NT$40 會印領款憑單"),
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


# ---- Notes -------------------------------------------------------------------------------------------


def test_a_note_on_its_way_is_said_not_to_count_yet(look: Look, words: Says) -> None:
    said = words(look("pay-note-coming"))
    assert "紙鈔 NT$100 確認中…還沒有算進去" in said
    assert "已投入 NT$10" in said
    assert "紙鈔 NT$1,000 現在找不開，正在退出來" in words(look("pay-note-returning"))
    returning = samples.MACHINES["pay-note-returning"]
    assert isinstance(returning.visit, Paying)
    closing = replace(returning, visit=replace(returning.visit, closing=Closing.CANCELLED))
    assert "紙鈔 NT$1,000 正在退出來" in words(look(closing))


def test_a_note_that_came_back_has_a_reason_as_far_as_one_is_known(look: Look, words: Says) -> None:
    assert "應該是認不出來" in words(look("pay-note-back"))
    assert "認不出來，或現在找不開" in words(look("pay-note-back-which"))
    for name in ("pay-note-back", "pay-note-back-which"):
        assert "沒有算進去" in words(look(name))


def test_a_note_in_doubt_is_said_until_the_end_beside_whatever_else_happens(look: Look, words: Says) -> None:
    machine = samples.MACHINES["pay-note-doubt"]
    assert isinstance(machine.visit, Paying)
    doubt = machine.visit
    for visit in (doubt, replace(doubt, refused_code=1), replace(doubt, blocked=(ChooseProblem.PRINTER,))):
        said = words(look(replace(machine, visit=visit)))
        assert "NT$100" in said
        assert f"案號 {samples.CASE}" in said
        assert "已投入 NT$10" in said
    assert "別再放紙鈔" in words(look(machine))
    assert "認不出來" in words(look(replace(machine, visit=replace(doubt, refused_code=1))))
    assert samples.CASE in words(look("pay-note-doubt-cancelled"))


def test_the_slot_for_notes_is_lit_only_while_a_note_goes_in(look: Look) -> None:
    def drawn(name: str) -> set[str]:
        return {body for mark in look(name).marks if isinstance(mark, Drawing) for body in mark.bodies}

    def front(*lit: Part) -> str:
        return blinking_machine(LIGHT, FRONT, frozenset(lit))[0]

    assert front(Part.COIN_SLOT, Part.NOTE_SLOT) in drawn("pay-notes")
    for name in ("pay-notes-exact", "pay-notes-paused", "pay-note-coming", "pay-note-doubt"):
        assert front(Part.COIN_SLOT) in drawn(name), name


# ---- What an earlier visit has left ------------------------------------------------------------------


def test_what_was_brought_counts_and_stands_apart(look: Look, words: Says) -> None:
    said = words(look("pay-credit"))
    for part in ("NT$ 20", "已投入 NT$10", "上次留下 NT$30", "應付 NT$60", "應付 NT$60，已有 NT$40"):
        assert part in said
    assert "上次留下" not in words(look("pay-notes"))


def test_cancel_gives_back_only_what_was_put_in(look: Look, words: Says) -> None:
    scene = look("pay-credit")
    assert scene.named("取消，退回 NT$10")[0].action == CancelTouched()
    assert "上次留下的 NT$30 還在" in words(scene)
    first = look("pay-credit-first")
    assert first.named("取消，沒有投錢")[0].action == CancelTouched()
    assert "退回" not in words(first)
    assert "上次留下的 NT$30 還在" in words(first)


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_while_it_is_cancelled_the_credit_is_not_said_to_come_back(
    look: Look, words: Says, language: str
) -> None:
    machine = samples.MACHINES["pay-credit"]
    assert isinstance(machine.visit, Paying)
    for visit in (
        replace(machine.visit, closing=Closing.CANCELLED),
        replace(machine.visit, blocked=(ChooseProblem.PRINTER,)),
    ):
        said = words(look(replace(machine, visit=visit), language))
        assert "NT$ 10" in said
        assert "NT$ 40" not in said


def test_credit_that_pays_for_all_of_it_asks_for_nothing(look: Look, words: Says) -> None:
    said = words(look("pay-credit-covers"))
    for part in ("上次留下的錢夠付了", "已付", "NT$ 75", "多出的 NT$15 會從退幣口找給您"):
        assert part in said
    assert "還沒有投錢" not in said
