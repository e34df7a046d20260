"""A bill validator that speaks SSP like ITL's, and keeps the physical truth about its notes.

    bezel --scanned--> escrow --a poll--> credit point, `stacked` --> cash box, `box`
      ^                   | reject, or 10 s without a word
      `-------------------'  `returned`

A packet that is not addressed to it, or is damaged, meets silence; one with the same sequence bit as the last
is answered again and not done. `complaints` keeps what a careful host would not have sent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum
from typing import Any

from drivers.ssp import codes
from drivers.ssp.framing import Packet, PacketCutter
from drivers.transport.wire import LineSettings

SCAN_S = 1.0
CREDIT_S = 0.6  # from escrow to where nobody can pull it out
STACK_S = 1.4  # from escrow into the box
REJECT_S = 0.8
ESCROW_S = 10.0  # without a word it goes back
HAND_S = 3.0
UNPOLLED_S = 5.0  # then it disables itself
NEWEST_PROTOCOL = 8

# Reasons of LAST_REJECT_CODE
NOT_RECOGNISED, BY_HOST, INHIBITED, TIMED_OUT = 0x02, 0x08, 0x0C, 0x13


class Place(Enum):
    """Where the one note inside is."""

    SCANNING = "scanning"
    ESCROW = "escrow"
    STACKING = "stacking"
    REJECTING = "rejecting"
    CLEARING_BACK = "clearing back"  # at power-up
    CLEARING_IN = "clearing in"


LASTS_S = {
    Place.SCANNING: SCAN_S,
    Place.STACKING: STACK_S,
    Place.REJECTING: REJECT_S,
    Place.CLEARING_BACK: REJECT_S,
    Place.CLEARING_IN: STACK_S,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How this one departs from the common one."""

    acknowledges: bool = True  # it knows POLL_WITH_ACK in plain packets
    names_cleared: bool = True  # at power-up it still knows which note it clears
    clears_in_from: float = 0.6  # a note this far into stacking (s) goes into the box at power-up
    repeats_box: bool = True  # a cash box that is out is said in every answer
    expanded: bool = True  # its dataset gives values in full
    power_up_s: float = 2.0
    answer_s: tuple[float, float] = (0.010, 0.020)


COMMON = Profile()
WITHOUT_ACK = Profile(acknowledges=False, expanded=False)
FORGETFUL = Profile(names_cleared=False, repeats_box=False)
TAIWAN = {1: 100, 2: 500, 3: 1000}


