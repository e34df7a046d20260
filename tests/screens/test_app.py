"""A person goes through a visit by reading and touching; then nothing of them is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pygame

from kiosk.devices import (
    AcceptorClosed,
    AcceptorCursor,
    AcceptorOpened,
    CoinCredit,
    CoinsRead,
    DocumentFinished,
    HopperRead,
    Outcome,
    PayoutFinished,
    PrintJobCreated,
    SlipFinished,
)
from kiosk.money import Money
from kiosk.visit.events import (
    CancelTouched,
    IdentityConfirmed,
    IdentityEntered,
    IdentityRefused,
    PapersReady,
    StartTouched,
    StillHereTouched,
)
from kiosk.visit.states import (
    Attract,
    Delivering,
    Finished,
    Identifying,
    IdentityProblem,
    Paper,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)
from screens import samples
from screens.actions import UiState
from screens.app import IDLE_RESET_S, find
from screens.nodes import Node
from screens.paint import changed_parts
from screens.pointer import Moment, Pointer

if TYPE_CHECKING:
    from tests.screens.conftest import Person

CANARY_NUMBER = "B98765431"
CANARY_NAME = "金絲雀"
CANARY = replace(samples.PERSON, number=CANARY_NUMBER, name_zh=CANARY_NAME, name_en="Kanari, Jin-Si")


def identified(person: Person) -> None:
    person.tap("開始使用")
    person.type(CANARY_NUMBER + "940305")
    person.tap("下一步")
    person.happen(IdentityConfirmed("visit-1-i1", CANARY, samples.OFFERS))


def ordered(person: Person) -> None:
    identified(person)
    person.tap("加入 中文歷年成績單")
    person.tap("前往繳費")
    paper = Paper("YT-1", "transcript-zh", "中文歷年成績單", "Chinese transcript", 1, "0" * 64, "person-1")
    person.happen(PapersReady("visit-1-p1", (paper,)), AcceptorOpened("coin_acceptor", samples.COINS_OPEN))


def coin(value: int, counter: int) -> CoinsRead:
    cursor = AcceptorCursor(1, 0, counter, "")
    return CoinsRead("coin_acceptor", (CoinCredit(Money(value), 1, 0, counter),), 0, False, cursor)


def delivered(person: Person) -> None:
    while isinstance(person.machine.visit, Delivering | Refunding):
        visit = person.machine.visit
        slip = next((s for s in visit.slips if s.job_id and s.outcome is None), None)
        if slip is not None:
            person.happen(SlipFinished("receipt_printer", slip.job_id, Outcome.DELIVERED))
            continue
        assert isinstance(visit, Delivering)
        paper = next(p for p in visit.papers if p.job_id)
        person.happen(
            PrintJobCreated("document_printer", paper.job_id, 1, "uuid", 1),
            DocumentFinished("document_printer", paper.job_id, Outcome.DELIVERED, 1),
        )


# ---- A whole visit --------------------------------------------------------------------------------------


def test_one_student_one_transcript(person: Person) -> None:
    assert person.scene.screen == "attract"
    person.tap("開始使用")
    assert person.emitted == [StartTouched("visit-1")]
    assert person.scene.screen == "identify"
    person.type(CANARY_NUMBER)
    person.type("940305")
    assert CANARY_NUMBER not in person.sees(), "masked once typing has gone on to the birthday"
    assert "B98•••431" in person.sees()
    person.tap("下一步")
    assert person.emitted[-1] == IdentityEntered(CANARY_NUMBER, "0940305")
    assert "正在查詢" in person.sees()
    person.happen(IdentityConfirmed("visit-1-i1", CANARY, samples.OFFERS))
    assert "金O雀" in person.sees()
    assert CANARY_NAME not in person.sees()
    person.tap("加入 中文歷年成績單")
    person.tap("中文歷年成績單 多一份")
    assert "NT$ 40" in person.sees()
    person.tap("中文歷年成績單 少一份")
    person.tap("前往繳費")
    assert isinstance(person.machine.visit, Preparing)
    assert "還沒有收任何錢" in person.sees()
    paper = Paper("YT-1", "transcript-zh", "中文歷年成績單", "Chinese transcript", 1, "0" * 64, "person-1")
    person.happen(PapersReady("visit-1-p1", (paper,)))
    assert "50 元: 準備中" in person.sees(), "nothing is accepted before the acceptor has said so"
    person.happen(AcceptorOpened("coin_acceptor", samples.COINS_OPEN))
    assert "不找零" in person.sees()
    person.happen(coin(10, 1))
    assert "NT$ 10" in person.sees(), "what is missing"
    assert find(person.scene, "取消，退回 NT$10") != ""
    person.happen(coin(50, 2))
    assert "收到了" in person.sees()
    assert "多出的 NT$40" in person.sees()
    person.happen(AcceptorClosed("coin_acceptor"))
    assert isinstance(person.machine.visit, Delivering)
    assert "正在印收據" in person.sees()
    delivered(person)
    assert isinstance(person.machine.visit, Finished)
    assert "還要退您 NT$40" in person.sees()
    person.tap("都拿了，登出")
    assert person.scene.screen == "attract"


def paid_out(person: Person, paid: int, doubtful: int = 0) -> None:
    """The hopper's last word on the batch that is under way."""
    visit = person.machine.visit
    assert isinstance(visit, PayingOut)
    batch = visit.payout.batch
    assert batch is not None
    person.happen(PayoutFinished(batch.hopper, batch.payout_id, paid, doubtful, samples.READING))


