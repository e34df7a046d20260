"""The host side of a ccTalk bus: one command, then its answer or silence. No port, no clock.

    start(command) -> bytes to write;  then receive(bytes) and tick() -> exactly one Result in the end

Host and devices share one wire, so that most interfaces give us our own bytes back first. They are compared
with what was sent: a difference is trouble on the bus (two talk at once, a short circuit, bytes injected).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.cctalk import headers
from drivers.cctalk.framing import GAP_S, HOST, Check, ChecksumError, Frame, FrameCutter

ATTEMPTS = 3  # part 1: try three times, then fail
QUIET_S = 0.005  # the line rests this long before the next command
BUSY_PAUSE_S = 0.200
POLL_TIMEOUT_S = 0.100  # covers devices that answer within 50 ms behind an adapter that holds bytes for 16 ms
TIMEOUT_S = 1.0  # part 4: up to 1 s; nothing tells a late answer to one question from one to the next
LONGEST_ANSWER_S = 0.300  # 260 bytes at 9600 baud; noise cannot keep an exchange alive for longer than that
BABBLE_S = 0.500  # a line that is never quiet is talked into after this, so that its trouble is noticed


class Echo(StrEnum):
    """Whether the interface gives our own bytes back. AUTO looks at the first exchange that succeeds."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Command:
    """One question to one device. `reply` is how many bytes of data a sensible reply may have."""

    address: int
    header: int
    data: bytes = b""
    check: Check = Check.SIMPLE
    timeout_s: float = TIMEOUT_S
    attempts: int = ATTEMPTS
    reply: range = range(256)

    @property
    def repeatable(self) -> bool:
        return self.header in headers.REPEATABLE


@dataclass(frozen=True, slots=True)
class Addressee:
    """One device as a destination of commands."""

    address: int
    check: Check = Check.SIMPLE

    def command(
        self,
        header: int,
        data: bytes = b"",
        *,
        reply: range = range(256),
        timeout_s: float = TIMEOUT_S,
        attempts: int = ATTEMPTS,
    ) -> Command:
        """`reply` is how many bytes of data a sensible reply may have."""
        return Command(self.address, header, data, self.check, timeout_s, attempts, reply)


