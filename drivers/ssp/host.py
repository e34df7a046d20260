"""The host side of SSP: one command, then its reply. No port, no clock.

    start(command) -> bytes to write;  then receive(bytes) and tick() -> exactly one Result in the end

A reply that does not come is asked for again by the same packet with the same sequence bit: the device then
says again what it said, and does nothing twice (manual GA138, packet sequencing). So no command here is ever
lost or done twice, as long as neither side forgets; SYNC is where both do.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.ssp import codes
from drivers.ssp.framing import Packet, PacketCutter

REPLY_S = 1.0  # manual: wait one second for a reply
ATTEMPTS = 21  # manual: after twenty retries the device has crashed
QUIET_S = 0.005  # the line rests this long before the next command
STALE_S = 1.0  # after a repetition: late replies to what was sent before must not answer the next command
BABBLE_S = 0.5  # a line that is never quiet is talked into after this, so that its trouble is noticed


@dataclass(frozen=True, slots=True)
class Command:
    """`reply` is how many bytes of data behind OK a sensible reply may have."""

    code: int
    data: bytes = b""
    reply: range = range(1)
    attempts: int = ATTEMPTS


@dataclass(frozen=True, slots=True)
class Reply:
    """`response` is the manual's generic response; `data` what stands behind it."""

    command: Command
    response: int
    data: bytes
    repeated: bool  # the line was silent in between: is this still the same device?

    @property
    def ok(self) -> bool:
        return self.response == codes.OK


@dataclass(frozen=True, slots=True)
class NoReply:
    """Given up. Whether it was done is unknown."""

    command: Command


Result = Reply | NoReply


@dataclass(slots=True)
class Dropped:
    """What was thrown away since the start, for diagnosis. Nothing here was ever believed."""

    crc_errors: int = 0
    half_packets: int = 0
    noise_bytes: int = 0
    unasked: int = 0  # sound packets while nothing was asked
    strangers: int = 0  # of another address
    wrong_sequence: int = 0
    no_replies: int = 0  # with a first byte that no reply begins with; our own bytes, thrown back
    bad_lengths: int = 0
    resent: int = 0


class Host:
    """Carries out one exchange at a time with the device at `address`. All times are monotonic seconds."""

    def __init__(self, address: int) -> None:
        self._address = address
        self._counts = Dropped()
        self._cutter = PacketCutter()
        self._sequence = True  # of the next packet; SYNC's is always set
        self._command: Command | None = None
        self._packet = b""
        self._sent = 0  # how often
        self._sent_at = 0.0
        self._rest_until = 0.0
        self._last_byte_at = 0.0

    @property
    def dropped(self) -> Dropped:
        self._counts.crc_errors = self._cutter.crc_errors
        self._counts.half_packets = self._cutter.half_packets
        self._counts.noise_bytes = self._cutter.noise_bytes
        return self._counts

    @property
    def waiting(self) -> bool:
        """A command has no reply yet."""
        return self._command is not None

    def reopened(self, now: float) -> None:
        """The port is open (again). What has no reply is sent again, the same, after a rest."""
        self._cutter.clear()
        self._rest_until = now + STALE_S
        if self._command is not None:
            self._sent_at = now + STALE_S - REPLY_S
            self._sent = min(self._sent, self._command.attempts - 1)

    def give_up(self) -> None:
        """Forget the command under way."""
        self._command = None

    def ready(self, now: float) -> bool:
        """Whether a command may be started: none under way, and the line rests."""
        return self._command is None and self._rests(self._rest_until, now)

    def start(self, command: Command, now: float) -> bytes:
        """Begin an exchange; only when ready. Returns the bytes to write in one piece."""
        assert self._command is None, "one command at a time"
        if command.code == codes.SYNC:
            self._sequence = True
        self._command = command
        data = bytes([command.code]) + command.data
        self._packet = Packet(self._address, self._sequence, data).to_bytes()
        self._sent = 0
        return self._send(now)

    def receive(self, data: bytes, now: float) -> list[Result]:
        """Take what arrived. Empty bytes mean nothing."""
        if not data:
            return []
        self._last_byte_at = now
        results: list[Result] = []
        for packet in self._cutter.receive(data, now):
            results += self._judge(packet, now)
        return results

    def tick(self, now: float) -> tuple[bytes, list[Result]]:
        """What to write again, or the command given up on."""
        command = self._command
        if command is None or not self._rests(self._sent_at + REPLY_S, now):
            return b"", []
        if self._sent < command.attempts:
            self._counts.resent += 1
            return self._send(now), []
        self._command = None
        self._rest_until = now + STALE_S
        return b"", [NoReply(command)]

    def _rests(self, since: float, now: float) -> bool:
        return now >= since and (now >= self._last_byte_at + QUIET_S or now >= since + BABBLE_S)

    def _send(self, now: float) -> bytes:
        self._sent += 1
        self._sent_at = now
        return self._packet

    def _judge(self, packet: Packet, now: float) -> list[Result]:
        command = self._command
        if command is None:
            self._counts.unasked += 1
        elif packet.address != self._address:
            self._counts.strangers += 1
        elif packet.sequence != self._sequence:
            self._counts.wrong_sequence += 1
        elif not packet.data or packet.data[0] not in codes.RESPONSES:
            self._counts.no_replies += 1
        elif packet.data[0] == codes.OK and len(packet.data) - 1 not in command.reply:
            self._counts.bad_lengths += 1
        else:
            repeated = self._sent > 1
            self._command = None
            self._sequence = not self._sequence
            if repeated:
                self._rest_until = now + STALE_S
            return [Reply(command, packet.data[0], packet.data[1:], repeated)]
        return []
