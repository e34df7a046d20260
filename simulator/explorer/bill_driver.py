"""The bill validator's driver as the program sees it: the contract of kiosk.devices without the bytes.

It has the knowledge and the patience of drivers/ict and drivers/ssp: of a model that forgets, a word that was
not heard is a doubt; one that remembers repeats its word until the driver has acknowledged it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    Trouble,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import NOTES, Money
from simulator.explorer.bill_mechanism import BankNote, BillMechanism, Place, Word
from simulator.explorer.world import World

NAME = "bill_validator"
SILENT_S = 1.0
ON_ITS_WAY_S = 3.0  # after it was shut; from the bezel into escrow takes less
DECISION_S = 8.0  # of a model that forgets: so long a word may take
SETTLE_S, LONGEST_MOVE_S = 10.0, 60.0  # of one that remembers: without a word; with it stuck or out of reach
LATE_S = 60.0
ACKNOWLEDGE_S = 0.3  # by then what was said is on record; if the program dies before, it is said again
UNASKED_S = 10.0  # after a start: for the kiosk to ask about a note from before
REFUSED_CODE = 0x29
READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


class Deed(Enum):
    STACK = auto()
    RETURN = auto()


@dataclass(slots=True, eq=False)
class Held:
    """The note on its way; `note` None: one of an earlier run, as the kiosk named it."""

    note_id: str
    value: Money
    note: BankNote | None
    announced: bool = True
    deed: Deed | None = None
    since: float = 0.0
    patience: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A late word may still settle it."""

    held: Held
    until: float


