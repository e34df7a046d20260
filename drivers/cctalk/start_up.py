"""What an acceptor is asked before it may serve: who it is, which coin is where, what it has already taken.

It is shut before its buffer is read, because the first read wakes it up and the inhibits of a program that
crashed may still be set; and it is read before it is opened, so that nothing new mixes with what was there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.cctalk import headers
from drivers.cctalk.coin_ids import taiwan_units
from drivers.cctalk.credits import CreditReader
from drivers.cctalk.event_buffer import BUFFER_SIZE
from drivers.cctalk.host import POLL_TIMEOUT_S, Addressee, Command, NoReply, Refused, Reply, Result
from drivers.cctalk.inhibits import ACKNOWLEDGEMENT, mask_bytes
from drivers.cctalk.self_check import SelfCheck
from kiosk.devices import CoinsRead, Trouble
from kiosk.money import Money

CATEGORY = "coin acceptor"  # part 1, table 1; compared without regard to case
POLL_S = 0.200  # all makers recommend 100 to 250 ms; five coins a second fill the buffer in one second
SHORTEST_POLL_S = 0.050
OPTIONAL_TIMEOUT_S = 0.5

# Without one of these there is nothing to work with; silence or NAK to any other is put up with.
NECESSARY = frozenset(
    {
        headers.REQUEST_EQUIPMENT_CATEGORY_ID,
        headers.REQUEST_SERIAL_NUMBER,
        headers.MODIFY_INHIBIT_STATUS,
        headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES,
    }
)
SAYS_WHO_IT_IS = frozenset(
    {
        headers.REQUEST_MANUFACTURER_ID,
        headers.REQUEST_PRODUCT_CODE,
        headers.REQUEST_SOFTWARE_REVISION,
        headers.REQUEST_BUILD_CODE,
    }
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the device says of itself, for the service menu. Absent: it did not say."""

    serial: int
    manufacturer: str = ""
    product: str = ""
    software: str = ""
    build: str = ""
    comms_revision: str = ""


