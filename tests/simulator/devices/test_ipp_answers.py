from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.messages import Group, GroupTag, Message, ValueTag, attribute, decode, encode
from drivers.ipp.requests import Operation, Requests
from simulator.devices.ipp_answers import Abilities, IppAnswers, page_count
from simulator.devices.laser_engine import LaserEngine
from tests.drivers.ipp.bench import pdf_of

REQUESTS = Requests("ipp://p/")


def printer(abilities: Abilities | None = None) -> tuple[IppAnswers, LaserEngine]:
    engine = LaserEngine(8.0, 2.0)
    return IppAnswers(engine, abilities or Abilities(), powered_at=50.0), engine


def asked(answers: IppAnswers, octets: bytes, now: float = 60.0) -> Message:
    return decode(answers.answer(octets, now))


def head(*more: object) -> tuple[object, ...]:
    return (
        attribute("attributes-charset", ValueTag.CHARSET, "utf-8"),
        attribute("attributes-natural-language", ValueTag.NATURAL_LANGUAGE, "en"),
        attribute("printer-uri", ValueTag.URI, "ipp://p/"),
        *more,
    )


def test_a_job_is_made_printed_and_listed() -> None:
    answers, engine = printer()
    made = asked(answers, REQUESTS.create_job("j").message)
    names = {item.name for item in made.group(GroupTag.JOB).attributes}
    assert names == {"job-id", "job-uri", "job-state", "job-state-reasons"}
    sent = REQUESTS.send_document(1, "j", pdf_of(2))
    assert asked(answers, sent.message + sent.document).code == 0
    running = asked(answers, REQUESTS.get_jobs("not-completed").message).group(GroupTag.JOB)
    assert (running.integer("job-state"), running.text("job-name")) == (5, "j")
    engine.run_to(100.0)
    assert asked(answers, REQUESTS.get_jobs("not-completed").message).all_groups(GroupTag.JOB) == ()
    done = asked(answers, REQUESTS.get_job_attributes(1).message, 100.0).group(GroupTag.JOB)
    assert (done.integer("job-state"), done.integer("job-media-sheets-completed")) == (9, 2)
    assert (done.integer("time-at-creation"), done.integer("job-printer-up-time")) == (11, 51)


def test_only_what_was_asked_for_is_answered() -> None:
    answers, _ = printer()
    group = asked(answers, REQUESTS.get_printer_attributes().message).group(GroupTag.PRINTER)
    names = {item.name for item in group.attributes}
    assert "printer-state" in names
    assert "printer-make-and-model" not in names


def test_the_newest_completed_jobs_come_first() -> None:
    answers, engine = printer()
    for name in ("a", "b", "c"):
        request = REQUESTS.print_job(name, pdf_of(1))
        asked(answers, request.message + request.document)
    engine.run_to(200.0)
    listed = asked(answers, REQUESTS.get_jobs("completed", limit=2).message).all_groups(GroupTag.JOB)
    assert [group.text("job-name") for group in listed] == ["c", "b"]


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"", 0x0400),
        (b"\x01\x01\x00\x0b\x00\x00\x00\x01\x01\x03", 0x0400),
        (REQUESTS.get_job_attributes(9).message, 0x0406),
        (REQUESTS.cancel_job(9).message, 0x0406),
        (REQUESTS.get_printer_attributes().message.replace(b"utf-8", b"ascii"), 0x040D),
        (REQUESTS.create_job("j").message.replace(b"iso_a4_210x297mm", b"iso_a3_297x420mm"), 0x040B),
        (REQUESTS.create_job("j").message.replace(b"one-sided", b"two-sided"), 0x040B),
        (REQUESTS.print_job("j", b"").message.replace(b"application/pdf", b"application/abc"), 0x040A),
        (REQUESTS.get_jobs("completed").message.replace(b"\x00\x09completed", b"\x00\x09something"), 0x040B),
        (
            REQUESTS.get_printer_attributes().message.replace(b"\x01\x01\x00\x0b", b"\x01\x01\x00\x03", 1),
            0x0501,
        ),
    ],
)
def test_refusals_have_the_status_of_the_rfc(octets: bytes, status: int) -> None:
    assert asked(printer()[0], octets).code == status


def test_validate_job_makes_no_job() -> None:
    answers, engine = printer()
    request = Message(Operation.VALIDATE_JOB, 5, (Group(GroupTag.OPERATION, head()),))  # type: ignore[arg-type]
    assert asked(answers, encode(request)).code == 0
    assert engine.jobs == []


def test_a_document_is_taken_once_and_an_ended_job_is_not_cancelled() -> None:
    answers, _ = printer()
    asked(answers, REQUESTS.create_job("j").message)
    sent = REQUESTS.send_document(1, "j", pdf_of(1))
    asked(answers, sent.message + sent.document)
    assert asked(answers, sent.message + sent.document).code == 0x0404
    assert asked(answers, REQUESTS.cancel_job(1).message).code == 0
    assert asked(answers, REQUESTS.cancel_job(1).message).code == 0x0404


def test_a_model_that_only_knows_print_job_says_so() -> None:
    answers, _ = printer(Abilities(creates_jobs=False))
    group = asked(answers, REQUESTS.get_printer_attributes().message).group(GroupTag.PRINTER)
    assert Operation.CREATE_JOB not in group.integers("operations-supported")
    assert asked(answers, REQUESTS.create_job("j").message).code == 0x0501


def test_pages_are_counted() -> None:
    assert [page_count(pdf_of(pages)) for pages in (1, 2, 5)] == [1, 2, 5]
    assert [page_count(octets) for octets in (b"", b"%PDF-1.7", b"noise")] == [0, 0, 0]


@given(st.binary(max_size=200))
def test_any_octets_get_an_answer(octets: bytes) -> None:
    assert asked(printer()[0], octets).code in range(0x0000, 0x0600)
