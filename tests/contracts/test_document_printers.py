"""What a document printer must do over its real wire: the twin always, ippeveprinter where installed.

ippeveprinter (Debian: cups-ipp-utils) was written by others from the same standards, so a misreading
that our twin shares with our driver shows here.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from queue import Empty, Queue
from typing import TypeVar

import pytest

from drivers.ipp import printer as ipp
from drivers.ipp.requests import Operation
from drivers.ipp.settings import Settings
from drivers.transport.http_runner import HttpRunner
from kiosk.devices import (
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    DocumentFinished,
    DocumentPrinter,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    Trouble,
)
from simulator.devices.document_printer import DocumentPrinterTwin
from simulator.devices.ipp_answers import Abilities
from simulator.devices.ipp_server import HttpFault
from tests.drivers.ipp.bench import JOB, pdf_of

READY = DeviceStatus(Condition.READY)
E = TypeVar("E", bound=DeviceEvent)


class Site:
    """A driver on its runner, as the kiosk has it."""

    def __init__(self, url: str) -> None:
        self.events: Queue[DeviceEvent] = Queue()
        self.told: list[DeviceEvent] = []
        self.printer = ipp.create(Settings(url=url), "a4")
        self.runner = HttpRunner(self.printer, self.events.put, time.monotonic)

    def ask(self, deed: Callable[[DocumentPrinter], None]) -> None:
        self.runner.post(lambda: deed(self.printer))

    def wait_for(
        self, kind: type[E], matching: Callable[[E], bool] = lambda _: True, within_s: float = 15
    ) -> E:
        end = time.monotonic() + within_s
        while True:
            try:
                event = self.events.get(timeout=max(end - time.monotonic(), 0.001))
            except Empty:
                raise AssertionError(f"no {kind.__name__} after {self.told}") from None
            self.told.append(event)
            if isinstance(event, kind) and matching(event):
                return event

    def wait_until(self, condition: Condition) -> DeviceStatus:
        return self.wait_for(DeviceStatusChanged, lambda event: event.status.condition is condition).status


@contextmanager
def site(url: str) -> Iterator[Site]:
    made = Site(url)
    made.runner.start()
    try:
        yield made
    finally:
        made.runner.stop()


@contextmanager
def twin(**options: object) -> Iterator[DocumentPrinterTwin]:
    made = DocumentPrinterTwin(time.monotonic, first_page_s=0.1, next_page_s=0.05, **options)  # type: ignore[arg-type]
    made.start()
    try:
        yield made
    finally:
        made.stop()


def test_a_document_is_printed_over_the_wire() -> None:
    with twin() as printer, site(printer.url) as kiosk:
        assert kiosk.wait_until(Condition.READY) == READY
        kiosk.ask(lambda device: device.print_document(JOB, pdf_of(3), 3))
        assert kiosk.wait_for(DocumentFinished) == DocumentFinished("a4", JOB, Outcome.DELIVERED, 3)
        assert printer.tray() == [(JOB, 3, pdf_of(3))]
    order = [type(event) for event in kiosk.told if not isinstance(event, DeviceStatusChanged)]
    assert order[0] is PrintJobCreated
    assert set(order[1:-1]) == {SheetsPrinted}


PRINTING = (Operation.CREATE_JOB, Operation.SEND_DOCUMENT, Operation.PRINT_JOB)
ARRIVED = (HttpFault.RESET_AFTER, HttpFault.HALF_ANSWER, HttpFault.GARBAGE, HttpFault.HUGE)
# The other two operations take ten seconds of patience here; tests/drivers/ipp has them on a virtual clock.
NOT_ARRIVED = (HttpFault.RESET_BEFORE, HttpFault.RESET_DURING, HttpFault.SERVER_ERROR)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [*product(PRINTING, ARRIVED), *product([Operation.CREATE_JOB], NOT_ARRIVED)],
)
def test_a_broken_exchange_prints_once_or_not_at_all(operation: Operation, fault: HttpFault) -> None:
    """Where the request arrived one print lies in the tray; where it did not, none, and none is claimed."""
    arrived = fault in ARRIVED
    abilities = Abilities(creates_jobs=operation is not Operation.PRINT_JOB)
    with twin(abilities=abilities) as printer, site(printer.url) as kiosk:
        kiosk.wait_until(Condition.READY)
        printer.fail_next(fault, operation)
        kiosk.ask(lambda device: device.print_document(JOB, pdf_of(1), 1))
        finished = kiosk.wait_for(DocumentFinished)
        tray = printer.tray()
    assert finished.outcome is (Outcome.DELIVERED if arrived else Outcome.NOT_DELIVERED)
    assert tray == ([(JOB, 1, pdf_of(1))] if arrived else [])


def test_questions_may_break_and_the_paper_still_comes() -> None:
    with twin() as printer, site(printer.url) as kiosk:
        kiosk.wait_until(Condition.READY)
        for fault in (HttpFault.RESET_BEFORE, HttpFault.GARBAGE):
            printer.fail_next(fault, Operation.GET_JOB_ATTRIBUTES)
        printer.fail_next(HttpFault.HALF_ANSWER, Operation.GET_PRINTER_ATTRIBUTES)
        kiosk.ask(lambda device: device.print_document(JOB, pdf_of(2), 2))
        assert kiosk.wait_for(DocumentFinished).outcome is Outcome.DELIVERED


def test_power_lost_in_the_middle_is_unknown_and_ends_ready() -> None:
    with twin() as printer, site(printer.url) as kiosk:
        kiosk.wait_until(Condition.READY)
        kiosk.ask(lambda device: device.print_document(JOB, pdf_of(50), 50))
        kiosk.wait_for(SheetsPrinted)
        printer.power(False)
        assert kiosk.wait_until(Condition.OFFLINE).troubles == (Trouble.NOT_RESPONDING,)
        printer.power(True)
        assert kiosk.wait_for(DocumentFinished).outcome is Outcome.UNKNOWN
        assert [event for event in kiosk.told if isinstance(event, DeviceStatusChanged)][-1].status == READY
        sheets = printer.state()["sheets_in_tray"]
        time.sleep(0.5)
        assert printer.state()["sheets_in_tray"] == sheets != 50


def test_a_restarted_kiosk_learns_what_became_of_its_job() -> None:
    with twin() as printer:
        with site(printer.url) as before:
            before.ask(lambda device: device.print_document(JOB, pdf_of(2), 2))
            before.wait_for(SheetsPrinted)
        time.sleep(0.6)
        with site(printer.url) as after:
            after.ask(lambda device: device.reconcile(JOB, 2))
            assert after.wait_for(DocumentFinished).outcome is Outcome.DELIVERED


# ---- A printer that others wrote --------------------------------------------------------------------

SHIM = """
typedef void *P;
P avahi_threaded_poll_new(void) { return (P)1; }
int avahi_threaded_poll_start(P p) { return 0; }
void avahi_threaded_poll_lock(P p) {}
void avahi_threaded_poll_unlock(P p) {}
P avahi_threaded_poll_get(P p) { return p; }
P avahi_client_new(P a, int f, P c, P u, int *e) { return (P)1; }
P avahi_entry_group_new(P c, P b, P u) { return (P)1; }
int avahi_entry_group_add_service_strlst() { return 0; }
int avahi_entry_group_add_service_subtype() { return 0; }
int avahi_entry_group_update_service_txt_strlst() { return 0; }
int avahi_entry_group_commit(P g) { return 0; }
int avahi_entry_group_free(P g) { return 0; }
"""
PRINTS = """#!/bin/sh
sleep 0.3
echo "ATTR: job-impressions=1 job-impressions-completed=1" >&2
"""


@pytest.fixture
def ippeveprinter(tmp_path: Path) -> Iterator[str]:
    """Its web address. The shim stands for the name service that it insists on and that nobody asks."""
    program, compiler = shutil.which("ippeveprinter"), shutil.which("cc")
    if program is None or compiler is None:
        pytest.skip("needs ippeveprinter (Debian package cups-ipp-utils) and cc")
    (tmp_path / "shim.c").write_text(SHIM)
    shim, command, spool = tmp_path / "shim.so", tmp_path / "prints.sh", tmp_path / "spool"
    subprocess.run([compiler, "-w", "-shared", "-fPIC", "-o", shim, tmp_path / "shim.c"], check=True)
    command.write_text(PRINTS)
    command.chmod(0o755)
    spool.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    formats = "application/pdf,image/pwg-raster"
    arguments = ["-r", "off", "-n", "localhost", "-p", str(port), "-d", str(spool), "-f", formats]
    process = subprocess.Popen(
        [program, *arguments, "-c", str(command), "kiosk"],
        env={"LD_PRELOAD": str(shim), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _when_listening(process, port)
    finally:
        process.terminate()
        process.wait(5)


def _when_listening(process: subprocess.Popen[bytes], port: int) -> str:
    for _ in range(100):
        if process.poll() is not None:
            pytest.skip("ippeveprinter does not start here")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            load_paper(f"http://localhost:{port}", 100)
            return f"http://localhost:{port}"
    pytest.skip("ippeveprinter does not listen")


def load_paper(web: str, sheets: int) -> None:
    form = f"/media?size1=iso_a4_210x297mm&type1=stationery&level1={sheets}&level3=-2"
    urllib.request.urlopen(web + form, timeout=5).close()


def test_ippeveprinter_prints_and_tells(ippeveprinter: str) -> None:
    with site(f"{ippeveprinter}/ipp/print") as kiosk:
        assert kiosk.wait_until(Condition.READY) == READY
        time.sleep(1.1)  # of a job made in its first second it says time-at-creation 0: "an earlier boot"
        kiosk.ask(lambda device: device.print_document(JOB, pdf_of(1), 1))
        created = kiosk.wait_for(PrintJobCreated)
        assert created.printer_job == 1
        assert created.printer_job_uuid.startswith("urn:uuid:")
        assert kiosk.wait_for(DocumentFinished) == DocumentFinished("a4", JOB, Outcome.DELIVERED, 1)
        load_paper(ippeveprinter, 0)
        assert kiosk.wait_until(Condition.STOPPED).troubles == (Trouble.PAPER_OUT,)
        load_paper(ippeveprinter, 100)
        kiosk.wait_until(Condition.READY)
    with site(f"{ippeveprinter}/ipp/print") as restarted:
        restarted.ask(lambda device: device.reconcile(JOB, 1))
        assert restarted.wait_for(DocumentFinished).outcome is Outcome.DELIVERED
