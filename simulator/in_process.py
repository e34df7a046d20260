"""A whole kiosk without its window, in this process: real drivers, wires, twins and central system.

For tests and benchmarks that must look at both ends at once; `make demo` runs the parts as processes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from central.trial import Trial, make_trial, serving
from kiosk.app import Kiosk
from kiosk.visit.events import (
    CopiesChosen,
    DoneTouched,
    IdentityEntered,
    OrderConfirmed,
    StartTouched,
)
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import Choosing, Finished, Identifying, Paying
from simulator.devices.coin_acceptor import CoinAcceptorTwin
from simulator.devices.document_printer import DocumentPrinterTwin
from simulator.devices.receipt_printer import ReceiptPrinterTwin
from simulator.wire import TwinServer

KIOSK = "YT01"
STUDENT, BIRTHDAY = "B11199042", "20040505"
PATIENCE_S = 20.0

CONFIG = """
[kiosk]
id = "{kiosk}"
simulated = true
key_file = "keys.json"
data_folder = "data"
[site]
school_zh = "國立雲林科技大學"
school_en = "National Yunlin University of Science and Technology"
place_zh = "行政大樓門口"
place_en = "Administration building"
counter_zh = "出納組"
counter_en = "Cashier"
public_url = "HTTPS://VERIFY.YUNTECH.EXAMPLE"
[central]
url = "{central}"
[coin_acceptor]
model = "twin-acceptor"
port = "{acceptor}"
[receipt_printer]
driver = "escpos.printer"
port = "{receipt}"
[document_printer]
driver = "ipp.printer"
url = "{document}"
"""


@dataclass
class WholeMachine:
    """Start and stop the kiosk as often as you like; the twins and the central system stay."""

    config: Path
    trial: Trial
    acceptor: CoinAcceptorTwin
    acceptor_line: TwinServer
    slips: ReceiptPrinterTwin
    slips_line: TwinServer
    papers: DocumentPrinterTwin
    kiosk: Kiosk = field(init=False)

    def start(self) -> None:
        self.kiosk = Kiosk(self.config)
        self.kiosk.start()

    def stop(self) -> None:
        self.kiosk.stop()

    @property
    def machine(self) -> Machine:
        return self.kiosk.loop.machine

    def wait(self, what: str, holds: Callable[[Machine], bool], patience_s: float = PATIENCE_S) -> Machine:
        until = time.monotonic() + patience_s
        while not holds(self.machine):
            assert self.kiosk.failed is None, self.kiosk.failed
            assert time.monotonic() < until, f"waited in vain for {what}; now {self.machine}"
            time.sleep(0.005)
        return self.machine

    def in_service(self) -> None:
        self.wait("service", lambda machine: not closed_reasons(machine))

    def to_payment(self, copies: int = 1) -> None:
        put = self.kiosk.loop.put
        self.in_service()
        put(StartTouched(self.kiosk.new_visit_id()))
        self.wait("the keypad", lambda machine: isinstance(machine.visit, Identifying))
        put(IdentityEntered(STUDENT, BIRTHDAY))
        self.wait("the offers", lambda machine: isinstance(machine.visit, Choosing))
        put(CopiesChosen("TR-ZH", copies))
        put(OrderConfirmed())
        self.wait("the open slot", lambda m: isinstance(m.visit, Paying) and bool(m.visit.coins_open))

    def insert(self, value: int) -> None:
        with self.acceptor_line.lock:
            self.acceptor.insert(value)

    def finish(self) -> Finished:
        visit = self.wait("the end", lambda machine: isinstance(machine.visit, Finished)).visit
        assert isinstance(visit, Finished)
        self.kiosk.loop.put(DoneTouched())
        return visit


@contextmanager
def whole_machine(folder: Path, start: bool = True) -> Iterator[WholeMachine]:
    """Everything a kiosk needs, and the kiosk itself unless it is to be started otherwise."""
    trial = make_trial(folder, kiosks=(KIOSK,))
    acceptor, slips = CoinAcceptorTwin(), ReceiptPrinterTwin()
    acceptor_line, slips_line = TwinServer(acceptor), TwinServer(slips)
    papers = DocumentPrinterTwin(time.monotonic, speed=8.0)
    for part in (acceptor_line, slips_line, papers):
        part.start()
    with serving(trial.app) as central:
        keys = trial.kiosks[KIOSK]
        (folder / "keys.json").write_text(
            json.dumps({"api_key": keys.api_key, "claim_key": keys.claim_key}), encoding="utf-8"
        )
        text = CONFIG.format(
            kiosk=KIOSK,
            central=central,
            acceptor=acceptor_line.url,
            receipt=slips_line.url,
            document=papers.url,
        )
        (folder / "kiosk.toml").write_text(text, encoding="utf-8")
        machine = WholeMachine(
            folder / "kiosk.toml", trial, acceptor, acceptor_line, slips, slips_line, papers
        )
        if start:
            machine.start()
        try:
            yield machine
        finally:
            if start:
                machine.stop()
            for part in (acceptor_line, slips_line, papers):
                part.stop()
