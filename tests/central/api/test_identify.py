"""POST /api/v1/identify."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tests.central.bench import BIRTHDAY, NUMBER, Bench


def test_says_who_stands_there_and_what_may_be_bought(bench: Bench) -> None:
    answer = bench.identify()
    assert answer.status_code == 200
    body = answer.json()
    assert body["person"].pop("person_id").startswith("P")
    assert body["person"] == {
        "number": NUMBER,
        "name_zh": "林範例",
        "name_en": "LIN, FAN-LI",
        "department_zh": "資訊管理系",
        "department_en": "Department of Information Management",
        "status_zh": "在學",
        "status_en": "Enrolled",
    }
    offers = {offer["code"]: offer for offer in body["offers"]}
    assert len(offers) == 15
    assert offers["TR-ZH"] == (
        {
            "code": "TR-ZH",
            "name_zh": "中文歷年成績單",
            "name_en": "Chinese Cumulative Transcript",
            "fee": 20,
            "delivery": "printed-now",
            "most_copies": 10,
            "note_zh": "",
            "note_en": "",
            "why_not": "",
            "why_not_zh": "",
            "why_not_en": "",
            "choices": [],
        }
    )
    assert offers["SL-PAY"]["delivery"] == "mail"
    assert offers["TS-ZH"]["choices"][0] == {
        "key": "114-2",
        "name_zh": "114 學年度第 2 學期",
        "name_en": "2025–2026, second semester",
    }
    assert offers["RK-ZH"]["choices"][0]["key"] == "all"


@pytest.mark.parametrize(("number", "birthday"), [("b11199042", "0930505"), (" B11199042 ", "20040505")])
def test_both_calendars_and_small_letters_do(bench: Bench, number: str, birthday: str) -> None:
    assert bench.person_id(number, birthday) == bench.person_id()


def test_pseudonym_is_stable_and_not_made_from_the_number(bench: Bench) -> None:
    person_id = bench.person_id()
    assert len(person_id) == 17
    assert int(person_id[1:], 16)
    assert "99042" not in person_id
    assert bench.person_id() == person_id
    assert bench.person_id("B11199043", "20040606") != person_id


def test_missing_grades_are_named_before_paying(bench: Bench) -> None:
    answer = bench.identify("B11299052", "20051121").json()
    note = answer["offers"][0]["note_zh"]
    assert "3 科成績未送" in note
    assert note.count("114-2 ") == 3
    assert answer["offers"][0]["note_en"].startswith("3 grade(s) not in yet, so not on it: 11")
    assert answer["offers"][0]["why_not"] == ""


def test_refusal_says_why_and_where_to_go(bench: Bench) -> None:
    offer = bench.identify("B11499053", "20070909").json()["offers"][0]
    assert offer["why_not"] == "no-grades"
    assert "註冊組" in offer["why_not_zh"]
    assert "Registration Section" in offer["why_not_en"]


# ---- No oracle --------------------------------------------------------------------------------------

WRONG = [
    ("B11100000", BIRTHDAY),  # unknown number
    (NUMBER, "20040506"),  # wrong birthday
    (NUMBER, "0930506"),
    (NUMBER, ""),
    ("", BIRTHDAY),
    ("", ""),
    (NUMBER, "20041305"),  # no such day
    (NUMBER, "2004-05-05"),
    (NUMBER, "２００４０５０５"),  # full-width digits
    (NUMBER, "20040505\n0"),
    ("' OR 1=1 --", BIRTHDAY),
    ("B1119904\x00", BIRTHDAY),
    ("\x00", "\x00"),
    ("林" * 5000, BIRTHDAY),
    ("B" * 10_000, "9" * 5000),
]


def test_every_way_to_be_wrong_has_one_answer(bench: Bench) -> None:
    answers = set()
    for number, birthday in WRONG:
        answer = bench.identify(number, birthday)
        answers.add((answer.status_code, answer.content, answer.headers["content-type"]))
        bench.clock.passes(hours=1)
    assert answers == {(403, b'{"error":"no-match"}', "application/json")}


def test_every_way_to_be_wrong_asks_the_database_the_same(bench: Bench) -> None:
    """About the same work: the same statements, whatever was wrong."""
    asked: list[str] = []
    seen = set()

    def note(*about: object) -> None:
        asked.append(str(about[2]))

    event.listen(bench.database.engine, "before_cursor_execute", note)
    for number, birthday in WRONG:
        bench.identify(number, birthday)
        seen.add(tuple(asked))
        asked.clear()
        bench.clock.passes(hours=1)
    event.remove(bench.database.engine, "before_cursor_execute", note)
    assert len(seen) == 1


# ---- Limits ----------------------------------------------------------------------------------------


def test_number_is_locked_after_five_wrong_birthdays_even_for_the_right_one(bench: Bench) -> None:
    for _ in range(5):
        assert bench.identify(birthday="19990101").status_code == 403
    answer = bench.identify()
    assert (answer.status_code, answer.json()) == (429, {"error": "too-many", "retry_after_s": 900})
    assert bench.identify("B11199043", "20040606").status_code == 200  # others are served
    assert bench.identify(kiosk="KIOSK-2").status_code == 429  # the number is locked everywhere
    bench.clock.passes(seconds=899)
    assert bench.identify().json() == {"error": "too-many", "retry_after_s": 1}
    bench.clock.passes(seconds=1)
    assert bench.identify().status_code == 200


def test_unknown_number_is_locked_like_a_known_one(bench: Bench) -> None:
    """Otherwise the lock would tell which numbers exist."""
    known = [bench.identify(birthday="19990101").status_code for _ in range(7)]
    unknown = [bench.identify("B11199999", "19990101").status_code for _ in range(7)]
    assert known == unknown == [403] * 5 + [429] * 2


def test_kiosk_is_slowed_when_many_numbers_are_tried(bench: Bench) -> None:
    for place in range(12):
        assert bench.identify(f"B111{place:05d}", "19990101").status_code == 403
    assert bench.identify().status_code == 429
    assert bench.identify(kiosk="KIOSK-2").status_code == 200


def test_success_does_not_count(bench: Bench) -> None:
    assert {bench.identify().status_code for _ in range(13)} == {200}


# ---- Who may ask -------------------------------------------------------------------------------------


def test_kiosk_must_prove_itself(bench: Bench) -> None:
    body = {"visit_id": "v1", "number": NUMBER, "birthday": BIRTHDAY}
    good = bench.trial.headers("KIOSK-1")
    other = bench.trial.headers("KIOSK-2")
    tries = [
        {},
        {"X-Kiosk": "KIOSK-1"},
        {**good, "Authorization": ""},
        {**good, "Authorization": good["Authorization"].removeprefix("Bearer ")},
        {**good, "Authorization": other["Authorization"]},
        {**good, "X-Kiosk": "KIOSK-9"},
        {**good, "X-Kiosk": "K" * 5000},
        {**good, "X-Kiosk": "' OR 1=1"},
    ]
    for headers in tries:
        answer = bench.client.post("/api/v1/identify", json=body, headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"error": "unauthorized"})
        assert answer.headers["www-authenticate"] == "Bearer"
