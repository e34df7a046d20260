"""What an ESC/POS printer says about itself: the status bits, and a reader that sorts its replies by pattern.

Every kind of reply has bits of its own, so that none is ever taken for another (x = data):

    0xx1xx10   real-time status, the answer to DLE EOT n; nothing in it says which n
    0xx1xx00   first byte of automatic status back (ASB); three bytes 0xx0xxxx follow
    0xx0xxxx   answer to GS r
    11 / 13    XON / XOFF
    37 ... 00  block: 37 22 d1 d2 d3 d4 00 is the process id response to GS ( H;
               35, 3B, 3D, 5F begin other blocks

Source: Epson's ESC/POS reference and manuals of compatible printers. Untried on hardware.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.devices import Condition, DeviceStatus, Trouble

HEALTHY = 0x12  # every DLE EOT reply with no data bit set

XON, XOFF = 0x11, 0x13
BLOCK_HEADERS = frozenset((0x37, 0x35, 0x3B, 0x3D, 0x5F))
PROCESS_ID_HEADER = b"\x37\x22"
LONGEST_BLOCK = 80


# ---- Status bits ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with the printer; all False is healthy."""

    offline: bool = False
    cover_open: bool = False
    feed_button: bool = False
    paper_out: bool = False
    paper_low: bool = False
    mechanical: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    auto_recovering: bool = False  # head too hot, or the cover was opened while it printed
    error: bool = False  # an error is present, its cause is in the bits above if the model names it

    @property
    def recoverable(self) -> bool:
        """An error that DLE ENQ may clear once its cause is gone."""
        return self.cutter or self.mechanical

    @property
    def status(self) -> DeviceStatus:
        stops = (
            (self.paper_out, Trouble.PAPER_OUT),
            (self.cover_open, Trouble.COVER_OPEN),
            (self.cutter, Trouble.CUTTER),
            (self.mechanical, Trouble.JAM),
            # The bit means too hot or cover opened while printing; with the cover open it is the latter.
            (self.auto_recovering and not self.cover_open, Trouble.OVERHEATED),
            (self.unrecoverable, Trouble.OTHER),
        )
        troubles = [trouble for holds, trouble in stops if holds]
        if not troubles and self.error:
            troubles.append(Trouble.OTHER)
        if not troubles and (self.offline or self.feed_button):
            troubles.append(Trouble.PAUSED)
        if troubles:
            return DeviceStatus(Condition.STOPPED, tuple(troubles))
        if self.paper_low:
            return DeviceStatus(Condition.ATTENTION, (Trouble.PAPER_LOW,))
        return DeviceStatus(Condition.READY)


def report_from_replies(printer: int, offline: int, error: int, paper: int) -> Report:
    """The four answers to DLE EOT 1, 2, 3 and 4. Bit 2 of the first is the drawer connector, not a fault."""
    return Report(
        offline=bool(printer & 0x08),
        cover_open=bool(offline & 0x04),
        feed_button=bool(offline & 0x08),
        paper_out=bool(offline & 0x20 or paper & 0x60),
        paper_low=bool(paper & 0x0C),
        mechanical=bool(error & 0x04),
        cutter=bool(error & 0x08),
        unrecoverable=bool(error & 0x20),
        auto_recovering=bool(error & 0x40),
        error=bool(offline & 0x40),
    )


def report_from_asb(asb: AutomaticStatus) -> Report:
    """The four bytes of ASB; the last is reserved."""
    first, second, third, _ = asb.data
    return Report(
        offline=bool(first & 0x08),
        cover_open=bool(first & 0x20),
        feed_button=bool(first & 0x40 or second & 0x02),
        paper_out=bool(third & 0x0C),
        paper_low=bool(third & 0x03),
        mechanical=bool(second & 0x04),
        cutter=bool(second & 0x08),
        unrecoverable=bool(second & 0x20),
        auto_recovering=bool(second & 0x40),
    )


# ---- Replies -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """An answer to some DLE EOT; which one, only the asker can know."""

    value: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    data: bytes


@dataclass(frozen=True, slots=True)
class PaperSensor:
    """The answer to GS r 1, given when everything sent before it has been processed."""

    value: int


@dataclass(frozen=True, slots=True)
class ProcessId:
    """The answer to GS ( H: everything sent before this id has been printed."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Flow:
    """XON (may send) or XOFF (must not)."""

    may_send: bool


Reply = RealTimeStatus | AutomaticStatus | PaperSensor | ProcessId | Flow


def is_real_time(byte: int) -> bool:
    return byte & 0b1001_0011 == 0b0001_0010


def _begins_asb(byte: int) -> bool:
    return byte & 0b1001_0011 == 0b0001_0000


def _is_plain(byte: int) -> bool:
    """The later bytes of ASB, and the answers to GS r."""
    return byte & 0b1001_0000 == 0


class ReplyReader:
    """Sorts the printer's bytes into replies, however they are chopped.

    A real-time status may cut into a block, because it overtakes everything, and a block may break off: our
    process ids hold no real-time pattern and no block header (commands.process_id), so both are told apart
    inside a block too. `dropped` counts bytes that were no part of any reply.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self._asb = bytearray()
        self._block = bytearray()

    def receive(self, data: bytes) -> list[Reply]:
        replies: list[Reply] = []
        for byte in data:
            reply = self._take(byte)
            if reply is not None:
                replies.append(reply)
        return replies

    def _take(self, byte: int) -> Reply | None:
        if is_real_time(byte):
            return RealTimeStatus(byte)
        if byte in (XON, XOFF):
            return Flow(byte == XON)
        if self._asb:
            if _is_plain(byte):
                return self._take_asb(byte)
            self._drop(self._asb)
        if self._block:
            if (byte == 0 or 0x20 <= byte <= 0x7E) and byte not in BLOCK_HEADERS:
                return self._take_block(byte)
            self._drop(self._block)
        if _begins_asb(byte):
            self._asb.append(byte)
        elif byte in BLOCK_HEADERS:
            self._block.append(byte)
        elif _is_plain(byte):
            return PaperSensor(byte)
        else:
            self.dropped += 1
        return None

    def _take_asb(self, byte: int) -> Reply | None:
        self._asb.append(byte)
        if len(self._asb) < 4:
            return None
        whole = AutomaticStatus(bytes(self._asb))
        self._asb.clear()
        return whole

    def _take_block(self, byte: int) -> Reply | None:
        self._block.append(byte)
        if byte != 0:
            if len(self._block) > LONGEST_BLOCK:
                self._drop(self._block)
            return None
        whole = bytes(self._block)
        self._block.clear()
        if whole[:2] == PROCESS_ID_HEADER and len(whole) == 7:
            return ProcessId(whole[2:6])
        self.dropped += len(whole)
        return None

    def _drop(self, part: bytearray) -> None:
        self.dropped += len(part)
        part.clear()
