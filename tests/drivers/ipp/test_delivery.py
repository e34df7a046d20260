"""What the driver says of a paper against what lies in the printer's tray."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.ipp.delivery import BootWatch
from drivers.ipp.messages import GroupTag, decode
from drivers.ipp.requests import Operation, Requests
from kiosk.devices import (
    Condition,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    Trouble,
)
from simulator.devices.ipp_answers import Abilities
from simulator.devices.laser_engine import OUTPUT_SHEETS
from tests.drivers.ipp.bench import FIRST_PAGE_S, JOB, NEXT_PAGE_S, Bench, Wire, pdf_of

DELIVERED, NOT_DELIVERED, UNKNOWN = Outcome.DELIVERED, Outcome.NOT_DELIVERED, Outcome.UNKNOWN
ONLY_PRINT_JOB = Abilities(creates_jobs=False)


@pytest.mark.parametrize(
    "abilities",
    [Abilities(), ONLY_PRINT_JOB, Abilities(counts_sheets=False)],
    ids=["create-job", "print-job", "impressions-only"],
)
def test_a_paper_that_came_out_is_delivered(abilities: Abilities) -> None:
    bench = Bench(abilities=abilities)
    began = bench.clock
    finished = bench.print(pages=3)
    assert finished == DocumentFinished("a4", JOB, DELIVERED, 3)
    assert [(name, pages) for name, pages, _ in bench.twin.tray()] == [(JOB, 3)]
    (created,) = bench.told(PrintJobCreated)
    assert (created.job_id, created.printer_job) == (JOB, 1)
    assert created.printer_job_uuid.startswith("urn:uuid:")
    assert [event.sheets for event in bench.told(SheetsPrinted)] == [1, 2, 3]
    assert bench.clock - began < FIRST_PAGE_S + 2 * NEXT_PAGE_S + 0.5
    assert bench.asked.count(Operation.PRINT_JOB) + bench.asked.count(Operation.SEND_DOCUMENT) == 1


def test_created_is_told_before_the_document_leaves() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(1), 1)
    bench.run(10, until=PrintJobCreated)
    assert Operation.SEND_DOCUMENT not in bench.asked


def test_the_last_sheet_in_the_tray_is_as_good_as_any() -> None:
    assert Bench(paper=2).print(pages=2).outcome is DELIVERED


def set_wire(bench: Bench, how: Wire, operations: Collection[Operation] = tuple(Operation)) -> None:
    bench.wire = lambda asked: how if asked in operations else Wire.OK


# ---- A printer that cannot ------------------------------------------------------------------------


def block(bench: Bench, what: str, held: bool) -> None:
    match what:
        case "paper":
            bench.twin.set_paper(0 if held else 50)
        case "jam":
            bench.twin.jam(held)
        case "door":
            bench.twin.door(held)
        case "toner":
            bench.twin.toner(0 if held else 50)
        case _:
            raise AssertionError(what)


BLOCKS = {
    "paper": Trouble.PAPER_OUT,
    "jam": Trouble.JAM,
    "door": Trouble.COVER_OPEN,
    "toner": Trouble.TONER_OUT,
}


@pytest.mark.parametrize("what", BLOCKS)
def test_a_printer_that_is_stopped_from_the_start_gets_nothing(what: str) -> None:
    bench = Bench()
    block(bench, what, True)
    began = bench.clock
    finished = bench.print()
    assert finished.outcome is NOT_DELIVERED
    assert BLOCKS[what] in finished.troubles
    assert bench.status.condition is Condition.STOPPED
    assert 45 <= bench.clock - began < 47
    assert Operation.CREATE_JOB not in bench.asked
    block(bench, what, False)
    bench.run(60)
    assert bench.sheets_out == 0


@pytest.mark.parametrize("what", BLOCKS)
def test_a_printer_that_is_helped_in_time_prints(what: str) -> None:
    bench = Bench()
    block(bench, what, True)
    bench.at(30, lambda: block(bench, what, False))
    assert bench.print().outcome is DELIVERED
    assert bench.sheets_out == 2


@pytest.mark.parametrize("what", BLOCKS)
def test_a_stop_before_the_first_sheet_ends_as_not_delivered(what: str) -> None:
    bench = Bench()
    bench.at(4, lambda: block(bench, what, True))
    finished = bench.print()
    assert (finished.outcome, finished.sheets, bench.sheets_out) == (NOT_DELIVERED, 0, 0)
    block(bench, what, False)
    bench.run(60)
    assert bench.sheets_out == 0  # it was cancelled, so nothing comes when the fault ends


@pytest.mark.parametrize("what", BLOCKS)
def test_a_stop_after_the_first_sheet_ends_as_unknown(what: str) -> None:
    bench = Bench()
    bench.at(FIRST_PAGE_S + 0.5, lambda: block(bench, what, True))
    began = bench.clock
    finished = bench.print(pages=4)
    assert finished.outcome is UNKNOWN
    assert finished.sheets == bench.sheets_out in (1, 2)
    assert BLOCKS[what] in [
        trouble for event in bench.told(DeviceStatusChanged) for trouble in event.status.troubles
    ]
    assert 45 <= bench.clock - began < 60


@pytest.mark.parametrize("what", BLOCKS)
def test_a_stop_that_ends_in_time_costs_only_time(what: str) -> None:
    bench = Bench()
    bench.at(FIRST_PAGE_S + 0.5, lambda: block(bench, what, True))
    bench.at(FIRST_PAGE_S + 40, lambda: block(bench, what, False))
    assert bench.print(pages=4).outcome is DELIVERED
    assert bench.sheets_out == 4


def test_a_full_output_tray_stops_it() -> None:
    bench = Bench()
    bench.printer.print_document("others", pdf_of(OUTPUT_SHEETS), OUTPUT_SHEETS)
    bench.run(400, until=DocumentFinished)
    bench.events.clear()
    assert bench.print().outcome is NOT_DELIVERED
    assert bench.told(DocumentFinished)[-1].troubles == (Trouble.OUTPUT_FULL,)


def test_stops_do_not_add_up_to_for_ever() -> None:
    bench = Bench()
    for second in range(5, 600, 30):
        bench.at(second, lambda: bench.twin.jam(True))
        bench.at(second + 29, lambda: bench.twin.jam(False))
    began = bench.clock
    assert bench.print().outcome is NOT_DELIVERED
    assert bench.clock - began < 120


def test_a_printer_that_only_says_it_prints_is_cancelled() -> None:
    bench = Bench()
    bench.at(2, lambda: bench.twin.stall(True))
    began = bench.clock
    finished = bench.print()
    assert (finished.outcome, bench.sheets_out) == (NOT_DELIVERED, 0)
    assert 60 <= bench.clock - began < 66
    assert Operation.CANCEL_JOB in bench.asked


def test_a_document_that_is_no_pdf_is_not_delivered() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, b"no PDF at all", 1)
    assert bench.outcome().outcome is NOT_DELIVERED


def test_fewer_pages_than_paid_for_are_not_delivered_as_a_whole() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(1), 2)
    assert bench.outcome().outcome is UNKNOWN


def test_a_long_stop_is_no_slowness() -> None:
    bench = Bench(stopped_patience_s=200)
    bench.at(2, lambda: bench.twin.set_paper(0))
    bench.at(150, lambda: bench.twin.set_paper(50))
    assert bench.print().outcome is DELIVERED


def test_a_document_refused_after_its_first_page_is_judged_by_what_came_out() -> None:
    bench = Bench()
    handle = bench.twin.handle

    def refuse_late(request: bytes) -> bytes:
        answer = handle(request)
        if Operation(int.from_bytes(request[2:4], "big")) is not Operation.SEND_DOCUMENT:
            return answer
        bench.clock += FIRST_PAGE_S + 0.1
        return b"\x01\x01\x04\x11" + answer[4:]  # client-error-document-format-error

    bench.twin.handle = refuse_late  # type: ignore[method-assign]
    finished = bench.print(pages=3)
    assert (finished.outcome, finished.sheets) == (UNKNOWN, bench.sheets_out)
    assert 0 < bench.sheets_out < 3


def test_what_was_given_up_does_not_come_out_later() -> None:
    """The printer stops, and of all questions those about the job get no answer."""
    bench = Bench()
    silent = (Operation.GET_JOB_ATTRIBUTES, Operation.CANCEL_JOB)
    bench.at(2, lambda: bench.twin.set_paper(0))
    bench.at(2, lambda: set_wire(bench, Wire.LOST_REQUEST, silent))
    assert bench.print().outcome is UNKNOWN
    set_wire(bench, Wire.OK)
    bench.run(5)
    bench.twin.set_paper(50)
    bench.run(60)
    assert bench.sheets_out == 0


# ---- A wire that fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", [how for how in Wire if how is not Wire.OK])
@pytest.mark.parametrize("operation", [Operation.CREATE_JOB, Operation.SEND_DOCUMENT, Operation.PRINT_JOB])
def test_one_failed_exchange_never_prints_twice(operation: Operation, how: Wire) -> None:
    bench = Bench(abilities=ONLY_PRINT_JOB if operation is Operation.PRINT_JOB else None)
    bench.fail_once(operation, how)
    finished = bench.print()
    bench.run(120)
    expected = {
        # A job without its document prints nothing, so it may be given up without doubt.
        (Operation.CREATE_JOB, Wire.LOST_REQUEST): (NOT_DELIVERED, 0),
        # The document broke off: the printer's record says that nothing was printed.
        (Operation.SEND_DOCUMENT, Wire.LOST_REQUEST): (NOT_DELIVERED, 0),
        # There is no job, and no way to tell "never arrived" from "forgotten".
        (Operation.PRINT_JOB, Wire.LOST_REQUEST): (UNKNOWN, 0),
    }
    assert (finished.outcome, bench.sheets_out) == expected.get((operation, how), (DELIVERED, 2))
    assert len(bench.told(DocumentFinished)) == 1


def test_a_lost_document_is_noticed_before_the_visitor_has_gone() -> None:
    bench = Bench()
    bench.fail_once(Operation.SEND_DOCUMENT, Wire.LOST_REQUEST)
    began = bench.clock
    bench.print()
    assert bench.clock - began < 15


@pytest.mark.parametrize("silence_s", [1, 5, 20, 50])
def test_a_silence_while_it_prints_is_waited_out(silence_s: float) -> None:
    bench = Bench()
    bench.at(2, lambda: set_wire(bench, Wire.NOT_SENT))
    bench.at(2 + silence_s, lambda: set_wire(bench, Wire.OK))
    assert bench.print().outcome is DELIVERED


def test_a_silence_without_end_is_unknown() -> None:
    bench = Bench()
    bench.at(2, lambda: set_wire(bench, Wire.NOT_SENT))
    finished = bench.print()
    assert (finished.outcome, finished.troubles) == (UNKNOWN, (Trouble.NOT_RESPONDING,))
    assert bench.sheets_out == 2  # which nobody could know


def test_a_printer_that_is_off_gets_nothing_and_later_prints_nothing() -> None:
    bench = Bench()
    bench.twin.power(False)
    assert bench.print().outcome is NOT_DELIVERED
    bench.twin.power(True)
    bench.run(60)
    assert bench.sheets_out == 0


# ---- Power ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("keeps_queue", [False, True], ids=["forgets", "keeps-queue"])
@pytest.mark.parametrize("moment_s", [0.5, 4.0, 7.5, 8.6, 9.0, 11.0])
def test_power_lost_while_it_prints_is_unknown_and_nothing_follows(
    moment_s: float, keeps_queue: bool
) -> None:
    bench = Bench(abilities=Abilities(keeps_queue=keeps_queue))
    bench.at(moment_s, lambda: bench.twin.power(False))
    bench.at(moment_s + 20, lambda: bench.twin.power(True))
    finished = bench.print(pages=3)
    out = bench.sheets_out
    assert finished.outcome is UNKNOWN
    bench.run(90)
    assert bench.sheets_out == out < 3
    assert bench.status.condition is Condition.READY


def test_a_reused_job_number_is_not_our_job() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(3), 3)
    bench.run(4)
    bench.twin.power(False)
    bench.clock += 2
    bench.twin.power(True)
    stranger = Requests("ipp://printer/ipp/print").print_job("somebody else's", pdf_of(3))
    as_clerk = stranger.message.replace(b"kiosk", b"clerk")
    made = decode(bench.twin.handle(as_clerk + stranger.document))
    assert made.group(GroupTag.JOB).integer("job-id") == bench.told(PrintJobCreated)[0].printer_job
    assert bench.outcome().outcome is UNKNOWN
    bench.run(60)
    assert [(name, pages) for name, pages, _ in bench.twin.tray()] == [("somebody else's", 3)]


def test_not_even_one_of_the_same_name() -> None:
    bench = Bench()
    bench.printer.print_document(JOB, pdf_of(3), 3)
    bench.run(4)
    bench.twin.power(False)
    bench.clock += 2
    bench.twin.power(True)
    stranger = Requests("ipp://printer/ipp/print").print_job(JOB, pdf_of(3))
    bench.twin.handle(stranger.message.replace(b"kiosk", b"clerk") + stranger.document)
    assert bench.outcome().outcome is UNKNOWN
    bench.run(60)
    assert bench.sheets_out == 3  # its job-uuid is another: it was not ours to cancel


def test_a_document_does_not_go_into_a_job_of_another_boot() -> None:
    bench = Bench()
    bench.run(30)
    bench.fail_once(Operation.SEND_DOCUMENT, Wire.NOT_SENT)
    bench.printer.print_document(JOB, pdf_of(3), 3)
    while Operation.SEND_DOCUMENT not in bench.asked:
        bench.run(0.001)
    bench.twin.power(False)
    bench.run(0.9)
    bench.twin.power(True)  # just before the next try
    stranger = Requests("ipp://printer/ipp/print").create_job("letter")
    made = decode(bench.twin.handle(stranger.message.replace(b"kiosk", b"clerk")))
    assert made.group(GroupTag.JOB).integer("job-id") == bench.told(PrintJobCreated)[0].printer_job
    assert bench.outcome().outcome is NOT_DELIVERED
    bench.run(60)
    assert bench.asked.count(Operation.SEND_DOCUMENT) == 1
    assert bench.twin.tray() == []


def test_a_power_cut_before_the_job_is_made_is_none_of_its_business() -> None:
    bench = Bench()
    bench.run(30)
    bench.fail_once(Operation.CREATE_JOB, Wire.NOT_SENT)
    bench.printer.print_document(JOB, pdf_of(1), 1)
    while Operation.CREATE_JOB not in bench.asked:
        bench.run(0.001)
    bench.twin.power(False)
    bench.twin.power(True)
    assert bench.outcome().outcome is DELIVERED


@pytest.mark.parametrize(
    ("looks", "unbroken"),
    [
        ([(100, 0), (160, 60)], True),
        ([(100, 0), (3, 60)], False),
        ([(100, 0), (150, 60)], True),  # slow answers
        ([(100, 0), (130, 60)], False),  # younger than it should be
        ([(100, 0), (100, 1), (99, 2)], False),
    ],
)
def test_a_boot_shows_in_the_up_time(looks: list[tuple[int, float]], unbroken: bool) -> None:
    watch = BootWatch(*looks[0])
    for look in looks[1:]:
        watch.see(*look)
    assert watch.unbroken is unbroken


# ---- After a restart of the kiosk -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("after_s", "outcome", "out"),
    [(1.0, NOT_DELIVERED, 0), (7.5, UNKNOWN, 1), (9.0, UNKNOWN, 2), (30.0, DELIVERED, 2)],
    ids=["warming", "sheet-in-the-path", "between-sheets", "done"],
)
def test_reconcile_ends_the_job_and_says_what_became_of_it(
    after_s: float, outcome: Outcome, out: int
) -> None:
    bench = Bench()
    pages = 2 if after_s > 20 else 3
    bench.printer.print_document(JOB, pdf_of(pages), pages)
    bench.run(after_s)
    bench.restart_kiosk()
    bench.printer.reconcile(JOB, pages)
    finished = bench.outcome()
    bench.run(60)
    assert (finished.outcome, finished.sheets, bench.sheets_out) == (outcome, out, out)


def test_two_jobs_of_one_name_prove_nothing() -> None:
    bench = Bench()
    bench.print()
    twice = Requests("ipp://printer/ipp/print").print_job(JOB, pdf_of(2))
    bench.twin.handle(twice.message + twice.document)
    bench.run(30)
    bench.restart_kiosk()
    bench.printer.reconcile(JOB, 2)
    assert bench.outcome().outcome is UNKNOWN


def test_reconcile_does_not_know_what_the_printer_forgot() -> None:
    bench = Bench()
    bench.print()
    bench.twin.power(False)
    bench.twin.power(True)
    bench.restart_kiosk()
    bench.printer.reconcile(JOB, 2)
    assert bench.outcome().outcome is UNKNOWN


def test_reconcile_of_a_kept_queue_prints_no_further_sheet() -> None:
    bench = Bench(abilities=Abilities(keeps_queue=True))
    bench.printer.print_document(JOB, pdf_of(3), 3)
    bench.run(9)
    bench.twin.power(False)
    bench.twin.power(True)
    bench.restart_kiosk()
    bench.printer.reconcile(JOB, 3)
    finished = bench.outcome()
    out = bench.sheets_out
    assert (finished.outcome, out) == (UNKNOWN, 1)
    bench.run(60)
    assert bench.sheets_out == out


def test_reconcile_waits_for_a_printer_that_is_still_starting() -> None:
    bench = Bench()
    bench.print()
    bench.restart_kiosk()
    set_wire(bench, Wire.NOT_SENT)
    bench.at(40, lambda: set_wire(bench, Wire.OK))
    bench.printer.reconcile(JOB, 2)
    assert bench.outcome().outcome is DELIVERED


def test_a_printer_without_a_history_leaves_it_unknown() -> None:
    bench = Bench(abilities=Abilities(keeps_history=False))
    assert bench.print().outcome is UNKNOWN
    assert bench.sheets_out == 2


# ---- Anything at any time ---------------------------------------------------------------------------


def deeds(bench: Bench) -> dict[str, Callable[[], None]]:
    twin = bench.twin
    return {
        "power off": lambda: twin.power(False),
        "power on": lambda: twin.power(True),
        "jam": lambda: twin.jam(True),
        "clear jam": lambda: twin.jam(False),
        "open door": lambda: twin.door(True),
        "close door": lambda: twin.door(False),
        "take paper out": lambda: twin.set_paper(0),
        "one sheet": lambda: twin.set_paper(1),
        "fill paper": lambda: twin.set_paper(100),
        "stall": lambda: twin.stall(True),
        "go on": lambda: twin.stall(False),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(Abilities, creates_jobs=st.booleans(), counts_sheets=st.booleans(), keeps_queue=st.booleans()),
    st.lists(st.tuples(st.floats(0, 90), st.sampled_from(sorted(deeds(Bench())))), max_size=6),
    st.lists(st.sampled_from(list(Wire)), max_size=40),
    st.integers(1, 3),
    st.none() | st.floats(0, 20),
)
def test_whatever_happens_the_answer_is_true_and_comes(
    abilities: Abilities,
    meddling: list[tuple[float, str]],
    wire: list[Wire],
    pages: int,
    restart_after_s: float | None,
) -> None:
    """Three promises: never more sheets than one print, no false certainty, one answer in bounded time."""
    bench = Bench(abilities=abilities)
    for moment_s, what in meddling:
        bench.at(moment_s, deeds(bench)[what])
    left = list(reversed(wire))
    bench.wire = lambda _: left.pop() if left else Wire.OK
    bench.printer.print_document(JOB, pdf_of(pages), pages)
    if restart_after_s is not None:
        bench.run(restart_after_s)
        bench.restart_kiosk()
        bench.printer.reconcile(JOB, pages)
    finished = bench.outcome(400)
    out = bench.sheets_out
    assert out <= pages
    match finished.outcome:
        case Outcome.DELIVERED:
            assert out == pages
        case Outcome.NOT_DELIVERED:
            assert out == 0
        case Outcome.UNKNOWN:
            pass
    assert len(bench.told(DocumentFinished)) == 1
    nothing_comes_later(bench)


def nothing_comes_later(bench: Bench) -> None:
    """All faults end. Once the printer is said to serve, no sheet of this job follows it."""
    bench.planned.clear()
    bench.twin.power(True)
    bench.wire = lambda _: Wire.OK
    bench.run(3)
    for what in ("clear jam", "close door", "fill paper", "go on"):
        deeds(bench)[what]()
    while not bench.status.serves:
        bench.run(0.1)
    out_when_ready = bench.sheets_out
    bench.run(60)
    assert bench.status.condition is Condition.READY
    assert bench.sheets_out == out_when_ready
