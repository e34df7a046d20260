"""A ccTalk coin acceptor: identified, read for ever, opened and shut. Untried on hardware.

    silent --answers--> starting --through--> serving --silent for 1 s--> silent
                         |    ^  ^               |
                         v    |  `--------- lost its memory
                        unfit-` after 5 s

Sources: ccTalk Generic Specification 4.7, parts 1 to 4; manuals of Money Controls SR5 and Azkoyen X6.
The buffer is read every 200 ms whether coins are wanted or not: an acceptor that is not read for a second
shuts itself, and it remembers five events only.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.cctalk import coin_codes, headers
from drivers.cctalk.credits import CreditReader
from drivers.cctalk.framing import Check
from drivers.cctalk.host import POLL_TIMEOUT_S, Addressee, Command, Echo, NoReply, Reply, Result
from drivers.cctalk.inhibits import Inhibits
from drivers.cctalk.self_check import SelfCheck
from drivers.cctalk.start_up import NECESSARY, POLL_S, Identity, StartUp, read_buffer
from kiosk.devices import (
    OFFLINE,
    AcceptorClosed,
    AcceptorCursor,
    AcceptorOpened,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    Trouble,
)
from kiosk.money import COINS, Money

FLIGHT_S = 1.0  # from the accept gate past the credit sensor; afterwards nothing that was let in is missing
OFFLINE_AFTER_S = 1.0  # by then its own watchdog has shut it (part 4, design rules)
PROBE_S = 0.250
UNFIT_RETRY_S = 5.0
INCOMPLETE_RETRY_S = 30.0  # a coin id may have been lost on the line, or somebody has programmed it
POSITIONS = 16
ALWAYS_ANSWERED = NECESSARY | {headers.SIMPLE_POLL}

STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
READY = DeviceStatus(Condition.READY)


class Settings(BaseModel):
    """How one model of coin acceptor is wired and programmed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: int = Field(
        default=2, ge=2, le=255, description="Its bus address, 2 to 255; the usual one is 2."
    )
    crc: bool = Field(
        False, description="True if it is set to 16-bit CRC; nearly all have the 8-bit checksum."
    )
    echo: Echo = Field(
        default=Echo.AUTO, description="Whether the adapter gives sent bytes back: auto, on or off."
    )
    positions: dict[int, int] = Field(
        min_length=1, description="Which NT$ coin (1, 5, 10, 20, 50) is on which position, 1 to 16."
    )
    id_scale: Literal[1, 100] = Field(
        default=1, description="Units of its coin ids per NT$: 1 if NT$10 is TW010A, 100 if it is TW1K0A."
    )

    @field_validator("positions")
    @classmethod
    def _are_coins(cls, positions: dict[int, int]) -> dict[int, int]:
        for position, value in positions.items():
            if not 1 <= position <= POSITIONS:
                raise ValueError(f"position {position} is not between 1 and {POSITIONS}")
            if Money(value) not in COINS:
                raise ValueError(f"there is no coin of NT${value}")
        return positions


class Phase(Enum):
    SILENT = auto()
    STARTING = auto()
    SERVING = auto()
    UNFIT = auto()


def create(settings: Settings, name: str, cursor: AcceptorCursor | None) -> CcTalkCoinAcceptor:
    """`cursor` is the last one journalled, None on a machine that has never read an acceptor.

    Put it on a drivers.cctalk.bus.Bus (with `settings.echo`) to give it a port.
    """
    return CcTalkCoinAcceptor(settings, name, cursor)