@dataclass(frozen=True, slots=True)
class Reply:
    """The device did it, or answered; an acknowledgement is a reply without data."""

    command: Command
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The device answered NAK, or was busy each time it was asked."""

    command: Command
    busy: bool = False


@dataclass(frozen=True, slots=True)
class NoReply:
    """No sound answer. For a command that is not repeatable, the outcome is unknown."""

    command: Command


Result = Reply | Refused | NoReply


@dataclass(slots=True)
class Dropped:
    """What was thrown away since the start, for diagnosis. Nothing here was ever believed."""

    checksum_errors: int = 0
    half_frames: int = 0
    strangers: int = 0  # sound frames that answer nothing we asked
    bad_lengths: int = 0
    echo_mismatches: int = 0
    noise_bytes: int = 0  # bytes while nothing was asked
    timeouts: int = 0
    resent: int = 0


class Host:
    """Carries out one exchange at a time. All times are monotonic seconds."""

    def __init__(self, echo: Echo = Echo.AUTO) -> None:
        self.dropped = Dropped()
        self._echo_setting = echo
        self._echo = echo
        self._cutter = FrameCutter()
        self._command: Command | None = None
        self._echo_due = b""  # what of our own bytes has still to come back
        self._echo_came = False
        self._attempt = 0
        self._answer_by = 0.0  # its first byte
        self._latest = 0.0  # no noise keeps an attempt alive for longer
        self._broken = False  # this attempt cannot succeed; waits for silence, then tries again
        self._resend_at: float | None = None
        self._last_byte_at = 0.0
        self._rest_since = 0.0

    @property
    def echo(self) -> Echo:
        """What is known of the interface; AUTO until the first successful exchange."""
        return self._echo

    def reset(self, now: float) -> None:
        """The port was (re)opened, maybe with another interface: forget everything but the counts."""
        self._cutter.clear()
        self._command = None
        self._echo = self._echo_setting
        self._last_byte_at = self._rest_since = now

    def ready(self, now: float) -> bool:
        """Whether a command may be started: none under way, and the line rests."""
        if self._command is not None:
            return False
        rest_s = GAP_S if self._cutter.inside_frame else QUIET_S
        return now - self._last_byte_at >= rest_s or now - self._rest_since >= BABBLE_S

    def start(self, command: Command, now: float) -> bytes:
        """Begin an exchange; only when ready. Returns the bytes to write in one piece."""
        assert self._command is None, "one command at a time"
        self._command = command
        self._attempt = 0
        return self._send(command, now)

    def receive(self, data: bytes, now: float) -> list[Result]:
        """Take what arrived. Empty bytes mean nothing."""
        if not data:
            return []
        self._last_byte_at = now
        if self._command is None or self._resend_at is not None:
            self.dropped.noise_bytes += len(data)
            self._cut(data, now)  # to know when a stranger's frame ends
            return []
        if self._broken:
            return []
        return self._judge(self._command, self._without_echo(data), now)

    def tick(self, now: float) -> tuple[bytes, list[Result]]:
        """What to write again, or the command given up on."""
        command = self._command
        if command is None:
            return b"", []
        if self._resend_at is not None:
            return (self._send(command, now), []) if now >= self._resend_at else (b"", [])
        if now < self._give_up_at:
            return b"", []
        self.dropped.half_frames += self._cutter.inside_frame
        self.dropped.timeouts += not self._broken
        if command.repeatable and self._attempt < command.attempts:
            self.dropped.resent += 1
            return self._send(command, now), []
        self._echo = self._echo_setting  # in doubt again: maybe it is the echo that has changed
        return b"", self._finish(NoReply(command), now)

    # ---- sending -------------------------------------------------------------------------------

    def _send(self, command: Command, now: float) -> bytes:
        self._attempt += 1
        self._resend_at = None
        self._broken = False
        self._cutter.clear()
        wire = Frame(command.address, HOST, command.header, command.data).to_bytes(command.check)
        self._echo_due = b"" if self._echo is Echo.OFF else wire
        self._echo_came = False
        self._answer_by = now + command.timeout_s
        self._latest = self._answer_by + LONGEST_ANSWER_S
        return wire

    def _finish(self, result: Result, now: float) -> list[Result]:
        self._command = None
        self._cutter.clear()
        self._rest_since = now
        return [result]

    def _break(self) -> None:
        """This attempt is spoilt. What still comes is part of it; try again when the line is silent."""
        self._broken = True
        self._cutter.clear()

    @property
    def _give_up_at(self) -> float:
        """An answer that has begun, or is spoilt, is over when the line has been silent for a gap."""
        if self._broken or self._cutter.inside_frame:
            return min(self._last_byte_at + GAP_S, self._latest)
        return self._answer_by

    # ---- listening -----------------------------------------------------------------------------

    def _without_echo(self, data: bytes) -> bytes:
        """The part of `data` that is not our own bytes coming back."""
        if self._echo is Echo.AUTO and not self._echo_came and data[0] == HOST:
            self._echo_due = b""  # an answer begins with 1, our own bytes begin with the device's address
        if not self._echo_due:
            return data
        self._echo_came = True
        echo, rest = data[: len(self._echo_due)], data[len(self._echo_due) :]
        if not self._echo_due.startswith(echo):
            self.dropped.echo_mismatches += 1
            self._break()
            return b""
        self._echo_due = self._echo_due[len(echo) :]
        return rest

    def _judge(self, command: Command, data: bytes, now: float) -> list[Result]:
        frames = self._cut(data, now)
        for raw in frames:
            try:
                frame = Frame.from_bytes(raw, command.check)
            except ChecksumError:
                self.dropped.checksum_errors += 1
                self._break()
                return []
            if frame.destination != HOST or frame.source not in (None, command.address):
                self.dropped.strangers += 1
                continue
            result = self._answer(command, frame, now)
            if result or self._broken or self._resend_at is not None:
                return result
        return []

    def _answer(self, command: Command, frame: Frame, now: float) -> list[Result]:
        if self._echo is Echo.AUTO:
            self._echo = Echo.ON if self._echo_came else Echo.OFF
        match frame.header:
            case headers.REPLY if len(frame.data) in command.reply:
                return self._finish(Reply(command, frame.data), now)
            case headers.REPLY:
                self.dropped.bad_lengths += 1
                self._break()
                return []
            case headers.NAK:
                return self._finish(Refused(command), now)
            case headers.BUSY if command.repeatable and self._attempt < command.attempts:
                self._resend_at = now + BUSY_PAUSE_S
                return []
            case headers.BUSY:
                return self._finish(Refused(command, busy=True), now)
            case _:
                self.dropped.strangers += 1
                return []

    def _cut(self, data: bytes, now: float) -> list[bytes]:
        before = self._cutter.abandoned
        frames = self._cutter.receive(data, now)
        self.dropped.half_frames += self._cutter.abandoned - before
        return frames
