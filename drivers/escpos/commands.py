"""The bytes we send to an ESC/POS printer, with nothing in a picture that could pass for a real-time command.

A printer acts on DLE EOT, DLE ENQ and DLE DC4 wherever they stand, also in the middle of a picture's dots
(Epson's reference, notes to DLE EOT), and a real-time command put into another command's data spoils
that command. So a slip goes out as many small whole commands, "bands"; between two of them a question
may be asked; and `soften` breaks up every chance sequence inside a band.

python-escpos builds the same commands (the tests compare), but importing it opens the doors to serial
ports, sockets and a pickle in the temporary folder, which a driver that only makes bytes must not have.
"""

from __future__ import annotations

import re

from kiosk.devices import SlipImage

INITIALIZE = b"\x1b@"  # ESC @
ENABLE_AUTOMATIC_STATUS = b"\x1da\x0e"  # GS a: online, error and paper, not the drawer
FEED_AND_CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the knife, cut
DROP_BUFFERS = b"\x10\x05\x02"  # DLE ENQ 2: recover, and forget what was received
REQUEST_PAPER_SENSOR = b"\x1dr\x01"  # GS r 1

PRINTER_STATUS, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_SENSOR = 1, 2, 3, 4

HIGHEST_BAND = 24
SECONDS_PER_BAND = 0.15  # on the wire; a question waits at most this long

# DLE EOT 1-8 and 18, DLE ENQ 0-3, DLE DC4 1-8: what any manual we know gives a meaning.
_REAL_TIME = re.compile(rb"\x10(?:\x04(?=[\x01-\x08\x12]|\Z)|\x05(?=[\x00-\x03]|\Z)|\x14(?=[\x01-\x08]|\Z))")


def transmit_status(question: int) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, question))


def request_process_id(value: bytes) -> bytes:
    """GS ( H function 48: answer with this id when everything before it is printed."""
    return b"\x1d(H\x06\x00\x30\x30" + value


def process_id(number: int) -> bytes:
    """Four characters @, A ... O: none has the pattern of a real-time status or begins a block."""
    return bytes(0x40 | number >> shift & 0x0F for shift in (12, 8, 4, 0))


def band_rows(width: int, baud: int) -> int:
    """How many rows of dots one band may have."""
    row_s = (width // 8) * 10 / baud
    return max(1, min(HIGHEST_BAND, int(SECONDS_PER_BAND / row_s)))


def longest_command(width: int, baud: int) -> int:
    """Bytes of the longest band; so many NULs complete whatever was broken off, and are else ignored."""
    return 8 + width // 8 * band_rows(width, baud)


def bands(image: SlipImage, rows: int) -> list[bytes]:
    """The whole picture as GS v 0 commands, top to bottom.

    White rows stand in bands of their own, and each band ends at its rightmost black byte: that halves the
    time on the wire, and unlike a paper feed it cannot depend on the motion unit of the model.
    """
    stride = image.width // 8
    lines = [image.bits[at : at + stride].rstrip(b"\0") for at in range(0, stride * image.height, stride)]
    whole: list[bytes] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or at - start == rows or bool(lines[at]) != bool(lines[start]):
            whole.append(_raster(lines[start:at]))
            start = at
    return whole


def _raster(lines: list[bytes]) -> bytes:
    """GS v 0 with normal density: width in bytes and height in dots, both low byte first."""
    width = max(1, *map(len, lines))
    head = b"\x1dv0\x00" + width.to_bytes(2, "little") + len(lines).to_bytes(2, "little")
    return head + soften(b"".join(line.ljust(width, b"\0") for line in lines))


def soften(dots: bytes) -> bytes:
    """The same dots, but each chance DLE sequence gets one more black dot, beside a black one.

    04, 05 and 14 (hex) become 0C, 0D and 1C. About 6 slips in 100 have one such place.
    """
    return _REAL_TIME.sub(lambda found: bytes((found[0][0], found[0][1] | 0x08)), dots)