class CcTalkCoinAcceptor:
    """kiosk.devices.CoinAcceptor for the kiosk, drivers.cctalk.bus.BusDevice for the bus."""

    def __init__(self, settings: Settings, name: str, cursor: AcceptorCursor | None) -> None:
        self.name = name
        self.identity = Identity(serial=0)
        self._addressee = Addressee(settings.address, Check.CRC if settings.crc else Check.SIMPLE)
        self._positions = {at: Money(value) for at, value in settings.positions.items()}
        self._id_scale = settings.id_scale
        self._credits = CreditReader(name, cursor)
        self._inhibits = Inhibits(self._addressee)
        self._self_check = SelfCheck(self._addressee)
        self._phase = Phase.SILENT
        self._start_up = self._new_start_up()
        self._values: dict[int, Money] = {}
        self._status: DeviceStatus | None = None  # as last sent
        self._unfit = Trouble.WRONG_DEVICE
        self._heard_at = 0.0
        self._probe_at = 0.0
        self._retry_at = 0.0
        self._poll_s = POLL_S
        self._poll_at = 0.0
        self._polled_at = 0.0
        self._wanted: frozenset[Money] | None = None  # None: shut
        self._opened_since: float | None = None  # the confirmation that AcceptorOpened was sent for
        self._closing = False  # AcceptorClosed is owed
        self._asked = False  # to tell its status again

    @property
    def fault_code(self) -> int:
        """The last self-check, for the service menu: 0 well, -1 no answer, else the manual's code."""
        return self._self_check.fault_code

    @property
    def disbelieved(self) -> int:
        """Replies that were sound, strange, and not confirmed when asked again; for diagnosis."""
        return self._credits.disbelieved

    # ---- kiosk.devices.CoinAcceptor ---------------------------------------------------------------

    def accept(self, values: frozenset[Money]) -> None:
        """Take these coins and no others; it opens again by itself after a reset or a lost connection."""
        self._wanted = values
        self._opened_since = None
        self._closing = False

    def inhibit(self) -> None:
        """Take no more. If the device is gone, AcceptorClosed comes when it is back and has been read."""
        self._wanted = None
        self._closing = True

    def tell_again(self) -> None:
        """A new self-check, and the status with the next exchange."""
        self._asked = True

    # ---- BusDevice -----------------------------------------------------------------------------

    def connected(self, now: float) -> list[DeviceEvent]:
        self._fall_silent(now, probe_at=now)
        return self._tell(STARTING)

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self._fall_silent(now, probe_at=now)
        return self._tell(OFFLINE)

    def next_command(self, now: float) -> Command | None:
        match self._phase:
            case Phase.SILENT | Phase.UNFIT:
                if now < self._probe_at:
                    return None
                self._probe_at = now + PROBE_S
                return self._addressee.command(headers.SIMPLE_POLL, timeout_s=POLL_TIMEOUT_S, attempts=1)
            case Phase.STARTING:
                if self._start_up.reading or (self._start_up.known_device and now >= self._poll_at):
                    return self._read(now)
                return self._start_up.next_command()
            case Phase.SERVING:
                if now >= self._retry_at and self._incomplete and self._wanted is None and not self._closing:
                    self._begin_start_up(now)
                    return self._start_up.next_command()
                if now >= self._next_poll_at:
                    return self._read(now)
                self._inhibits.wanted = self._wanted_mask
                return self._inhibits.next_command(now) or self._self_check.next_command(now)

    def on_result(self, result: Result, now: float) -> list[DeviceEvent]:
        if not isinstance(result, NoReply) or result.command.header not in ALWAYS_ANSWERED:
            self._heard_at = now  # silence about what it need not know says nothing
        elif now - self._heard_at >= OFFLINE_AFTER_S:
            self._fall_silent(now, probe_at=now + PROBE_S)
            return self._tell(OFFLINE)
        events: list[DeviceEvent] = []
        if self._asked:
            self._asked = False
            self._status = None
            if self._phase is Phase.SERVING:
                self._self_check.begin(now)
        match self._phase:
            case Phase.SILENT | Phase.UNFIT:
                if not isinstance(result, NoReply):
                    self._begin_start_up(now)
            case Phase.STARTING:
                events += self._on_start_up(result, now)
            case Phase.SERVING:
                events += self._while_serving(result, now)
        return events + self._tell(self._status_now()) + self._opened()

    # ---- phases --------------------------------------------------------------------------------

    def _fall_silent(self, now: float, probe_at: float) -> None:
        """Nobody answers. The cursor and what is wanted stay: silence is not a reset."""
        self._phase = Phase.SILENT
        self._heard_at = now
        self._probe_at = probe_at

    def _begin_start_up(self, now: float) -> None:
        self._phase = Phase.STARTING
        self._poll_at = now
        self._inhibits.forget(now)
        self._self_check.forget()
        self._start_up = self._new_start_up()

    def _new_start_up(self) -> StartUp:
        return StartUp(self._addressee, self._positions, self._id_scale, self._credits, self._self_check)

    def _on_start_up(self, result: Result, now: float) -> list[DeviceEvent]:
        if (
            result.command.header == headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES
            and not self._start_up.reading
        ):
            return self._on_early_read(result, now)
        coins = self._start_up.on_result(result)
        if self._start_up.unfit is not None:
            self._phase = Phase.UNFIT
            self._unfit = self._start_up.unfit
            self._probe_at = now + UNFIT_RETRY_S
        elif self._start_up.done:
            self._phase = Phase.SERVING
            self.identity = self._start_up.identity
            self._values = self._start_up.values
            self._poll_s = self._start_up.poll_s
            self._poll_at = now
            self._retry_at = now + INCOMPLETE_RETRY_S
            if self._self_check.troubles:
                self._self_check.begin(now)
        return [] if coins is None else [coins]

    def _while_serving(self, result: Result, now: float) -> list[DeviceEvent]:
        match result.command.header:
            case headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES:
                if isinstance(result, Reply):
                    return self._on_read(result.data, now)
                self._poll_at = now
            case headers.PERFORM_SELF_CHECK | headers.REQUEST_STATUS:
                self._self_check.on_result(result, now)
            case _:
                self._inhibits.on_result(result, now)
        return []

    # ---- reading -------------------------------------------------------------------------------

    @property
    def _next_poll_at(self) -> float:
        """At its time, and at once when the last coin has had time to land."""
        landed_at = self._inhibits.since + FLIGHT_S
        if self._closing and self._inhibits.confirmed == 0 and self._polled_at < landed_at:
            return min(self._poll_at, landed_at)
        return self._poll_at

    def _read(self, now: float) -> Command:
        self._poll_at, self._polled_at = now + self._poll_s, now
        return read_buffer(self._addressee)

    def _on_early_read(self, result: Result, now: float) -> list[DeviceEvent]:
        """While a known device starts again. What is wrong with it, the start asks anyway."""
        read = self._credits.read(result.data) if isinstance(result, Reply) else None
        if read is None:
            self._poll_at = now
            return []
        return [*([] if read.coins is None else [read.coins]), *read.refused]

    def _on_read(self, data: bytes, now: float) -> list[DeviceEvent]:
        read = self._credits.read(data)
        if read is None:
            self._poll_at = now  # too strange to believe once
            return []
        events: list[DeviceEvent] = [] if read.coins is None else [read.coins]
        events += read.refused
        if read.reset:
            self._begin_start_up(now)
            return events
        if coin_codes.ASK_WHAT_IS_WRONG.intersection(read.codes):
            self._self_check.begin(now)
        if any(map(coin_codes.says_inhibited, read.codes)):
            self._inhibits.look(now)  # a coin that should have been let in? then it was reset
        landed_at = self._inhibits.since + FLIGHT_S
        if self._closing and self._inhibits.confirmed == 0 and self._polled_at >= landed_at:
            self._closing = False
            events.append(AcceptorClosed(self.name))
        return events

    # ---- opening, and what to tell -------------------------------------------------------------

    @property
    def _wanted_mask(self) -> int:
        """Bit k is position k + 1 (header 231). A position whose coin id disagrees stays shut."""
        wanted = self._wanted or frozenset()
        return sum(1 << position - 1 for position, value in self._values.items() if value in wanted)

    def _opened(self) -> list[DeviceEvent]:
        """AcceptorOpened, once for each time the device has confirmed it and nothing hinders it."""
        inhibits = self._inhibits
        if self._phase is not Phase.SERVING or self._wanted is None or not self._status_now().serves:
            return []
        if inhibits.confirmed != self._wanted_mask or inhibits.since == self._opened_since:
            return []
        self._opened_since = inhibits.since
        values = {value for value in self._values.values() if value in self._wanted}
        return [AcceptorOpened(self.name, tuple(sorted(values)))]

    def _status_now(self) -> DeviceStatus:
        match self._phase:
            case Phase.SILENT:
                return OFFLINE if self._status is None else self._status
            case Phase.UNFIT:
                return DeviceStatus(Condition.STOPPED, (self._unfit,))
            case Phase.STARTING:  # a reset in mid-sale is no reason to go out of service
                return STARTING if self._status is None or self._status == OFFLINE else self._status
            case Phase.SERVING:
                return self._status_while_serving()

    @property
    def _incomplete(self) -> bool:
        """Not every position of the settings could be confirmed by its coin id."""
        return len(self._values) < len(self._positions)

    def _status_while_serving(self) -> DeviceStatus:
        troubles = self._self_check.troubles
        if self._inhibits.failing:
            troubles += (Trouble.OTHER,)
        if troubles:
            return DeviceStatus(Condition.STOPPED, troubles)
        if not self._values:
            return DeviceStatus(Condition.STOPPED, (Trouble.WRONG_DEVICE,))
        if self._incomplete:
            return DeviceStatus(Condition.ATTENTION, (Trouble.WRONG_DEVICE,))
        return READY

    def _tell(self, status: DeviceStatus) -> list[DeviceEvent]:
        if status == self._status:
            return []
        self._status = status
        return [DeviceStatusChanged(self.name, status)]
