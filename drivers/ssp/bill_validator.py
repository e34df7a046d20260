"""An ITL bill validator on a line of its own: identified, polled, opened and shut. Untried on hardware.

    silent --SYNC answered--> starting --through--> serving --nothing for 20 tries--> silent
                               |  ^                 |
                               v  `---- reset ------'
                              unfit, tried again after 5 s

Source: ITL SSP Protocol Manual GA138 2.2.2129A, banknote validators; plain packets, no encryption.
A poll accepts the note that the poll before has reported. So there is none while a note waits: HOLD keeps it,
and asks at the same time whether it still is there.
"""

from __future__ import annotations

from enum import Enum, auto

from drivers.ssp import codes
from drivers.ssp.codes import PollEvent, poll_events
from drivers.ssp.gate import Gate
from drivers.ssp.host import Command, Dropped, Host, NoReply, Reply, Result
from drivers.ssp.note import Note, Stage, Wish
from drivers.ssp.notes import ENDS, Notes
from drivers.ssp.settings import Settings
from drivers.ssp.start_up import SERIAL, Identity, StartUp
from drivers.ssp.troubles import Troubles
from drivers.transport.wire import LineSettings
from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    NoteInEscrow,
    NoteRefused,
    Trouble,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import Money

POLL_S = 0.200  # usual; after 5 s without a poll it shuts itself
HOLD_S = 2.0  # after 10 s without a word it gives the note back
LONGEST_HOLD_S = 60.0  # a kiosk that does not decide has forgotten it
ACK_AFTER_S = 0.3  # by then the credit is on record; if the program dies before, it will be said again
OFFLINE_AFTER_S = 3.0
PROBE_S = 0.5
UNFIT_RETRY_S = 5.0
DEED_AGAIN_S = 1.0  # it said that it did not
CLEAN_POLLS = 3  # in a row without a note, after it was shut

STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
ANY = range(256)


class Phase(Enum):
    SILENT = auto()
    STARTING = auto()
    SERVING = auto()
    UNFIT = auto()


def create(settings: Settings, name: str, boot_id: str) -> SspBillValidator:
    """`boot_id` is new with every start of the program: it makes the names of notes new."""
    return SspBillValidator(settings, name, boot_id)


