"""A coin acceptor that speaks ccTalk like the real one, and keeps the physical truth about its coins.

    slot --0.1 s--> gate: let in, or returned --0.2 s--> credit sensor: in the cash box, event written

What it is asked is checked as a device would check it: an address that is not its own, a bad checksum, an
unknown header and wrong data meet silence. `complaints` keeps what a careful host would not have sent.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from drivers.cctalk import headers
from drivers.cctalk.framing import BROADCAST, HOST, Check, ChecksumError, Frame, FrameCutter
from drivers.transport.wire import LineSettings

GATE_S = 0.1  # from the slot to the accept gate
CREDIT_S = 0.2  # from the gate to the credit sensor
CLOSEST_S = 0.12  # coins nearer to each other than this: the second is returned
POWER_UP_S = 0.25
RESET_DEAF_S = 0.08
REMEMBERED = 5
FOREIGN = 0  # what insert() calls a coin or token of no value

TAIWAN = {1: (b"TW001A", 1), 2: (b"TW005A", 5), 3: (b"TW010A", 10), 4: (b"TW020A", 20), 5: (b"TW050A", 50)}

_EVENT_OF_FAULT = {3: 14, 8: 15, 18: 26, 20: 20, 41: 20, 42: 29, 43: 30, 19: 254}


class Unknown(StrEnum):
    """What the device does about a header that it does not know. Silence is the rule."""

    SILENCE = "silence"
    ACK = "ack"
    NAK = "nak"


@dataclass(frozen=True, slots=True)
class Profile:
    """How this model departs from the common one; each of these is some real device's habit."""

    check: Check = Check.SIMPLE
    category: bytes = b"Coin Acceptor"
    unknown: Unknown = Unknown.SILENCE
    missing: frozenset[int] = frozenset()  # headers it does not know, 228 for one
    dummy_first_event: bool = False  # shows a reset by an event of its own after the first read
    needs_first_read: bool = False  # takes nothing until it has been read once
    watchdog_s: float = 1.0
    tells_inhibited_position: bool = False  # event 127 + position in place of 2
    self_check_says_nothing: bool = False


COMMON = Profile()


@dataclass(slots=True)
class _Coin:
    value: int
    at: float  # when it reaches the next point of its path
    let_in: bool = False


@dataclass(slots=True)
class Box:
    """Where coins ended up, by value."""

    coins: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.coins)


