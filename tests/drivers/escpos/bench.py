"""The driver and its twin on a cable that exists only in virtual time."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image

from drivers.escpos.printer import EscPosReceiptPrinter, Settings, create
from kiosk.devices import (
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    Outcome,
    SlipFinished,
    SlipImage,
)
from simulator.devices.receipt_printer import HEAD_TO_KNIFE, ReceiptPrinterTwin
from simulator.wire import TwinLine

STEP_S = 0.005


class Bench:
    def __init__(self, settings: Settings | None = None, twin: ReceiptPrinterTwin | None = None) -> None:
        settings = settings or Settings()
        self.twin = twin or ReceiptPrinterTwin(settings.width_dots, settings.baud)
        self.cable = TwinLine(self.twin)
        self.driver: EscPosReceiptPrinter = create(settings, "receipt-printer")
        self.now = 100.0
        self.plugged = False
        self.events: list[tuple[float, DeviceEvent]] = []
        self.sent = bytearray()

    def plug(self) -> None:
        self.plugged = True
        self._happened(self.driver.connected(self.now))

    def unplug(self) -> None:
        self.plugged = False
        self.cable.clear()
        self._happened(self.driver.disconnected(self.now))

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass; says whether `until` came true."""
        end = self.now + seconds
        while self.now < end:
            if until():
                return True
            self.now += STEP_S
            out, events = self.driver.tick(self.now)
            self._happened(events)
            if out:
                self.sent += out
                self.cable.write(out, self.now)
            heard = self.cable.read(self.now)
            if self.plugged and heard:
                self._happened(self.driver.receive(heard, self.now))
        return until()

    def ready(self) -> None:
        """Plug in and wait until the printer serves."""
        self.plug()
        assert self.run(10, lambda: self.status is not None and self.status.serves), self.events

    def print_slip(self, job_id: str, image: SlipImage, seconds: float = 30) -> Outcome:
        self.driver.print_slip(job_id, image)
        assert self.run(seconds, lambda: bool(self.finished(job_id))), "the driver never answered"
        return self.finished(job_id)[0].outcome

    def finished(self, job_id: str) -> list[SlipFinished]:
        return [e for _, e in self.events if isinstance(e, SlipFinished) and e.job_id == job_id]

    @property
    def statuses(self) -> list[DeviceStatus]:
        return [event.status for _, event in self.events if isinstance(event, DeviceStatusChanged)]

    @property
    def status(self) -> DeviceStatus | None:
        return self.statuses[-1] if self.statuses else None

    def _happened(self, events: list[DeviceEvent]) -> None:
        self.events += [(self.now, event) for event in events]


def slip_picture(image: SlipImage) -> Image.Image:
    return Image.frombytes("1", (image.width, image.height), image.bits, "raw", "1;I")


def printed(png: bytes) -> Image.Image:
    """A cut slip without its top margin, which is the way from head to knife."""
    picture = Image.open(io.BytesIO(png))
    return picture.crop((0, HEAD_TO_KNIFE, picture.width, picture.height))


def same(png: bytes, image: SlipImage) -> bool:
    return printed(png).tobytes() == slip_picture(image).tobytes()


def ramp(width: int = 576, height: int = 900) -> SlipImage:
    """A slip whose every row differs, so that a lost, doubled or moved row shows; with white gaps."""
    stride = width // 8
    rows = []
    for y in range(height):
        if y % 100 >= 70:
            rows.append(bytes(stride))
        else:
            rows.append((y.to_bytes(4, "big") * stride)[: stride - 8 - y % 7] + bytes(8 + y % 7))
    return SlipImage(width, height, b"".join(rows))
