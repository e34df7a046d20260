"""What a hopper is asked before it may serve: who it is, and which coin it says it holds. Nothing is changed.

Its counters and its being enabled or not are witnesses of a payout that another run of this program may have
begun: it is neither reset nor disabled here.
"""

from __future__ import annotations

from collections import deque

from drivers.cctalk import headers
from drivers.cctalk.coin_ids import COUNTRY, taiwan_units
from drivers.cctalk.hopper_flags import LOW_SENSOR_FITTED
from drivers.cctalk.host import Addressee, Command, NoReply, Refused, Reply, Result
from drivers.cctalk.start_up import SAYS_WHO_IT_IS, Identity
from kiosk.devices import Trouble

CATEGORY = "payout"  # part 1, table 1; compared without regard to case
OPTIONAL_TIMEOUT_S = 0.3  # the acceptor on the same bus must be read meanwhile
OPTIONAL_TRIES = 2
NECESSARY = frozenset({headers.REQUEST_EQUIPMENT_CATEGORY_ID, headers.REQUEST_SERIAL_NUMBER})


class HopperStartUp:
    """One run through the questions. `unfit` says that the device cannot be used, and why."""

    def __init__(self, addressee: Addressee, units: int) -> None:
        """`units` is the value of its coin as a coin id would say it."""
        self.unfit: Trouble | None = None
        self.has_low_sensor = False
        self._units = units
        self._answers: dict[int, bytes] = {}
        self._tries = 0

        def must_ask(header: int, reply: range) -> Command:
            return addressee.command(header, reply=reply, attempts=1)

        def may_ask(header: int, reply: range = range(256)) -> Command:
            return addressee.command(header, reply=reply, timeout_s=OPTIONAL_TIMEOUT_S, attempts=1)

        self._steps = deque(
            (
                must_ask(headers.REQUEST_EQUIPMENT_CATEGORY_ID, range(3, 17)),
                must_ask(headers.REQUEST_SERIAL_NUMBER, range(3, 5)),
                must_ask(headers.REQUEST_SERIAL_NUMBER, range(3, 5)),  # payouts are judged by it: be sure
                *(may_ask(header) for header in sorted(SAYS_WHO_IT_IS, reverse=True)),
                may_ask(headers.REQUEST_COMMS_REVISION, range(3, 4)),
                may_ask(headers.REQUEST_HOPPER_COIN, range(6, 7)),
                may_ask(headers.REQUEST_PAYOUT_HIGH_LOW_STATUS, range(1, 2)),
            )
        )

    @property
    def done(self) -> bool:
        return not self._steps

    @property
    def identity(self) -> Identity:
        def text(header: int) -> str:
            return self._answers.get(header, b"").decode("ascii", "replace").strip()

        return Identity(
            int.from_bytes(self._answers.get(headers.REQUEST_SERIAL_NUMBER, b"")[:3], "little"),
            text(headers.REQUEST_MANUFACTURER_ID),
            text(headers.REQUEST_PRODUCT_CODE),
            text(headers.REQUEST_SOFTWARE_REVISION),
            text(headers.REQUEST_BUILD_CODE),
            ".".join(map(str, self._answers.get(headers.REQUEST_COMMS_REVISION, b""))),
        )

    def next_command(self) -> Command:
        return self._steps[0]

    def on_result(self, result: Result) -> None:
        """Take an answer; a necessary question that meets silence is asked again for ever."""
        header = result.command.header
        match result:
            case Reply(_, data):
                self._note(header, data)
            case NoReply() if header in NECESSARY:
                return
            case NoReply():
                self._tries += 1
                if self._tries < OPTIONAL_TRIES:
                    return
            case Refused() if header in NECESSARY:
                self.unfit = Trouble.WRONG_DEVICE
            case Refused():
                pass
        self._tries = 0
        self._steps.popleft()

    def _note(self, header: int, data: bytes) -> None:
        match header:
            case headers.REQUEST_EQUIPMENT_CATEGORY_ID:
                if data.decode("ascii", "replace").strip().casefold() != CATEGORY:
                    self.unfit = Trouble.WRONG_DEVICE
            case headers.REQUEST_SERIAL_NUMBER:
                if self._answers.get(header, data) != data:
                    self.unfit = Trouble.OTHER
            case headers.REQUEST_HOPPER_COIN:
                if says_another_coin(data, self._units):
                    self.unfit = Trouble.WRONG_DEVICE
            case headers.REQUEST_PAYOUT_HIGH_LOW_STATUS:
                self.has_low_sensor = bool(data[0] & LOW_SENSOR_FITTED)
        self._answers[header] = data


def says_another_coin(coin_id: bytes, units: int) -> bool:
    """Whether the id names a coin, and not ours; many hoppers have dots, dashes, zeros or spaces there."""
    country = coin_id[:2].decode("ascii", "replace")
    if country == COUNTRY:
        return taiwan_units(coin_id) != units
    return country.isalpha() and country.isupper()