def test_a_visit_to_a_machine_with_hoppers(person: Person) -> None:
    person.machine = samples.CHANGING
    person.app.refresh(0)
    assert "收硬幣・可找零" in person.sees()
    ordered(person)
    assert "多投的，一定找給您" in person.sees()
    assert "憑單" not in person.sees()
    person.happen(coin(50, 1))
    assert "多出的 NT$30 會從退幣口找給您" in person.sees()
    assert "接著找零" in person.sees()
    person.happen(AcceptorClosed("coin_acceptor"))
    assert person.scene.screen == "paying_out"
    for part in ("正在找零", "NT$ 30", "已出來 NT$0", "還有 NT$30"):
        assert part in person.sees()
    paid_out(person, 3)
    assert isinstance(person.machine.visit, Delivering)
    assert "找零 NT$30: 已退" in person.sees()
    delivered(person)
    assert "完成，請帶走 3 樣東西" in person.sees()
    assert "零錢 NT$30, 退幣口，右下" in person.sees()
    assert "還要退您" not in person.sees()
    person.tap("都拿了，登出")
    assert person.scene.screen == "attract"


def test_cancelling_at_a_machine_with_hoppers(person: Person) -> None:
    """One coin stays in doubt, one was never there: paid, noted and owed, each said for itself."""
    person.machine = replace(samples.SERVING, hoppers=samples.hoppers(c10=3))
    ordered(person)
    assert "一定找給您" in person.sees()
    person.happen(coin(10, 1), coin(5, 2))
    assert "硬幣不夠的印領款憑單" in person.sees()
    person.tap("取消，退回 NT$15")
    person.happen(AcceptorClosed("coin_acceptor"))
    assert "正在退錢" in person.sees()
    assert "硬幣不夠，不足的會印領款憑單" in person.sees()
    paid_out(person, 0, doubtful=1)
    assert isinstance(person.machine.visit, Refunding)
    for part in ("有 NT$10 不確定有沒有出來", "案號 visit-1", "領款憑單 NT$5"):
        assert part in person.sees()
    delivered(person)
    assert "有 NT$10 不確定有沒有出來" in person.sees()
    assert "還要退您 NT$5" in person.sees()
    assert "退幣 NT$" not in person.sees(), "nothing came out for certain"


def test_a_refund_in_coins_needs_no_paper(person: Person) -> None:
    person.machine = samples.CHANGING
    ordered(person)
    person.happen(coin(10, 1), coin(5, 2))
    person.tap("取消，退回 NT$15")
    person.happen(AcceptorClosed("coin_acceptor"))
    paid_out(person, 1)
    assert "已出來 NT$10" in person.sees()
    assert "還有 NT$5" in person.sees()
    paid_out(person, 1)
    assert isinstance(person.machine.visit, Finished)
    assert "退款，請帶走 1 樣東西" in person.sees()
    assert "退幣 NT$15" in person.sees()
    assert "憑單" not in person.sees()


