"""The printer's state, its queue, and answers that are none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ipp.messages import GroupTag, decode, encode
from drivers.ipp.printer import IppPrinter, create
from drivers.ipp.requests import Operation, Requests
from drivers.ipp.settings import Settings
from drivers.transport.http_exchange import PostFailure
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    PrintJobCreated,
    Trouble,
)
from tests.drivers.ipp.bench import JOB, Bench, Wire, pdf_of

READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


def statuses(bench: Bench) -> list[DeviceStatus]:
    return [event.status for event in bench.told(DeviceStatusChanged)]


def test_the_first_status_comes_at_once_and_is_not_ready() -> None:
    bench = Bench()
    _, events = bench.printer.tick(bench.clock)
    assert events == [DeviceStatusChanged("a4", STARTING)]


def test_ready_is_told_once_the_queue_is_known_to_be_clear() -> None:
    bench = Bench()
    bench.run(5)
    assert statuses(bench) == [STARTING, READY]
    assert bench.asked[:2] == [Operation.GET_PRINTER_ATTRIBUTES, Operation.GET_JOBS]


def test_at_rest_it_asks_once_a_second() -> None:
    bench = Bench()
    bench.run(2)
    before = len(bench.asked)
    bench.run(10)
    assert 9 <= len(bench.asked) - before <= 11


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        (lambda bench: bench.twin.set_paper(0), DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,))),
        (lambda bench: bench.twin.set_paper(5), DeviceStatus(Condition.ATTENTION, (Trouble.PAPER_LOW,))),
        (lambda bench: bench.twin.toner(0), DeviceStatus(Condition.STOPPED, (Trouble.TONER_OUT,))),
        (lambda bench: bench.twin.toner(8), DeviceStatus(Condition.ATTENTION, (Trouble.TONER_LOW,))),
        (lambda bench: bench.twin.jam(True), DeviceStatus(Condition.STOPPED, (Trouble.JAM,))),
        (lambda bench: bench.twin.door(True), DeviceStatus(Condition.STOPPED, (Trouble.COVER_OPEN,))),
        (lambda bench: bench.twin.power(False), OFFLINE),
    ],
)
def test_a_fault_is_told_within_a_second_and_a_half(
    deed: Callable[[Bench], None], expected: DeviceStatus
) -> None:
    bench = Bench()
    bench.run(2)
    deed(bench)
    bench.run(1.5)
    assert statuses(bench) == [STARTING, READY, expected]


def test_one_missing_answer_is_a_hiccup_two_are_a_printer_that_is_off() -> None:
    bench = Bench()
    bench.run(2)
    bench.fail_once(Operation.GET_PRINTER_ATTRIBUTES, Wire.LOST_REPLY)
    bench.run(5)
    assert statuses(bench) == [STARTING, READY]
    bench.wire = lambda _: Wire.LOST_REPLY
    bench.run(5)
    bench.wire = lambda _: Wire.OK
    bench.run(5)
    assert statuses(bench) == [STARTING, READY, OFFLINE, READY]


def test_a_job_of_an_earlier_run_does_not_come_out() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(3), 3)
    bench.run(10, until=PrintJobCreated)
    bench.run(1)
    bench.restart_kiosk()
    bench.run(60)
    assert bench.asked.count(Operation.CANCEL_JOB) == 1
    assert bench.sheets_out == 0
    assert bench.status == READY


def test_it_is_busy_until_the_old_job_is_out_of_the_way() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(3), 3)
    bench.run(9)  # a sheet is in the path, and comes out before the job ends
    bench.restart_kiosk()
    bench.printer.print_document("next", pdf_of(1), 1)
    bench.run(1)
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.BUSY,))
    assert Operation.CREATE_JOB not in bench.asked
    assert bench.outcome().outcome is Outcome.DELIVERED


def test_jobs_of_others_are_left_alone() -> None:
    bench = Bench()
    stranger = Requests("ipp://printer/ipp/print").print_job("letter", pdf_of(1))
    bench.twin.handle(stranger.message.replace(b"kiosk", b"clerk") + stranger.document)
    bench.run(30)
    assert [item.job_name for item in bench.twin.tray()] == ["letter"]
    assert bench.status == READY


# ---- Deeds ------------------------------------------------------------------------------------------


def test_papers_are_printed_one_after_another() -> None:
    bench = Bench()
    for name in ("first", "second"):
        bench.printer.print_document(name, pdf_of(1), 1)
    bench.run(60)
    outcomes = [(event.job_id, event.outcome) for event in bench.told(DocumentFinished)]
    assert outcomes == [("first", Outcome.DELIVERED), ("second", Outcome.DELIVERED)]
    assert [item.job_name for item in bench.twin.tray()] == ["first", "second"]


@pytest.mark.parametrize("again_after_s", [0.0, 4.0, 60.0])
def test_the_same_job_asked_for_again_is_printed_once(again_after_s: float) -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(1), 1)
    bench.run(again_after_s)
    bench.printer.print_document(JOB, pdf_of(1), 1)
    bench.printer.reconcile(JOB, 1)
    bench.run(90)
    assert bench.sheets_out == 1
    assert {event.outcome for event in bench.told(DocumentFinished)} == {Outcome.DELIVERED}
    assert len(bench.told(DocumentFinished)) == (3 if again_after_s > 30 else 1)


def test_a_refusal_before_the_document_is_certain() -> None:
    bench = Bench()
    handle = bench.twin.handle
    bench.run(2)

    def refuse(request: bytes) -> bytes:
        busy = Operation(int.from_bytes(request[2:4], "big")) is Operation.CREATE_JOB
        return b"\x01\x01\x05\x07" + request[4:8] + b"\x03" if busy else handle(request)

    bench.twin.handle = refuse  # type: ignore[method-assign]
    finished = bench.print()
    assert finished == DocumentFinished("a4", JOB, Outcome.NOT_DELIVERED, 0, (Trouble.BUSY,))


# ---- Answers that are none ----------------------------------------------------------------------------


def test_answers_to_another_question_count_as_none() -> None:
    bench = Bench()
    bench.wire = lambda _: Wire.OTHER_REQUEST_ID
    bench.run(5)
    assert bench.status == OFFLINE
    assert bench.printer.malformed > 2


def test_a_printer_that_will_not_describe_itself_is_not_ready() -> None:
    printer = create(Settings(url="ipp://printer/ipp/print"), "a4")
    told = []
    for second in range(5):
        post, events = printer.tick(float(second))
        told += events
        if post is not None:
            told += printer.answered(b"\x01\x01\x05\x00" + post.message[4:8] + b"\x03", float(second))
    assert told == [DeviceStatusChanged("a4", STARTING), DeviceStatusChanged("a4", OFFLINE)]


def test_answers_that_nobody_asked_for_are_nothing() -> None:
    printer = create(Settings(url="ipp://printer/ipp/print"), "a4")
    assert printer.answered(b"\x01\x01", 1.0) == []
    assert printer.failed(PostFailure.NO_REPLY, 1.0) == []


@cache
def harvested() -> tuple[bytes, ...]:
    """What an honest printer answered to somebody else."""
    bench = Bench()
    bench.printer.print_document("other", pdf_of(1), 1)
    bench.run(30)
    requests = Requests("ipp://printer/ipp/print")
    asked = (
        requests.get_jobs("completed"),
        requests.get_job_attributes(1),
        requests.get_printer_attributes(),
    )
    return tuple(bench.twin.handle(request.message) for request in asked)


def hostile_turns(printer: IppPrinter, answers: list[bytes | None], now: float) -> list[object]:
    told: list[object] = []
    for answer in answers:
        post, events = printer.tick(now)
        told += events
        now += 0.3
        if post is None:
            continue
        if answer is None:
            told += printer.failed(PostFailure.NO_REPLY, now)
        else:
            told += printer.answered(answer[:4] + post.message[4:8] + answer[8:], now)
    return told


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_hostile_printer_can_only_be_useless(data: st.DataObject) -> None:
    """Wrong contents, damaged ones, none at all: no exception, no "delivered", and an end."""
    harvest = harvested()
    answers: list[bytes | None] = []
    for _ in range(data.draw(st.integers(0, 40))):
        kind = data.draw(st.sampled_from(["none", "noise", "empty", "harvest", "status", "damaged"]))
        base = bytearray(data.draw(st.sampled_from(harvest)))
        if kind == "damaged":
            base[data.draw(st.integers(8, len(base) - 1))] = data.draw(st.integers(0, 255))
        if kind == "status":
            base[2:4] = data.draw(st.integers(0, 0x0510)).to_bytes(2, "big")
        noise = data.draw(st.binary(min_size=8, max_size=60)) if kind == "noise" else bytes(base)
        empty = b"\x01\x01\x00\x00\x00\x00\x00\x00\x03"
        answers.append(None if kind == "none" else empty if kind == "empty" else noise)
    printer = create(Settings(url="ipp://printer/ipp/print"), "a4")
    printer.print_document(JOB, pdf_of(1), 1)
    told = hostile_turns(printer, answers, 0.0)
    told += hostile_turns(printer, [None] * 400, 100.0)
    finished = [event for event in told if isinstance(event, DocumentFinished)]
    assert [event.job_id for event in finished] == [JOB]
    assert finished[0].outcome is not Outcome.DELIVERED


def test_the_name_of_the_job_may_come_back_with_a_language() -> None:
    bench = Bench()
    handle = bench.twin.handle

    def localized(request: bytes) -> bytes:
        plain = b"\x42\x00\x08job-name" + len(JOB).to_bytes(2, "big") + JOB.encode()
        length = len(JOB) + 6
        inner = b"\x00\x02en" + len(JOB).to_bytes(2, "big") + JOB.encode()
        return handle(request).replace(plain, b"\x36\x00\x08job-name" + length.to_bytes(2, "big") + inner)

    bench.twin.handle = localized  # type: ignore[method-assign]
    assert decode(encode(decode(handle(Requests("ipp://p/").get_jobs("completed").message)))).group(
        GroupTag.JOB
    )
    assert bench.print().outcome is Outcome.DELIVERED
