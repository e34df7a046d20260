"""What goes wrong with devices, the network, the disk and the program, and when it is mended.

Most mishaps strike a moment after one of the next commits, because most of a day nothing happens at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Protocol

from kiosk.devices import (
    AcceptorClosed,
    AcceptorOpened,
    CoinsDispensed,
    CoinsRead,
    DocumentFinished,
    NoteInDoubt,
    NoteInEscrow,
    NoteReturned,
    NoteStacked,
    PayoutFinished,
    PrintJobCreated,
    SheetsPrinted,
    SlipFinished,
    Trouble,
)
from kiosk.visit.events import (
    Booted,
    CancelTouched,
    ClockChanged,
    IdentityConfirmed,
    JournalRoomChanged,
    PapersReady,
    ProgramFault,
    TimerFired,
)
from simulator.explorer.computer import Computer, Crash, Death
from simulator.explorer.hopper_mechanism import HopperMechanism
from simulator.explorer.journal import Fuse, Moment
from simulator.explorer.judge import PLANNED

COMMITS_OF_A_VISIT = 45
MEETS = tuple(  # what pays out is rarer than the rest, and doubt about it rarer still
    event.__name__
    for event in (
        IdentityConfirmed,
        PapersReady,
        AcceptorOpened,
        CoinsRead,
        AcceptorClosed,
        CoinsDispensed,
        CoinsDispensed,
        PayoutFinished,
        PayoutFinished,
        SlipFinished,
        PrintJobCreated,
        SheetsPrinted,
        DocumentFinished,
        CancelTouched,
        TimerFired,
        Booted,
    )
)
MEETS_OF_NOTES = tuple(
    event.__name__ for event in (*(NoteInEscrow,) * 6, *(NoteStacked,) * 3, NoteReturned, NoteInDoubt)
)
MOMENTS = (Moment.BEFORE_COMMIT, Moment.AFTER_COMMIT, Moment.BETWEEN_EFFECTS)
SHORT_S = (0.4, 2.0, 8.0, 30.0, 90.0, 240.0)
LONG_S = (1200.0, 3600.0)


@dataclass(slots=True)
class Strike:
    """Where a mishap happens, and the dice it is made of. While `calm`, nothing strikes."""

    computer: Computer
    dice: Random
    calm: Callable[[], bool]

    def lasts_s(self) -> float:
        return self.dice.choice(LONG_S if self.dice.random() < 0.1 else SHORT_S) * self.dice.uniform(0.5, 1.5)

    def commits(self) -> tuple[int, str]:
        """After how many commits it strikes: of any kind, or of one, so that rare moments are met too."""
        if self.dice.random() < 0.5:
            return self.dice.randrange(1, COMMITS_OF_A_VISIT), ""
        meets = (*MEETS, *MEETS_OF_NOTES) if self.computer.swarm.validator else MEETS
        return self.dice.randrange(1, 4), self.dice.choice(meets)

    def mended(self, deed: Callable[[], None]) -> None:
        self.computer.world.after(self.lasts_s(), deed)


Mishap = Callable[[Strike], None]


class Thing(Protocol):
    """What every device can suffer."""

    def get_power(self) -> None: ...

    def plug(self) -> None: ...

    def get_trouble(self, trouble: Trouble | None) -> None: ...


def crash(strike: Strike) -> None:
    """The program or the power goes, at a commit of the coming visit or at any moment."""
    computer, dice, swarm = strike.computer, strike.dice, strike.computer.swarm
    share = dice.random()
    death = Death.COMPUTER
    if share < swarm.both_share:
        death = Death.BOTH
    elif dice.random() < swarm.process_share:
        death = Death.PROCESS
    again = tuple(dice.randrange(1, 8) for _ in range(3) if dice.random() < swarm.recovery_share)
    down_s = dice.choice((0.0, 0.0, 5.0, 60.0, 170.0, 600.0, 5400.0))
    struck = Crash(death, down_s, again)
    commits, kind = strike.commits()
    if dice.random() < 0.75:
        computer.fuse(commits, dice.choice(MOMENTS), struck, kind)
        return
    later_s = dice.uniform(0.0, 12.0)
    at_rest = partial(_later, strike, later_s, partial(computer.crash, struck))
    computer.journal.fuses.append(Fuse(commits, Moment.AFTER_COMMIT, at_rest, kind))


def _later(strike: Strike, seconds: float, deed: Callable[[], None]) -> None:
    strike.computer.world.after(seconds, lambda: None if strike.calm() else deed())


def happens(name: str, strike: Strike) -> None:
    """This mishap, now or shortly after one of the coming commits."""
    if strike.calm():
        return
    if name == CRASH:
        crash(strike)
        return

    def now() -> None:
        program = strike.computer.program
        visit = "no program" if program is None else type(program.machine.visit).__name__
        strike.computer.coverage.seen(f"{'fault' if name in MISHAPS else 'affair'} {name} in {visit}")
        strike.computer.coverage.faults += name in MISHAPS
        strike.computer.world.tell("mishap", "{}", name)
        (MISHAPS.get(name) or AFFAIRS[name])(strike)

    dice = strike.dice
    later_s = dice.choice((0.0, 0.3, 1.5, 5.0)) * dice.random()
    if dice.random() < 0.2:
        _later(strike, later_s, now)
    else:
        commits, kind = strike.commits()
        later = partial(_later, strike, later_s, now)
        strike.computer.journal.fuses.append(Fuse(commits, Moment.AFTER_COMMIT, later, kind))


# ---- The mishaps ---------------------------------------------------------------------------------


def acceptor_reset(strike: Strike) -> None:
    coins = strike.computer.coins
    coins.lose_power()
    strike.computer.world.after(strike.dice.choice((0.3, 0.6, 5.0)), coins.get_power)


def acceptor_swapped(strike: Strike) -> None:
    coins = strike.computer.coins
    coins.swap()
    strike.computer.world.after(strike.dice.choice((20.0, 60.0, 300.0)), coins.get_power)


def acceptor_unplugged(strike: Strike) -> None:
    strike.computer.coins.unplug()
    strike.mended(strike.computer.coins.plug)


def acceptor_trouble(strike: Strike) -> None:
    coins = strike.computer.coins
    coins.get_trouble(strike.dice.choice((Trouble.RETURN_LEVER, Trouble.FRAUD)))
    strike.mended(lambda: coins.get_trouble(None))


def coin_sticks(strike: Strike) -> None:
    """The next coin hangs behind the gate for a while."""
    strike.computer.coins.sticks_s = strike.dice.choice((1.5, 5.0, 15.0, 30.0)) * strike.dice.uniform(
        0.5, 2.0
    )


def validator_unplugged(strike: Strike) -> None:
    strike.computer.bills.unplug()
    strike.mended(strike.computer.bills.plug)


def validator_power(strike: Strike) -> None:
    strike.computer.bills.lose_power()
    strike.mended(strike.computer.bills.get_power)


def validator_jam(strike: Strike) -> None:
    bills = strike.computer.bills
    bills.get_trouble(strike.dice.choice((Trouble.JAM, Trouble.JAM, Trouble.STACKER_FULL)))
    strike.mended(lambda: bills.get_trouble(None))


def note_box_out(strike: Strike) -> None:
    """Somebody takes it out and puts it back."""
    strike.computer.bills.move_box(False)
    strike.mended(lambda: strike.computer.bills.move_box(True))


def validator_mute(strike: Strike) -> None:
    program = strike.computer.program
    if program is not None and program.validator is not None:
        program.validator.mute_s = strike.dice.choice((5.0, 50.0, 150.0))


def claims_wanted(strike: Strike) -> None:
    """Somebody asks at the counter for money: often who stands before this machine, or who is owed."""
    computer, dice = strike.computer, strike.dice
    owed = sorted({owed.person_id for owed in computer.judge.claims.here.values()})
    here = computer.judge.papers.people.get(computer.visit_id)
    if here is not None and dice.random() < 0.8:
        computer.elsewhere.to_the_counter(here)
    elif owed:
        computer.elsewhere.to_the_counter(dice.choice(owed))
    if computer.program is not None:
        computer.world.after(dice.random(), computer.program.ship_now)  # the answer says what is wanted


def owed_elsewhere(strike: Strike) -> None:
    """Another machine owes somebody something, who may come here with it."""
    computer, dice = strike.computer, strike.dice
    person = dice.choice(tuple(computer.central.people.values()))
    computer.elsewhere.issue(person.person_id)


def receipt_paper_out(strike: Strike) -> None:
    slips = strike.computer.slips
    slips.get_trouble(strike.dice.choice((Trouble.PAPER_OUT, Trouble.COVER_OPEN)))
    strike.mended(lambda: slips.get_trouble(None))


def receipt_unplugged(strike: Strike) -> None:
    strike.computer.slips.unplug()
    strike.mended(strike.computer.slips.plug)


def receipt_power(strike: Strike) -> None:
    strike.computer.slips.lose_power()
    strike.mended(strike.computer.slips.get_power)


def receipt_not_drawn(strike: Strike) -> None:
    strike.computer.cannot_draw = 1


def receipt_mute(strike: Strike) -> None:
    program = strike.computer.program
    if program is not None:
        program.slips.mute_s = strike.dice.choice((5.0, 50.0))


def _a_hopper(strike: Strike) -> HopperMechanism | None:
    hoppers = tuple(strike.computer.hoppers.values())
    return strike.dice.choice(hoppers) if hoppers else None


def hopper_jam(strike: Strike) -> None:
    hopper = _a_hopper(strike)
    if hopper is not None:
        hopper.get_trouble(strike.dice.choice((Trouble.JAM, Trouble.OPTO)))
        strike.mended(lambda: hopper.get_trouble(None))


def hopper_power(strike: Strike) -> None:
    hopper = _a_hopper(strike)
    if hopper is not None:
        hopper.lose_power()
        strike.mended(hopper.get_power)


def hopper_unplugged(strike: Strike) -> None:
    hopper = _a_hopper(strike)
    if hopper is not None:
        hopper.unplug()
        strike.mended(hopper.plug)


def hopper_robbed(strike: Strike) -> None:
    """Coins are gone and nobody said so: it runs dry in the middle of a payout."""
    hopper = _a_hopper(strike)
    if hopper is not None:
        hopper.rob(strike.dice.randrange(hopper.level + 1))


def hopper_mute(strike: Strike) -> None:
    program = strike.computer.program
    if program is not None and program.hoppers:
        strike.dice.choice(tuple(program.hoppers.values())).mute_s = strike.dice.choice((5.0, 120.0))


def printer_paper_out(strike: Strike) -> None:
    strike.computer.papers.get_trouble(Trouble.PAPER_OUT)
    strike.mended(lambda: strike.computer.papers.get_trouble(None))


def printer_jam(strike: Strike) -> None:
    strike.computer.papers.get_trouble(strike.dice.choice((Trouble.JAM, Trouble.COVER_OPEN)))
    strike.mended(lambda: strike.computer.papers.get_trouble(None))


def printer_stalls(strike: Strike) -> None:
    strike.computer.papers.stall(True)
    strike.mended(lambda: strike.computer.papers.stall(False))


def printer_unplugged(strike: Strike) -> None:
    strike.computer.papers.unplug()
    strike.mended(strike.computer.papers.plug)


def printer_power(strike: Strike) -> None:
    strike.computer.papers.lose_power()
    strike.mended(strike.computer.papers.get_power)


def printer_mute(strike: Strike) -> None:
    program = strike.computer.program
    if program is not None:
        program.papers.mute_s = strike.dice.choice((20.0, 250.0))


def network_down(strike: Strike) -> None:
    set_network(strike.computer, False)
    strike.mended(lambda: set_network(strike.computer, True))


def set_network(computer: Computer, online: bool) -> None:
    computer.central.online = online
    program = computer.program
    if program is not None:
        computer.world.after(computer.dice["central"].uniform(0.1, 5.0), program.line_changed)


def central_hangs(strike: Strike) -> None:
    strike.computer.central.hangs += strike.dice.choice((1, 2))


def central_mixes_up(strike: Strike) -> None:
    strike.computer.central.mixes_up += 1


def disk_full(strike: Strike) -> None:
    set_room(strike.computer, False)
    strike.mended(lambda: set_room(strike.computer, True))


def set_room(computer: Computer, enough: bool) -> None:
    if computer.room != enough:
        computer.room = enough
        if computer.program is not None:
            computer.program.put(JournalRoomChanged(enough))


def clock_wrong(strike: Strike) -> None:
    """Set back; while the program runs it notices, while it is down nobody does."""
    strike.computer.clock.set_back_s = strike.dice.choice((-7200.0, 3600.0, 400_000.0))
    set_clock(strike.computer, False)
    strike.mended(lambda: mend_clock(strike.computer))


def mend_clock(computer: Computer) -> None:
    computer.clock.set_back_s = 0.0
    set_clock(computer, True)


def set_clock(computer: Computer, sane: bool) -> None:
    if computer.sane != sane:
        computer.sane = sane
        if computer.program is not None:
            computer.program.put(ClockChanged(sane))


def thread_ends(strike: Strike) -> None:
    """A driver's thread ends by a mistake of ours; somebody starts the machine again."""
    computer = strike.computer
    if computer.program is not None:
        computer.program.put(ProgramFault(PLANNED, "SerialException"))
        strike.mended(lambda: None if strike.calm() else computer.crash(Crash(Death.PROCESS, 0.0)))


