"""What an earlier visit left: said to its owner alone, counted by itself, and had back by a touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.change import make_change
from kiosk.money import Money
from kiosk.visit.events import CashTouched
from kiosk.visit.machine import Machine
from kiosk.visit.payout import available
from kiosk.visit.states import Claim, ClaimReason, OpenClaim
from screens import samples
from screens.nodes import Scene
from screens.samples import ALMOST_EMPTY, CHANGING, EMPTY, SERVING, owing
from screens.text import Lettering
from tests.screens.conftest import Person

Look = Callable[..., Scene]
Says = Callable[[Scene], str]
CHOOSING = samples.MACHINES["choose"].visit


def choosing(machine: Machine, amount: int = 30) -> Machine:
    return owing(replace(machine, visit=CHOOSING), amount)


def test_the_owner_reads_how_much_and_can_have_it_back(look: Look, words: Says) -> None:
    scene = look(choosing(CHANGING))
    assert "上次留在機器的 NT$30" in words(scene)
    assert "付款時自動先扣" in words(scene)
    (take,) = scene.named("領回 NT$30")
    assert take.action == CashTouched()
    assert not take.filled


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_nobody_reads_what_another_is_owed(look: Look, words: Says, language: str) -> None:
    other = replace(owing(replace(CHANGING, visit=CHOOSING), 777, "person-2"), redeemed=("c",))
    assert "777" not in words(look(other, language))
    both = (*other.claims, OpenClaim(Claim("c3", Money(10), ClaimReason.LEFT), samples.PERSON.person_id))
    said = words(look(replace(other, claims=both), language))
    assert "NT$10" in said
    assert "777" not in said
    assert "787" not in said
    for name in samples.MACHINES:
        machine = replace(samples.MACHINES[name], claims=other.claims)
        if not name.startswith("service"):
            assert "777" not in words(look(machine, language)), name


def test_coins_are_promised_only_where_they_make_up_all_of_it(look: Look, words: Says) -> None:
    assert "可以領回硬幣" in words(look(choosing(CHANGING)))
    assert "硬幣不夠的印領款憑單" in words(look(choosing(ALMOST_EMPTY)))
    for machine in (EMPTY, SERVING):
        scene = look(choosing(machine))
        assert "現在沒有硬幣可領" in words(scene)
        assert scene.named("印領款憑單")[0].action == CashTouched()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=st.integers(1, 60), ones=st.integers(0, 9), fives=st.integers(0, 3), tens=st.integers(0, 3))
def test_the_promise_is_what_the_hoppers_can_keep(
    look: Look, words: Says, amount: int, ones: int, fives: int, tens: int
) -> None:
    machine = replace(SERVING, hoppers=samples.hoppers(c1=ones, c5=fives, c10=tens))
    payable = bool(ones + fives + tens) and make_change(Money(amount), available(machine.hoppers)) is not None
    assert ("可以領回硬幣" in words(look(choosing(machine, amount)))) is payable


def test_taking_it_back_shows_it_coming_out_as_what_it_is(person: Person) -> None:
    person.machine = choosing(CHANGING)
    person.app.refresh(0.0)
    person.tap("領回 NT$30")
    assert person.emitted == [CashTouched()]
    assert "正在退還上次留下的錢" in person.sees()
    assert "NT$ 30" in person.sees()
    assert "取消" not in person.sees()


def test_the_next_in_line_sees_nothing_of_it(person: Person, lettering: Lettering) -> None:
    person.machine = choosing(CHANGING)
    person.app.refresh(0.0)
    assert "NT$30" in person.sees()
    person.tap("離開")
    assert "上次" not in person.sees()
    assert lettering is person.app.painter.lettering
