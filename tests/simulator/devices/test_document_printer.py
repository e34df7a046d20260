"""The twin as its control panel and its driver see it."""

from __future__ import annotations

from collections.abc import Callable

from drivers.ipp.messages import Group, GroupTag, decode
from drivers.ipp.requests import Requests
from simulator.devices.document_printer import DocumentPrinterTwin
from tests.drivers.ipp.bench import pdf_of


class Clock:
    now = 1000.0


def twin_at(clock: Clock, **options: float) -> DocumentPrinterTwin:
    return DocumentPrinterTwin(lambda: clock.now, **options)  # type: ignore[arg-type]


def attributes(twin: DocumentPrinterTwin) -> Group:
    return decode(twin.handle(Requests("ipp://p/").get_printer_attributes().message)).group(GroupTag.PRINTER)


def print_on(twin: DocumentPrinterTwin, pages: int, name: str = "job") -> int | None:
    request = Requests("ipp://p/").print_job(name, pdf_of(pages))
    return decode(twin.handle(request.message + request.document)).group(GroupTag.JOB).integer("job-id")


def test_the_tray_holds_what_came_out() -> None:
    clock = Clock()
    twin = twin_at(clock)
    print_on(twin, 2)
    clock.now += 2.9
    assert twin.tray() == []
    clock.now += 0.2
    assert twin.tray() == [("job", 1, pdf_of(2))]
    clock.now += 1.5
    assert twin.empty_tray() == [("job", 2, pdf_of(2))]
    assert twin.tray() == []
    assert twin.state()["paper"] == 248


def test_speed_divides_all_times() -> None:
    clock = Clock()
    twin = twin_at(clock, first_page_s=8.0, next_page_s=2.0, speed=4.0)
    print_on(twin, 2)
    clock.now += 2.6
    assert twin.state()["sheets_in_tray"] == 2


def test_every_state_that_stops_it_shows() -> None:
    clock = Clock()
    twin = twin_at(clock)
    hands: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "media-jam": (lambda: twin.jam(True), lambda: twin.jam(False)),
        "door-open": (lambda: twin.door(True), lambda: twin.door(False)),
        "toner-empty": (lambda: twin.toner(0), lambda: twin.toner(60)),
        "media-empty": (lambda: twin.set_paper(0), lambda: twin.set_paper(60)),
    }
    print_on(twin, 100)
    for reason, (do, undo) in hands.items():
        clock.now += 10
        assert attributes(twin).integer("printer-state") == 4
        do()
        clock.now += 10
        assert attributes(twin).integer("printer-state") == 5
        assert attributes(twin).texts("printer-state-reasons") == (f"{reason}-error",)
        assert (
            decode(twin.handle(Requests("ipp://p/").get_jobs("not-completed").message))
            .group(GroupTag.JOB)
            .integer("job-state")
            == 6
        )
        undo()


def test_levels_show_before_they_stop_it() -> None:
    twin = twin_at(Clock())
    twin.set_paper(7)
    twin.toner(9)
    group = attributes(twin)
    assert group.texts("printer-state-reasons") == ("media-low-report", "toner-low-warning")
    assert b"level=7;" in group.octets("printer-input-tray")[0]
    assert group.integers("marker-levels")[1] == 9
    twin.set_paper(0)
    assert attributes(twin).integer("printer-state") == 3  # nobody has asked it for a sheet yet
    assert "media-empty-report" in attributes(twin).texts("printer-state-reasons")


def test_power_makes_it_forget_and_count_from_one_again() -> None:
    clock = Clock()
    twin = twin_at(clock)
    clock.now += 500
    assert attributes(twin).integer("printer-up-time") == 501
    assert print_on(twin, 3) == 1
    clock.now += 3.5
    twin.power(False)
    clock.now += 30
    assert twin.state()["sheets_in_tray"] == 1
    twin.power(True)
    assert attributes(twin).integer("printer-up-time") == 1
    assert decode(twin.handle(Requests("ipp://p/").get_job_attributes(1).message)).code == 0x0406
    assert print_on(twin, 1, "next") == 1
    clock.now += 60
    assert [(name, pages) for name, pages, _ in twin.tray()] == [("job", 1), ("next", 1)]
