"""A process with the twins of the devices on real wires, and a control service for whoever has hands.

    kiosk ==rfc2217==> acceptor, hoppers  <--+
          ==rfc2217==> bill validator     <--+
          ==rfc2217==> receipt printer    <--+-- POST /do, GET /state, /slips/N.png, /tray/N.pdf
          ====IPP====> document printer   <--+

`python -m simulator twins` prints one line of JSON with all addresses when the wires are up.
"""

from __future__ import annotations

import json
import signal
import threading
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from simulator.devices.bus import BusTwin
from simulator.devices.coin_acceptor import FOREIGN, CoinAcceptorTwin
from simulator.devices.document_printer import DocumentPrinterTwin
from simulator.devices.hopper import HopperTwin
from simulator.devices.receipt_printer import NEAR_END_MM, NEW_ROLL_MM, ReceiptPrinterTwin
from simulator.loopback import Answer, BadRequest, LoopbackService, Request, not_found, of_bytes, of_json
from simulator.note_slot import NoteSlot, fitted
from simulator.wire import TwinServer

FIRST_HOPPER_SERIAL = 7001
TOKEN = "token"  # what a foreign coin is called in a deed
ROLLS = {"out": 0.0, "low": NEAR_END_MM / 2, "full": NEW_ROLL_MM}


class Twins:
    """The devices, their wires, and what hands can do to them. A context manager.

    `speed` is that of both printers; coins fall as they do.
    """

    def __init__(self, config: dict[str, Any], *, speed: float = 1.0, free_ports: bool = False) -> None:
        ports = dict.fromkeys(WIRES, 0) if free_ports else {name: _port(config[name]) for name in WIRES}
        self._acceptor = CoinAcceptorTwin(coins=_coins(config["coin_acceptor"]))
        self._receipts = ReceiptPrinterTwin()
        self._printer = DocumentPrinterTwin(time.monotonic, speed=speed, port=ports["document_printer"])
        self._hoppers = {
            name: HopperTwin(
                int(section["address"]),
                int(section["value"]),
                int(config.get("start_float", {}).get(name, 0)),
                serial=FIRST_HOPPER_SERIAL + number,
            )
            for number, (name, section) in enumerate(config.get("hoppers", {}).items())
        }
        bus = BusTwin([self._acceptor, *self._hoppers.values()])
        self._slot = TwinServer(bus, ports["coin_acceptor"])
        # A clock that runs faster makes the line and the paper of this printer faster.
        self._slips = TwinServer(
            self._receipts, ports["receipt_printer"], now=lambda: time.monotonic() * speed
        )
        self._notes: NoteSlot | None = None
        if section := config.get("bill_validator"):
            self._notes = fitted(section, 0 if free_ports else _port(section))
        self._unplugged: set[str] = set()

    def __enter__(self) -> Self:
        self._slot.start()
        self._slips.start()
        if self._notes is not None:
            self._notes.server.start()
        self._printer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._printer.stop()
        if self._notes is not None:
            self._notes.server.stop()
        self._slips.stop()
        self._slot.stop()

    def addresses(self) -> dict[str, str]:
        wires = {
            "coin_acceptor": self._slot.url,
            "receipt_printer": self._slips.url,
            "document_printer": self._printer.url,
        }
        return wires if self._notes is None else {**wires, "bill_validator": self._notes.server.url}

    # ---- Over HTTP -----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["state"]:
                return of_json(self.state())
            case "GET", ["slips", name]:
                slips = self.slips()
                number = _number(name, ".png")
                return of_bytes(slips[number - 1], "image/png") if 1 <= number <= len(slips) else not_found()
            case "GET", ["tray", name]:
                tray = self._printer.tray()
                number = _number(name, ".pdf")
                if not 1 <= number <= len(tray):
                    return not_found()
                return of_bytes(tray[number - 1].pdf, "application/pdf")
            case "POST", ["do"]:
                self.do(request.body)
                return of_json({})
        return not_found()

    def do(self, body: dict[str, Any]) -> None:
        """One deed; BadRequest when there is no such device or deed."""
        match body.get("device"):
            case "coin_acceptor":
                self._do_to_acceptor(body)
            case "receipt_printer":
                self._do_to_receipts(body)
            case "document_printer":
                self._do_to_printer(body)
            case "bill_validator" if self._notes is not None:
                self._notes.do(body)
            case str(hopper) if hopper in self._hoppers:
                with self._slot.lock:
                    self._do_to_hopper(self._hoppers[hopper], body)
            case other:
                raise BadRequest(f"there is no device {other!r}")

    def _do_to_acceptor(self, body: dict[str, Any]) -> None:
        match body:
            case {"deed": "insert", "coin": str(coin)} if coin == TOKEN or coin.isdecimal():
                with self._slot.lock:
                    self._acceptor.insert(FOREIGN if coin == TOKEN else int(coin))
            case {"deed": "power_cycle"}:
                with self._slot.lock:
                    self._acceptor.power_cycle()
            case {"deed": "empty_cash_box"}:
                with self._slot.lock:
                    self._acceptor.cash_box.coins.clear()
            case {"deed": "lever", "open": bool(held)}:
                with self._slot.lock:
                    self._acceptor.lever(held)
            case _:
                self._do_to_cable("coin_acceptor", self._slot, body)

    def _do_to_hopper(self, hopper: HopperTwin, body: dict[str, Any]) -> None:
        match body:
            case {"deed": "coins", "level": int(level)} if 0 <= level <= 2000:
                hopper.take_out()
                hopper.fill(level)
            case {"deed": "jam", "on": bool(jammed)}:
                hopper.jam(jammed)
            case {"deed": "power", "on": bool(on)}:
                hopper.power(on)
            case _:
                raise BadRequest(f"nobody can do this to a hopper: {body}")

    def _do_to_receipts(self, body: dict[str, Any]) -> None:
        with self._slips.lock:
            match body:
                case {"deed": "paper", "level": str(level)} if level in ROLLS:
                    return self._receipts.set_paper(ROLLS[level])
                case {"deed": "cover", "open": bool(is_open)}:
                    return self._receipts.open_cover(is_open)
                case {"deed": "cutter", "jammed": bool(jammed)}:
                    return self._receipts.cutter_error(jammed)
                case {"deed": "power", "on": bool(on)}:
                    return self._receipts.power(on)
        return self._do_to_cable("receipt_printer", self._slips, body)

    def _do_to_printer(self, body: dict[str, Any]) -> None:
        match body:
            case {"deed": "paper", "sheets": int(sheets)} if 0 <= sheets <= 500:
                self._printer.set_paper(sheets)
            case {"deed": "jam", "on": bool(jammed)}:
                self._printer.jam(jammed)
            case {"deed": "door", "open": bool(is_open)}:
                self._printer.door(is_open)
            case {"deed": "power", "on": bool(on)}:
                self._printer.power(on)
            case {"deed": "empty_tray"}:
                self._printer.empty_tray()
            case _:
                raise BadRequest(f"nobody can do this to the document printer: {body}")

    def _do_to_cable(self, device: str, server: TwinServer, body: dict[str, Any]) -> None:
        match body:
            case {"deed": "unplug"}:
                self._unplugged.add(device)
                server.unplug()
            case {"deed": "replug"}:
                self._unplugged.discard(device)
                server.replug()
            case _:
                raise BadRequest(f"nobody can do this to the {device.replace('_', ' ')}: {body}")

    # ---- What is seen --------------------------------------------------------------------------------

    def slips(self) -> list[bytes]:
        with self._slips.lock:
            return self._receipts.slips()

    def state(self) -> dict[str, object]:
        with self._slot.lock:
            acceptor = self._acceptor.state()
            hoppers = {name: hopper.state() for name, hopper in self._hoppers.items()}
        with self._slips.lock:
            receipts = self._receipts.state()
        printer = self._printer.state()
        taken, returned = acceptor["cash_box"], acceptor["returned"]
        return {
            "coin_acceptor": {
                "powered": True,
                "plugged": "coin_acceptor" not in self._unplugged,
                "open": acceptor["accepts"] if acceptor["polled"] else [],
                "cash_box": taken,
                "returned": returned,
                "falling": acceptor["falling"],
                "last": acceptor["last"],
                "complaints": acceptor["complaints"],
            },
            "hoppers": {
                name: {
                    "value": hopper["value"],
                    "coins": hopper["coins"],
                    "paid_out": hopper["paid_out"],
                    "powered": hopper["powered"],
                    "turning": hopper["turning"],
                    "jammed": hopper["jammed"],
                }
                for name, hopper in hoppers.items()
            },
            "receipt_printer": {
                "powered": receipts["powered"],
                "plugged": "receipt_printer" not in self._unplugged,
                "cover_open": receipts["cover_open"],
                "paper": _roll(receipts),
                "knife_error": receipts["knife_error"],
                "rubbish": receipts["rubbish_bytes"],
            },
            "document_printer": {
                "powered": printer["power"],
                "jammed": printer["jam"],
                "sheets": printer["paper"],
                "printing": printer["printing"],
                "sheets_out": printer["sheets_in_tray"],
            },
            "bill_validator": None if self._notes is None else self._notes.state(),
            "slips": receipts["slips"],
            "tray": [
                {"number": number, "job": job.job_name, "pages": job.pages}
                for number, job in enumerate(self._printer.tray(), 1)
            ],
        }


