"""Events: past tense, plain data, and nothing in them that must not be journalled."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from kiosk.visit import events
from kiosk.visit.events import Event, IdentityEntered, Timer
from tests.kiosk.visit.plain import assert_plain

MEMBERS = get_args(Event)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_event_is_plain_data(member: type) -> None:
    assert_plain(member)


def test_what_is_written_here_is_an_event() -> None:
    """One that the union forgets would be journalled by nobody and read by nobody."""
    written = {
        item
        for item in vars(events).values()
        if isinstance(item, type) and dataclasses.is_dataclass(item) and item.__module__ == events.__name__
    }
    assert written <= set(MEMBERS)
    assert len({member.__name__ for member in MEMBERS}) == len(MEMBERS)


def test_what_a_person_types_is_marked() -> None:
    privacy = {field.name: field.metadata.get("privacy") for field in dataclasses.fields(IdentityEntered)}
    assert privacy == {"number": "personal", "birthday": "secret"}


def test_a_secret_has_a_default_because_it_never_comes_back() -> None:
    for member in MEMBERS:
        for field in dataclasses.fields(member):
            if field.metadata.get("privacy"):
                assert field.default == "", f"{member.__name__}.{field.name}"


def test_timers_are_named_by_what_they_mean() -> None:
    assert len({timer.value for timer in Timer}) == len(Timer)