class SspBillValidator:
    """kiosk.devices.BillValidator for the kiosk, drivers.transport.wire.WireDevice for the port."""

    def __init__(self, settings: Settings, name: str, boot_id: str) -> None:
        self.name = name
        self.line = LineSettings(9600, stop_bits=settings.stop_bits)
        self.identity = Identity(serial=0)
        self.unread = 0  # bytes of poll answers that say nothing to us
        self._settings = settings
        self._notes = Notes(name, boot_id)
        self._host = Host(settings.address)
        self._phase = Phase.SILENT
        self._start_up = StartUp(settings.country)
        self._gate = Gate()
        self._troubles = Troubles()
        self._values: dict[int, Money] = {}
        self._status: DeviceStatus | None = None  # as last sent
        self._unfit = Trouble.WRONG_DEVICE
        self._now = 0.0
        self._heard_at = 0.0
        self._present = False  # it has answered since the port was opened, or since it was silent
        self._check_serial = False
        self._restart = False  # it was reset: all is asked and set again
        self._probe_at = 0.0
        self._poll_at = 0.0
        self._hold_at = 0.0
        self._with_ack = settings.acknowledge
        self._unacked: tuple[PollEvent, ...] = ()  # it repeats them until EVENT_ACK
        self._ack_at = 0.0
        self._clean_polls = 0
        self._wanted: frozenset[Money] | None = None  # None: shut
        self._opened_told = False
        self._closing = False  # ValidatorClosed is owed

    @property
    def dropped(self) -> Dropped:
        """What was thrown away of what came, for diagnosis."""
        return self._host.dropped

    # ---- kiosk.devices.BillValidator ---------------------------------------------------------------

    def accept(self, values: frozenset[Money]) -> None:
        """Take these notes and no others; it opens again by itself after a reset or a lost connection."""
        self._wanted = values
        self._opened_told = self._closing = False
        self._notes.nobody_asks(self._now)

    def inhibit(self) -> None:
        """Take no more. If it is gone, ValidatorClosed comes when it is back and no note is on its way."""
        self._wanted = None
        self._closing = True
        self._clean_polls = 0
        self._notes.decide(None, Wish.RETURN)

    def stack(self, note_id: str) -> None:
        """Keep the note in escrow. A note that is not there has had its answer, or will have it."""
        self._notes.decide(note_id, Wish.STACK)

    def return_note(self, note_id: str) -> None:
        self._notes.decide(note_id, Wish.RETURN)

    def reconcile(self, note_id: str, value: Money) -> None:
        """What became of a note of an earlier program; what the validator says now is about that one."""
        self._notes.ask(note_id, value)

    # ---- WireDevice --------------------------------------------------------------------------------

    def connected(self, now: float) -> list[DeviceEvent]:
        """What was asked last is asked again first: an answer that was on its way is not lost."""
        self._now = self._heard_at = self._probe_at = now
        self._host.reopened(now)
        self._present = False
        self._check_serial = True
        return self._tell(STARTING)

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self._now = now
        self._present = False
        return [*self._watch(now), *self._tell(OFFLINE)]

    def receive(self, data: bytes, now: float) -> list[DeviceEvent]:
        self._now = now
        events: list[DeviceEvent] = []
        for result in self._host.receive(data, now):
            events += self._on_result(result, now)
        return events

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        self._now = now
        out, results = self._host.tick(now)
        events: list[DeviceEvent] = []
        for result in results:
            events += self._on_result(result, now)
        events += self._watch(now)
        if not out and self._host.ready(now):
            command = self._next_command(now)
            if command is not None:
                out = self._host.start(command, now)
        return out, events

    def _on_result(self, result: Result, now: float) -> list[DeviceEvent]:
        if isinstance(result, NoReply):
            self._fall_silent(now)
            return []
        self._heard_at = now
        self._present = True
        self._check_serial |= result.repeated
        events = self._on_reply(result, now)
        return [*events, *self._tell(self._status_now(now)), *self._opened()]

    # ---- phases ------------------------------------------------------------------------------------

    def _fall_silent(self, now: float) -> None:
        """Given up: SYNC follows, and with it the answer that was asked for is lost for good."""
        if self._phase is Phase.SERVING and self._notes.note is not None:
            self._notes.note.gap = True
        self._phase = Phase.SILENT
        self._probe_at = now + PROBE_S

    def _next_command(self, now: float) -> Command | None:
        match self._phase:
            case Phase.SILENT | Phase.UNFIT:
                if now < self._probe_at:
                    return None
                return Command(codes.SYNC, attempts=1)
            case Phase.STARTING:
                return self._start_up.next_command()
            case Phase.SERVING:
                return self._next_while_serving(now)

    def _on_reply(self, reply: Reply, now: float) -> list[DeviceEvent]:
        match self._phase:
            case Phase.SILENT | Phase.UNFIT:
                self._phase = Phase.STARTING
                self._start_up = StartUp(self._settings.country)
                self._gate.forget()
                self._troubles.forget()
                self._restart = self._check_serial = False
                return []
            case Phase.STARTING:
                return self._on_start_up(reply, now)
            case Phase.SERVING:
                return self._on_reply_while_serving(reply, now)

    def _on_start_up(self, reply: Reply, now: float) -> list[DeviceEvent]:
        start_up = self._start_up
        start_up.on_reply(reply)
        if start_up.unfit is not None:
            self._phase = Phase.UNFIT
            self._unfit = start_up.unfit
            self._probe_at = now + UNFIT_RETRY_S
            return []
        if not start_up.done:
            return []
        events = self._other_device() if start_up.identity.serial != self.identity.serial else []
        self.identity = start_up.identity
        self._values = start_up.setup.channels
        self._phase = Phase.SERVING
        self._with_ack = self._settings.acknowledge
        self._check_serial = self._opened_told = False
        self._poll_at = now
        if self._notes.note is not None and not self._notes.note.moving:
            self._notes.note.moves(Stage.RETURNING, now)  # it was told to give back what it held
        return events

    def _other_device(self) -> list[DeviceEvent]:
        """What the one before held went with it."""
        if self.identity.serial == 0:
            return []
        self._unacked = ()
        return self._notes.gone()

    # ---- serving: what to ask next -------------------------------------------------------------------

    def _next_while_serving(self, now: float) -> Command | None:
        if self._check_serial:
            return SERIAL
        if self._unacked:
            return Command(codes.EVENT_ACK) if now >= self._ack_at and not self._notes.unasked else None
        if self._restart:
            return Command(codes.SYNC)
        if self._notes.note is not None and not self._notes.note.moving:
            return self._next_while_held(self._notes.note, now)
        if self._notes.reject_code_due:
            return Command(codes.LAST_REJECT_CODE, reply=range(1, 2))
        if now >= self._poll_at:
            return self._poll(now)
        self._gate.wanted = self._wanted_mask
        return self._gate.next_command(now)

    def _next_while_held(self, note: Note, now: float) -> Command | None:
        if note.wish is None and now - note.since >= LONGEST_HOLD_S:
            note.wish = Wish.RETURN
        if note.wish is None or note.stage is Stage.SEEN:
            return Command(codes.HOLD) if now >= self._hold_at else None
        if now < self._hold_at and note.news_at > note.since:
            return None  # it refused a moment ago
        if note.wish is Wish.STACK:
            note.moves(Stage.STACKING, now)
            return self._poll(now)
        note.moves(Stage.RETURNING, now)
        return Command(codes.REJECT)

    def _poll(self, now: float) -> Command:
        self._poll_at = now + POLL_S
        return Command(codes.POLL_WITH_ACK if self._with_ack else codes.POLL, reply=ANY)

    @property
    def _wanted_mask(self) -> int:
        """Bit k is channel k + 1."""
        wanted = self._wanted or frozenset()
        return sum(1 << channel - 1 for channel, value in self._values.items() if value in wanted)

    # ---- serving: what it answers ----------------------------------------------------------------------

    def _on_reply_while_serving(self, reply: Reply, now: float) -> list[DeviceEvent]:
        match reply.command.code:
            case codes.POLL | codes.POLL_WITH_ACK:
                return self._on_poll(reply, now)
            case codes.HOLD:
                return self._on_hold(reply, now)
            case codes.REJECT:
                return self._on_reject(reply, now)
            case codes.EVENT_ACK:
                self._ack_at = now + ACK_AFTER_S
                if reply.response in (codes.OK, codes.COMMAND_CANNOT_BE_PROCESSED):
                    self._unacked = ()
            case codes.GET_SERIAL_NUMBER:
                self._check_serial = False
                if reply.ok and int.from_bytes(reply.data) != self.identity.serial:
                    self._restart = True
                    self._unacked = ()
            case codes.SYNC:
                self._phase = Phase.SILENT
                return self._on_reply(reply, now)
            case codes.LAST_REJECT_CODE:
                self._notes.reject_code_due = False
                return [NoteRefused(self.name, reply.data[0] if reply.ok else 0)]
            case _:
                self._gate.on_reply(reply, now)
        return []

    def _on_hold(self, reply: Reply, now: float) -> list[DeviceEvent]:
        note = self._notes.note
        self._hold_at = now + HOLD_S
        if note is None:
            return []
        note.news_at = now
        if reply.ok and note.stage is Stage.SEEN:
            note.stage, note.since = Stage.HELD, now
            note.told = note.value is not None and note.wish is None
            if not note.told:
                note.wish = Wish.RETURN
            return [NoteInEscrow(self.name, note.note_id, note.value)] if note.told and note.value else []
        if not reply.ok and note.told:
            note.moves(Stage.RETURNING, now)
        elif not reply.ok:
            self._notes.note = None
        return []

    def _on_reject(self, reply: Reply, now: float) -> list[DeviceEvent]:
        """It did, or there was nothing to reject; else the note still is where a poll would accept it."""
        note = self._notes.note
        if note is not None and reply.response not in (codes.OK, codes.COMMAND_CANNOT_BE_PROCESSED):
            note.stage, note.wish = Stage.HELD, Wish.RETURN
            note.news_at, self._hold_at = now, now + DEED_AGAIN_S
        return []

    def _on_poll(self, reply: Reply, now: float) -> list[DeviceEvent]:
        if not reply.ok:
            if reply.command.code == codes.POLL_WITH_ACK:
                self._with_ack = False  # it does not know that, or only in encrypted packets
                self._poll_at = now
            return []
        said, unread = poll_events(reply.data)
        self.unread += unread
        acknowledged = reply.command.code == codes.POLL_WITH_ACK
        events: list[DeviceEvent] = []
        for event in said:
            events += self._on_event(event, now)
        if acknowledged and any(event.code in codes.ACKNOWLEDGED for event in said):
            self._unacked, self._ack_at = said, now + ACK_AFTER_S
        moved = self._troubles.heard(said, now)
        if moved is not None:
            events.append(CashBoxMoved(self.name, moved))
        quiet = not any(event.code in codes.ON_THE_WAY for event in said)
        self._clean_polls = self._clean_polls + 1 if quiet and self._gate.confirmed else 0
        return events + self._notes.settled(said, now) + self._closed()

    # ---- what it says of notes ---------------------------------------------------------------------

    def _on_event(self, event: PollEvent, now: float) -> list[DeviceEvent]:
        value = self._values.get(event.channel)
        match event.code:
            case codes.SLAVE_RESET:
                self._restart = True
            case codes.DISABLED | codes.CHANNEL_DISABLE:
                self._gate.shut_itself(now)
            case codes.READ if event.channel:
                wanted = self._wanted is not None and value in self._wanted
                self._notes.read(value, wanted, now)
                self._hold_at = now
            case codes.READ:
                return self._notes.scanned()
            case codes.STACKING | codes.REJECTING | codes.FRAUD_ATTEMPT:
                self._notes.moves()
            case _ if event.code in ENDS:
                return self._notes.heard(event, value, self._with_ack, now)
        return []

    # ---- time ----------------------------------------------------------------------------------------

    def _watch(self, now: float) -> list[DeviceEvent]:
        events = self._notes.from_before(self._with_ack, now)
        if now - self._heard_at >= OFFLINE_AFTER_S:
            self._present = False
            events += self._tell(OFFLINE)
        out_of_reach = not self._present or self._phase is not Phase.SERVING
        return events + self._notes.overdue(self._settings.patience_s if out_of_reach else None, now)

    # ---- opening, and what to tell -------------------------------------------------------------------

    def _opened(self) -> list[DeviceEvent]:
        """ValidatorOpened, once for each time that it was asked for or was reset, when nothing hinders it."""
        self._gate.wanted = self._wanted_mask
        if self._opened_told or self._wanted is None or self._phase is not Phase.SERVING:
            return []
        if not self._gate.confirmed or not self._status_now(self._now).serves:
            return []
        self._opened_told = True
        values = {value for value in self._values.values() if value in self._wanted}
        return [ValidatorOpened(self.name, tuple(sorted(values)))]

    def _closed(self) -> list[DeviceEvent]:
        if not self._closing or self._notes.note is not None or self._clean_polls < CLEAN_POLLS:
            return []
        self._closing = False
        return [ValidatorClosed(self.name)]

    def _status_now(self, now: float) -> DeviceStatus:
        match self._phase:
            case Phase.UNFIT:
                return DeviceStatus(Condition.STOPPED, (self._unfit,))
            case Phase.SERVING if self._present:
                if self._gate.failing:
                    return DeviceStatus(Condition.STOPPED, (Trouble.OTHER,))
                return self._troubles.status(now)
            case _:  # a reset in mid-sale is no reason to go out of service
                return STARTING if self._status in (None, OFFLINE) else self._status or STARTING

    def _tell(self, status: DeviceStatus) -> list[DeviceEvent]:
        if status == self._status:
            return []
        self._status = status
        return [DeviceStatusChanged(self.name, status)]