WIRES = ("coin_acceptor", "receipt_printer", "document_printer")


def serve(config: Path, *, speed: float, free_ports: bool, say: Callable[[str], None]) -> None:
    """Until SIGTERM or Ctrl-C."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with (
        Twins(tomllib.loads(config.read_text(encoding="utf-8")), speed=speed, free_ports=free_ports) as twins,
        LoopbackService(twins.answer) as control,
    ):
        say(json.dumps({**twins.addresses(), "control": control.url}))
        stopped.wait()


def _coins(section: dict[str, Any]) -> dict[int, tuple[bytes, int]]:
    """What is programmed on each position, as the kiosk's configuration expects it."""
    scale = section.get("id_scale", 1)
    return {
        int(position): (_coin_id(value * scale), value) for position, value in section["positions"].items()
    }


def _coin_id(units: int) -> bytes:
    """`TW010A`, or with the thousands as letters `TW1K0A`: ccTalk part 3, appendix 3.1."""
    return b"TW%03dA" % units if units < 1000 else b"TW%dK%dA" % (units // 1000, units % 1000 // 100)


def _port(section: dict[str, Any]) -> int:
    port = urlsplit(str(section.get("port") or section.get("url"))).port
    if port is None:
        raise ValueError(f"a twin needs a port of its own: {section}")
    return port


def _number(name: str, suffix: str) -> int:
    stem = name.removesuffix(suffix)
    return int(stem) if stem.isascii() and stem.isdecimal() and stem != name else 0


def _roll(receipts: dict[str, object]) -> str:
    if receipts["paper_out"]:
        return "out"
    return "low" if receipts["paper_near_end"] else "full"
