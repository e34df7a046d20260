"""The page that tells whether a paper is good."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from central.keys import revoke_paper_key
from central.models import Copy, CopyState, CourseRow, RevokedCopy, SemesterRow, Student
from central.record import Remark
from central.revoking import revoke
from tests.central.bench import Bench, make_bench

BASE = "HTTPS://VERIFY.YUNTECH.EXAMPLE"


def documents(bench: Bench, order_id: str = "KIOSK-1-v1-1", copies: int = 1) -> list[dict[str, Any]]:
    answer = bench.order(order_id, copies)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["documents"]
    return found


def path_of(document: dict[str, Any]) -> str:
    """As a phone opens the QR code."""
    url: str = document["verify_url"]
    assert url.startswith(f"{BASE}/V/")
    return url.removeprefix(BASE)


def short_path(document: dict[str, Any]) -> str:
    return path_of(document).rpartition("/")[0]


def set_state(bench: Bench, serial: str, state: CopyState) -> None:
    with bench.database.writing() as session:
        session.execute(update(Copy).where(Copy.serial == serial).values(state=state))


def verdict(page: str) -> str:
    found = re.search(r'class="verdict (\w+)"', page)
    assert found is not None
    return found[1]


def test_good_paper_by_code_and_by_hand(bench: Bench) -> None:
    (document,) = documents(bench)
    for path in (path_of(document), short_path(document)):
        answer = bench.client.get(path)
        assert answer.status_code == 200
        assert verdict(answer.text) == "valid"
        for words in ("115T0000001", "中文歷年成績單", "2026-08-03", "中華民國 115 年 8 月 3 日", "林O例"):
            assert words in answer.text
        assert "樣張" in answer.text  # the person is invented


def test_says_no_more_than_that(bench: Bench) -> None:
    (document,) = documents(bench)
    page = bench.client.get(path_of(document)).text
    student = document["data"]["student"]
    for secret in ("林範例", student["number"], student["birth"], "LIN, FAN-LI", "資訊管理系"):
        assert secret not in page
    assert document["person_id"] not in page


def test_page_needs_nothing_from_elsewhere_and_runs_nothing(bench: Bench) -> None:
    (document,) = documents(bench)
    answer = bench.client.get(path_of(document))
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in answer.text
    assert "http" not in answer.text.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (CopyState.ISSUED, "valid"),
        (CopyState.DELIVERED, "valid"),
        (CopyState.UNKNOWN_DELIVERY, "valid"),
        (CopyState.VOID, "void"),
    ],
)
def test_states(sqlite_bench: Bench, state: CopyState, wanted: str) -> None:
    (document,) = documents(sqlite_bench)
    set_state(sqlite_bench, document["copy_serial"], state)
    assert verdict(sqlite_bench.client.get(path_of(document)).text) == wanted


def test_paper_of_an_order_that_expired_is_void(sqlite_bench: Bench) -> None:
    (document,) = documents(sqlite_bench)
    sqlite_bench.clock.passes(hours=73)
    assert verdict(sqlite_bench.client.get(path_of(document)).text) == "void"
    set_state(sqlite_bench, document["copy_serial"], CopyState.DELIVERED)  # came out all the same
    assert verdict(sqlite_bench.client.get(path_of(document)).text) == "valid"


def test_another_semesters_paper_supersedes_nothing(bench: Bench) -> None:
    pages = []
    for number, choice in enumerate(("112-1", "113-1"), start=1):
        line = {"code": "TS-ZH", "copies": 1, "fee": 20, "choice": choice}
        (document,) = bench.order(f"KIOSK-1-v1-{number}", lines=[line]).json()["documents"]
        set_state(bench, document["copy_serial"], CopyState.DELIVERED)
        bench.clock.passes(hours=1)
        pages.append(path_of(document))
    assert [verdict(bench.client.get(page).text) for page in pages] == ["valid", "valid"]


def test_older_paper_with_other_marks_is_superseded(bench: Bench) -> None:
    """Three papers: one, the same again, and one after a mark came in."""
    number, birthday = "B11299052", "20051121"
    person_id = bench.person_id(number, birthday)

    def ordered(visit: int) -> dict[str, Any]:
        bench.clock.passes(hours=1)
        answer = bench.order(f"KIOSK-1-v{visit}-1", person_id=person_id)
        document: dict[str, Any] = answer.json()["documents"][0]
        set_state(bench, document["copy_serial"], CopyState.DELIVERED)
        return document

    first, second = ordered(1), ordered(2)
    with bench.database.writing() as session:
        chosen = (
            select(CourseRow)
            .join(SemesterRow, SemesterRow.id == CourseRow.semester_id)
            .join(Student, Student.id == SemesterRow.student_id)
            .where(Student.number == number, CourseRow.remark == Remark.NOT_SUBMITTED)
        )
        course = session.scalars(chosen).first()
        assert course is not None
        course.remark, course.score = Remark.NONE, 88
    try:
        assert verdict(bench.client.get(path_of(first)).text) == "valid"
        third = ordered(3)
        pages = [bench.client.get(path_of(paper)).text for paper in (first, second, third)]
        assert [verdict(page) for page in pages] == ["superseded", "superseded", "valid"]
        with bench.database.writing() as session:  # the mark was entered for the wrong person
            revoke(session, third["copy_serial"], "範例", "a test", bench.clock.now())
        assert verdict(bench.client.get(path_of(first)).text) == "valid"
        with bench.database.writing() as session:
            session.execute(delete(RevokedCopy))
        assert verdict(bench.client.get(path_of(first)).text) == "superseded"
        set_state(bench, third["copy_serial"], CopyState.VOID)  # it never came out
        assert verdict(bench.client.get(path_of(first)).text) == "valid"
    finally:
        with bench.database.writing() as session:
            again = session.get_one(CourseRow, (course.semester_id, course.position))
            again.remark, again.score = Remark.NOT_SUBMITTED, None


def test_programs_get_the_same_facts_as_people(sqlite_bench: Bench) -> None:
    (document,) = documents(sqlite_bench)
    as_json = {"Accept": "application/json"}
    for path in (path_of(document), short_path(document)):
        answer = sqlite_bench.client.get(path, headers=as_json)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert answer.json() == {
            "state": "valid",
            "serial": "115T0000001",
            "name_zh": "中文歷年成績單",
            "name_en": "Chinese Cumulative Transcript",
            "issued": "2026-08-03",
            "masked_name": "林O例",
            "specimen": True,
        }


def test_programs_are_slowed_like_people(sqlite_bench: Bench) -> None:
    as_json = {"Accept": "application/json"}
    answers = [sqlite_bench.client.get(f"/V/115T{n:07d}/AAAAAAAA", headers=as_json) for n in range(7)]
    assert [(one.status_code, one.json()) for one in answers] == [
        *[(404, {"state": "unknown"})] * 6,
        (429, {"state": "too-many"}),
    ]


def test_revoked_paper_says_void_and_not_why(sqlite_bench: Bench) -> None:
    (document,) = documents(sqlite_bench)
    with sqlite_bench.database.writing() as session:
        revoke(session, document["copy_serial"], "範例", "偽造學歷", sqlite_bench.clock.now())
    page = sqlite_bench.client.get(path_of(document)).text
    assert verdict(page) == "void"
    assert "偽造學歷" not in page
    assert "範例</" not in page


def test_paper_of_a_revoked_key_says_so(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, students=20)
    (document,) = documents(bench)
    kid = bench.services.keys.signing.kid.hex()
    revoke_paper_key(bench.services.settings.keys, kid, "lost", bench.clock.now().date())
    page = bench.client.get(path_of(document)).text
    assert 'class="verdict key-revoked"' in page
    assert "lost" not in page
    (after,) = documents(bench, "KIOSK-1-v2-1")
    assert verdict(bench.client.get(path_of(after)).text) == "valid"  # the new key signs without a restart
    bench.database.dispose()


# ---- No oracle --------------------------------------------------------------------------------------


def altered(text: str) -> str:
    """One symbol changed."""
    return ("Z" if text[0] != "Z" else "Y") + text[1:]


def test_unknown_serial_wrong_code_and_forged_signature_look_alike(bench: Bench) -> None:
    (document,) = documents(bench)
    _, _, serial, code, payload = path_of(document).split("/")
    paths = [
        f"/V/115T0000002/{code}",
        f"/V/{serial}/{altered(code)}",
        f"/V/{serial}/{altered(code)}/{payload}",
        f"/V/{serial}/{code}/{altered(payload)}",
        f"/V/{serial}/{code}/{payload[:-1]}",
        f"/V/{serial}/{code}/X",
        f"/V/{serial}/{code}/{'A' * 5000}",
        f"/V/{'9' * 5000}/{code}",
        "/V/%00/%00",
        "/V/%F0%A1%8D%BC/%FF",
        "/V/'%20OR%201=1/--",
        f"/V/{serial}/{code}/%00",
    ]
    answers = set()
    for path in paths:
        answer = bench.client.get(path)
        answers.add((answer.status_code, answer.content))
        bench.clock.passes(hours=1)
    assert len(answers) == 1
    status, page = answers.pop()
    assert status == 404
    assert verdict(page.decode()) == "unknown"


def test_signature_of_another_paper_does_not_help(bench: Bench) -> None:
    one, two = documents(bench, copies=2)
    swapped = f"{short_path(one)}/{two['payload']}"
    assert bench.client.get(swapped).status_code == 404
    assert bench.client.get(path_of(one)).status_code == 200


def test_paper_whose_stored_data_was_altered_does_not_verify(bench: Bench) -> None:
    """The signature covers the digest: somebody with the database but not the key cannot change a mark."""
    (document,) = documents(bench)
    with bench.database.writing() as session:
        session.execute(update(Copy).values(data_sha256="0" * 64))
    assert bench.client.get(path_of(document)).status_code == 404


def test_guessing_is_slowed_and_looking_is_not(bench: Bench) -> None:
    (document,) = documents(bench)
    for _ in range(10):
        assert bench.client.get(path_of(document)).status_code == 200
    for place in range(6):
        assert bench.client.get(f"/V/115T{place:07d}/AAAAAAAA").status_code == 404
    answer = bench.client.get(path_of(document))
    assert answer.status_code == 429
    bench.clock.passes(seconds=600)
    assert bench.client.get(path_of(document)).status_code == 200


# ---- By hand ----------------------------------------------------------------------------------------


def test_form_leads_to_the_page(sqlite_bench: Bench) -> None:
    (document,) = documents(sqlite_bench)
    assert "<form" in sqlite_bench.client.get("/").text
    paper = document["data"]["paper"]
    typed = {"serial": paper["serial"].lower(), "code": paper["code"].lower()}
    answer = sqlite_bench.client.get("/", params=typed, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, short_path(document))
    assert verdict(sqlite_bench.client.get("/", params=typed).text) == "valid"


@pytest.mark.parametrize("serial", ["", "../x", "//evil.example", "a" * 50, "\x00", "𡍼", "a\r\nb"])
def test_form_leads_nowhere_else(sqlite_bench: Bench, serial: str) -> None:
    answer = sqlite_bench.client.get("/", params={"serial": serial, "code": "A"}, follow_redirects=False)
    assert answer.status_code == 200
    assert "<form" in answer.text
