"""Driver and twin together: what is printed, what is said about it, and how the machine gets well again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from drivers.escpos.printer import Settings, create
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    Outcome,
    SlipFinished,
    SlipImage,
    Trouble,
)
from simulator.devices.receipt_printer import ReceiptPrinterTwin
from simulator.faults import Fault
from tests.drivers.escpos.bench import Bench, ramp, same

READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
SLIP = ramp()
MODELS = Path(__file__).parents[3] / "config" / "devices"


def stopped(*troubles: Trouble) -> DeviceStatus:
    return DeviceStatus(Condition.STOPPED, troubles)


def printing(bench: Bench, job_id: str = "s1", seconds: float = 1.0) -> None:
    """Begin a slip and stop in the middle of it."""
    bench.driver.print_slip(job_id, SLIP)
    bench.run(seconds)
    assert bench.twin.hanging() is not None
    assert not bench.finished(job_id)


def test_a_slip_comes_out_dot_for_dot_and_is_confirmed() -> None:
    bench = Bench()
    bench.ready()
    assert bench.statuses == [STARTING, READY]
    begin = bench.now
    assert bench.print_slip("s1", SLIP) is Outcome.DELIVERED
    assert bench.now - begin < 6
    [png] = bench.twin.slips()
    assert same(png, SLIP)
    assert bench.twin.state()["rubbish_bytes"] == 0
    assert bench.twin.state()["overflowed_bytes"] == 0


def test_slips_follow_each_other_each_once() -> None:
    bench = Bench()
    bench.ready()
    slips = [ramp(height=height) for height in (300, 200, 400)]
    for n, slip in enumerate(slips):
        assert bench.print_slip(f"s{n}", slip) is Outcome.DELIVERED
    bench.run(60)
    assert [same(png, slip) for png, slip in zip(bench.twin.slips(), slips, strict=True)] == [True] * 3
    assert bench.statuses == [STARTING, READY]


def test_narrow_paper_and_a_slow_line() -> None:
    bench = Bench(Settings(width_dots=384, baud=19200))
    bench.ready()
    slip = ramp(384, 200)
    assert bench.print_slip("s1", slip) is Outcome.DELIVERED
    assert same(bench.twin.slips()[0], slip)


def test_the_weaker_proof_serves_a_printer_without_process_ids() -> None:
    bench = Bench(Settings(proof="gs-r"), ReceiptPrinterTwin(answers_process_id=False))
    bench.ready()
    assert bench.print_slip("s1", SLIP) is Outcome.DELIVERED


def test_a_printer_that_cannot_prove_is_found_before_the_first_slip() -> None:
    bench = Bench(Settings(proof="gs-h"), ReceiptPrinterTwin(answers_process_id=False))
    bench.plug()
    bench.run(120)
    assert bench.statuses == [STARTING, stopped(Trouble.SELF_CHECK)]
    assert bench.twin.state()["cuts"] == 1, "it must not eat paper while it waits"
    assert 3 <= bench.sent.count(b"\x1d(H") <= 5, "it asks again, but not all the time"
    assert bench.print_slip("s1", SLIP) is Outcome.NOT_DELIVERED


def test_a_wrong_baud_rate_is_not_taken_for_a_printer() -> None:
    bench = Bench(Settings(baud=9600), ReceiptPrinterTwin(baud=115200))
    bench.cable.asked = bench.driver.line
    bench.plug()
    bench.run(5)
    assert bench.status == OFFLINE


# ---- Refused before a byte of it is sent ---------------------------------------------------


def test_never_connected() -> None:
    bench = Bench()
    assert bench.print_slip("s1", SLIP) is Outcome.NOT_DELIVERED


def test_a_slip_of_the_wrong_width_or_without_rows() -> None:
    bench = Bench()
    bench.ready()
    assert bench.print_slip("s1", ramp(384, 40)) is Outcome.NOT_DELIVERED
    assert bench.print_slip("s2", SlipImage(576, 0, b"")) is Outcome.NOT_DELIVERED
    assert bench.twin.slips() == []


def test_a_second_slip_while_one_is_printing() -> None:
    bench = Bench()
    bench.ready()
    printing(bench)
    assert bench.print_slip("s2", SLIP) is Outcome.NOT_DELIVERED
    assert bench.finished("s2")[0].troubles == (Trouble.BUSY,)
    bench.run(10)
    assert bench.finished("s1")[0].outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("break_it", "trouble"),
    [
        (lambda twin: twin.set_paper(0), Trouble.PAPER_OUT),
        (lambda twin: twin.open_cover(True), Trouble.COVER_OPEN),
        (lambda twin: twin.online(False), Trouble.PAUSED),
        (lambda twin: twin.power(False), Trouble.NOT_RESPONDING),
        (lambda twin: twin.mute(True), Trouble.NOT_RESPONDING),
    ],
)
@pytest.mark.parametrize("seconds_before", [0.0, 3.0])
def test_a_fault_before_the_slip(break_it, trouble, seconds_before) -> None:  # type: ignore[no-untyped-def]
    """Also when the fault is too fresh for the status to have said so."""
    bench = Bench()
    bench.ready()
    bench.run(0.5)
    break_it(bench.twin)
    bench.run(seconds_before)
    assert bench.print_slip("s1", SLIP) is Outcome.NOT_DELIVERED
    assert bench.finished("s1")[0].troubles == (trouble,)
    assert bench.twin.slips() == []
    assert bench.twin.hanging() is None


@pytest.mark.parametrize(
    ("break_it", "mend_it", "trouble"),
    [
        (lambda twin: twin.set_paper(0), lambda twin: twin.set_paper(80_000), Trouble.PAPER_OUT),
        (lambda twin: twin.open_cover(True), lambda twin: twin.open_cover(False), Trouble.COVER_OPEN),
        (lambda twin: twin.power(False), lambda twin: twin.power(True), Trouble.NOT_RESPONDING),
    ],
)
def test_idle_faults_show_in_time_and_go_by_themselves(break_it, mend_it, trouble) -> None:  # type: ignore[no-untyped-def]
    bench = Bench()
    bench.ready()
    bench.run(2)
    broken_at = bench.now
    break_it(bench.twin)
    assert bench.run(5, lambda: bench.status is not None and not bench.status.serves)
    assert bench.status is not None
    assert bench.status.troubles == (trouble,)
    assert bench.now - broken_at < (1.5 if trouble is not Trouble.NOT_RESPONDING else 2.5)
    mend_it(bench.twin)
    assert bench.run(8, lambda: bench.status == READY)
    assert bench.print_slip("s1", SLIP) is Outcome.DELIVERED
    assert same(bench.twin.slips()[-1], SLIP)


def test_paper_low_is_for_staff_and_prints_on() -> None:
    bench = Bench()
    bench.ready()
    bench.twin.set_paper(2000)
    bench.run(2)
    assert bench.status == DeviceStatus(Condition.ATTENTION, (Trouble.PAPER_LOW,))
    assert bench.print_slip("s1", SLIP) is Outcome.DELIVERED


def test_silence_is_never_health() -> None:
    bench = Bench()
    bench.twin.mute(True)
    bench.plug()
    bench.run(60)
    assert bench.statuses == [STARTING, OFFLINE]


# ---- In the middle of a slip ---------------------------------------------------------------


@pytest.mark.parametrize("drops_in_any_fault", [True, False])
@pytest.mark.parametrize(
    ("break_it", "mend_it", "trouble"),
    [
        (lambda twin: twin.set_paper(5), lambda twin: twin.set_paper(80_000), Trouble.PAPER_OUT),
        (lambda twin: twin.open_cover(True), lambda twin: twin.open_cover(False), Trouble.COVER_OPEN),
        (lambda twin: twin.online(False), lambda twin: twin.online(True), Trouble.PAUSED),
        (lambda twin: twin.power(False), lambda twin: twin.power(True), Trouble.NOT_RESPONDING),
        (lambda twin: twin.mute(True), lambda twin: twin.mute(False), Trouble.NOT_RESPONDING),
    ],
)
def test_a_fault_in_the_middle_is_unknown_and_nothing_of_it_reaches_the_next_slip(  # type: ignore[no-untyped-def]
    break_it, mend_it, trouble, drops_in_any_fault
) -> None:
    bench = Bench(twin=ReceiptPrinterTwin(drops_in_any_fault=drops_in_any_fault))
    bench.ready()
    printing(bench)
    break_it(bench.twin)
    assert bench.run(12, lambda: bool(bench.finished("s1")))
    assert bench.finished("s1")[0].outcome is Outcome.UNKNOWN
    assert bench.finished("s1")[0].troubles == (trouble,)
    bench.run(3)
    assert bench.status is not None
    assert bench.status.troubles == (trouble,)
    mend_it(bench.twin)
    assert bench.run(15, lambda: bench.status == READY), bench.statuses
    assert bench.twin.hanging() is None, "the scrap of the last visitor was not cut off"
    other = ramp(height=333)
    assert bench.print_slip("s2", other) is Outcome.DELIVERED
    bench.run(30)
    pngs = bench.twin.slips()
    assert same(pngs[-1], other)
    assert not any(same(png, SLIP) for png in pngs), "a slip given up must never come out whole"
    assert len(bench.finished("s1")) == 1


def test_unplugged_in_the_middle() -> None:
    bench = Bench()
    bench.ready()
    printing(bench)
    bench.unplug()
    assert bench.finished("s1")[0].outcome is Outcome.UNKNOWN
    assert bench.status == OFFLINE
    assert bench.print_slip("s2", SLIP) is Outcome.NOT_DELIVERED
    bench.run(2)
    bench.plug()
    assert bench.run(10, lambda: bench.status == READY)
    assert bench.print_slip("s3", SLIP) is Outcome.DELIVERED
    assert same(bench.twin.slips()[-1], SLIP)


def test_a_slip_asked_for_while_the_port_is_gone_is_answered_without_a_tick() -> None:
    driver = create(Settings(), "r")
    driver.connected(0.0)
    driver.print_slip("s1", SLIP)
    unplugged = driver.disconnected(1.0)
    assert SlipFinished("r", "s1", Outcome.NOT_DELIVERED, OFFLINE.troubles) in unplugged
    driver.print_slip("s2", SLIP)
    assert driver.disconnected(2.0) == [SlipFinished("r", "s2", Outcome.NOT_DELIVERED, OFFLINE.troubles)]


def test_a_blocked_knife_and_the_way_back() -> None:
    bench = Bench()
    bench.ready()
    bench.twin.cutter_error(True)
    assert bench.print_slip("s1", SLIP) is Outcome.UNKNOWN
    assert bench.finished("s1")[0].troubles == (Trouble.CUTTER,)
    bench.run(20)
    assert bench.status == stopped(Trouble.CUTTER)
    bench.twin.cutter_error(False)
    assert bench.run(15, lambda: bench.status == READY)
    assert bench.print_slip("s2", SLIP) is Outcome.DELIVERED
    assert same(bench.twin.slips()[-1], SLIP)


def test_switched_off_and_on_quickly_half_a_slip_is_not_confirmed() -> None:
    """The second half and the proof would come out of a restarted printer as if nothing had happened."""
    bench = Bench()
    bench.ready()
    printing(bench)
    bench.twin.power(False)
    bench.run(0.02)
    bench.twin.power(True)
    assert bench.run(15, lambda: bool(bench.finished("s1")))
    assert bench.finished("s1")[0].outcome is Outcome.UNKNOWN


def test_no_proof_within_ten_seconds_is_unknown() -> None:
    """The printer stays healthy and answers every status question; only the id never comes."""
    bench = Bench()
    bench.ready()
    bench.driver.print_slip("s1", SLIP)
    assert bench.run(10, lambda: bench.sent[-11:-4] == b"\x1d(H\x06\x0000")  # the question is out
    asked_at = bench.now
    replies = bench.twin.output
    bench.twin.output = lambda now: b"".join(  # type: ignore[method-assign]
        bytes([byte]) for byte in replies(now) if byte & 0x93 == 0x12
    )
    assert bench.run(15, lambda: bool(bench.finished("s1")))
    assert bench.finished("s1")[0].outcome is Outcome.UNKNOWN
    assert 9.9 < bench.now - asked_at < 10.3
    assert bench.print_slip("s2", SLIP, 60) is Outcome.NOT_DELIVERED, "it must prove itself first"


def test_paper_that_ends_right_after_the_slip_does_not_undo_it() -> None:
    bench = Bench()
    bench.ready()
    bench.twin.set_paper((SLIP.height + 121) / 8)
    assert bench.print_slip("s1", SLIP) is Outcome.DELIVERED
    assert same(bench.twin.slips()[-1], SLIP)
    bench.twin.set_paper(0)
    bench.run(2)
    assert bench.status == stopped(Trouble.PAPER_OUT)


def test_a_slip_asked_for_while_tidying_up_waits_and_is_printed() -> None:
    bench = Bench()
    bench.plug()
    bench.run(0.05)
    assert bench.status == STARTING
    assert bench.print_slip("s1", SLIP) is Outcome.DELIVERED


@pytest.mark.parametrize("fault", list(Fault))
def test_a_bad_line_never_makes_a_slip_that_was_not_printed(fault: Fault) -> None:
    """Replies lost, late, damaged or doubled: DELIVERED is only ever said of a whole slip."""
    bench = Bench()
    bench.ready()
    bench.cable.faults.chance(fault, 0.3)
    delivered = 0
    for n in range(6):
        bench.run(3)
        before = len(bench.twin.slips())
        if bench.print_slip(f"s{n}", SLIP, 60) is Outcome.DELIVERED:
            delivered += 1
            assert same(bench.twin.slips()[-1], SLIP)
            assert len(bench.twin.slips()) >= before + 1
    bench.cable.faults.clear()
    bench.run(45)
    assert bench.status == READY
    assert bench.print_slip("last", SLIP) is Outcome.DELIVERED


def test_an_id_of_an_earlier_slip_proves_nothing() -> None:
    """Epson's printers keep an id that nobody listened to and send it later."""
    bench = Bench()
    bench.ready()
    bench.driver.print_slip("s1", SLIP)
    assert bench.run(10, lambda: bench.sent[-11:-4] == b"\x1d(H\x06\x0000")
    bench.driver.receive(b"\x37\x22@@@@\x00", bench.now)
    bench.twin.power(False)
    assert bench.run(15, lambda: bool(bench.finished("s1")))
    assert bench.finished("s1")[0].outcome is Outcome.UNKNOWN


