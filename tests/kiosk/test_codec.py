"""Every event and fact survives the journal, and nothing personal is in what is chained and sent."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.codec import ALL, EVENTS, FACTS, canonical, decode, encode
from kiosk.money import Tally
from kiosk.visit.events import Event, IdentityConfirmed, IdentityEntered
from kiosk.visit.facts import Fact
from kiosk.visit.states import Person
from tests.kiosk.visit.samples import OFFERS, PERSON

MEMBERS = [*get_args(Event), *get_args(Fact)]

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(int, st.integers(-(2**62), 2**62))
st.register_type_strategy(Tally, st.builds(Tally))


def assert_unprotected_only(item: Any, body: dict[str, Any]) -> None:
    """No field that is marked stands in the body, however deep."""
    for field in dataclasses.fields(item):
        value = item.__getattribute__(field.name)
        if "privacy" in field.metadata:
            assert field.name not in body
        elif dataclasses.is_dataclass(value) and isinstance(body[field.name], dict):
            assert_unprotected_only(value, body[field.name])
        elif isinstance(value, tuple):
            for inner, inner_body in zip(value, body[field.name], strict=True):
                if dataclasses.is_dataclass(inner) and isinstance(inner_body, dict):
                    assert_unprotected_only(inner, inner_body)


def without_secrets(item: Any) -> Any:
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        if field.metadata.get("privacy") == "secret":
            changes[field.name] = ""
    return dataclasses.replace(item, **changes)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
@settings(max_examples=12)
@given(data=st.data())
def test_what_is_written_is_read_again(member: type, data: st.DataObject) -> None:
    item = data.draw(st.from_type(member))
    kind, body, personal = encode(item)
    assert kind == member.__name__
    assert decode(kind, body, personal) == without_secrets(item)
    assert encode(decode(kind, body, personal)) == (kind, body, personal)
    assert hash(item) == hash(dataclasses.replace(item))
    decode(kind, body)  # also after the personal part was erased
    body.encode()  # a body that is no utf-8 could not be sealed


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
@settings(max_examples=12)
@given(data=st.data())
def test_the_chained_body_holds_no_protected_field(member: type, data: st.DataObject) -> None:
    item = data.draw(st.from_type(member))
    assert_unprotected_only(item, json.loads(encode(item)[1]))


def test_a_name_is_taken_out_and_put_back() -> None:
    event = IdentityConfirmed("v1-i1", PERSON, OFFERS)
    kind, body, personal = encode(event)
    for said in (PERSON.number, PERSON.name_zh, PERSON.name_en):
        assert said not in body
        assert said in personal
    assert PERSON.person_id in body
    assert decode(kind, body, personal) == event
    erased = decode(kind, body)
    assert isinstance(erased, IdentityConfirmed)
    assert erased.person == Person(PERSON.person_id)


def test_where_somebody_studies_is_personal_too() -> None:
    person = dataclasses.replace(PERSON, department_zh="資訊管理系", status_en="on leave")
    _, body, personal = encode(IdentityConfirmed("v1-i1", person, ()))
    for said in ("資訊管理系", "on leave"):
        assert said not in body
        assert said in personal


def test_a_birthday_is_in_neither_part() -> None:
    kind, body, personal = encode(IdentityEntered("B11199042", "0930505"))
    assert "0930505" not in body + personal
    assert decode(kind, body, personal) == IdentityEntered("B11199042", "")


def test_protected_fields_stand_where_the_codec_finds_them() -> None:
    """In the item itself or in a dataclass in it; inside a tuple they would go into the chain."""
    for member in MEMBERS:
        for field in dataclasses.fields(member):
            hint = str(field.type)
            assert not ("tuple" in hint and "Person" in hint), f"{member.__name__}.{field.name}"


def test_one_value_has_one_text() -> None:
    assert canonical({"b": 1, "a": [None, "成績"]}) == '{"a":[null,"成績"],"b":1}'


def test_no_kind_means_two_things() -> None:
    assert not EVENTS.keys() & FACTS.keys()
    assert len(ALL) == len(MEMBERS)


def test_what_this_program_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError):
        decode("TeaServed", "{}")
    with pytest.raises(ValidationError):
        decode("TimerFired", '{"timer":"tea-time"}')
