"""Taking money: what goes in becomes credit, and the price, cancelling or silence ends it.

Closing takes two steps: the acceptor and the validator are told to close, and only when both say that they
are closed and read out is the sum settled, so that a coin that was already falling still counts.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import (
    AcceptorClosed,
    AcceptorOpened,
    CoinRefused,
    CoinsRead,
    Condition,
    DeviceStatusChanged,
    HopperRead,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.gate import coins_to_take, notes_to_take, while_paying
from kiosk.money import ZERO
from kiosk.visit import give_back, notes
from kiosk.visit.decision import (
    ATTENTION_S,
    CashIn,
    Decision,
    attention,
    become,
    cash_in,
    enter,
    leave,
    taken,
)
from kiosk.visit.effects import CloseAcceptor, CloseValidator, Effect, OpenAcceptor, OpenValidator
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    ClockChanged,
    Event,
    JournalRoomChanged,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import Account, Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import Choosing, ClaimReason, Closing, Paying

CLOSING_S = 8.0
CLOSING_WITH_NOTE_S = 30.0  # a note on its way takes longer to come to rest than a coin

ACCEPTOR = "coin_acceptor"
VALIDATOR = "bill_validator"

REASONS = {
    Closing.CANCELLED: ClaimReason.CANCELLED,
    Closing.LEFT: ClaimReason.LEFT,
    Closing.BACK: ClaimReason.CANCELLED,
    Closing.INTERRUPTED: ClaimReason.INTERRUPTED,
    Closing.GONE: ClaimReason.INTERRUPTED,
}


def paying(machine: Machine, state: Paying, event: Event) -> Decision:
    match event:
        case CoinsRead() | NoteStacked():
            return _cash(machine, state, event)
        case NoteInEscrow() | NoteReturned() | NoteInDoubt() | NoteRefused():
            return _note(machine, state, event)
        case AcceptorClosed():
            return _closed(machine, replace(state, coins_open=()), ACCEPTOR)
        case ValidatorClosed():
            return _closed(machine, replace(state, notes_open=()), VALIDATOR)
        case TimerFired(Timer.CLOSING) if state.closing is not None:
            return _given_up(machine, state)
        case AcceptorOpened(values=values) if state.closing is None and not state.blocked:
            return become(machine, replace(state, coins_open=values))
        case ValidatorOpened(values=values) if state.closing is None and not state.blocked:
            return become(machine, replace(state, notes_open=values))
        case CoinRefused(code=code):
            return become(machine, replace(state, refused_code=code))
        case DeviceStatusChanged(device=device):
            return _still_allowed(machine, _to_tell_again(state, device))
        case HopperRead() | JournalRoomChanged() | ClockChanged():
            return _still_allowed(machine, state)
        case CancelTouched() if state.closing is None:
            return close(machine, state, Closing.CANCELLED)
        case BackTouched() if state.closing is None:
            return close(machine, state, Closing.CANCELLED if _something_in(state) else Closing.BACK)
        case _ if state.closing is None:
            return attention(machine, event, gone=close(machine, state, Closing.LEFT))
        case _:
            return become(machine, state)


def begin(machine: Machine, state: Paying) -> Decision:
    """Open the slots; where an earlier visit's credit covers the price, nothing needs to go in."""
    if state.due == ZERO:
        return close(machine, state, Closing.PAID)
    offered, effects = _offer(machine, state)
    return enter(machine, offered, {Timer.ATTENTION: ATTENTION_S}, effects)


def close(machine: Machine, state: Paying, why: Closing, within_s: float = CLOSING_S) -> Decision:
    with_notes = machine.validator is not None or state.note is not None
    if state.note is not None:
        within_s = max(within_s, CLOSING_WITH_NOTE_S)
    closing = replace(state, closing=why, still_open=(ACCEPTOR, VALIDATOR) if with_notes else (ACCEPTOR,))
    effects = (CloseAcceptor(), CloseValidator()) if with_notes else (CloseAcceptor(),)
    return enter(machine, closing, {Timer.CLOSING: within_s}, effects)


def wait_for_devices(machine: Machine, state: Paying) -> Decision:
    """After a restart of the program: no coin goes in before all that the gate asks for is found again."""
    waiting = replace(
        state,
        closing=None,
        still_open=(),
        coins_open=(),
        notes_open=(),
        offered=(),
        notes_offered=(),
        waiting_for_devices=True,
    )
    return enter(machine, waiting, {Timer.ATTENTION: ATTENTION_S})


def _something_in(state: Paying) -> bool:
    return state.inserted.total > ZERO or state.notes_in_doubt > ZERO or state.note is not None


def _cash(machine: Machine, state: Paying, event: CashIn) -> Decision:
    facts = taken(event, Account.VISIT)
    credited = replace(state, inserted=state.inserted + cash_in(event), refused_code=None, note_refused=False)
    if isinstance(event, NoteStacked):
        credited = notes.forgotten(credited, event.note_id)
    return _credited(machine, credited, facts)


def _credited(machine: Machine, state: Paying, facts: tuple[Fact, ...]) -> Decision:
    """Whoever puts something in is there; what covers the price closes the slots."""
    if state.closing is not None:
        settled = _settled_if_closed(machine, state)
        return replace(settled, facts=(*facts, *settled.facts))
    if state.due == ZERO:
        return replace(close(machine, state, Closing.PAID), facts=facts)
    offered, effects = _offer(machine, state)
    return enter(machine, offered, {Timer.ATTENTION: ATTENTION_S}, effects, facts)


