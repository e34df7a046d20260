"""Here or at the counter, how many, how much; what cannot be had stays and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.visit.events import CancelTouched, CopiesChosen, OrderConfirmed
from kiosk.visit.states import ChooseProblem, Choosing, Delivery
from screens import samples
from screens.choose import kind_of
from screens.nodes import Role, Scene, State

Look = Callable[..., Scene]
Says = Callable[[Scene], str]
STATE = Choosing("visit-1", samples.PERSON, samples.OFFERS, samples.CART)


def test_the_sum_is_the_sum(look: Look, words: Says) -> None:
    said = words(look(replace(STATE, cart=(("transcript-zh", 2), ("transcript-en", 3)))))
    assert "5 份文件" in said
    assert "現在列印 2・櫃檯 3" in said
    assert "NT$ 160" in said


def test_counters(look: Look) -> None:
    scene = look(STATE)
    (more,) = scene.named("中文歷年成績單 多一份")
    (fewer,) = scene.named("中文在學證明 少一份")
    assert more.action == CopiesChosen("transcript-zh", 3)
    assert fewer.action == CopiesChosen("enrolment-zh", 0)
    (add,) = scene.named("加入 中文學期成績單")
    assert add.action == CopiesChosen("semester-zh", 1)


def test_at_the_most_the_plus_is_off_and_says_so(look: Look, words: Says) -> None:
    scene = look(replace(STATE, cart=(("enrolment-zh", 5),)))
    (more,) = scene.named("中文在學證明 多一份")
    assert not more.touchable
    assert "最多 5 份" in words(scene)


def test_what_cannot_be_had_has_a_reason_and_no_control(look: Look) -> None:
    scene = look(STATE)
    (closed,) = [n for n in scene.nodes if State.CLOSED in n.states and "名次" in n.name]
    assert closed.name == "名次證明書: 9/24（四）10:00 公布名次後開放"
    inside = [n for n in scene.nodes if n.action is not None and closed.rect.holds(n.rect)]
    assert inside == []
    nameless = replace(samples.RANK, why_not_zh="", why_not_en="")
    assert "現在不能申請" in " ".join(n.name for n in look(replace(STATE, offers=(nameless,), cart=())).nodes)


def test_an_empty_cart_cannot_be_paid(look: Look) -> None:
    (pay,) = look(replace(STATE, cart=())).named("前往繳費")
    assert not pay.touchable
    assert pay.speech
    (ready,) = look(STATE).named("前往繳費")
    assert ready.action == OrderConfirmed()


@pytest.mark.parametrize("problem", ChooseProblem)
def test_every_problem_says_that_no_money_has_been_taken(
    look: Look, words: Says, problem: ChooseProblem
) -> None:
    said = words(look(replace(STATE, problem=problem)))
    assert samples.texts()[0](f"choose.{problem.value}") in said
    assert "還沒有收任何錢" in said


def test_the_person_is_masked_and_can_say_no(look: Look, words: Says) -> None:
    scene = look(STATE)
    (chip,) = scene.named("不是您？")
    assert chip.value == "林O例"
    assert chip.action == CancelTouched()
    assert "林範例" not in words(scene)


def test_places_have_their_colours() -> None:
    assert [kind_of(delivery) for delivery in Delivery] == ["prim", "kraft", "kraft"]


def test_chosen_cards_are_marked(look: Look) -> None:
    scene = look(STATE)
    chosen = [n.name for n in scene.nodes if n.role is Role.STATUS and State.SELECTED in n.states]
    assert chosen == ["中文歷年成績單", "中文在學證明"]
