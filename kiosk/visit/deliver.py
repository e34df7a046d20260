"""Paid: receipt first, then claim slips, then the papers, one job at a time, each to a three-valued end.

A paper that did not come out is printed again (twice at most); one that still did not, or whose end is not
known, becomes a claim. Nothing here is ever repeated on a guess.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kiosk.devices import (
    CoinsRead,
    DeviceStatusChanged,
    DocumentFinished,
    NoteStacked,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    SlipFinished,
)
from kiosk.money import ZERO, Money
from kiosk.visit import finish, slips
from kiosk.visit.decision import CashIn, Decision, cash_in, enter, moved, stay, taken
from kiosk.visit.effects import Effect, PrintClaim, PrintPaper, PrintReceipt, ReconcilePaper, StartTimer
from kiosk.visit.events import Event, Timer, TimerFired
from kiosk.visit.facts import (
    Account,
    ClaimIssued,
    CopyDelivered,
    Fact,
    PaperIntended,
    SlipIntended,
)
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    Claim,
    ClaimReason,
    Delivering,
    Finished,
    PaperProgress,
    PaperState,
    PayingOut,
    SlipKind,
    SlipProgress,
)

MOST_ATTEMPTS = 3
DOCUMENT_S = 180.0  # longer than the printer driver's own patience: it knows more
WAIT_FOR_PRINTER_S = 90.0

ENDED = {
    Outcome.DELIVERED: PaperState.DELIVERED,
    Outcome.NOT_DELIVERED: PaperState.NOT_DELIVERED,
    Outcome.UNKNOWN: PaperState.UNKNOWN,
}


def start(machine: Machine, state: PayingOut, facts: tuple[Fact, ...]) -> Decision:
    """Sold, and the change is out as far as it could be: now the slips and the papers."""
    delivering_now = Delivering(
        state.visit_id,
        state.person,
        state.order,
        state.inserted,
        state.receipt_no,
        slips=(SlipProgress(SlipKind.RECEIPT),),
        papers=tuple(PaperProgress(paper) for paper in state.papers),
        paid_out=state.payout.paid,
        doubtful=state.payout.doubtful,
        redeemed=state.redeemed,
        notes_in_doubt=state.notes_in_doubt,
    )
    delivering_now, lost = _given_up(delivering_now, state.lost)
    facts = (*facts, *lost)
    left = state.payout.left
    if left > ZERO:
        delivering_now, issued = _owing(delivering_now, left, state.reason)
        facts = (*facts, *moved(Account.VISIT, Account.OWED, left), issued)
    return _advance(machine, delivering_now, facts)


def delivering(machine: Machine, state: Delivering, event: Event) -> Decision:
    match event:
        case SlipFinished():
            return _advance(machine, replace(state, slips=slips.finished(state.slips, event)))
        case TimerFired(Timer.SLIP):
            return _advance(machine, replace(state, slips=slips.given_up(state.slips)))
        case PrintJobCreated() | SheetsPrinted():
            return _progress(machine, state, event)
        case DocumentFinished():
            return _ended(machine, state, event)
        case TimerFired(Timer.DOCUMENT):
            return _no_word(machine, state)
        case DeviceStatusChanged() if machine.document_printer.serves and _nothing_under_way(state):
            return _advance(machine, state)
        case TimerFired(Timer.RETRY):
            return _advance(machine, *_given_up(state, [p.paper.copy_serial for p in state.papers]))
        case CoinsRead() | NoteStacked():
            return late_coins(machine, state, event)
        case _:
            return stay(machine)


def again(state: Finished) -> Delivering:
    """Back from the last screen, because something more is owed."""
    return Delivering(
        state.visit_id,
        state.person,
        state.order,
        state.inserted,
        state.receipt_no,
        state.slips,
        state.papers,
        state.claims,
        state.paid_out,
        state.doubtful,
        state.redeemed,
        state.notes_in_doubt,
    )


def late_coins(machine: Machine, state: Delivering, event: CashIn) -> Decision:
    """A coin that landed after the acceptor said it was closed is owed on a slip of its own."""
    amount = cash_in(event).total
    facts = taken(event, Account.OWED)
    if amount == ZERO:
        return Decision(machine, facts)
    owing, issued = _owing(
        replace(state, inserted=state.inserted + cash_in(event)), amount, ClaimReason.LATE_COIN
    )
    return _advance(machine, owing, (*facts, issued))


def resumed(machine: Machine, state: Delivering, spooled: tuple[str, ...], present: bool) -> Decision:
    """After a restart: the slip under way is in doubt, the printer is asked about the paper under way.

    Papers that are not in the spool any more, or whose owner has gone, are not printed but owed; the one
    under way is not tried again either, should it turn out that it did not come out.
    """
    held = spooled if present else ()
    lost = [p.paper.copy_serial for p in state.papers if p.paper.copy_serial not in held]
    given_up, facts = _given_up(replace(state, slips=slips.given_up(state.slips)), lost)
    papers = tuple(
        replace(p, attempt=MOST_ATTEMPTS)
        if p.state == PaperState.PRINTING and p.paper.copy_serial in lost
        else p
        for p in given_up.papers
    )
    resumed_now = replace(given_up, papers=papers)
    asked = [p for p in papers if p.state == PaperState.PRINTING]
    if not asked:
        return _advance(machine, resumed_now, facts)
    effects = tuple(ReconcilePaper(p.job_id, p.paper.sheets) for p in asked)
    return enter(machine, resumed_now, {Timer.DOCUMENT: DOCUMENT_S}, effects, facts)


# ---- One job after the other ---------------------------------------------------------------------


def _nothing_under_way(state: Delivering) -> bool:
    return not slips.under_way(state.slips) and all(p.state != PaperState.PRINTING for p in state.papers)


def _advance(machine: Machine, state: Delivering, facts: tuple[Fact, ...] = ()) -> Decision:
    """Start the next job, wait for the one under way, or finish."""
    if not _nothing_under_way(state):
        return Decision(replace(machine, visit=state), facts)
    index = slips.next_slip(state.slips)
    if index is not None:
        return _start_slip(machine, state, index, facts)
    waiting = [i for i, p in enumerate(state.papers) if p.state == PaperState.WAITING]
    if waiting and machine.document_printer.serves:
        return _start_paper(machine, state, waiting[0], facts)
    if waiting:
        return enter(machine, state, {Timer.RETRY: WAIT_FOR_PRINTER_S}, facts=facts)
    unclaimed = _unclaimed(state)
    if unclaimed > ZERO:
        owing, issued = _owing(state, unclaimed, ClaimReason.NOT_PRINTED)
        return _advance(machine, owing, (*facts, *moved(Account.REVENUE, Account.OWED, unclaimed), issued))
    return finish.of_delivery(machine, state, facts)


def _start_slip(machine: Machine, state: Delivering, index: int, facts: tuple[Fact, ...]) -> Decision:
    job_id = f"{state.visit_id}-s{index + 1}"
    printing = replace(state, slips=slips.started(state.slips, index, job_id))
    slip = state.slips[index]
    effect: Effect = PrintReceipt(
        job_id, state.receipt_no, state.person, state.order, state.inserted, state.claims, state.paid_out,
        redeemed=state.redeemed, doubtful=state.doubtful, notes_in_doubt=state.notes_in_doubt,
    )  # fmt: skip
    if slip.kind == SlipKind.CLAIM:
        claim = state.claims[slip.claim]
        effect = PrintClaim(
            job_id, claim, state.person, state.inserted, state.order.price, state.receipt_no, state.paid_out,
            redeemed=state.redeemed, doubtful=state.doubtful, notes_in_doubt=state.notes_in_doubt,
        )  # fmt: skip
    intent = SlipIntended(job_id, slip.kind, state.receipt_no)
    return enter(machine, printing, {Timer.SLIP: slips.SLIP_S}, (effect,), (*facts, intent))


def _start_paper(machine: Machine, state: Delivering, index: int, facts: tuple[Fact, ...]) -> Decision:
    progress = state.papers[index]
    attempt = progress.attempt + 1
    job_id = f"{state.visit_id}-d{index + 1}-{attempt}"
    begun = replace(progress, state=PaperState.PRINTING, job_id=job_id, attempt=attempt, sheets_out=0)
    paper = progress.paper
    intent = PaperIntended(job_id, state.order.order_id, paper.copy_serial, attempt, paper.sheets)
    return enter(
        machine,
        _with_paper(state, index, begun),
        {Timer.DOCUMENT: DOCUMENT_S},
        (PrintPaper(job_id, paper.copy_serial, paper.sheets),),
        (*facts, intent),
    )


def _with_paper(state: Delivering, index: int, progress: PaperProgress) -> Delivering:
    return replace(state, papers=(*state.papers[:index], progress, *state.papers[index + 1 :]))


def _printing(state: Delivering, job_id: str) -> int | None:
    for index, progress in enumerate(state.papers):
        if progress.state == PaperState.PRINTING and progress.job_id == job_id:
            return index
    return None


def _progress(machine: Machine, state: Delivering, event: PrintJobCreated | SheetsPrinted) -> Decision:
    index = _printing(state, event.job_id)
    if index is None:
        return stay(machine)
    progress = state.papers[index]
    if isinstance(event, SheetsPrinted):
        progress = replace(progress, sheets_out=min(event.sheets, progress.paper.sheets))
    return Decision(
        replace(machine, visit=_with_paper(state, index, progress)),
        effects=(StartTimer(Timer.DOCUMENT, DOCUMENT_S),),
    )


def _ended(machine: Machine, state: Delivering, event: DocumentFinished) -> Decision:
    index = _printing(state, event.job_id)
    if index is None:
        return stay(machine)
    progress = state.papers[index]
    ended = ENDED[event.outcome]
    if ended == PaperState.NOT_DELIVERED and progress.attempt < MOST_ATTEMPTS:
        return _advance(machine, _with_paper(state, index, replace(progress, state=PaperState.WAITING)))
    sheets = progress.paper.sheets if ended == PaperState.DELIVERED else progress.sheets_out
    delivered = CopyDelivered(state.order.order_id, progress.paper.copy_serial, event.outcome)
    after = _with_paper(state, index, replace(progress, state=ended, sheets_out=sheets))
    return _advance(machine, after, (delivered,))


def _no_word(machine: Machine, state: Delivering) -> Decision:
    """The printer's driver never answered: what it printed is not known."""
    facts = tuple(
        CopyDelivered(state.order.order_id, p.paper.copy_serial, Outcome.UNKNOWN)
        for p in state.papers
        if p.state == PaperState.PRINTING
    )
    papers = tuple(
        replace(p, state=PaperState.UNKNOWN) if p.state == PaperState.PRINTING else p for p in state.papers
    )
    return _advance(machine, replace(state, papers=papers), facts)


