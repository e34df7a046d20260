"""A hopper that speaks ccTalk like the real one, and keeps the physical truth about its coins.

    bowl --motor, 3 to 8 coins/s--> exit sensor: counted --> tray, `paid_out`

What it is asked is checked as a device would check it: an address that is not its own, a bad checksum, an
unknown header and wrong data meet silence. `complaints` keeps what a careful host would not have sent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal

from drivers.cctalk import headers
from drivers.cctalk.framing import BROADCAST, HOST, Check, ChecksumError, Frame, FrameCutter
from drivers.transport.wire import LineSettings
from simulator.devices.coin_acceptor import Unknown

SPIN_UP_S = 0.15
JAM_NOTICED_S = 1.0
LATE_COIN_S = 0.08  # a coin in the exit when the motor stops
BLOCKED_AGAIN_S = 0.333  # after a reset, when the exit still is blocked (Flow)
LIFETIME = 1 << 24

# (register, bit) of header 163
OVER_CURRENT, TIMED_OUT, BLOCKED_IDLE, BLOCKED_PAYING = (1, 0), (1, 1), (1, 3), (1, 5)
SHORTED_IDLE, POWERED_UP, DISABLED, POWER_DOWN_PAYING = (1, 4), (1, 6), (1, 7), (3, 0)
WRONG_KEY = (3, 3)
HINDERS = {OVER_CURRENT, BLOCKED_IDLE, BLOCKED_PAYING, SHORTED_IDLE, POWER_DOWN_PAYING, WRONG_KEY, (2, 0)}
HINDERS |= {(2, 3), (2, 4), (2, 5), (3, 1), (3, 2)}


@dataclass(frozen=True, slots=True)
class Profile:
    """How this model departs from the common one; each of these is some real device's habit."""

    check: Check = Check.SIMPLE
    category: bytes = b"Payout"
    security: Literal["serial", "cipher", "zeros"] = "serial"
    unknown: Unknown = Unknown.SILENCE
    missing: frozenset[int] = frozenset()  # headers it does not know, 168 for one
    registers: int = 3  # of header 163
    keeps_counters: bool = True  # paid, unpaid and the dispense count survive power failure and reset
    counts_refused: bool = False  # its event counter moves for a refused payout too (Flow)
    answers_before_counting: bool = False  # its answer to a payout is the counter before it
    answers_ack: bool = False  # old ones answer a payout and a stop by an ACK
    clears_unpaid: bool = False  # it does not say what it could not pay (Flow)
    stop_resets: bool = False  # an emergency stop forgets like a reset (SCH2)
    late_coin: bool = True  # the coin in the exit still falls after a stop, and is counted
    throws: bool = True  # a coin falls uncounted when power fails while the motor turns
    coins_per_s: float = 5.0
    payout_timeout_s: float = 3.0
    low_mark: int | None = None  # fewer coins than this uncover the sensor; None: not fitted
    high_mark: int | None = None
    power_up_s: float = 0.6
    reset_deaf_s: float = 0.04
    answer_s: tuple[float, float] = (0.002, 0.010)


COMMON = Profile()
SCH2 = Profile(security="cipher", stop_resets=True, low_mark=20)
FLOW = Profile(counts_refused=True, clears_unpaid=True, reset_deaf_s=0.13)
OLD = Profile(
    security="zeros", answers_ack=True, keeps_counters=False, registers=1,
    missing=frozenset({headers.REQUEST_HOPPER_DISPENSE_COUNT, headers.REQUEST_HOPPER_COIN}),
)  # fmt: skip