class SspBillValidatorTwin:
    """A simulator.wire.SerialTwin. Its clock is the `now` that it was last called with."""

    echoes = False

    def __init__(
        self,
        profile: Profile = COMMON,
        notes: dict[int, int] | None = None,
        address: int = 0,
        serial: int = 1873452,
        country: str = "TWD",
        generator: random.Random | None = None,
    ) -> None:
        self.line = LineSettings(9600, stop_bits=2)
        self.profile = profile
        self.notes = dict(notes or TAIWAN)
        self.address = address
        self.serial = serial
        self.country = country
        self.stacked: list[int] = []  # what is the machine's for good, from the credit point on
        self.returned: list[int] = []
        self.drawn_in = 0  # how many notes, ever
        self.box: list[int] = []  # what is in the box that is in place
        self.complaints: list[str] = []
        self.commands: list[int] = []  # that were done, not those that were repeated
        self.last = "nothing has happened yet"
        self._generator = generator or random.Random(0)
        self._cutter = PacketCutter()
        self._outbox: list[tuple[float, bytes]] = []
        self._now = 0.0
        self._powered = True
        self._up_at = 0.0
        self._box_in = True
        self._jammed = False
        self._full = False
        self._note: int | None = None
        self._counted = False  # in `stacked`
        self._offered: tuple[int, float] | None = None  # in a hand, and how long it is patient
        self._place: Place | None = None
        self._progress = 0.0  # seconds into the place
        self._live_until = 0.0
        self._forget()

    # ---- hands -----------------------------------------------------------------------------------

    @property
    def inside(self) -> int | None:
        return self._note

    def insert(self, value: int) -> str:
        """A note is offered. The motor runs only when it is enabled, empty, and in order.

        While the note before is on its way into the box, a hand holds the next one ready for a moment.
        """
        if self.takes:
            self._draws_in(value)
        elif self._place is Place.STACKING and self._progress >= CREDIT_S and self._offered is None:
            self._offered = value, self._now + HAND_S
            self._say(f"a note of NT${value} is held before the bezel")
        else:
            self.returned.append(value)
            self._say(f"a note of NT${value} is not drawn in")
        return self.last

    def _draws_in(self, value: int) -> None:
        self.drawn_in += 1
        self._note, self._counted = value, False
        self._moves(Place.SCANNING)
        self._say(f"a note of NT${value} is drawn in")

    def power(self, on: bool) -> str:
        if on == self._powered:
            return self.last
        self._powered = on
        self._outbox.clear()
        self._cutter.clear()
        if on:
            self._up_at = self._now + self.profile.power_up_s
            self._forget()
            return self._say("power has returned")
        return self._say("without power")

    def jam(self, jammed: bool) -> str:
        self._jammed = jammed
        return self._say("what moves notes is stuck" if jammed else "the jam was cleared")

    def move_cash_box(self, present: bool) -> list[int]:
        """Taken out, it takes its notes along; what was in it."""
        if present == self._box_in:
            return []
        self._box_in = present
        self._happens(codes.CASHBOX_REPLACED if present else codes.CASHBOX_REMOVED)
        taken: list[int] = []
        if present:
            self._full = False
        else:
            taken, self.box = self.box, []
        self._say("the cash box is back" if present else f"the cash box is out, with {len(taken)} notes")
        return taken

    def fill(self) -> str:
        """The box takes no more."""
        self._full = True
        self._happens(codes.STACKER_FULL)
        return self._say("the cash box is full")

    def pull_back(self) -> str:
        """Somebody pulls at a thread on the note; past the credit point he pulls in vain."""
        self._happens(codes.FRAUD_ATTEMPT, self._channel or 0)
        if self._note is None or (self._place is Place.STACKING and self._progress >= CREDIT_S):
            return self._say("pulled in vain")
        self._comes_back()
        return self._say("the note was pulled out")

    def power_cycle(self) -> str:
        self.power(False)
        return self.power(True)

    def state(self) -> dict[str, Any]:
        """All there is to see, and what only the twin knows."""
        return {
            "powered": self._powered,
            "takes": sorted(self._open) if self.takes else [],
            "inside": self._note,
            "place": None if self._place is None else self._place.value,
            "stacked": list(self.stacked),
            "returned": list(self.returned),
            "box": list(self.box),
            "box_in": self._box_in,
            "jammed": self._jammed,
            "full": self._full,
            "last": self.last,
            "complaints": list(self.complaints),
        }

    @property
    def takes(self) -> bool:
        """Its lights invite a note."""
        running = self._powered and self._now >= self._up_at and self._enabled and self._inhibits > 0
        blocked = self._jammed or self._full or not self._box_in or self._kept is not None
        return running and not blocked and self._note is None

    def _say(self, what: str) -> str:
        self.last = what
        return what

    @property
    def _channel(self) -> int | None:
        known = [channel for channel, value in self.notes.items() if value == self._note]
        return known[0] if known else None

    @property
    def _open(self) -> set[int]:
        return {value for channel, value in self.notes.items() if self._inhibits >> channel - 1 & 1}

    # ---- what goes away ----------------------------------------------------------------------------

    def _forget(self) -> None:
        """As by a power failure: only the notes themselves are still there."""
        self._enabled = False
        self._inhibits = 0
        self._protocol = 4
        self._last_sequence: bool | None = None
        self._last_reply = b""
        self._events: list[bytes] = [bytes([codes.SLAVE_RESET])]
        if not self._box_in:
            self._happens(codes.CASHBOX_REMOVED)
        self._kept: bytes | None = None  # the answer that is repeated until EVENT_ACK
        self._reported = False  # the host knows of the note in escrow
        self._reject_reason = 0
        self._spoken_to_at = self._polled_at = self._up_at
        if self._note is None:
            return
        goes_in = self._place in (Place.STACKING, Place.CLEARING_IN)
        far = self._place is Place.CLEARING_IN or self._progress >= min(self.profile.clears_in_from, CREDIT_S)
        self._moves(Place.CLEARING_IN if goes_in and far else Place.CLEARING_BACK)

    # ---- the note's way ----------------------------------------------------------------------------

    def _moves(self, place: Place) -> None:
        self._place, self._progress = place, 0.0

    def _live(self, now: float) -> None:
        """Let time pass in small steps, so that what happens happens in order."""
        while self._live_until < now:
            step = min(0.05, now - self._live_until)
            self._live_until += step
            self._now = self._live_until
            self._hand()
            if self._powered and self._now >= self._up_at:
                self._pass(step)
        self._now = max(self._now, now)

    def _hand(self) -> None:
        """What somebody holds before the bezel is drawn in, or he gives up."""
        if self._offered is not None and (self.takes or self._now >= self._offered[1]):
            (value, until), self._offered = self._offered, None
            if self._now < until:
                self._draws_in(value)
            else:
                self.returned.append(value)

    def _pass(self, step: float) -> None:
        if self._place is Place.ESCROW:
            if self._now - self._spoken_to_at >= ESCROW_S:
                self._reject(TIMED_OUT)
        elif self._enabled and self._now - self._polled_at >= UNPOLLED_S:
            self._enabled = False
            self._happens(codes.DISABLED)
        if self._place is None or self._place is Place.ESCROW or self._jammed:
            return
        before, self._progress = self._progress, self._progress + step
        if self._place is Place.STACKING and before < CREDIT_S <= self._progress:
            self._is_ours()
            self._happens(codes.NOTE_CREDIT, self._channel or 0)
        if self._progress >= LASTS_S[self._place]:
            self._arrives(self._place)

    def _arrives(self, place: Place) -> None:
        channel = self._channel or 0
        named = channel if self.profile.names_cleared else 0
        match place:
            case Place.SCANNING if not channel:
                self._reject(NOT_RECOGNISED)
            case Place.SCANNING if not self._enabled or self._note not in self._open:
                self._reject(INHIBITED)
            case Place.SCANNING:
                self._moves(Place.ESCROW)
                self._reported = False
                self._spoken_to_at = self._now
            case Place.REJECTING:
                self._comes_back()
                self._happens(codes.REJECTED)
            case Place.CLEARING_BACK:
                self._comes_back()
                self._happens(codes.NOTE_CLEARED_FROM_FRONT, named)
            case Place.STACKING:
                self._goes_in()
                self._happens(codes.STACKED)
            case Place.CLEARING_IN:
                self._goes_in()
                self._happens(codes.NOTE_CLEARED_INTO_CASHBOX, named)
            case Place.ESCROW:
                raise AssertionError("a note in escrow waits")

    def _reject(self, reason: int) -> None:
        self._reject_reason = reason
        self._moves(Place.REJECTING)

    def _comes_back(self) -> None:
        assert self._note is not None
        self.returned.append(self._note)
        self.last = f"NT${self._note} came back"
        self._note = self._place = None

    def _is_ours(self) -> None:
        """Past the point where it could be pulled out."""
        if self._note is not None and not self._counted:
            self._counted = True
            self.stacked.append(self._note)

    def _goes_in(self) -> None:
        assert self._note is not None
        self._is_ours()
        self.box.append(self._note)
        self.last = f"NT${self._note} is in the box"
        self._note = self._place = None

    def _happens(self, code: int, channel: int = 0) -> None:
        self._events.append(bytes([code, channel]) if code in codes.WITH_CHANNEL else bytes([code]))

    # ---- the wire ----------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        self._live(now)
        if not self._powered or now < self._up_at:
            return
        for packet in self._cutter.receive(data, now):
            if packet.address == self.address and packet.data:
                self._spoken_to_at = now
                self._answer(packet, now)

    def output(self, now: float) -> bytes:
        self._live(now)
        due = b"".join(data for at, data in self._outbox if at <= now)
        self._outbox = [(at, data) for at, data in self._outbox if at > now]
        return due

    def _answer(self, packet: Packet, now: float) -> None:
        if packet.data[0] == codes.SYNC or packet.sequence != self._last_sequence:
            self._last_sequence = packet.sequence or packet.data[0] == codes.SYNC
            self.commands.append(packet.data[0])
            self._last_reply = Packet(self.address, packet.sequence, self._do(packet.data)).to_bytes()
        self._outbox.append((now + self._generator.uniform(*self.profile.answer_s), self._last_reply))

    def _do(self, data: bytes) -> bytes:
        """The generic response and what stands behind it."""
        match data[0]:
            case codes.SET_INHIBITS if len(data) == 3:
                self._inhibits = int.from_bytes(data[1:], "little")
            case codes.HOST_PROTOCOL_VERSION if len(data) == 2:
                if not 4 <= data[1] <= NEWEST_PROTOCOL:
                    return bytes([codes.FAIL])
                self._protocol = data[1]
            case codes.SET_INHIBITS | codes.HOST_PROTOCOL_VERSION:
                return self._wrong(codes.WRONG_NO_PARAMETERS, data)
            case _ if len(data) != 1:
                return self._wrong(codes.WRONG_NO_PARAMETERS, data)
            case codes.RESET:
                self.power_cycle()
            case codes.SYNC:
                pass
            case codes.ENABLE | codes.DISABLE:
                self._enable(data[0] == codes.ENABLE)
            case codes.HOLD if self._place is Place.ESCROW:
                pass
            case codes.REJECT if self._place is Place.ESCROW:
                self._reject(BY_HOST)
            case codes.EVENT_ACK if self._kept is not None:
                self._kept = None
            case codes.HOLD | codes.REJECT | codes.EVENT_ACK:
                return bytes([codes.COMMAND_CANNOT_BE_PROCESSED])
            case codes.POLL:
                return bytes([codes.OK]) + self._poll()
            case codes.POLL_WITH_ACK if self.profile.acknowledges:
                return bytes([codes.OK]) + self._poll_with_ack()
            case codes.GET_SERIAL_NUMBER:
                return bytes([codes.OK]) + self.serial.to_bytes(4)
            case codes.SETUP_REQUEST:
                return bytes([codes.OK]) + self._setup()
            case codes.LAST_REJECT_CODE:
                return bytes([codes.OK, self._reject_reason])
            case _:
                return self._wrong(codes.COMMAND_NOT_KNOWN, data)
        return bytes([codes.OK])

    def _wrong(self, response: int, data: bytes) -> bytes:
        if data[0] != codes.POLL_WITH_ACK:
            self.complaints.append(f"{data.hex(' ')} is answered {response:02X}")
        return bytes([response])

    def _enable(self, enabled: bool) -> None:
        self._enabled, self._polled_at = enabled, self._now
        if not enabled:
            self._happens(codes.DISABLED)

    def _poll(self) -> bytes:
        """What happened since the last one, and what lasts; a note in escrow that was told is accepted."""
        self._polled_at = self._now
        if self._place is Place.ESCROW and self._reported:
            self._moves(Place.STACKING)
        happened, self._events = self._events, []
        return b"".join(happened) + self._lasting()

    def _lasting(self) -> bytes:
        said = b""
        match self._place:
            case Place.SCANNING:
                said = bytes([codes.READ, 0])
            case Place.ESCROW:
                self._reported = True
                said = bytes([codes.READ, self._channel or 0])
            case Place.STACKING:
                said = bytes([codes.STACKING])
            case Place.REJECTING:
                said = bytes([codes.REJECTING])
        if self._jammed:
            past = self._place is Place.STACKING and self._progress >= CREDIT_S
            said += bytes([codes.SAFE_JAM if past else codes.UNSAFE_JAM])
        if not self._box_in and self.profile.repeats_box:
            said += bytes([codes.CASHBOX_REMOVED])
        return said

    def _poll_with_ack(self) -> bytes:
        self._polled_at = self._now
        if self._kept is None:
            needs_ack = any(event[0] in codes.ACKNOWLEDGED for event in self._events)
            said = self._poll()
            if self._place in (Place.CLEARING_BACK, Place.CLEARING_IN) and self._protocol > 6:
                said += bytes([codes.INITIALISING])
            if not needs_ack:
                return said
            self._kept = said
        return self._kept

    def _setup(self) -> bytes:
        many = max(self.notes)
        values = [self.notes.get(channel, 0) for channel in range(1, many + 1)]
        full = self.profile.expanded and self._protocol >= 6
        multiplier = 0 if full else 100
        said = bytes([0]) + b"0333" + self.country.encode() + multiplier.to_bytes(3) + bytes([many])
        said += bytes(0 if full else value // 100 for value in values) + bytes([0 if full else 2]) * many
        said += (100).to_bytes(3) + bytes([self._protocol])
        if self._protocol >= 6:
            said += self.country.encode() * many
            said += b"".join(value.to_bytes(4, "little") for value in values)
        return said