def test_without_automatic_status_a_fault_in_the_middle_is_found_by_asking() -> None:
    bench = Bench(twin=ReceiptPrinterTwin(automatic_status=False))
    bench.ready()
    printing(bench)
    broken_at = bench.now
    bench.twin.open_cover(True)
    assert bench.run(12, lambda: bool(bench.finished("s1")))
    assert bench.finished("s1")[0].troubles == (Trouble.COVER_OPEN,)
    assert bench.now - broken_at < 1.5


def test_xoff_stops_the_dots_and_not_the_questions() -> None:
    bench = Bench()
    bench.ready()
    printing(bench, seconds=0.5)
    bench.driver.receive(b"\x13", bench.now)
    bench.run(0.2)
    sent = len(bench.sent)
    bench.run(2)
    assert set(bytes(bench.sent[sent:])) <= {0x10, 0x04, 0x02}
    bench.driver.receive(b"\x11", bench.now)
    bench.run(10)
    assert bench.finished("s1")[0].outcome is Outcome.DELIVERED
    assert same(bench.twin.slips()[-1], SLIP)


def test_empty_bytes_mean_nothing() -> None:
    bench = Bench()
    bench.ready()
    assert bench.driver.receive(b"", bench.now) == []


def test_settings_refuse_what_they_do_not_know() -> None:
    for wrong in ({"width": 576}, {"width_dots": 512}, {"proof": "none"}, {"baud": 1200}):
        with pytest.raises(ValidationError):
            Settings.model_validate(wrong)
    assert create(Settings(), "r").line.baud == 115200
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("file", sorted(MODELS.glob("receipt-printer-*.toml")), ids=lambda file: file.stem)
def test_every_model_in_the_configuration_is_understood(file: Path) -> None:
    model = tomllib.loads(file.read_text(encoding="utf-8"))
    assert set(model) == {"driver", "settings"}
    assert model["driver"] == "escpos.printer"
    assert create(Settings.model_validate(model["settings"]), "r").name == "r"


def test_the_first_event_says_how_it_stands() -> None:
    driver = create(Settings(), "r")
    assert driver.connected(0.0) == [DeviceStatusChanged("r", STARTING)]
    assert driver.disconnected(1.0) == [DeviceStatusChanged("r", OFFLINE)]
