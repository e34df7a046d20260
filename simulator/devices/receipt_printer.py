"""A thermal receipt printer: takes ESC/POS bytes, moves paper at its own speed, keeps the slips as pictures.

    bytes --> real-time commands are obeyed as they arrive, wherever they stand
          --> receive buffer --> one command at a time --> rows of dots --> paper | knife

    paper:   roll ... head [ 15 mm ] knife ... out
    A cut leaves the 15 mm between head and knife on the roll: they are the top margin of the next slip.

It knows nothing of our driver's code, so that a misread manual does not hide on both sides.
"""

from __future__ import annotations

import io
from collections import deque

from PIL import Image

from drivers.transport.wire import LineSettings

DOTS_PER_MM = 8
ROW_S = 1 / (200 * DOTS_PER_MM)  # 200 mm/s
CUT_S = 0.5
HEAD_TO_KNIFE = 15 * DOTS_PER_MM
LINE_FEED = 30  # rows of a text line
BUFFER_BYTES = 4096
BOOT_S = 1.5
NEAR_END_MM = 3000.0
NEW_ROLL_MM = 80_000.0

DLE, ESC, GS = 0x10, 0x1B, 0x1D
EOT, ENQ = 0x04, 0x05


class ReceiptPrinterTwin:
    """A SerialTwin. The methods of the control panel take effect with the next `receive` or `output`."""

    echoes = False

    def __init__(
        self,
        width: int = 576,
        baud: int = 115200,
        *,
        answers_process_id: bool = True,
        drops_in_any_fault: bool = True,
        automatic_status: bool = True,
    ) -> None:
        """`drops_in_any_fault`: DLE ENQ 2 empties the buffer also at paper end and open cover, as compatible
        printers do; without it only after a cutter error, as Epson's manual promises."""
        self.line = LineSettings(baud)
        self._stride = width // 8
        self._answers_process_id = answers_process_id
        self._drops_in_any_fault = drops_in_any_fault
        self._has_asb = automatic_status
        # What hands can do to it.
        self._powered = True
        self._cover_open = False
        self._jammed = False
        self._online = True
        self._mute = False
        self._paper_mm = NEW_ROLL_MM
        # The paper since the last cut, and all that was cut off.
        self._strip = [self._blank] * HEAD_TO_KNIFE
        self._slips: list[bytes] = []
        self._cuts = 0
        self._rubbish = 0
        self._overflowed = 0
        self._ready_at: float | None = 0.0  # None: switched on, clock not seen yet
        self._forget()

    def _forget(self) -> None:
        """What does not survive without power."""
        self._buffer = bytearray()
        self._recent = bytearray()
        self._out = bytearray()
        self._rows: deque[bytes] = deque()  # to be printed before the next command is read
        self._raster: tuple[int, int] | None = None  # bytes in a row, rows to come
        self._text = 0
        self._cut_pending = False
        self._knife_error = False
        self._opened_while_printing = False
        self._asb_on = False
        self._asb_sent = b""
        self._busy_until = 0.0

    # ---- The control panel -----------------------------------------------------------------

    def set_paper(self, millimetres: float) -> None:
        """Put in a roll of this length; what hung out of the old roll is torn off and thrown away."""
        if self._paper_mm <= 0:
            self._strip = [self._blank] * HEAD_TO_KNIFE
        self._paper_mm = float(millimetres)

    def open_cover(self, is_open: bool) -> None:
        if is_open and (self._rows or self._raster):
            self._opened_while_printing = True
        if not is_open:
            self._opened_while_printing = False
        self._cover_open = is_open

    def cutter_error(self, jammed: bool) -> None:
        """Block the knife; it is noticed at the next cut. Freed, the error stays until DLE ENQ."""
        self._jammed = jammed

    def power(self, on: bool) -> None:
        if on != self._powered:
            self._powered = on
            self._ready_at = None
            self._forget()

    def online(self, on: bool) -> None:
        """Held offline, as by the feed button or by its own menu."""
        self._online = on

    def mute(self, on: bool) -> None:
        """It hears and prints, but its answers do not get out."""
        self._mute = on

    def slips(self) -> list[bytes]:
        """What was cut off and has any dot on it, oldest first, as PNG files."""
        return list(self._slips)

    def hanging(self) -> bytes | None:
        """What is printed but not cut off, as a PNG file."""
        return self._png(self._strip)

    def state(self) -> dict[str, object]:
        return {
            "powered": self._powered,
            "cover_open": self._cover_open,
            "paper_mm": round(max(0.0, self._paper_mm)),
            "paper_near_end": self._near_end,
            "paper_out": self._paper_out,
            "knife_jammed": self._jammed,
            "knife_error": self._knife_error,
            "online": not self._offline,
            "mute": self._mute,
            "buffered_bytes": len(self._buffer),
            "cuts": self._cuts,
            "slips": len(self._slips),
            "rubbish_bytes": self._rubbish,
            "overflowed_bytes": self._overflowed,
        }

    def _png(self, rows: list[bytes]) -> bytes | None:
        if not any(any(row) for row in rows):
            return None
        picture = Image.frombytes("1", (self._stride * 8, len(rows)), b"".join(rows), "raw", "1;I")
        file = io.BytesIO()
        picture.save(file, "PNG", dpi=(203, 203))
        return file.getvalue()

    # ---- The line --------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        self._advance(now)
        if not self._awake(now):
            return
        if not self._buffer:
            self._busy_until = max(self._busy_until, now)
        for byte in data:
            if len(self._buffer) < BUFFER_BYTES:
                self._buffer.append(byte)
            else:
                self._overflowed += 1
            self._obey_at_once(byte)
        self._advance(now)

    def output(self, now: float) -> bytes:
        self._advance(now)
        self._report_change()
        data = bytes(self._out) if self._awake(now) and not self._mute else b""
        self._out.clear()
        return data

    def _awake(self, now: float) -> bool:
        if self._powered and self._ready_at is None:
            self._ready_at = now + BOOT_S
        return self._powered and self._ready_at is not None and now >= self._ready_at

    def _obey_at_once(self, byte: int) -> None:
        """DLE EOT n and DLE ENQ n, also inside other data, offline and with a full buffer."""
        self._recent.append(byte)
        del self._recent[:-3]
        if len(self._recent) < 3 or self._recent[0] != DLE:
            return
        command, parameter = self._recent[1], self._recent[2]
        if command == EOT and 1 <= parameter <= 4:
            self._out.append(self._real_time_status(parameter))
        elif command == ENQ and parameter in (1, 2):
            self._recover(drop=parameter == 2)

    def _recover(self, drop: bool) -> None:
        fault = self._knife_error or (self._drops_in_any_fault and self._stopped)
        if not fault:
            return
        if not self._jammed:
            self._knife_error = False
        if drop:
            self._buffer.clear()
            self._rows.clear()
            self._raster = None
            self._cut_pending = False
            self._text = 0

    # ---- Status ----------------------------------------------------------------------------

    @property
    def _paper_out(self) -> bool:
        return self._paper_mm <= 0

    @property
    def _near_end(self) -> bool:
        return self._paper_mm < NEAR_END_MM

    @property
    def _stopped(self) -> bool:
        return self._paper_out or self._cover_open or self._knife_error or not self._online

    _offline = _stopped

    def _real_time_status(self, question: int) -> int:
        error = self._knife_error or self._opened_while_printing
        bits = {
            1: self._offline << 3,
            2: self._cover_open << 2 | (not self._online) << 3 | self._paper_out << 5 | error << 6,
            3: self._knife_error << 3 | self._opened_while_printing << 6,
            4: self._near_end * 0x0C | self._paper_out * 0x60,
        }
        return 0x12 | bits[question]

    def _automatic_status(self) -> bytes:
        first = 0x10 | self._offline << 3 | self._cover_open << 5 | (not self._online) << 6
        second = self._knife_error << 3 | self._opened_while_printing << 6
        third = self._near_end * 0x03 | self._paper_out * 0x0C
        return bytes((first, second, third, 0x0F))

    def _report_change(self) -> None:
        if self._asb_on and self._powered and self._automatic_status() != self._asb_sent:
            self._asb_sent = self._automatic_status()
            self._out += self._asb_sent

    # ---- Printing --------------------------------------------------------------------------

    def _advance(self, now: float) -> None:
        if self._awake(now):
            while self._busy_until <= now and not self._stopped and self._step():
                pass

    def _step(self) -> bool:
        """One row, one cut or one command; False when there is nothing to do, or not all of it is here."""
        if self._rows:
            self._print(self._rows.popleft())
        elif self._cut_pending:
            self._cut()
        elif self._raster is not None:
            return self._raster_row(*self._raster)
        else:
            return self._command()
        return True

    def _print(self, row: bytes) -> None:
        self._strip.append(row)
        self._paper_mm -= 1 / DOTS_PER_MM
        self._busy_until += ROW_S

    def _cut(self) -> None:
        if self._jammed:
            self._knife_error = True
            return
        self._cut_pending = False
        self._cuts += 1
        piece = self._png(self._strip[:-HEAD_TO_KNIFE])
        if piece is not None:
            self._slips.append(piece)
        self._strip = self._strip[-HEAD_TO_KNIFE:]
        self._busy_until += CUT_S

    def _raster_row(self, width: int, rows: int) -> bool:
        if len(self._buffer) < width:
            return False
        self._print(bytes(self._buffer[:width]).ljust(self._stride, b"\0")[: self._stride])
        del self._buffer[:width]
        self._raster = (width, rows - 1) if rows > 1 else None
        return True

    @property
    def _blank(self) -> bytes:
        return bytes(self._stride)

    # ---- Commands --------------------------------------------------------------------------

    def _command(self) -> bool:
        """Take one command out of the buffer and carry it out."""
        length = _length(self._buffer)
        if not length or len(self._buffer) < length:
            return False
        command = bytes(self._buffer[:length])
        del self._buffer[:length]
        match command[0], command[1:2]:
            case (0x00, _) | (0x10, _):  # nothing; and real-time commands, obeyed when they arrived
                pass
            case (0x0A, _):
                self._line_feed()
            case (0x1B, b"@"):
                self._asb_on, self._text = False, 0
            case (0x1B, b"J"):
                self._feed(command[2])
            case (0x1D, b"v"):
                width, rows = command[4] | command[5] << 8, command[6] | command[7] << 8
                self._raster = (width, rows) if width and rows else None
            case (0x1D, b"V"):
                if command[2] in (65, 66):
                    self._feed(HEAD_TO_KNIFE + command[3])
                self._cut_pending = True
            case (0x1D, b"a"):
                self._asb_on, self._asb_sent = bool(command[2]) and self._has_asb, b""
            case (0x1D, b"r"):
                self._out.append(self._near_end * 0x03 | self._paper_out * 0x0C)
            case (0x1D, b"("):
                if command[2:7] == b"H\x06\x00\x30\x30" and self._answers_process_id:
                    self._out += b"\x37\x22" + command[7:11] + b"\x00"
            case _:
                self._rubbish += 1
                self._text += 1
        return True

    def _feed(self, rows: int) -> None:
        self._rows.extend([self._blank] * rows)

    def _line_feed(self) -> None:
        """Letters are printed as a black bar: our slips have none, so any bar on the paper is an accident."""
        bar = (b"\xff" * min(self._text, self._stride)).ljust(self._stride, b"\0")
        self._rows.extend([bar if self._text else self._blank] * 24 + [self._blank] * (LINE_FEED - 24))
        self._text = 0


def _length(buffer: bytearray) -> int:
    """Bytes of the command at the start of the buffer, without a picture's dots; 0: not known yet."""
    head = bytes(buffer[:2])
    if len(head) < 2 and head[:1] in (b"\x10", b"\x1b", b"\x1d"):
        return 0
    match head:
        case b"\x10\x04" | b"\x10\x05" | b"\x1bJ" | b"\x1da" | b"\x1dr":
            return 3
        case b"\x1b@":
            return 2
        case b"\x1dv":
            return 8
        case b"\x1dV":
            return 0 if len(buffer) < 3 else 4 if buffer[2] in (65, 66) else 3
        case b"\x1d(":
            return 0 if len(buffer) < 5 else 5 + (buffer[3] | buffer[4] << 8)
        case _:
            return 1 if buffer else 0