class BillDriver:
    """kiosk.devices.BillValidator. One for each run of the program; `stop` is its death."""

    def __init__(
        self,
        world: World,
        mechanism: BillMechanism,
        dice: Random,
        put: Callable[[DeviceEvent], None],
        boot_id: str,
    ) -> None:
        self.wanted: tuple[Money, ...] | None = None  # None: shut
        self.mute_s = 0.0  # its next last word and all after it come so late, as no real driver's should
        self._world, self._mechanism, self._dice, self._put = world, mechanism, dice, put
        self._remembers = mechanism.profile.remembers
        self._boot_id = boot_id
        self._count = 0
        self._status: DeviceStatus | None = None
        self._serving = self._closing = self._opened_due = False
        self._box_present = True
        self._life = mechanism.life
        self._held: Held | None = None
        self._doubt: Doubt | None = None
        self._asked: deque[Held] = deque()
        self._unasked: list[Word] = []  # of notes from before, which the kiosk may still ask about
        self._unasked_until: float | None = None
        self._kept_back: list[DeviceEvent] | None = None
        self._alive = True
        self._order = self._looking = 0
        mechanism.watcher = self
        mechanism.holding(True)

    def start(self) -> None:
        self._unasked_until = self._world.now + UNASKED_S
        self._world.after(UNASKED_S, self._nobody_asks)
        self._tell(STARTING)
        self._look_soon()

    def stop(self) -> None:
        """The program died."""
        self._alive = False
        self._mechanism.stop_listening()

    # ---- kiosk.devices.BillValidator ---------------------------------------------------------------

    def accept(self, values: tuple[Money, ...]) -> None:
        self.wanted, self._closing = values, False
        self._apply()

    def inhibit(self) -> None:
        self.wanted, self._closing, self._opened_due = None, True, False
        if self._held is not None and self._held.deed is None:
            self._decide(self._held, Deed.RETURN)
        self._apply()

    def stack(self, note_id: str) -> None:
        if self._held is not None and self._held.note_id == note_id and self._held.deed is None:
            self._decide(self._held, Deed.STACK)

    def return_note(self, note_id: str) -> None:
        if self._held is not None and self._held.note_id == note_id and self._held.deed is None:
            self._decide(self._held, Deed.RETURN)

    def reconcile(self, note_id: str, value: Money) -> None:
        """The kiosk asks before the device is found; a model that forgets will not be waited for."""
        self._asked.append(Held(note_id, value, None, deed=Deed.STACK, since=self._world.now))
        if not self._remembers:
            self._ask_next()

    def _ask_next(self) -> None:
        if self._held is None and self._asked:
            held = self._held = self._asked.popleft()
            held.since = self._world.now
            self._be_patient(held)
            unasked, self._unasked = self._unasked, []
            for word in unasked:
                self._hear(word)

    def _decide(self, held: Held, deed: Deed) -> None:
        """Said once to the device, whether it hears it or not."""
        held.deed, held.since = deed, self._world.now
        command = self._mechanism.stack if deed is Deed.STACK else self._mechanism.give_back
        self._later(0.02, 0.2, lambda: command() if self._held is held else None)
        self._be_patient(held)

    # ---- simulator.explorer.bill_mechanism.Watcher -----------------------------------------------------

    def arrived(self) -> None:
        self._later(0.05, 0.3, self._see)

    def refused(self) -> None:
        if self._serving:
            self._say(NoteRefused(NAME, REFUSED_CODE))

    def something_to_read(self) -> None:
        self._later(0.05, 0.3, self._read)

    def changed(self) -> None:
        if self._closing:
            self._later(0.1, 0.4, self._closed)
        self._look_soon()

    # ---- Notes -----------------------------------------------------------------------------------------

    def _see(self) -> None:
        """There is a note in escrow: it is announced, or it goes back at once."""
        note = self._mechanism.path
        if not self._mechanism.reachable or note is None or note.place is not Place.ESCROW:
            return
        if self._held is not None:
            if self._held.note is None:
                self._later(0.02, 0.2, self._mechanism.give_back)  # of an earlier program: it goes back
            return
        self._doubt = None  # from now on a word is about this one
        value = Money(note.value)
        wanted = self._serving and self.wanted is not None and value in self.wanted
        held = self._held = Held(self._new_id(note), value, note, announced=wanted)
        if wanted:
            self._say(NoteInEscrow(NAME, held.note_id, value))
        else:
            self._decide(held, Deed.RETURN)

    def _new_id(self, note: BankNote) -> str:
        self._count += 1
        note_id = f"{self._boot_id}-n{self._count}"
        self._mechanism.named[note_id] = note
        return note_id

    def _read(self) -> None:
        """All that it has to say; a word that is acknowledged is not said again."""
        mechanism = self._mechanism
        self._notice_power_up()
        if not mechanism.reachable or not self._serving:
            return
        words = tuple(mechanism.words)
        mechanism.words.clear()
        if self._remembers:
            self._acknowledge_later(words)
        for word in words:
            self._hear(word)

    def _acknowledge_later(self, words: tuple[Word, ...]) -> None:
        """Whoever dies before that leaves them to the next program."""
        unacknowledged = [*words]
        mechanism = self._mechanism

        def acknowledged() -> None:
            if self._alive:
                unacknowledged.clear()
            mechanism.words.extendleft(reversed(unacknowledged))
            if unacknowledged:
                mechanism.watcher.something_to_read()

        if words:
            self._world.after(ACKNOWLEDGE_S, acknowledged)

    def _hear(self, word: Word) -> None:
        held = self._held
        if held is None:
            self._late_word(word)
        elif not word.stacked and held.note is None and not self._remembers:
            pass  # that it came back decides nothing: it may have been another
        elif not word.stacked:
            self._end(held, NoteReturned(NAME, held.note_id))
        elif held.deed is Deed.STACK and word.note.value == held.value.amount:
            self._end(held, NoteStacked(NAME, held.note_id, held.value))
        else:
            self._end(held, NoteInDoubt(NAME, held.note_id, held.value))

    def _late_word(self, word: Word) -> None:
        if self._unasked_until is not None:
            self._unasked.append(word)
            return
        doubt, self._doubt = self._doubt, None
        if not word.stacked:
            self._say(NoteRefused(NAME, REFUSED_CODE))
        elif doubt is not None and self._world.now <= doubt.until and doubt.held.note in (None, word.note):
            self._say(NoteStacked(NAME, doubt.held.note_id, doubt.held.value))
        else:
            known = Money(word.note.value) if self._remembers else None
            self._say(NoteInDoubt(NAME, self._new_id(word.note), known))

    def _nobody_asks(self) -> None:
        """What was not asked for by now is nobody's."""
        self._unasked_until = None
        unasked, self._unasked = self._unasked, []
        for word in unasked if self._alive else ():
            self._late_word(word)

    def _end(self, held: Held, ended: NoteStacked | NoteReturned | NoteInDoubt) -> None:
        if held is not self._held or not self._alive:
            return
        self._held = None
        if isinstance(ended, NoteInDoubt) and held.deed is Deed.STACK:
            until = self._world.now + (LATE_S if not self._remembers else float("inf"))
            self._doubt = Doubt(held, until)
        if self.mute_s:
            late_s, self.mute_s = self.mute_s, 0.0
            self._kept_back = []
            self._world.after(late_s, self._speak)
        if isinstance(ended, NoteReturned) and not held.announced:
            self._say(NoteRefused(NAME, REFUSED_CODE))
        else:
            self._say(ended)
        if self._closing:
            self._later(0.1, 0.4, self._closed)
        self._ask_next()

    def _be_patient(self, held: Held) -> None:
        held.patience += 1
        patience = held.patience
        self._world.after(
            SETTLE_S if self._remembers else DECISION_S,
            lambda: self._overdue(held) if held.patience == patience else None,
        )

    def _overdue(self, held: Held) -> None:
        """No word: one that remembers is waited for while it sticks or cannot be asked, the other is not."""
        stuck = not self._mechanism.reachable or self._mechanism.path is not None
        if self._remembers and stuck and self._world.now - held.since < LONGEST_MOVE_S:
            self._be_patient(held)
        else:
            self._end(held, NoteInDoubt(NAME, held.note_id, held.value))

    def _notice_power_up(self) -> None:
        """A model that forgets has forgotten the note; the other says in a moment where it was put."""
        if not self._mechanism.reachable or self._mechanism.life == self._life:
            return
        self._life = self._mechanism.life
        held = self._held
        if held is not None and held.note is not None and not self._remembers:
            self._end(held, NoteInDoubt(NAME, held.note_id, held.value))
            self._doubt = None
        elif held is not None and held.deed is None:
            held.deed = Deed.RETURN  # what it held it has given back
            self._be_patient(held)
        self._apply()

    # ---- Opening and shutting --------------------------------------------------------------------------

    def _apply(self) -> None:
        """Say it to the device; it is so when the device has confirmed it."""
        self._order += 1
        order = self._order
        if self._serving:
            self._later(0.03, 0.4, lambda: self._confirmed() if self._order == order else None)

    def _confirmed(self) -> None:
        mechanism = self._mechanism
        if not mechanism.reachable or not self._serving:
            return
        if self.wanted is not None:
            opened_for = self.wanted if self._remembers else NOTES  # the other can only be opened as a whole
            mechanism.accepts = frozenset(value.amount for value in opened_for)
            self._opened_due = True
            self._tell_opened()
        else:
            mechanism.accepts = frozenset()
            if self._closing:
                order = self._order
                self._later(
                    ON_ITS_WAY_S, ON_ITS_WAY_S + 0.5, lambda: self._closed() if self._order == order else None
                )

    def _closed(self) -> None:
        """Nothing is on its way, and it has confirmed that it is shut."""
        mechanism = self._mechanism
        at_rest = mechanism.path is None and self._held is None and not self._asked
        shut = mechanism.reachable and self._serving and not mechanism.accepts
        if self._closing and at_rest and shut:
            self._closing = False
            self._say(ValidatorClosed(NAME))

    def _tell_opened(self) -> None:
        if self._opened_due and self.wanted is not None and self._status == READY:
            self._opened_due = False
            self._say(ValidatorOpened(NAME, self.wanted))

    # ---- Contact and status ------------------------------------------------------------------------

    def _look_soon(self) -> None:
        self._looking += 1
        looking = self._looking
        self._later(SILENT_S * 0.3, SILENT_S * 2, lambda: self._look() if self._looking == looking else None)

    def _look(self) -> None:
        mechanism = self._mechanism
        if not mechanism.reachable:
            self._serving = False
            self._tell(OFFLINE)
            return
        if not self._serving:
            self._find()
        self._notice_power_up()
        if mechanism.box_present != self._box_present:
            self._box_present = mechanism.box_present
            self._say(CashBoxMoved(NAME, self._box_present))
        trouble = mechanism.trouble
        self._tell(READY if trouble is None else DeviceStatus(Condition.STOPPED, (trouble,)))
        self._read()
        self._see()
        self._tell_opened()

    def _find(self) -> None:
        """It is shut first; what the kiosk wants is said to it afresh, what is asked about is asked."""
        self._mechanism.accepts = frozenset()
        self._serving = True
        self._ask_next()
        self._apply()

    def _tell(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._say(DeviceStatusChanged(NAME, status))

    # ---- Saying it ---------------------------------------------------------------------------------

    def _say(self, event: DeviceEvent) -> None:
        """Everything in the order in which it was found, also when it is kept back for a while."""
        if self._kept_back is None:
            self._put(event)
        else:
            self._kept_back.append(event)

    def _speak(self) -> None:
        kept, self._kept_back = self._kept_back or [], None
        for event in kept if self._alive else []:
            self._put(event)

    def _later(self, least_s: float, most_s: float, deed: Callable[[], None]) -> None:
        self._world.after(self._dice.uniform(least_s, most_s), lambda: deed() if self._alive else None)