def test_a_coin_is_taken_again_when_change_is_there_again(person: Person) -> None:
    person.machine = samples.EMPTY
    person.app.refresh(0)
    assert "請自備剛好的零錢" in person.sees()
    ordered(person)
    assert "50 元: 零錢不夠找" in person.sees()
    assert "請投剛好的金額" in person.sees()
    person.machine = replace(person.machine, hoppers=samples.CHANGING.hoppers)
    person.happen(HopperRead("hopper_10", samples.READING))
    person.happen(AcceptorOpened("coin_acceptor", samples.COINS_OPEN))
    assert "50 元: 可投" in person.sees()


def test_cancelling_gives_back_exactly_what_was_put_in(person: Person) -> None:
    ordered(person)
    person.happen(coin(10, 1), coin(5, 2))
    person.tap("取消，退回 NT$15")
    assert person.emitted[-1] == CancelTouched()
    assert "NT$15 一塊也不會少" in person.sees()
    person.happen(AcceptorClosed("coin_acceptor"))
    assert isinstance(person.machine.visit, Refunding)
    assert "正在退款" in person.sees()
    assert "領款憑單 NT$15" in person.sees()
    delivered(person)
    assert "還要退您 NT$15" in person.sees()


def test_back_from_paying_keeps_the_cart(person: Person) -> None:
    ordered(person)
    person.tap("返回")
    person.happen(AcceptorClosed("coin_acceptor"))
    assert person.scene.screen == "choose"
    assert "1 份文件" in person.sees()


def test_a_wrong_number_can_be_corrected_without_typing_it_all_again(person: Person) -> None:
    person.tap("開始使用")
    person.type(CANARY_NUMBER + "940305")
    person.tap("下一步")
    person.happen(IdentityRefused("visit-1-i1", IdentityProblem.NO_MATCH))
    assert "找不到這個學號和生日" in person.sees()
    person.tap("出生年月日")
    person.tap("刪除一個字")
    person.tap("6")
    person.tap("下一步")
    assert person.emitted[-1] == IdentityEntered(CANARY_NUMBER, "0940306")


def test_next_is_off_until_everything_is_typed(person: Person) -> None:
    person.tap("開始使用")
    person.type(CANARY_NUMBER + "94030")
    assert find(person.scene, "下一步") == "'下一步' is disabled on identify"
    node = person.scene.named("下一步")[0]
    person.touch(*node.rect.centre)
    assert not any(isinstance(event, IdentityEntered) for event in person.emitted)
    assert node.speech, "why it is off can be heard"


def test_the_whole_attract_screen_starts_a_visit(person: Person) -> None:
    person.touch(500, 700)
    assert person.emitted == [StartTouched("visit-1")]


def test_starting_in_english_starts_in_english(person: Person) -> None:
    person.tap("用 English 開始")
    assert "Number and birthday" in person.sees()
    assert isinstance(person.machine.visit, Identifying)


# ---- Touch ------------------------------------------------------------------------------------------------


def test_a_touch_counts_where_it_comes_down_and_goes_up_on_one_thing(person: Person) -> None:
    person.tap("開始使用")
    one, two = (person.scene.named(name)[0].rect.centre for name in ("1", "2"))
    for moment, at in ((Moment.DOWN, one), (Moment.MOVE, two), (Moment.UP, two)):
        person.app.point(Pointer(moment, *at), 0)
        person.app.refresh(0)
    assert person.app.ui.number == ""
    assert person.touches == 2, "every touch re-arms the attention timer, also one that does nothing"


def test_a_pressed_key_looks_pressed_at_once(person: Person) -> None:
    person.tap("開始使用")
    before = person.scene
    person.app.point(Pointer(Moment.DOWN, *before.named("5")[0].rect.centre), 0)
    assert person.app.refresh(0)
    parts = changed_parts(before, person.scene)
    assert parts is not None
    assert len(parts) == 1, "only the key is drawn again"


def test_keys_of_a_keyboard_do_what_the_keys_on_the_screen_do(person: Person) -> None:
    person.tap("開始使用")
    assert person.app.type("B", 0)
    person.app.refresh(0)
    assert person.app.ui.number == "B"
    assert not person.app.type("Q", 0), "not on the screen now"


