"""The bill validator as a thing: bezel, escrow, stacker, note box, and one note at a time on its way.

It knows where every note physically is. How a note ended it says once: a model that remembers keeps the word
until somebody has taken it, over power cuts too; one that forgets says it to whoever listens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import NamedTuple, Protocol

from kiosk.devices import Trouble
from simulator.explorer.world import World

ENTER_S = 1.0  # from the bezel into escrow
STACK_S = 1.5
RETURN_S = 0.8
HOLD_S = 5.0  # with nobody who holds it there it goes back by itself
FOREIGN_NOTE = 0


class Place(StrEnum):
    ENTERING = "entering"
    ESCROW = "escrow"
    STACKING = "stacking"
    RETURNING = "returning"
    STUCK = "stuck"
    IN_BOX = "in the box"
    BACK = "back"  # in somebody's hand


@dataclass(slots=True, eq=False)
class BankNote:
    """`visit_id` is the visit that was open when it was put in."""

    value: int
    visit_id: str
    place: Place = Place.ENTERING


class Word(NamedTuple):
    """How a note ended, as far as the device has noticed."""

    stacked: bool
    note: BankNote


@dataclass(frozen=True, slots=True)
class BillProfile:
    """`remembers`: what it has not been asked for it still says after a power cut; else it forgets."""

    remembers: bool


class Watcher(Protocol):
    """A driver, which would find all this out by listening and polling."""

    def arrived(self) -> None: ...

    def refused(self) -> None: ...

    def something_to_read(self) -> None: ...

    def changed(self) -> None: ...


class Nobody:
    """No driver is running."""

    def arrived(self) -> None:
        pass

    def refused(self) -> None:
        pass

    def something_to_read(self) -> None:
        pass

    def changed(self) -> None:
        pass


class BillMechanism:
    """`named` tells the judge which note a driver's name stands for; nobody else looks there."""

    def __init__(self, world: World, dice: Random, profile: BillProfile) -> None:
        self.profile = profile
        self.powered = self.linked = self.box_present = True
        self.accepts: frozenset[int] = frozenset()
        self.life = 1  # from one power-up to the next
        self.path: BankNote | None = None
        self.box: list[BankNote] = []
        self.returned = 0
        self.words: deque[Word] = deque()
        self.watcher: Watcher = Nobody()
        self.named: dict[str, BankNote] = {}
        self._trouble: Trouble | None = None
        self._world, self._dice = world, dice
        self._held = False
        self._run = 0

    @property
    def reachable(self) -> bool:
        return self.powered and self.linked

    @property
    def trouble(self) -> Trouble | None:
        return self._trouble if self.box_present else Trouble.CASH_BOX_REMOVED

    # ---- What the driver can have it do ------------------------------------------------------------

    def holding(self, on: bool) -> None:
        """From now on somebody holds what lies in escrow, or nobody does."""
        self._held = on
        if not on:
            self._left_alone()

    def stop_listening(self) -> None:
        self.watcher = Nobody()
        self.holding(False)
        self._lose_words()

    def stack(self) -> None:
        """Whether it has heard that, it does not say."""
        if self._in_escrow():
            self._moves(Place.STACKING, STACK_S * self._dice.uniform(0.7, 1.3), self._stacked)

    def give_back(self) -> None:
        if self._in_escrow():
            self._moves(Place.RETURNING, RETURN_S, self._back)

    def _in_escrow(self) -> bool:
        return self.reachable and self.path is not None and self.path.place is Place.ESCROW

    # ---- Hands and power ---------------------------------------------------------------------------

    def insert(self, value: int, visit_id: str) -> BankNote:
        note = BankNote(value, visit_id)
        usable = self.powered and self.trouble is None and self.path is None
        if not usable or value == FOREIGN_NOTE or value not in self.accepts:
            note.place = Place.BACK
            self.returned += 1
            if self.reachable:
                self.watcher.refused()
            return note
        self.path = note
        self._moves(Place.ENTERING, ENTER_S * self._dice.uniform(0.8, 1.2), self._recognised)
        return note

    def pull(self) -> None:
        """Somebody holds on to the note. While it is being stacked that goes well or badly for him."""
        note = self.path
        if note is None or note.place is Place.STUCK:
            return
        if note.place is Place.STACKING and self._dice.random() < 0.5:
            return
        torn_out = note.place is Place.STACKING
        self._run += 1
        self._ends(Place.BACK)
        self._world.tell("bill validator", "NT${} is pulled out again", note.value)
        if torn_out:
            self.get_trouble(Trouble.FRAUD)
            self._world.after(5.0, lambda: self.get_trouble(None))
        else:
            self._say(False, note)

    def lose_power(self) -> None:
        if not self.powered:
            return
        self.powered = False
        self.accepts = frozenset()
        self._run += 1
        self._world.tell("bill validator", "loses power")
        self._lose_words()
        self.watcher.changed()

    def get_power(self) -> None:
        """It clears its path: what was being stacked ends up on one side or the other."""
        if self.powered:
            return
        self.powered = True
        self.life += 1
        self._world.tell("bill validator", "has power again")
        note = self.path
        if note is not None and note.place is not Place.STUCK:
            self._clear(note, says=self.profile.remembers)
        self.watcher.changed()

    def unplug(self) -> None:
        if self.linked:
            self.linked = False
            self._world.tell("bill validator", "its cable is pulled out")
            self._lose_words()
            self._left_alone()
            self.watcher.changed()

    def plug(self) -> None:
        if not self.linked:
            self.linked = True
            self.watcher.changed()

    def get_trouble(self, trouble: Trouble | None) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._world.tell("bill validator", "trouble: {}", trouble)
            self._path_changes()

    def move_box(self, present: bool) -> None:
        if present != self.box_present:
            self.box_present = present
            self._world.tell("bill validator", "its box is {}", "in again" if present else "taken out")
            self._path_changes()

    def _path_changes(self) -> None:
        """What cannot be moved sticks; what stuck is cleared to one side by whoever mends it."""
        note = self.path
        blocked = self.trouble in (Trouble.JAM, Trouble.CASH_BOX_REMOVED)
        if note is not None and blocked and note.place is Place.STACKING:
            self._run += 1
            note.place = Place.STUCK
            self._world.tell("bill validator", "NT${} sticks", note.value)
        elif note is not None and not blocked and note.place is Place.STUCK:
            self._clear(note, says=self.profile.remembers or (self.reachable and self._dice.random() < 0.5))
        self.watcher.changed()

    # ---- The note's way ------------------------------------------------------------------------------

    def _moves(self, place: Place, takes_s: float, then: Callable[[], None]) -> None:
        assert self.path is not None
        self.path.place = place
        self._run += 1
        run = self._run
        self._world.after(takes_s, lambda: then() if self._run == run else None)

    def _recognised(self) -> None:
        assert self.path is not None
        self.path.place = Place.ESCROW
        self._world.tell("bill validator", "NT${} waits in escrow", self.path.value)
        if self._held and self.linked:
            self.watcher.arrived()
        else:
            self._left_alone()

    def _left_alone(self) -> None:
        note = self.path

        def give_up() -> None:
            held = self._held and self.linked
            if self.path is note and note is not None and note.place is Place.ESCROW and not held:
                self._moves(Place.RETURNING, RETURN_S, self._back)

        if note is not None and self.powered:
            self._world.after(HOLD_S, lambda: give_up() if self.powered else None)

    def _stacked(self) -> None:
        note = self._ends(Place.IN_BOX)
        self._say(True, note)

    def _back(self) -> None:
        note = self._ends(Place.BACK)
        self._say(False, note)

    def _clear(self, note: BankNote, says: bool) -> None:
        forward = note.place in (Place.STACKING, Place.STUCK) and self._dice.random() < 0.5
        self._ends(Place.IN_BOX if forward else Place.BACK)
        if says:
            self._say(forward, note)

    def _ends(self, place: Place) -> BankNote:
        note, self.path = self.path, None
        assert note is not None
        note.place = place
        if place is Place.IN_BOX:
            self.box.append(note)
        else:
            self.returned += 1
        self._world.tell("bill validator", "NT${} is {}", note.value, place)
        self.watcher.changed()
        return note

    # ---- What it says ----------------------------------------------------------------------------------

    def _say(self, stacked: bool, note: BankNote) -> None:
        heard = self.reachable and not isinstance(self.watcher, Nobody)
        if heard or self.profile.remembers:
            self.words.append(Word(stacked, note))
        if heard:
            self.watcher.something_to_read()

    def _lose_words(self) -> None:
        if not self.profile.remembers:
            self.words.clear()