class StartUp:
    """One run through the questions. `unfit` says that the device cannot be used, and why."""

    def __init__(
        self,
        addressee: Addressee,
        positions: Mapping[int, Money],
        id_scale: int,
        credits: CreditReader,
        self_check: SelfCheck,
    ) -> None:
        self.serial = 0
        self.values: dict[int, Money] = {}  # the positions whose coin id agrees with the settings
        self.poll_s = POLL_S
        self.unfit: Trouble | None = None
        self._positions = positions
        self._id_scale = id_scale
        self._credits = credits
        self._self_check = self_check
        self._texts: dict[int, bytes] = {}
        say = addressee.command

        def may_ask(header: int, data: bytes = b"", reply: range = range(256)) -> Command:
            """Optional: a device that does not know it stays silent, which is waited for every time."""
            return say(header, data, reply=reply, timeout_s=OPTIONAL_TIMEOUT_S, attempts=2)

        self._steps = deque(
            (
                say(headers.REQUEST_EQUIPMENT_CATEGORY_ID),
                say(headers.REQUEST_SERIAL_NUMBER, reply=range(3, 5)),
                say(headers.MODIFY_INHIBIT_STATUS, mask_bytes(0), reply=ACKNOWLEDGEMENT),
                *(may_ask(header) for header in sorted(SAYS_WHO_IT_IS, reverse=True)),
                may_ask(headers.REQUEST_COMMS_REVISION, reply=range(3, 4)),
                may_ask(headers.REQUEST_POLLING_PRIORITY, reply=range(2, 3)),
                may_ask(headers.REQUEST_OPTION_FLAGS, reply=range(1, 2)),
                self_check.self_check(),
                self_check.request_status(),
                *(
                    say(headers.REQUEST_COIN_ID, bytes([position]), reply=range(6, 7))
                    for position in sorted(positions)
                ),
                read_buffer(addressee),
                may_ask(headers.MODIFY_MASTER_INHIBIT_STATUS, b"\x01", reply=ACKNOWLEDGEMENT),
                may_ask(headers.REQUEST_MASTER_INHIBIT_STATUS, reply=range(1, 2)),
            )
        )

    @property
    def done(self) -> bool:
        return not self._steps

    @property
    def identity(self) -> Identity:
        def text(header: int) -> str:
            return self._texts.get(header, b"").decode("ascii", "replace").strip()

        return Identity(
            self.serial,
            text(headers.REQUEST_MANUFACTURER_ID),
            text(headers.REQUEST_PRODUCT_CODE),
            text(headers.REQUEST_SOFTWARE_REVISION),
            text(headers.REQUEST_BUILD_CODE),
            ".".join(map(str, self._texts.get(headers.REQUEST_COMMS_REVISION, b""))),
        )

    @property
    def known_device(self) -> bool:
        """It is the one that was read before: its buffer need not wait, and must not run over meanwhile."""
        return self._credits.knows(self.serial)

    @property
    def reading(self) -> bool:
        """The buffer is what is asked for next."""
        return self._steps[0].header == headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES

    def next_command(self) -> Command:
        return self._steps[0]

    def on_result(self, result: Result) -> CoinsRead | None:
        """Take an answer; a necessary question that meets silence is asked again for ever."""
        header = result.command.header
        if header in (headers.PERFORM_SELF_CHECK, headers.REQUEST_STATUS):
            self._self_check.note(result)
        elif isinstance(result, Reply):
            if header == headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES:
                return self._on_read(result.data)
            self.unfit = self._why_unfit(header, result.data)
            self._note(result.command, result.data)
        elif header in NECESSARY:
            if isinstance(result, Refused):
                self.unfit = Trouble.WRONG_DEVICE
            elif isinstance(result, NoReply):
                return None
        self._steps.popleft()
        return None

    def _on_read(self, data: bytes) -> CoinsRead | None:
        self._credits.begin(self.serial, self.values)
        read = self._credits.read(data)
        if read is None:
            return None  # this step again
        self._steps.popleft()
        return read.coins

    def _note(self, command: Command, data: bytes) -> None:
        match command.header:
            case headers.REQUEST_SERIAL_NUMBER:
                self.serial = int.from_bytes(data, "little")
            case headers.REQUEST_POLLING_PRIORITY:
                self.poll_s = poll_interval(data)
            case headers.REQUEST_COIN_ID:
                position = command.data[0]
                value = self._positions[position]
                if taiwan_units(data) == value.amount * self._id_scale:
                    self.values[position] = value
            case header:
                self._texts[header] = data

    @staticmethod
    def _why_unfit(header: int, data: bytes) -> Trouble | None:
        match header:
            case headers.REQUEST_EQUIPMENT_CATEGORY_ID:
                said = data.decode("ascii", "replace").strip().casefold()
                return None if said == CATEGORY else Trouble.WRONG_DEVICE
            case headers.REQUEST_OPTION_FLAGS:  # bit 0: its credits are values, not positions
                return Trouble.WRONG_DEVICE if data[0] & 1 else None
            case headers.REQUEST_MASTER_INHIBIT_STATUS:  # 1 is normal; it has just been set
                return None if data[0] & 1 else Trouble.OTHER
            case _:
                return None


def read_buffer(addressee: Addressee) -> Command:
    """The poll."""
    size = range(BUFFER_SIZE, BUFFER_SIZE + 1)
    return addressee.command(
        headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES, reply=size, timeout_s=POLL_TIMEOUT_S
    )


def poll_interval(data: bytes) -> float:
    """Header 249: how often the device wants to be read; (0, 0) and (0, 255) leave it to the manual."""
    unit_s = {1: 0.001, 2: 0.010, 3: 1.0}.get(data[0], 0.0)
    asked_s = data[1] * unit_s
    return min(POLL_S, max(asked_s, SHORTEST_POLL_S)) if asked_s else POLL_S