def _given_up(state: Delivering, serials: Collection[str]) -> tuple[Delivering, tuple[CopyDelivered, ...]]:
    """Of these copies, those that wait will not be printed any more; the registry must hear of each."""
    ending = [p for p in state.papers if p.state == PaperState.WAITING and p.paper.copy_serial in serials]
    facts = tuple(
        CopyDelivered(state.order.order_id, p.paper.copy_serial, Outcome.NOT_DELIVERED) for p in ending
    )
    papers = tuple(replace(p, state=PaperState.NOT_DELIVERED) if p in ending else p for p in state.papers)
    return replace(state, papers=papers), facts


# ---- What is owed ----------------------------------------------------------------------------------


def _owing(state: Delivering, amount: Money, reason: ClaimReason) -> tuple[Delivering, ClaimIssued]:
    claim = Claim(f"{state.visit_id}-c{len(state.claims) + 1}", amount, reason)
    owing = replace(
        state,
        claims=(*state.claims, claim),
        slips=(*state.slips, SlipProgress(SlipKind.CLAIM, claim=len(state.claims))),
    )
    return owing, ClaimIssued(claim.claim_id, amount, reason, state.person.person_id)


def _unclaimed(state: Delivering) -> Money:
    """What was paid for papers that did not certainly come out, less what is already owed for them."""
    if not state.receipt_no:
        return ZERO
    owed = sum((c.amount for c in state.claims if c.reason == ClaimReason.NOT_PRINTED), ZERO)
    return state.order.price - finish.delivered_price(state.order, state.papers) - owed
