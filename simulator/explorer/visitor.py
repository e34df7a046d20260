"""People in front of the machine: who pays exactly, overpays, cancels, walks away, feeds tokens, pulls plugs.

A person looks at the screen, thinks for a while, and does the next thing; nobody polls. What a person knows
is what the screen shows: the state of the program, or nothing while it is down.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from random import Random

from kiosk.money import NOTES, ZERO, Money
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    CashTouched,
    CopiesChosen,
    DoneTouched,
    Event,
    IdentityEntered,
    OrderConfirmed,
    StartTouched,
    StillHereTouched,
)
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Choosing,
    Delivering,
    Finished,
    Identifying,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)
from simulator.explorer.bill_mechanism import FOREIGN_NOTE
from simulator.explorer.central import BIRTHDAY, OFFERS
from simulator.explorer.coin_mechanism import FOREIGN
from simulator.explorer.computer import Computer, Crash, Death

PURSE = (50, 20, 10, 5, 1)
MOST_DEEDS = 120
NOTE_GAP_S = 1.5
CARELESS = 0.05  # share of notes that somebody tries although the screen does not name them


class Temper(StrEnum):
    EXACT = "pays exactly"
    OVERPAYS = "overpays"
    CANCELS = "cancels"
    LEAVES = "walks away"
    RETURNS = "walks away and comes back"
    TOKENS = "feeds foreign coins"
    HASTY = "feeds coins without looking"
    PULLS_PLUG = "pulls the plug"
    PRESSES_ALL = "presses everything"


class Visitor:
    """One person, from stepping up to walking away."""

    def __init__(self, computer: Computer, dice: Random, temper: Temper, gone: Callable[[], None]) -> None:
        self.here = True
        self._computer, self._dice, self._temper, self._gone = computer, dice, temper, gone
        self._world = computer.world
        self._number = self._who()
        self._cashes = dice.random() < computer.swarm.cashes
        self._copies = dice.choice((1, 1, 1, 2, 2, 3))
        self._deeds = self._thought = 0
        self._strikes_at = dice.randrange(3, 30)  # when those who cancel, leave or pull plugs do so
        self._confirmed = 0
        self._patience_s = dice.choice((15.0, 60.0, 150.0, 400.0))
        self._seen: object = None
        self._sees_coins = 0
        computer.coverage.seen(f"visitor {temper}")
        self._world.tell("visitor", "steps up, {}, {}", self._number, temper)
        self._think(1.0, 4.0)

    def _who(self) -> str:
        """Anybody; or somebody whom the machine owes something. Always as many dice, for the shrinker."""
        share, which, anybody = (self._dice.random() for _ in range(3))
        people = tuple(self._computer.central.people)
        number = people[int(anybody * len(people))]
        if share < self._computer.swarm.comes_back:
            owed = sorted({owed.person_id for owed in self._computer.judge.claims.here.values()})
            if owed:
                number = self._computer.central.number_of(owed[int(which * len(owed))])
        return number

    # ---- Looking and thinking ----------------------------------------------------------------------

    def look(self) -> None:
        """The screen may have changed."""
        seen = self._screen()
        if seen != self._seen:
            self._seen = seen
            self._think(0.4, 3.0)

    def _screen(self) -> object:
        """What a person would notice as something else."""
        program = self._computer.program
        if program is None:
            return None
        visit = program.machine.visit
        slot = bool(visit.coins_open or visit.notes_open) if isinstance(visit, Paying) else None
        return type(visit), slot, program.machine.asking_still_there

    def _think(self, least_s: float, most_s: float) -> None:
        self._thought += 1
        thought = self._thought
        wait_s = self._dice.uniform(least_s, most_s)
        self._world.after(wait_s, lambda: self._act() if self._thought == thought else None)

    def _wait(self) -> None:
        """For something to happen; not for ever."""
        self._thought += 1
        thought = self._thought
        self._world.after(self._patience_s, lambda: self._tired() if self._thought == thought else None)

    def _tired(self) -> None:
        if isinstance(self._visit, PayingOut | Delivering | Refunding) and self._dice.random() < 0.7:
            self._wait()  # one's own money is in there
        else:
            self.leave("is tired of waiting")

    def leave(self, why: str) -> None:
        if self.here:
            self.here = False
            self._thought += 1
            self._world.tell("visitor", "leaves: {}", why)
            self._gone()

    # ---- Acting ----------------------------------------------------------------------------------

    @property
    def _visit(self) -> object:
        program = self._computer.program
        return None if program is None else program.machine.visit

    def _act(self) -> None:
        if not self.here:
            return
        self._seen = self._screen()
        self._deeds += 1
        program = self._computer.program
        if self._deeds > MOST_DEEDS:
            self.leave("has had enough")
        elif program is None:
            self._at_black_screen()
        elif self._deeds == self._strikes_at and self._strikes():
            pass
        elif self._temper is Temper.PRESSES_ALL and self._dice.random() < 0.5:
            self._press_anything()
        elif program.machine.asking_still_there:
            self._touch(StillHereTouched())
            self._think(0.5, 2.0)
        else:
            self._go_on(program.machine)

    def _strikes(self) -> bool:
        """The moment this person is known for; False: not now."""
        match self._temper:
            case Temper.CANCELS:
                self._touch(self._dice.choice((CancelTouched(), BackTouched())))
                self._think(1.0, 4.0)
            case Temper.LEAVES:
                self.leave("just goes")
            case Temper.RETURNS:
                self._world.tell("visitor", "walks away for a while")
                self._strikes_at = 0
                self._think(10.0, 200.0)
            case Temper.PULLS_PLUG:
                death = self._dice.choice((Death.COMPUTER, Death.BOTH, Death.BOTH))
                self._world.tell("visitor", "pulls the plug")
                self._strikes_at = self._deeds + self._dice.randrange(2, 12)  # who does it once does it again
                self._think(1.0, 5.0)
                self._computer.crash(Crash(death, self._dice.choice((2.0, 20.0, 300.0))))
            case _:
                return False
        return True

    def _at_black_screen(self) -> None:
        if self._temper in (Temper.HASTY, Temper.PRESSES_ALL) and self._dice.random() < 0.5:
            self._insert(self._dice.choice(PURSE))
        self._wait()

    def _press_anything(self) -> None:
        code = self._dice.choice(OFFERS).code
        anything: tuple[Event, ...] = (
            BackTouched(),
            CancelTouched(),
            DoneTouched(),
            StillHereTouched(),
            OrderConfirmed(),
            CopiesChosen(code, self._dice.randrange(-1, 5)),
            IdentityEntered(self._number, BIRTHDAY),
            CashTouched(),
        )
        if self._dice.random() < 0.3:
            self._insert(self._dice.choice((*PURSE, FOREIGN)))
        else:
            self._touch(self._dice.choice(anything))
        self._think(0.1, 1.0)

    def _go_on(self, machine: Machine) -> None:
        """What somebody who wants a paper does next."""
        match machine.visit:
            case Attract():
                self._begin(machine)
            case Identifying(tries=tries):
                self._identify(tries)
            case Choosing() as state:
                self._choose(state)
            case Paying() as state:
                self._pay(state)
            case Finished():
                self._take()
            case CheckingIdentity() | Preparing() | PayingOut() | Delivering() | Refunding():
                self._wait()

    def _begin(self, machine: Machine) -> None:
        program = self._computer.program
        if self._confirmed and self._dice.random() < 0.9:
            self.leave("is done")
        elif closed_reasons(machine) or program is None:
            if self._dice.random() < 0.1:
                self._insert(self._dice.choice(PURSE))
            self.leave("finds it closed")
        else:
            self._touch(StartTouched(program.new_visit_id()))
            self._think(2.0, 8.0)

    def _identify(self, tries: int) -> None:
        if tries >= 3:
            self._touch(BackTouched())
            self.leave("is not known here")
            return
        program = self._computer.program
        if program is not None:
            program.hands_are_busy()
        self._touch(IdentityEntered(self._typed(), BIRTHDAY))
        self._wait()

    def _typed(self) -> str:
        """The own number, mostly; or one that nobody has; or a friend's."""
        share = self._dice.random()
        if share < 0.05:
            return "B99999999"
        if share < 0.15:
            return self._dice.choice(tuple(self._computer.central.people))
        return self._number

    def _choose(self, state: Choosing) -> None:
        copies = sum(count for _, count in state.cart)
        if state.problem is not None and self._confirmed and self._dice.random() < 0.6:
            self._touch(BackTouched())
            self.leave("cannot have it")
        elif self._cashes and self._is_owed(state):
            self._cashes = False
            self._touch(CashTouched())
            self._wait()
        elif copies < self._copies:
            offer = self._dice.choice(OFFERS)
            self._touch(CopiesChosen(offer.code, self._dice.randrange(1, offer.most_copies + 1)))
            self._think(0.5, 3.0)
        else:
            self._confirmed += 1
            self._touch(OrderConfirmed())
            self._wait()

    def _is_owed(self, state: Choosing) -> bool:
        program = self._computer.program
        person_id = state.person.person_id
        return program is not None and any(held.person_id == person_id for held in program.machine.claims)

    def _take(self) -> None:
        if self._dice.random() < 0.8:
            self._touch(DoneTouched())
        self.leave("takes everything")

    # ---- Paying ------------------------------------------------------------------------------------

    def _pay(self, state: Paying) -> None:
        gap_s = self._computer.swarm.coin_gap_s
        hasty = self._temper is Temper.HASTY
        slots = state.coins_open or state.notes_open
        if (not slots or state.closing is not None) and not hasty:
            if state.blocked and self._dice.random() < 0.5:
                self._touch(CancelTouched())
            self._wait()
            return
        if self._temper is Temper.TOKENS and self._dice.random() < 0.5:
            self._insert(FOREIGN)
        elif self._dice.random() < self._computer.swarm.pays_in_notes and self._insert_note(state):
            gap_s, hasty = max(gap_s, NOTE_GAP_S), False
        else:
            self._insert(self._coin(state.due))
        if hasty:
            self._think(0.02, 0.35)  # the last coins fall while it is being closed
        else:
            self._think(gap_s * 0.5, gap_s * 2.0)

    def _coin(self, due: Money) -> int:
        if self._temper in (Temper.OVERPAYS, Temper.HASTY) or due <= ZERO:
            return self._dice.choice((50, 20, 10))
        fitting = [value for value in PURSE if value <= due.amount]
        return self._dice.choice(fitting[:2])

    def _insert(self, value: int) -> None:
        self._world.tell("visitor", "puts in {}", f"NT${value}" if value else "a foreign coin")
        self._computer.coins.insert(value, self._computer.visit_id)

    def _insert_note(self, state: Paying) -> bool:
        """One that the screen says is taken, mostly; who holds on to it may get it back, or not."""
        carried = self._computer.swarm.notes
        most = state.due if self._temper is Temper.EXACT else max(NOTES)
        taken = [value.amount for value in state.notes_open if value.amount in carried and value <= most]
        tries = self._computer.swarm.validator and self._dice.random() < CARELESS
        if not taken and not tries:
            return False
        value = self._dice.choice(taken or carried)
        if self._temper is Temper.TOKENS and self._dice.random() < 0.5:
            value = FOREIGN_NOTE
        self._world.tell("visitor", "puts in {}", f"a note of NT${value}" if value else "a foreign note")
        note = self._computer.bills.insert(value, self._computer.visit_id)
        holds_on = self._dice.random() < self._computer.swarm.pulls_notes
        if holds_on and note is self._computer.bills.path:
            self._world.after(self._dice.uniform(0.3, 4.0), self._computer.bills.pull)
        return True

    def _touch(self, event: Event) -> None:
        program = self._computer.program
        if program is not None:
            self._world.tell("visitor", "{}", event)
            program.put(event)