def _note(
    machine: Machine, state: Paying, event: NoteInEscrow | NoteReturned | NoteInDoubt | NoteRefused
) -> Decision:
    if isinstance(event, NoteReturned | NoteInDoubt):
        event = notes.heard(state, event)
    match event:
        case NoteInEscrow():
            return notes.in_escrow(machine, state, event)
        case NoteReturned(note_id=note_id):
            return _credited(machine, replace(notes.forgotten(state, note_id), note_refused=True), ())
        case NoteRefused():
            return become(machine, replace(state, note_refused=True))
        case NoteInDoubt(note_id=note_id, value=value):
            in_doubt = state.notes_in_doubt + (value or ZERO)
            lost = replace(notes.forgotten(state, note_id), notes_in_doubt=in_doubt, notes_offered=())
            facts = notes.uncertain(event, state.person.person_id)
            after = _credited(notes.doubted(machine, event), lost, facts)
            return replace(after, effects=(*after.effects, CloseValidator()))


def _offer(machine: Machine, state: Paying) -> tuple[Paying, tuple[Effect, ...]]:
    """Tell the acceptor and the validator what they may take now, where that has changed.

    Also while they do not answer: what they were told last is what they open for when they are back.
    """
    if state.blocked or state.waiting_for_devices or while_paying(machine):
        return state, ()
    effects: tuple[Effect, ...] = ()
    price, credit = state.order.price, notes.expected(state)
    values = coins_to_take(machine, price, credit)
    if values != state.offered or ACCEPTOR in state.to_tell_again:
        state, effects = replace(_told(state, ACCEPTOR), offered=values), (OpenAcceptor(values),)
    if machine.validator is None or state.note is not None:
        return state, effects
    # After one note in doubt no other goes in during this visit.
    values = () if state.notes_in_doubt > ZERO else notes_to_take(machine, price, credit)
    if values != state.notes_offered or VALIDATOR in state.to_tell_again:
        notes_effect: Effect = OpenValidator(values) if values else CloseValidator()
        told = _told(state, VALIDATOR)
        state, effects = replace(told, notes_offered=values), (*effects, notes_effect)
    return state, effects


def _still_allowed(machine: Machine, state: Paying) -> Decision:
    """What fails while money is taken stays failed for this visit: nothing goes in on a hope."""
    problems = while_paying(machine)
    state = _without_the_dead(machine, state)
    if state.closing is not None:
        return _settled_if_closed(machine, state)
    if state.waiting_for_devices:
        if problems or not machine.acceptor.serves:
            return become(machine, state)
        offered, effects = _offer(machine, replace(state, waiting_for_devices=False))
        return enter(machine, offered, {Timer.ATTENTION: ATTENTION_S}, effects)
    new = tuple(problem for problem in problems if problem not in state.blocked)
    if not new:
        offered, effects = _offer(machine, state)
        return replace(become(machine, offered), effects=effects)
    blocked = replace(
        state, blocked=state.blocked + new, coins_open=(), notes_open=(), offered=(), notes_offered=()
    )
    closing: tuple[Effect, ...] = (CloseAcceptor(),)
    if machine.validator is not None:
        closing = (CloseAcceptor(), CloseValidator())
    return Decision(replace(machine, visit=blocked), effects=closing)


def _to_tell_again(state: Paying, device: str) -> Paying:
    """Told again, a device that serves again says what it takes."""
    if device not in (ACCEPTOR, VALIDATOR) or device in state.to_tell_again:
        return state
    return replace(state, to_tell_again=(*state.to_tell_again, device))


def _told(state: Paying, device: str) -> Paying:
    return replace(state, to_tell_again=tuple(name for name in state.to_tell_again if name != device))


def _without_the_dead(machine: Machine, state: Paying) -> Paying:
    """What does not serve takes nothing."""
    if not machine.acceptor.serves:
        state = replace(state, coins_open=())
    if machine.validator is None or not machine.validator.serves:
        state = replace(state, notes_open=())
    return state


# ---- Closing -----------------------------------------------------------------------------------------


def _closed(machine: Machine, state: Paying, device: str) -> Decision:
    still_open = tuple(name for name in state.still_open if name != device)
    return _settled_if_closed(machine, replace(state, still_open=still_open))


def _settled_if_closed(machine: Machine, state: Paying) -> Decision:
    """Settled when both have said so and no note is on its way; a dead validator has nothing to say."""
    dead = machine.validator is None or machine.validator.condition is Condition.OFFLINE
    still_open = tuple(name for name in state.still_open if not (name == VALIDATOR and dead))
    if state.closing is None or still_open or state.note is not None:
        return become(machine, state)
    return _settled(machine, state)


def _given_up(machine: Machine, state: Paying) -> Decision:
    """Somebody did not say that it is closed; a note on its way is in doubt from here on."""
    facts: tuple[Fact, ...] = ()
    if state.note is not None:
        event = NoteInDoubt(VALIDATOR, state.note.note_id, state.note.value)
        facts = notes.uncertain(event, state.person.person_id)
        machine = notes.doubted(machine, event)
        state = replace(state, note=None, notes_in_doubt=state.notes_in_doubt + state.note.value)
    settled = _settled(machine, replace(state, coins_open=(), notes_open=(), still_open=()))
    return replace(settled, facts=(*facts, *settled.facts))


def _settled(machine: Machine, state: Paying) -> Decision:
    match state.closing:
        case None:
            return become(machine, state)
        case Closing.PAID:
            return give_back.sold(machine, state)
        case Closing.BACK if not _something_in(state):
            choosing = Choosing(state.visit_id, state.person, state.offers, state.cart, state.orders)
            return enter(machine, choosing, {Timer.ATTENTION: ATTENTION_S})
        case closing:
            if not _something_in(state):
                return leave(machine, state.visit_id)
            return give_back.cancelled(machine, state, REASONS[closing], present=closing != Closing.GONE)