CRASH = "crash"
MISHAPS: dict[str, Mishap] = {
    "acceptor reset": acceptor_reset,
    "acceptor swapped": acceptor_swapped,
    "acceptor unplugged": acceptor_unplugged,
    "acceptor trouble": acceptor_trouble,
    "coin sticks": coin_sticks,
    "validator unplugged": validator_unplugged,
    "validator power": validator_power,
    "validator jam": validator_jam,
    "validator mute": validator_mute,
    "note box out": note_box_out,
    "receipt paper out": receipt_paper_out,
    "receipt printer unplugged": receipt_unplugged,
    "receipt printer power": receipt_power,
    "receipt not drawn": receipt_not_drawn,
    "receipt printer mute": receipt_mute,
    "hopper jam": hopper_jam,
    "hopper power": hopper_power,
    "hopper unplugged": hopper_unplugged,
    "hopper robbed": hopper_robbed,
    "hopper mute": hopper_mute,
    "printer paper out": printer_paper_out,
    "printer jam": printer_jam,
    "printer stalls": printer_stalls,
    "printer unplugged": printer_unplugged,
    "printer power": printer_power,
    "printer mute": printer_mute,
    "network down": network_down,
    "central hangs": central_hangs,
    "central mixes up": central_mixes_up,
    "disk full": disk_full,
    "clock wrong": clock_wrong,
    "thread ends": thread_ends,
}
# No mishaps: what people do elsewhere, at the moments at which mishaps strike.
AFFAIRS: dict[str, Mishap] = {"claims wanted": claims_wanted, "owed elsewhere": owed_elsewhere}


def heal(computer: Computer) -> None:
    """Everything is whole again, at once."""
    computer.journal.fuses.clear()
    computer.central.hangs = computer.central.mixes_up = computer.cannot_draw = 0
    devices: tuple[Thing, ...] = (computer.coins, computer.bills, computer.slips, computer.papers)
    for device in (*devices, *computer.hoppers.values()):
        device.get_power()
        device.plug()
        device.get_trouble(None)
    computer.papers.stall(False)
    computer.coins.sticks_s = 0.0
    computer.bills.move_box(True)
    set_network(computer, True)
    set_room(computer, True)
    mend_clock(computer)
    program = computer.program
    if program is not None and program.machine.fault:
        computer.crash(Crash(Death.PROCESS, 0.0))
    computer.start()
