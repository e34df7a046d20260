"""Paid once, in every order of events; and the walk that says so finds what is broken on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from central import holding
from central.holding import COUNTER, FREE, Standing, Wrong
from tests.central.claim_walk import START, START_FREE, Rules, Walk, World, trouble

HERE = Standing("A")


def first_trouble(rules: Rules, start: World, depth: int) -> tuple[str, tuple[str, ...]] | None:
    walk = Walk(rules)
    for world, way in walk.everything(depth, start):
        found = trouble(walk, world)
        if found:
            return found, way
    assert walk.seen > 1_000
    return None


@pytest.mark.parametrize(("start", "depth"), [(START, 7), (START_FREE, 11)], ids=["held", "free"])
def test_paid_at_most_once_and_always_payable_in_every_order_of_events(start: World, depth: int) -> None:
    assert first_trouble(Rules(), start, depth) is None


@pytest.mark.parametrize("seed", range(2))
def test_paid_at_most_once_in_long_stories(seed: int) -> None:
    dice, walk = random.Random(seed), Walk()
    plenty = tuple((name, replace(site, fetches_left=6)) for name, site in START.sites)
    paid = 0
    for _ in range(100):
        world = replace(START, sites=plenty, wants_left=6, let_goes_left=6)
        for _ in range(60):
            steps = list(walk.steps(world))
            if not steps:
                break
            world = dice.choice(steps)[1]
            assert trouble(walk, world) == ""
        paid += len(world.paid_at)
    assert paid > 50


# ---- Single words --------------------------------------------------------------------------------------


def test_a_machine_pays_only_what_it_holds() -> None:
    assert holding.redeemed(HERE, "A") == Standing("A", paid=True)
    assert holding.redeemed(replace(HERE, wanted_by=COUNTER), "A") == Standing("A", paid=True)
    assert holding.redeemed(HERE, "B") is Wrong.NOT_HOLDER
    assert holding.redeemed(replace(HERE, given_at=7), "A") is Wrong.NOT_HOLDER
    assert holding.redeemed(replace(HERE, paid=True), "A") is Wrong.PAID_BEFORE


def test_handed_over_to_the_counter_or_to_nobody_yet() -> None:
    assert holding.handed_over(replace(HERE, wanted_by=COUNTER), "A") == Standing(COUNTER)
    assert holding.handed_over(replace(HERE, wanted_by="B"), "A") == Standing(FREE)
    assert holding.handed_over(HERE, "A") == Standing(FREE)
    assert holding.handed_over(HERE, "B") is Wrong.NOT_HOLDER
    assert holding.handed_over(replace(HERE, paid=True), "A") is Wrong.PAID_BEFORE


def test_taken_over_only_what_was_given() -> None:
    assert holding.taken_over(Standing("B", given_at=3), "B") == Standing("B")
    assert holding.taken_over(Standing("B", given_at=3), "A") is Wrong.NOT_GIVEN
    assert holding.taken_over(Standing("B"), "B") is Wrong.NOT_GIVEN
    assert holding.taken_over(Standing("B", given_at=3, paid=True), "B") is Wrong.PAID_BEFORE


def test_the_counter_comes_before_machines() -> None:
    assert holding.wanted(Standing("A", "B"), COUNTER) == Standing("A", COUNTER)
    assert holding.wanted(Standing("A", COUNTER), "B") == Standing("A", COUNTER)
    assert holding.wanted(Standing(COUNTER), "B") == Standing(COUNTER)
    assert holding.wanted(Standing(FREE), COUNTER) == Standing(COUNTER)
    assert holding.wanted(Standing("A"), "A") == Standing("A")
    assert not holding.can_be_given(Standing("B", COUNTER, given_at=3), "B")


def test_what_is_in_doubt_is_paid_nowhere() -> None:
    assert not holding.can_be_given(Standing(FREE, blocked=True), "A")
    assert not holding.can_be_paid_at_the_counter(Standing(COUNTER, blocked=True))
    assert not holding.is_on_its_way(Standing(FREE, blocked=True), "A")


def test_the_counter_lets_go() -> None:
    assert holding.let_go(Standing("A", COUNTER)) == HERE
    assert holding.let_go(Standing("A", "B")) == Standing("A", "B")
    assert holding.let_go(Standing(COUNTER)) == Standing(FREE)
    paid = Standing(COUNTER, paid=True)
    assert holding.let_go(paid) == paid


def test_a_lost_machine_s_claims_are_anybody_s() -> None:
    assert holding.holder_lost(Standing("A", "B"), "A") == Standing(FREE)
    assert holding.holder_lost(Standing("A", COUNTER, given_at=4), "A") == Standing(COUNTER)
    assert holding.holder_lost(Standing("B"), "A") == Standing("B")
    assert holding.holder_lost(Standing("A", paid=True), "A") == Standing("A", paid=True)


# ---- Planted defects -----------------------------------------------------------------------------------


def pays_what_was_only_asked_for(claim: Standing) -> bool:
    return COUNTER in (claim.holder, claim.wanted_by) and not claim.paid


def pays_twice(claim: Standing) -> bool:
    return claim.holder == COUNTER


def gives_what_another_machine_holds(claim: Standing, kiosk: str) -> bool:
    return claim.holder != COUNTER and claim.holder != kiosk and not claim.paid


def gives_what_the_counter_has(claim: Standing, kiosk: str) -> bool:
    return claim.holder in (COUNTER, FREE)


def forgets_the_last_answer(claim: Standing, kiosk: str, head: int) -> Standing:
    return replace(claim, holder=kiosk, wanted_by="", given_at=head)


def takes_back_at_once(claim: Standing, kiosk: str, quiet_at: int) -> Standing:
    given = claim.holder == kiosk and claim.given_at is not None
    return replace(claim, holder=FREE, wanted_by="", given_at=None) if given else claim


def never_takes_back(claim: Standing, kiosk: str, quiet_at: int) -> Standing:
    return claim


def keeps_what_was_handed_over(claim: Standing, kiosk: str) -> Standing:
    return claim


@pytest.mark.parametrize(
    ("name", "defect", "start", "depth"),
    [
        ("can_be_paid_at_the_counter", pays_what_was_only_asked_for, START, 4),
        ("can_be_paid_at_the_counter", pays_twice, START, 7),
        ("can_be_given", gives_what_another_machine_holds, START, 6),
        ("can_be_given", gives_what_the_counter_has, START_FREE, 8),
        ("given", forgets_the_last_answer, START_FREE, 11),
        ("not_taken", takes_back_at_once, START_FREE, 7),
        ("not_taken", never_takes_back, START_FREE, 5),
        ("handed_over", keeps_what_was_handed_over, START, 5),
    ],
)
def test_the_walk_finds_what_is_broken_here(
    monkeypatch: pytest.MonkeyPatch, name: str, defect: Callable[..., Any], start: World, depth: int
) -> None:
    monkeypatch.setattr(holding, name, defect)
    found = first_trouble(Rules(), start, depth)
    assert found is not None


@pytest.mark.parametrize(
    "rules",
    [Rules(late_answers=True), Rules(quiet_while_fetching=True), Rules(overlapping_fetches=True)],
    ids=["late answers", "quiet too soon", "overlapping"],
)
def test_the_walk_finds_what_is_broken_at_the_machine(rules: Rules) -> None:
    found = first_trouble(rules, START_FREE, 11)
    assert found is not None
