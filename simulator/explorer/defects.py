"""Defects that the explorer must find: each replaces one function by one that keeps a promise no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kiosk import gate, snapshots
from kiosk.devices import AcceptorOpened, CoinsRead, Outcome, PayoutFinished
from kiosk.loop import Loop
from kiosk.money import COINS, NOTHING, ZERO, Money, Tally
from kiosk.visit import (
    choose,
    decision,
    deliver,
    finish,
    give_back,
    identify,
    pay,
    payout,
    recovery,
    slips,
    step,
)
from kiosk.visit.decision import Decision
from kiosk.visit.effects import Effect, OpenAcceptor, StartTimer, StopTimers
from kiosk.visit.events import Booted, Event, IdentityConfirmed, PapersReady, Timer
from kiosk.visit.facts import Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    CheckingIdentity,
    Choosing,
    Delivering,
    Finished,
    PaperState,
    Paying,
    PayingOut,
    SlipProgress,
    VisitState,
)
from simulator.explorer.coin_driver import CoinDriver
from simulator.explorer.defect import Defect, defect
from simulator.explorer.defects_of_notes import CLAIM_DEFECTS, NOTE_DEFECTS
from simulator.explorer.journal import ExplorerJournal
from simulator.explorer.program import Program, VirtualLoop

# ---- Coins -------------------------------------------------------------------------------------------------


def counts_twice(event: CoinsRead) -> Tally:
    return decision.cash_in(event) + decision.cash_in(event)


def counts_nothing(event: CoinsRead) -> Tally:
    return NOTHING


def records_nothing(event: CoinsRead, whose: object) -> tuple[Fact, ...]:
    return ()


def records_no_doubt(event: CoinsRead, whose: Any) -> tuple[Fact, ...]:
    return decision.taken(replace(event, unvalued=0, reset=False), whose)


def ignores_coins(machine: Machine, *_: object) -> Decision:
    return Decision(machine)


def forgets_the_cursor(machine: Machine, event: Event) -> Machine:
    observed = OBSERVED(machine, event)
    return replace(observed, cursor=machine.cursor) if isinstance(event, CoinsRead) else observed


OBSERVED = step._observed


def adds_nothing_to_suspense(machine: Machine, event: CoinsRead) -> Decision:
    return replace(COINS_OF_NOBODY(machine, event), machine=machine)


COINS_OF_NOBODY = decision.cash_of_nobody


# ---- Time-outs and the gate --------------------------------------------------------------------------------


def sets_no_timer(
    machine: Machine,
    visit: VisitState,
    timers: Mapping[Timer, float],
    effects: tuple[Effect, ...] = (),
    facts: tuple[Fact, ...] = (),
) -> Decision:
    return decision.enter(machine, visit, {}, effects, facts)


def lets_everything_pass(*_: object) -> None:
    return None


def sees_no_problem(_: Machine) -> tuple[()]:
    return ()


def believes_every_paper(*_: object) -> bool:
    return True


def takes_every_coin(machine: Machine, price: Money, credit: Money) -> tuple[Money, ...]:
    return COINS


def believes_every_answer(machine: Machine, state: CheckingIdentity, event: Event) -> Decision:
    if isinstance(event, IdentityConfirmed):
        chosen = Choosing(state.visit_id, event.person, event.offers)
        return decision.enter(machine, chosen, {Timer.ATTENTION: 60.0})
    return CHECKING_IDENTITY(machine, state, event)


CHECKING_IDENTITY = identify.checking_identity


def settles_without_closing(machine: Machine, state: Paying, why: Any, within_s: float = 0.0) -> Decision:
    return pay._settled(machine, replace(state, closing=why))


# ---- Starting again --------------------------------------------------------------------------------------


def opens_at_once(machine: Machine, state: Paying) -> Decision:
    opened = replace(state, closing=None, coins_open=(), offered=COINS)
    return decision.enter(machine, opened, {Timer.ATTENTION: 60.0}, effects=(OpenAcceptor(COINS),))


def takes_everybody_for_present(machine: Machine, event: Booted) -> Decision:
    return BOOTED(machine, replace(event, down_s=0.0))


def believes_in_every_paper(machine: Machine, event: Booted) -> Decision:
    visit = machine.visit
    papers = visit.papers if isinstance(visit, Paying) else ()
    return BOOTED(machine, replace(event, spooled=tuple(paper.copy_serial for paper in papers)))


BOOTED = recovery.booted


def prints_again_at_once(
    machine: Machine, state: Delivering, spooled: tuple[str, ...], present: bool
) -> Decision:
    papers = tuple(
        replace(p, state=PaperState.WAITING) if p.job_id and _prints(p) else p for p in state.papers
    )
    return RESUMED(machine, replace(state, papers=papers), spooled, present)


def _prints(progress: Any) -> bool:
    return bool(progress.state is PaperState.PRINTING)


RESUMED = deliver.resumed


def pays_again_after_a_start(
    machine: Machine, state: PayingOut, spooled: tuple[str, ...], present: bool
) -> Decision:
    forgotten = replace(state, payout=replace(state.payout, batch=None))
    return PAYING_RESUMED(machine, forgotten, spooled, present)


PAYING_RESUMED = give_back.resumed


# ---- Slips, papers, claims -------------------------------------------------------------------------------


def prints_the_slip_again(progress: tuple[SlipProgress, ...]) -> tuple[SlipProgress, ...]:
    return tuple(replace(slip, job_id="") if slip.outcome is None else slip for slip in progress)


def names_every_job_alike(
    machine: Machine, state: Delivering, index: int, facts: tuple[Fact, ...]
) -> Decision:
    return START_PAPER(machine, deliver._with_paper(state, index, _first_try(state, index)), index, facts)


def _first_try(state: Delivering, index: int) -> Any:
    return replace(state.papers[index], attempt=0)


def starts_without_intent(
    machine: Machine, state: Delivering, index: int, facts: tuple[Fact, ...]
) -> Decision:
    return replace(START_PAPER(machine, state, index, facts), facts=facts)


START_PAPER = deliver._start_paper


def owes_again_and_again(state: Delivering) -> Money:
    return state.order.price - finish.delivered_price(state.order, state.papers)


def counts_doubtful_papers_as_sold(order: Any, papers: Any) -> Money:
    fees = {line.code: line.fee for line in order.lines}
    sold = (PaperState.DELIVERED, PaperState.UNKNOWN)
    return sum((fees[p.paper.code] for p in papers if p.state in sold), ZERO)


def forgets_what_is_owed(machine: Machine, state: Finished) -> Decision:
    return CLOSED(machine, replace(state, claims=()))


def closes_without_a_sum(machine: Machine, state: Finished) -> Decision:
    return replace(CLOSED(machine, state), facts=())


CLOSED = finish.closed


def numbers_every_claim_alike(state: Delivering, amount: Money, reason: Any) -> Any:
    owing, issued = OWING(state, amount, reason)
    return owing, replace(issued, claim_id=f"{state.visit_id}-c1")


OWING = deliver._owing


def gives_up_in_silence(state: Delivering, serials: Any) -> tuple[Delivering, tuple[()]]:
    return GIVEN_UP(state, serials)[0], ()


GIVEN_UP = deliver._given_up


def keeps_receipt_number(machine: Machine, state: Paying) -> Decision:
    after = SOLD(machine, state)
    return replace(after, machine=replace(after.machine, next_receipt=machine.next_receipt))


def skips_a_receipt_number(machine: Machine, state: Paying) -> Decision:
    after = SOLD(machine, state)
    return replace(after, machine=replace(after.machine, next_receipt=machine.next_receipt + 2))


SOLD = give_back.sold


def leaves_without_forgetting(machine: Machine, visit_id: str) -> Decision:
    after = decision.leave(machine, visit_id)
    return replace(after, effects=after.effects[:1])


# ---- Payouts ---------------------------------------------------------------------------------------------


def pays_the_doubtful_again(held: payout.Payout, event: PayoutFinished) -> payout.Payout:
    return PAYOUT_FINISHED(held, replace(event, doubtful=0))


def takes_the_doubtful_for_paid(held: payout.Payout, event: PayoutFinished) -> payout.Payout:
    return PAYOUT_FINISHED(held, replace(event, paid=event.paid + event.doubtful, doubtful=0))


PAYOUT_FINISHED = payout.finished


def keeps_the_level(hopper: payout.HopperState, batch: payout.Batch, event: PayoutFinished) -> Any:
    return replace(hopper, reading=event.after or hopper.reading)


def pays_without_intent(machine: Machine, state: PayingOut, facts: tuple[Fact, ...] = ()) -> Decision:
    return replace(BEGIN(machine, state, facts), facts=facts)


BEGIN = give_back.begin


# ---- The shell's discipline --------------------------------------------------------------------------------


def performs_before_the_commit(self: VirtualLoop, happened: Event) -> None:
    event, decided = self._decide(happened)
    for effect in decided.effects:
        match effect:
            case StartTimer(timer, after_s):
                self._timers[timer] = (self._clock.now() + after_s, after_s)
            case StopTimers():
                self._timers.clear()
            case _:
                self._perform(effect)
    self._journal.append(event, decided.facts, self._visit_id(decided), self._clock.read())
    self.machine = decided.machine


def writes_a_coin_again(self: ExplorerJournal, happened: Event, *rest: Any) -> None:
    """As after a failed commit that was on disk all the same."""
    APPEND(self, happened, *rest)
    if isinstance(happened, CoinsRead):
        APPEND(self, happened, *rest)


def leaves_out_what_seems_small(self: ExplorerJournal, happened: Event, *rest: Any) -> None:
    if not isinstance(happened, AcceptorOpened):
        APPEND(self, happened, *rest)


APPEND = ExplorerJournal.append


def folds_all_but_the_last(self: ExplorerJournal) -> Machine:
    del self._rows[-1:]
    return FOLD(self)


FOLD = ExplorerJournal.fold


def keeps_no_cursor(machine: Machine) -> str:
    return WRITTEN(replace(machine, cursor=None))


WRITTEN = snapshots.written


def reads_no_cursor(body: str) -> Machine:
    return replace(READ(body), cursor=None)


READ = snapshots.read


def erases_nothing(self: ExplorerJournal, visit_id: str) -> None:
    return None


def starts_without_a_cursor(
    self: CoinDriver, world: Any, mechanism: Any, dice: Any, put: Any, _: Any
) -> None:
    COIN_DRIVER(self, world, mechanism, dice, put, None)


COIN_DRIVER = CoinDriver.__init__


def lets_a_late_worker_in(self: Program, event: Event) -> None:
    if isinstance(event, PapersReady):
        self._wanted = event.request_id
    PREPARED(self, event)


PREPARED = Program._prepared


HANDLE = Loop.handle


def starts_no_timer(self: VirtualLoop, happened: Event) -> None:
    HANDLE(self, happened)
    self._timers.pop(Timer.SLIP, None)


# ---- The list ----------------------------------------------------------------------------------------------


NOT_ON_RECORD = (
    "the ledger's cash box is not what was read",
    "credit and ledger differ",
    "a closed visit forgets money",
    "an account below zero",
)
CAME_TWICE = (
    "printed again on a guess",
    "one copy came out twice",
    "printed again although it is out",
    "printed after its end was told",
)
TOLD_WRONG = ("told delivered, but it never came out", "told not delivered, but it came out")

DEFECTS: dict[str, Defect] = {
    "a coin is lost while paying": defect(pay, "cash_in", counts_nothing, *NOT_ON_RECORD),
    "a coin is credited twice": defect(pay, "cash_in", counts_twice, *NOT_ON_RECORD),
    "a coin is not on record": defect(pay, "taken", records_nothing, *NOT_ON_RECORD),
    "doubt while paying is not on record": defect(
        pay, "taken", records_no_doubt, "doubt about coins is not on record"
    ),
    "a coin of nobody vanishes": defect(
        identify, "cash_of_nobody", ignores_coins, *NOT_ON_RECORD, "doubt about coins is not on record"
    ),
    "a late coin is ignored": defect(
        deliver, "late_coins", ignores_coins, *NOT_ON_RECORD, "doubt about coins is not on record"
    ),
    "a late coin while paying out is ignored": defect(
        give_back,
        "_late_coins",
        ignores_coins,
        *NOT_ON_RECORD,
        "doubt about coins is not on record",
        within=120,
    ),
    "the cursor is not kept": defect(
        step,
        "_observed",
        forgets_the_cursor,
        "a read is not what fell in",
        "a coin is credited twice",
        "a visit closed twice",
    ),
    "suspense is not added up": defect(
        identify, "cash_of_nobody", adds_nothing_to_suspense, "suspense differs from the ledger", within=80
    ),
    "waiting for central has no time-out": defect(
        identify, "enter", sets_no_timer, "a state without a time-out"
    ),
    "a job has no time-out": defect(deliver, "enter", sets_no_timer, "a state without a time-out"),
    "a payout has no time-out": defect(give_back, "enter", sets_no_timer, "a state without a time-out"),
    "the gate is not asked": defect(
        choose,
        "before_payment",
        lets_everything_pass,
        "open although the printer does not serve",
        "open although the receipt printer does not serve",
        "open for papers of somebody else",
        "open without room for the journal",
        "open without a clock",
    ),
    "the gate is not kept": defect(
        pay,
        "while_paying",
        sees_no_problem,
        "open although the printer does not serve",
        "open although the receipt printer does not serve",
        "open without room for the journal",
        "open without a clock",
        "open although the program failed",
    ),
    "another person's paper": defect(
        gate, "_papers_match", believes_every_paper, "open for papers of somebody else"
    ),
    "any coin is taken": defect(
        pay, "coins_to_take", takes_every_coin, "open for a coin that could not be changed"
    ),
    "another person's answer": defect(
        identify, "checking_identity", believes_every_answer, "somebody else's visit"
    ),
    "settled while the acceptor is open": defect(
        pay, "close", settles_without_closing, "open while nobody pays", "printed without an intent on record"
    ),
    "open before the devices are found": defect(
        pay,
        "wait_for_devices",
        opens_at_once,
        "open although the printer does not serve",
        "open although the receipt printer does not serve",
    ),
    "printed or paid for who has gone": defect(
        recovery,
        "booted",
        takes_everybody_for_present,
        "printed for somebody who has gone",
        "coins for somebody who has gone",
        within=60,
    ),
    "open though the spool is lost": defect(
        recovery, "booted", believes_in_every_paper, "open for a paper that is not in the spool"
    ),
    "a start prints the paper again": defect(
        deliver, "resumed", prints_again_at_once, *CAME_TWICE, *TOLD_WRONG
    ),
    "a start pays the coins again": defect(
        give_back,
        "resumed",
        pays_again_after_a_start,
        "a payout has no end on record",
    ),
    "a start prints the slip again": defect(
        slips, "given_up", prints_the_slip_again, "one job printed twice", "one slip came out twice"
    ),
    "two tries under one job": defect(
        deliver, "_start_paper", names_every_job_alike, "one job printed twice"
    ),
    "a paper is printed without intent": defect(
        deliver, "_start_paper", starts_without_intent, "printed without an intent on record"
    ),
    "a doubtful paper is printed again": defect(
        deliver,
        "ENDED",
        {**deliver.ENDED, Outcome.UNKNOWN: PaperState.NOT_DELIVERED},
        *CAME_TWICE,
        within=120,
    ),
    "a doubtful paper counts as sold": defect(
        finish,
        "delivered_price",
        counts_doubtful_papers_as_sold,
        "sold is not what came out for certain",
        "a closed visit does not balance",
    ),
    "a claim is made again and again": defect(
        deliver, "_unclaimed", owes_again_and_again, "an account below zero", "the program itself failed"
    ),
    "a claim is forgotten": defect(
        finish,
        "closed",
        forgets_what_is_owed,
        "a closed visit does not balance",
        "a closed visit forgets a debt",
    ),
    "a claim is issued twice": defect(deliver, "_owing", numbers_every_claim_alike, "a claim issued twice"),
    "a visit is closed without its sum": defect(
        finish, "closed", closes_without_a_sum, "a visit ends without its sum"
    ),
    "a copy ends in silence": defect(
        deliver, "_given_up", gives_up_in_silence, "the registry was not told how a copy ended"
    ),
    "a receipt number is used twice": defect(
        give_back,
        "sold",
        keeps_receipt_number,
        "receipt numbers have a gap or a double",
        "the next receipt is not the next",
    ),
    "a receipt number is skipped": defect(
        give_back,
        "sold",
        skips_a_receipt_number,
        "receipt numbers have a gap or a double",
        "the next receipt is not the next",
    ),
    "a visitor is not forgotten": defect(
        choose, "leave", leaves_without_forgetting, "a visitor's data is left behind"
    ),
    "doubtful coins are paid again": defect(
        payout, "finished", pays_the_doubtful_again, "what is said to be out is not what came out", within=200
    ),
    "doubtful coins count as paid": defect(
        payout,
        "finished",
        takes_the_doubtful_for_paid,
        "what is said to be out is not what came out",
        within=150,
    ),
    "a payout leaves the level as it was": defect(
        payout,
        "after_batch",
        keeps_the_level,
        "counts on coins that are not there",
        "more is counted on than the ledger has in the hoppers",
    ),
    "coins are paid without intent": defect(
        give_back, "begin", pays_without_intent, "a payout without an intent on record"
    ),
    "effects before the commit": defect(
        VirtualLoop,
        "handle",
        performs_before_the_commit,
        "printed without an intent on record",
        "a payout without an intent on record",
    ),
    "a doubtful commit is written again": defect(
        ExplorerJournal,
        "append",
        writes_a_coin_again,
        "a read is not what fell in",
        "a coin is credited twice",
    ),
    "an event is not journalled": defect(
        ExplorerJournal, "append", leaves_out_what_seems_small, "replay is not what was lived"
    ),
    "folding stops early": defect(
        ExplorerJournal, "fold", folds_all_but_the_last, "replay is not what was lived"
    ),
    "a snapshot is not the whole state": defect(
        snapshots, "written", keeps_no_cursor, "replay is not what was lived"
    ),
    "a snapshot does not read back": defect(snapshots, "read", reads_no_cursor, "the state cannot be kept"),
    "names survive the visit": defect(
        ExplorerJournal, "forget", erases_nothing, "a visitor's data is left behind"
    ),
    "names survive a crash": defect(
        ExplorerJournal, "forget_all_but", erases_nothing, "a visitor's data is left behind"
    ),
    "the acceptor is read from now on": defect(
        CoinDriver,
        "__init__",
        starts_without_a_cursor,
        "coins were lost in silence",
        "a read is not what fell in",
        "a coin is in the cash box and nowhere else",
    ),
    "a late worker touches the spool": defect(
        Program,
        "_prepared",
        lets_a_late_worker_in,
        "a visitor's data is left behind",
        "open for a paper that is not in the spool",
    ),
    "the shell forgets a timer": defect(VirtualLoop, "handle", starts_no_timer, "a state without a time-out"),
    **NOTE_DEFECTS,
    **CLAIM_DEFECTS,
}