class HopperTwin:
    """A simulator.wire.SerialTwin. Its clock is the `now` that it was last called with."""

    line = LineSettings(9600)

    def __init__(
        self,
        address: int = 3,
        value: int = 10,
        coins: int = 100,
        serial: int = 12345678,
        profile: Profile = COMMON,
        generator: random.Random | None = None,
        echoes: bool = True,
        coin_id: bytes | None = None,
    ) -> None:
        self.echoes = echoes
        self.address = address
        self.value = value
        self.coins = coins  # in the bowl
        self.paid_out = 0  # ever, physically
        self.serial = serial
        self.profile = profile
        self.complaints: list[str] = []
        self.commands: list[int] = []  # how many coins each command to dispense asked for
        self.last = "nothing has happened yet"
        self._coin_id = coin_id or b"TW%03dA" % value
        self._generator = generator or random.Random(0)
        self._cutter = FrameCutter()
        self._now = 0.0
        self._outbox: list[tuple[float, bytes]] = []
        self._powered = True
        self._jammed = False
        self._blocked = False
        self._lifetime = 0
        self._events = self._remaining = self._paid = self._unpaid = 0
        self._next_coin_at: float | None = None  # the motor turns
        self._give_up_at = 0.0
        self._late_coin_at: float | None = None
        self._flags: set[tuple[int, int]] = {POWERED_UP, DISABLED}
        self._key_given = False
        self._deaf_until = 0.0
        self._blocked_seen_at = 0.0

    # ---- hands ---------------------------------------------------------------------------------

    def fill(self, coins: int) -> str:
        """Pour coins into the bowl."""
        self.coins += coins
        return self._say(f"{coins} coins of NT${self.value} filled in")

    def take_out(self) -> int:
        """Empty the bowl by hand; how many coins there were."""
        taken, self.coins = self.coins, 0
        self._say(f"{taken} coins taken out by hand")
        return taken

    def jam(self, jammed: bool) -> str:
        """A bent coin; once noticed, the hopper wants a reset after it was taken out."""
        self._jammed = jammed
        return self._say("jammed" if jammed else "the jam was cleared")

    def block(self, blocked: bool) -> str:
        """Something stands in its exit."""
        self._blocked, self._blocked_seen_at = blocked, self._now
        return self._say("the exit is blocked" if blocked else "the exit is free")

    def set_flag(self, register: int, bit: int) -> str:
        """Any other flag of header 163."""
        self._flags.add((register, bit))
        return self._say(f"bit {bit} of register {register} is set")

    def power(self, on: bool) -> str:
        """Its supply fails, or returns."""
        if on == self._powered:
            return self.last
        self._powered = on
        if not on:
            in_payout = self.turning
            self._break_off()
            self._forget(power_failed=True)
            if in_payout and self.profile.keeps_counters and self.profile.registers >= POWER_DOWN_PAYING[0]:
                self._flags.add(POWER_DOWN_PAYING)
            return self._say("without power")
        self._deaf_until = self._now + self.profile.power_up_s
        return self._say("power has returned")

    def reset(self) -> str:
        """As by header 1; noise on the line can do that too."""
        self._break_off()
        self._forget(power_failed=False)
        self._deaf_until = self._now + self.profile.reset_deaf_s
        self._blocked_seen_at = self._now + BLOCKED_AGAIN_S
        return self._say("reset")

    def _say(self, what: str) -> str:
        self.last = what
        return what

    @property
    def turning(self) -> bool:
        """Its motor draws current."""
        return self._next_coin_at is not None

    def state(self) -> dict[str, Any]:
        """All there is to see, and what only the twin knows."""
        return {
            "value": self.value,
            "coins": self.coins,
            "paid_out": self.paid_out,
            "powered": self._powered,
            "turning": self.turning,
            "jammed": self._jammed,
            "blocked": self._blocked,
            "enabled": DISABLED not in self._flags,
            "counters": [self._events, self._remaining, self._paid, self._unpaid, self._lifetime],
            "flags": self._registers().hex(" ").upper(),
            "last": self.last,
            "complaints": list(self.complaints),
        }

    # ---- what goes away ------------------------------------------------------------------------

    def _break_off(self) -> None:
        """The motor loses its current. A coin on the edge falls where nobody counts any more."""
        uncounted = self._late_coin_at is not None or (self.turning and self.profile.throws)
        if uncounted and self.coins and (self._remaining or self._late_coin_at is not None):
            self.coins -= 1
            self.paid_out += 1
        if self.turning:
            self._unpaid = self._remaining
        self._next_coin_at = self._late_coin_at = None
        self._outbox.clear()
        self._cutter.clear()

    def _forget(self, power_failed: bool) -> None:
        was_paying = self._remaining > 0
        self._events = self._remaining = 0
        self._key_given = False
        self._flags = {DISABLED, POWERED_UP} if power_failed else {DISABLED}
        if not self.profile.keeps_counters:
            self._paid = self._unpaid = self._lifetime = 0
        elif power_failed and not was_paying:
            self._unpaid = 0  # SCH2: saved only while the motor turns

    # ---- the coins' way ------------------------------------------------------------------------

    def _live(self, now: float) -> None:
        """Let time pass: the motor turns, coins fall."""
        self._now = max(now, self._now)
        if not self._powered:
            return
        if self._late_coin_at is not None and self._late_coin_at <= self._now:
            self._late_coin_at = None
            self._coin_falls()
            self._unpaid = max(self._unpaid - 1, 0)
        while self._next_coin_at is not None and self._next_coin_at <= self._now:
            self._turn(self._next_coin_at)
        if self._blocked and self._blocked_seen_at <= self._now:
            if self.turning:
                self._end(BLOCKED_PAYING)
            elif BLOCKED_PAYING not in self._flags:
                self._flags.add(BLOCKED_IDLE)

    def _turn(self, at: float) -> None:
        """The moment at which the next coin should come."""
        if self._jammed:
            self._jam_lasts(at)
        elif self.coins:
            self._coin_falls()
            self._remaining -= 1
            self._next_coin_at = at + self._generator.uniform(0.8, 1.2) / self.profile.coins_per_s
            self._give_up_at = at + self.profile.payout_timeout_s
            if not self._remaining:
                self._next_coin_at = None
                self.last = f"{self._paid} coins paid"
        elif at >= self._give_up_at:
            self._end(TIMED_OUT)
        else:
            self._next_coin_at = min(at + 0.1, self._give_up_at)

    def _jam_lasts(self, at: float) -> None:
        if at >= self._give_up_at - self.profile.payout_timeout_s + JAM_NOTICED_S:
            self._end(OVER_CURRENT)
        else:
            self._next_coin_at = at + 0.1

    def _coin_falls(self) -> None:
        if self.coins:
            self.coins -= 1
            self.paid_out += 1
            self._paid += 1
            self._lifetime = (self._lifetime + 1) % LIFETIME

    def _end(self, why: tuple[int, int] | None) -> None:
        """The motor stops before all are paid."""
        if why is not None:
            self._flags.add(why)
        self._unpaid = 0 if self.profile.clears_unpaid else self._remaining
        self._remaining = 0
        self._next_coin_at = None
        self.last = f"{self._paid} coins paid, then it stopped"

    # ---- the wire ------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        self._live(now)
        if now < self._deaf_until or not self._powered:
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
        reply = self._reply(frame.header, frame.data)
        if reply is None:
            return
        header, data = reply
        wire = Frame(HOST, source, header, data).to_bytes(self.profile.check)
        self._outbox.append((now + self._generator.uniform(*self.profile.answer_s), wire))

    def _reply(self, header: int, data: bytes) -> tuple[int, bytes] | None:
        """The header and data of the reply, or None for silence."""
        if header in self.profile.missing:
            return self._unknown(header)
        if header in _WITHOUT_DATA and data:
            self.complaints.append(f"header {header} with {len(data)} bytes of data")
            return None
        match header:
            case headers.DISPENSE_HOPPER_COINS if 4 <= len(data) <= 9:
                return self._dispense(data)
            case headers.ENABLE_HOPPER if len(data) == 1:
                self._flags = self._flags - {DISABLED} if data[0] == 165 else self._flags | {DISABLED}
                return headers.REPLY, b""
            case headers.EMERGENCY_STOP:
                return headers.REPLY, self._stop()
            case headers.REQUEST_CIPHER_KEY if self.profile.security == "cipher":
                self._key_given = True
                return headers.REPLY, self._generator.randbytes(8)
            case headers.RESET_DEVICE:
                self.reset()
                return headers.REPLY, b""
            case _ if header in _WITHOUT_DATA:
                return headers.REPLY, self._fact(header)
            case _:
                return self._unknown(header)

    def _unknown(self, header: int) -> tuple[int, bytes] | None:
        match self.profile.unknown:
            case Unknown.SILENCE:
                return None
            case Unknown.ACK:
                return headers.REPLY, b""
            case Unknown.NAK:
                return headers.NAK, b""

    def _dispense(self, data: bytes) -> tuple[int, bytes]:
        self.commands.append(data[-1])
        key_given, self._key_given = self._key_given, False
        before = self._events
        refused = self._why_refused(data, key_given)
        if not refused or self.profile.counts_refused:
            self._events = self._events % 255 + 1
        if refused:
            self.complaints.append(f"refused to pay {data[-1]}: {refused}")
            return headers.NAK, b""
        self._flags -= {TIMED_OUT, (1, 2)}
        self._remaining, self._paid, self._unpaid = data[-1], 0, 0
        self._next_coin_at = self._now + SPIN_UP_S + 1 / self.profile.coins_per_s
        self._give_up_at = self._now + self.profile.payout_timeout_s
        if self.profile.answers_ack:
            return headers.REPLY, b""
        return headers.REPLY, bytes([before if self.profile.answers_before_counting else self._events])

    def _why_refused(self, data: bytes, key_given: bool) -> str:
        security = data[:-1]
        right = {
            "serial": security == self.serial.to_bytes(3, "little"),
            "cipher": len(security) == 8 and key_given,
            "zeros": security == bytes(8),
        }[self.profile.security]
        if not right:
            return "wrong security bytes, or no key was asked for"
        if DISABLED in self._flags:
            return "it is disabled"
        if self._remaining or self._late_coin_at is not None:
            return "it is paying"
        if self._blocked or self._flags & HINDERS or not data[-1]:
            return "it wants a reset first" if data[-1] else "nothing was asked for"
        return ""

    def _stop(self) -> bytes:
        remaining = self._remaining
        if self.turning:
            self._end(None)
            if self.profile.late_coin and not self._jammed:
                self._late_coin_at = self._now + LATE_COIN_S
            if self.profile.stop_resets:
                self._events = 0
                self._flags.add(DISABLED)
        return b"" if self.profile.answers_ack else bytes([remaining])

    def _registers(self) -> bytes:
        return bytes(
            sum(1 << bit for register, bit in self._flags if register == number)
            for number in range(1, self.profile.registers + 1)
        )

    def _levels(self) -> int:
        low, high = self.profile.low_mark, self.profile.high_mark
        levels = 0 if low is None else 0x10 | (self.coins < low)
        return levels if high is None else levels | 0x20 | (self.coins >= high) << 1

    def _fact(self, header: int) -> bytes:
        match header:
            case headers.REQUEST_EQUIPMENT_CATEGORY_ID:
                return self.profile.category
            case headers.REQUEST_SERIAL_NUMBER:
                return self.serial.to_bytes(3, "little")
            case headers.REQUEST_HOPPER_STATUS:
                return bytes([self._events, self._remaining, self._paid, self._unpaid])
            case headers.REQUEST_HOPPER_DISPENSE_COUNT:
                return self._lifetime.to_bytes(3, "little")
            case headers.TEST_HOPPER:
                return self._registers()
            case headers.REQUEST_PAYOUT_HIGH_LOW_STATUS:
                return bytes([self._levels()])
            case headers.REQUEST_HOPPER_COIN:
                return self._coin_id
            case _:
                return _FACTS[header]


_FACTS = {
    headers.SIMPLE_POLL: b"",
    headers.REQUEST_MANUFACTURER_ID: b"SIM",
    headers.REQUEST_PRODUCT_CODE: b"TWIN-HOPPER",
    headers.REQUEST_SOFTWARE_REVISION: b"twin-1.0",
    headers.REQUEST_BUILD_CODE: b"TWIN    ",
    headers.REQUEST_COMMS_REVISION: bytes((1, 4, 7)),
}

_WITHOUT_DATA = frozenset(_FACTS) | {
    headers.REQUEST_EQUIPMENT_CATEGORY_ID,
    headers.REQUEST_SERIAL_NUMBER,
    headers.REQUEST_HOPPER_STATUS,
    headers.REQUEST_HOPPER_DISPENSE_COUNT,
    headers.TEST_HOPPER,
    headers.REQUEST_PAYOUT_HIGH_LOW_STATUS,
    headers.REQUEST_HOPPER_COIN,
    headers.REQUEST_CIPHER_KEY,
    headers.EMERGENCY_STOP,
    headers.RESET_DEVICE,
}
