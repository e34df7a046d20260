"""The first questions to a validator after SYNC: quiet it, give back what it holds, ask who it is.

No poll is among them: a poll would accept a note that still waits in escrow from before.
(ITL SSP Protocol Manual GA138 2.2.2129A.)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.ssp import codes
from drivers.ssp.host import Command, Reply
from drivers.ssp.setup_data import SetupData, setup_data
from kiosk.devices import Trouble

ATTEMPTS = 3  # then it begins again with SYNC
ANY = range(256)
SERIAL = Command(codes.GET_SERIAL_NUMBER, reply=range(4, 5))


@dataclass(frozen=True, slots=True)
class Identity:
    serial: int
    firmware: str = ""


QUESTIONS = (
    Command(codes.DISABLE, attempts=ATTEMPTS),
    Command(codes.REJECT, attempts=ATTEMPTS),
    Command(SERIAL.code, reply=SERIAL.reply, attempts=ATTEMPTS),
    Command(codes.HOST_PROTOCOL_VERSION, bytes([codes.HOST_PROTOCOL]), attempts=ATTEMPTS),
    Command(codes.SETUP_REQUEST, reply=ANY, attempts=ATTEMPTS),
)


@dataclass(slots=True)
class StartUp:
    """`country` is the code of the notes that count, TWD."""

    country: str
    rejected: bool = False  # a note was in escrow, and goes back
    unfit: Trouble | None = None
    identity: Identity = Identity(0)
    setup: SetupData = field(default_factory=lambda: SetupData("", 0, {}))
    _asked: int = 0

    @property
    def done(self) -> bool:
        return self._asked == len(QUESTIONS)

    def next_command(self) -> Command:
        return QUESTIONS[self._asked]

    def on_reply(self, reply: Reply) -> None:
        self._asked += 1
        if reply.response == codes.KEY_NOT_SET:
            self.unfit = Trouble.WRONG_DEVICE  # set to talk in encrypted packets only
            return
        match reply.command.code:
            case codes.REJECT:
                self.rejected = reply.ok
            case codes.GET_SERIAL_NUMBER if reply.ok:
                self.identity = Identity(int.from_bytes(reply.data))
            case codes.HOST_PROTOCOL_VERSION if not reply.ok:
                self.unfit = Trouble.WRONG_DEVICE
            case codes.SETUP_REQUEST:
                setup = setup_data(reply.data, self.country) if reply.ok else None
                if setup is None or not setup.channels:
                    self.unfit = Trouble.WRONG_DEVICE
                else:
                    self.setup = setup
                    self.identity = Identity(self.identity.serial, setup.firmware)