class CoinAcceptorTwin:
    """A simulator.wire.SerialTwin. Its clock is the `now` that it was last called with."""

    line = LineSettings(9600)

    def __init__(
        self,
        address: int = 2,
        coins: Mapping[int, tuple[bytes, int]] = TAIWAN,
        serial: int = 12345678,
        profile: Profile = COMMON,
        generator: random.Random | None = None,
        echoes: bool = True,
    ) -> None:
        self.echoes = echoes
        self.address = address
        self.serial = serial
        self.profile = profile
        self.complaints: list[str] = []
        self.cash_box = Box()
        self.returned = Box()
        self.uncredited = Box()  # in the cash box, but power went before the event was written
        self.last = "nothing has happened yet"
        self.recognised_at: list[float] = []  # when each credit event was written; to measure latency
        self._coins = dict(coins)
        self._generator = generator or random.Random(0)
        self._cutter = FrameCutter()
        self._now = 0.0
        self._outbox: list[tuple[float, bytes]] = []
        self._slot: deque[int] = deque()
        self._falling: list[_Coin] = []
        self._last_at_gate = -1.0
        self._lever_open = False
        self._fault = 0
        self._string = False
        self._forget(deaf_until=0.0)

    def _forget(self, deaf_until: float) -> None:
        """What power-up and reset leave: everything inhibited, the counter at 0, nothing remembered."""
        self._deaf_until = deaf_until
        self._counter = 0
        self._events: deque[tuple[int, int]] = deque([(0, 0)] * REMEMBERED, REMEMBERED)
        self._mask = 0
        self._master = True
        self._read_at: float | None = None
        self._dummy_due = self.profile.dummy_first_event

    # ---- hands ---------------------------------------------------------------------------------

    def insert(self, value: int) -> str:
        """Put a coin into the slot; what becomes of it is seen in `state()` a moment later."""
        self._slot.append(value)
        return "a foreign coin rolls in" if value == FOREIGN else f"a coin of NT${value} rolls in"

    def power_cycle(self) -> str:
        """Its power fails and returns. A coin past the gate drops into the cash box unseen."""
        for coin in self._falling:
            (self.uncredited if coin.let_in else self.returned).coins.append(coin.value)
            if coin.let_in:
                self.cash_box.coins.append(coin.value)
        self._falling.clear()
        self._outbox.clear()
        self._cutter.clear()
        self._forget(deaf_until=self._now + POWER_UP_S)
        self.last = "power failed and returned"
        return self.last

    def lever(self, open_: bool) -> str:
        """Hold the coin return lever, or let go of it."""
        if open_ and not self._lever_open:
            self._post(0, 254)
        self._lever_open = open_
        self.last = "return lever held open" if open_ else "return lever let go"
        return self.last

    def string(self) -> str:
        """Somebody fishes with a coin on a string; the mechanism trips and stays so until set_fault(0)."""
        self._string = True
        self._post(0, 20)
        self.last = "coin-on-string mechanism tripped"
        return self.last

    def set_fault(self, code: int) -> str:
        """What its self-check answers from now on (header 232); not 0 means that it stops itself."""
        self._fault = code
        if code:
            self._post(0, _EVENT_OF_FAULT.get(code, 255))
        else:
            self._string = False
        self.last = f"self-check now says {code}"
        return self.last

    def program(self, coins: Mapping[int, tuple[bytes, int]]) -> str:
        """Somebody programs its positions anew: coin id and NT$ value each."""
        self._coins = dict(coins)
        self.last = "programmed anew"
        return self.last

    def state(self) -> dict[str, Any]:
        """All there is to see, and what only the twin knows."""
        return {
            "cash_box": sorted(self.cash_box.coins),
            "cash_box_total": self.cash_box.total,
            "returned": list(self.returned.coins),
            "uncredited": list(self.uncredited.coins),
            "falling": len(self._falling) + len(self._slot),
            "accepts": [value for at, (_, value) in sorted(self._coins.items()) if self._lets_in(at)],
            "polled": self._is_polled(),
            "counter": self._counter,
            "lever_open": self._lever_open,
            "fault": self._self_check_code(),
            "last": self.last,
            "complaints": list(self.complaints),
        }

    # ---- the coin's way ------------------------------------------------------------------------

    def _live(self, now: float) -> None:
        """Let time pass: coins fall."""
        self._now = max(now, self._now)
        while self._slot:
            self._falling.append(_Coin(self._slot.popleft(), self._now + GATE_S))
        for coin in list(self._falling):
            if coin.at > self._now:
                continue
            if not coin.let_in:
                self._at_gate(coin)
            if coin.let_in and coin.at <= self._now:
                self._at_credit_sensor(coin)

    def _at_gate(self, coin: _Coin) -> None:
        """Accept or return. Two coins at once: the second is too close."""
        position = next((at for at, (_, value) in self._coins.items() if value == coin.value), None)
        too_close = coin.at - self._last_at_gate < CLOSEST_S
        self._last_at_gate = coin.at
        if position is None or coin.value == FOREIGN:
            self._return(coin, "not known", 1)
        elif not self._works():
            self._return(coin, "the acceptor does not work now", None)
        elif not self._lets_in(position):
            inhibited = 127 + position if self.profile.tells_inhibited_position else 2
            self._return(coin, "inhibited", inhibited)
        elif too_close:
            self._return(coin, "too close behind another", 8)
        else:
            coin.let_in = True
            coin.at += CREDIT_S

    def _at_credit_sensor(self, coin: _Coin) -> None:
        self._falling.remove(coin)
        self.cash_box.coins.append(coin.value)
        position = next(at for at, (_, value) in self._coins.items() if value == coin.value)
        self._post(position, 1)
        self.recognised_at.append(self._now)
        self.last = f"NT${coin.value} accepted"

    def _return(self, coin: _Coin, why: str, code: int | None) -> None:
        self._falling.remove(coin)
        self.returned.coins.append(coin.value)
        self.last = f"NT${coin.value} returned: {why}" if coin.value else f"foreign coin returned: {why}"
        if code is not None:
            self._post(0, code)

    def _works(self) -> bool:
        return self._now >= self._deaf_until and self._is_polled() and self._self_check_code() == 0

    def _lets_in(self, position: int) -> bool:
        return self._master and bool(self._mask >> position - 1 & 1)

    def _is_polled(self) -> bool:
        if self._read_at is None:
            return (
                not self.profile.needs_first_read and self._now < self._deaf_until + self.profile.watchdog_s
            )
        return self._now - self._read_at <= self.profile.watchdog_s

    def _self_check_code(self) -> int:
        if self._lever_open:
            return 19
        return 20 if self._string else self._fault

    def _post(self, a: int, b: int) -> None:
        self._counter = self._counter % 255 + 1
        self._events.appendleft((a, b))

    # ---- the wire ------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        self._live(now)
        if now < self._deaf_until:
            return
        for raw in self._cutter.receive(data, now):
            if raw[0] not in (self.address, BROADCAST):
                continue
            try:
                frame = Frame.from_bytes(raw, self.profile.check)
            except ChecksumError:
                self._cutter.clear()
                continue
            self._answer(frame, now)

    def output(self, now: float) -> bytes:
        self._live(now)
        due = b"".join(data for at, data in self._outbox if at <= now)
        self._outbox = [(at, data) for at, data in self._outbox if at > now]
        return due

    def _answer(self, frame: Frame, now: float) -> None:
        source = BROADCAST if frame.destination == BROADCAST else self.address
        reply = self._reply(frame.header, frame.data, now)
        if reply is None:
            return
        header, data = reply
        delay_s = self._generator.uniform(0.002, 0.010)
        wire = Frame(HOST, source, header, data).to_bytes(self.profile.check)
        self._outbox.append((now + delay_s, wire))

    def _reply(self, header: int, data: bytes, now: float) -> tuple[int, bytes] | None:
        """The header and data of the reply, or None for silence."""
        if header in self.profile.missing:
            return self._unknown(header)
        if header in _WITHOUT_DATA and data:
            self.complaints.append(f"header {header} with {len(data)} bytes of data")
            return None
        match header:
            case headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES:
                return headers.REPLY, self._read(now)
            case headers.MODIFY_INHIBIT_STATUS if 1 <= len(data) <= 16:
                self._mask = int.from_bytes(data, "little")
                return headers.REPLY, b""
            case headers.MODIFY_MASTER_INHIBIT_STATUS if len(data) == 1:
                self._master = bool(data[0] & 1)
                return headers.REPLY, b""
            case headers.REQUEST_COIN_ID if len(data) == 1 and 1 <= data[0] <= 16:
                return headers.REPLY, self._coins.get(data[0], (b"......", 0))[0]
            case headers.RESET_DEVICE:
                self._forget(deaf_until=now + RESET_DEAF_S)
                return headers.REPLY, b""
            case _ if header in _WITHOUT_DATA:
                return headers.REPLY, self._fact(header)
            case _:
                return self._unknown(header)

    def _unknown(self, header: int) -> tuple[int, bytes] | None:
        self.complaints.append(f"header {header} is not known, or its data is wrong")
        match self.profile.unknown:
            case Unknown.SILENCE:
                return None
            case Unknown.ACK:
                return headers.REPLY, b""
            case Unknown.NAK:
                return headers.NAK, b""

    def _read(self, now: float) -> bytes:
        self._read_at = now
        answer = bytes([self._counter, *(part for event in self._events for part in event)])
        if self._dummy_due:
            self._dummy_due = False
            self._post(0, 2)
        return answer

    def _fact(self, header: int) -> bytes:
        match header:
            case headers.REQUEST_EQUIPMENT_CATEGORY_ID:
                return self.profile.category
            case headers.REQUEST_SERIAL_NUMBER:
                return self.serial.to_bytes(3, "little")
            case headers.PERFORM_SELF_CHECK:
                return b"" if self.profile.self_check_says_nothing else bytes([self._self_check_code()])
            case headers.REQUEST_STATUS:
                return bytes([1 if self._lever_open else 2 if self._string else 0])
            case headers.REQUEST_INHIBIT_STATUS:
                return (self._mask & 0xFFFF).to_bytes(2, "little")
            case headers.REQUEST_MASTER_INHIBIT_STATUS:
                return bytes([self._master])
            case _:
                return _FACTS[header]


_FACTS = {
    headers.SIMPLE_POLL: b"",
    headers.REQUEST_MANUFACTURER_ID: b"SIM",
    headers.REQUEST_PRODUCT_CODE: b"TWIN",
    headers.REQUEST_SOFTWARE_REVISION: b"twin-1.0",
    headers.REQUEST_BUILD_CODE: b"TWIN    ",
    headers.REQUEST_COMMS_REVISION: bytes((1, 4, 7)),
    headers.REQUEST_POLLING_PRIORITY: bytes((2, 20)),
    headers.REQUEST_OPTION_FLAGS: b"\x00",
}

_WITHOUT_DATA = frozenset(_FACTS) | {
    headers.REQUEST_EQUIPMENT_CATEGORY_ID,
    headers.REQUEST_SERIAL_NUMBER,
    headers.PERFORM_SELF_CHECK,
    headers.REQUEST_STATUS,
    headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES,
    headers.REQUEST_INHIBIT_STATUS,
    headers.REQUEST_MASTER_INHIBIT_STATUS,
    headers.RESET_DEVICE,
}