def test_a_dialog_keeps_everything_under_it_from_being_touched(person: Person) -> None:
    ordered(person)
    cancel = person.scene.named("取消，沒有投錢")[0]
    person.machine = replace(person.machine, asking_still_there=True)
    person.app.refresh(0)
    assert "還在嗎？" in person.sees()
    person.touch(*cancel.rect.centre)
    assert not any(isinstance(event, CancelTouched) for event in person.emitted)
    assert isinstance(find(person.scene, "大字"), Node), "the access bar is never covered"
    person.tap("我還在，繼續")
    assert person.emitted[-1] == StillHereTouched()
    assert isinstance(person.machine.visit, Paying)


def test_the_countdown_runs_down(person: Person) -> None:
    identified(person)
    person.machine = replace(person.machine, asking_still_there=True)
    person.app.refresh(0)
    for now_s, left, shown in ((1, 24.6, "25"), (22, 3.2, "3"), (27, -1.0, "0")):
        person.left_s = left
        person.app.refresh(now_s)
        assert f"| {shown} |" in person.sees()


def test_the_clock_is_drawn_when_a_minute_is_over_and_not_before(person: Person) -> None:
    person.wall += timedelta(seconds=30)
    assert not person.app.refresh(1)
    person.wall += timedelta(seconds=30)
    assert person.app.refresh(2)
    assert "14:33" in person.sees()


# ---- One person, then the next ----


def test_settings_do_not_outlive_the_visit(person: Person) -> None:
    person.tap("大字")
    person.tap("高對比")
    person.tap("用 English 開始")
    assert (person.app.ui.large, person.app.ui.contrast, person.app.ui.language) == (True, True, "en")
    person.tap("Back")
    assert person.app.ui == UiState("zh-TW")


def test_settings_of_somebody_who_never_began_are_put_back(person: Person) -> None:
    person.tap("高對比")
    person.wait(IDLE_RESET_S - 1)
    assert person.app.ui.contrast
    person.wait(1)
    assert person.app.ui == UiState("zh-TW")


def test_another_visit_begins_clean_also_when_the_end_of_the_first_was_not_seen(person: Person) -> None:
    person.tap("開始使用")
    person.type("B111")
    person.machine = replace(person.machine, visit=Identifying("visit-9"))
    person.app.refresh(0)
    assert person.app.ui == UiState("zh-TW")


def test_what_was_typed_is_gone_as_soon_as_the_person_is_known(person: Person) -> None:
    identified(person)
    assert (person.app.ui.number, person.app.ui.birthday) == ("", "")


def test_nothing_of_a_visitor_stays_in_memory(person: Person) -> None:
    """The canary: after the visit nothing that the screens hold has number, birthday or name."""
    surface = pygame.Surface((1080, 1920))
    ordered(person)
    person.app.draw(surface, 0)
    assert held(person, "金O雀"), "the search does find what is there"
    person.happen(coin(10, 1), coin(10, 2), AcceptorClosed("coin_acceptor"))
    delivered(person)
    person.app.draw(surface, 0)
    person.tap("都拿了，登出")
    assert isinstance(person.machine.visit, Attract)
    person.app.draw(surface, 0)
    for canary in (CANARY_NUMBER, "B98•••431", "0940305", "940305", CANARY_NAME, "金O雀", "Kanari"):
        assert not held(person, canary), canary


def held(person: Person, text: str) -> bool:
    """Whether any string that can be reached from the app contains `text`."""
    return any(text in found for found in strings(person.app))


def strings(root: object) -> Iterator[str]:
    shared = (type, type(gc), type(strings))
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, shared):
            continue
        seen.add(id(thing))
        if isinstance(thing, str):
            yield thing
        elif "links" not in str(type(thing)).lower():  # the kiosk behind it is not the screens'
            waiting.extend(gc.get_referents(thing))


def test_memory_is_bounded_over_many_screens(person: Person) -> None:
    surface = pygame.Surface((1080, 1920))
    names = list(samples.MACHINES)
    for i in range(60):
        person.machine = samples.MACHINES[names[i % len(names)]]
        person.app.ui = replace(person.app.ui, large=i % 3 == 0, language=("zh-TW", "en")[i % 2])
        person.app.refresh(i)
        person.app.draw(surface, i)
    assert person.app.painter.held_bytes() < 60_000_000
