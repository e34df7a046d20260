"""So much more, into that slot; and what happens to what is too much, and to what is in if cancelled."""

from __future__ import annotations

from kiosk.money import ZERO, Money
from kiosk.visit.events import BackTouched, CancelTouched
from kiosk.visit.states import Closing, NoteDeed, Paying
from screens import things
from screens.art import Part
from screens.boxes import Card, Look, Phrase, Text
from screens.coins import InCoins, Share, figure, groove, in_coins
from screens.frame import Frame, actions
from screens.kit import Align, Layout
from screens.layout import Column, Fold, Grow, Hug, Pad, Row, Wrap
from screens.slots import NO_CHANGE, TAKEN, shown_notes, slots, takes_notes, why_note
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Tone, banner, button, machine_map, plain

SHOWS = (Paying,)

# Codes of the acceptor, in groups that mean something to the person with the coin in hand.
NOT_TAKEN = frozenset({2, *range(128, 160)})
TOO_FAST = frozenset({8, 18, 33, 37})
UNKNOWN = frozenset({1, 3, 12, 22, 24, 25, 38})
LEVER = frozenset({254})


def refusal(code: int) -> str:
    """The text key for a coin that was not credited."""
    groups = (
        (NOT_TAKEN, "not-taken"),
        (TOO_FAST, "too-fast"),
        (UNKNOWN, "unknown"),
        (LEVER, "lever"),
    )
    return "pay.refused." + next((name for codes, name in groups if code in codes), "other")


def build(view: View, state: Paying) -> Layout:
    texts = view.texts
    over = state.closing is not None or bool(state.blocked)  # nothing goes in any more
    notices, fitted = _notices(view, state), view.machine.validator is not None
    # The slots for coins and for notes should find room on the page that says what is missing.
    tight = fitted and bool(notices) and not over
    body: list[Layout] = [*notices, _due(view, state, tight or (fitted and view.ui.large))]
    if state.note is not None:
        body.append(Pad(_on_its_way(view, state), 16))
    elif not (tight or over) or state.credit > state.order.price:
        body.append(Pad(_too_much(view, state), 16))
    body.append(_inserted(view, state))
    aside: list[Layout] = [] if over else [slots(view, state)]
    if state.closing is None:
        aside.append(Pad(_if_cancelled(view, state), 16))
    foot = None if state.closing is not None else _foot(view, state)
    return Frame(view, 2, texts(_title(view, state)), body, aside, foot)


def _title(view: View, state: Paying) -> str:
    match state.closing:
        case Closing.PAID:
            return "pay.title.paid"
        case None:
            if state.blocked:
                return "pay.title.blocked"
            return "pay.title.notes" if takes_notes(view, state) else "pay.title"
        case _:
            return "pay.title.closing"


def _foot(view: View, state: Paying) -> Layout:
    """Nothing is filled here: to put in coins is the action. The button names what comes back."""
    texts = view.texts
    put_in = state.inserted.total
    if put_in == ZERO:
        back = button(texts("pay.back"), BackTouched(), left="back")
        return actions(back, button(texts("pay.cancel"), CancelTouched(), left="close"))
    label = texts("pay.cancel.refund", amount=put_in)
    return button(label, CancelTouched(), left="refund", size=Size.H2)


# ---- The one figure ----------------------------------------------------------------------------------


def _due(view: View, state: Paying, tight: bool) -> Layout:
    texts = view.texts
    label, shown = _one_figure(state)
    said = texts("pay.share", credit=state.credit, price=state.order.price)
    bar = Share(state.credit, state.order.price, said)
    amount = figure(texts(label), shown, smaller=tight)
    top = Row((Grow(amount), Hug(_where(view, state, tight))), gap=16)
    fitted = view.machine.validator is not None
    return Pad(Column((top, bar), gap=24 if fitted and not tight else 16), 16)


def _where(view: View, state: Paying, tight: bool) -> Layout:
    """The slots on the front of the machine, lit while they are open."""
    texts = view.texts
    fitted = view.machine.validator is not None
    lit: set[Part] = set()
    if state.closing is None and state.coins_open:
        lit.add(Part.COIN_SLOT)
    if state.closing is None and any(why_note(view, state, v) == TAKEN for v in shown_notes(view, state)):
        lit.add(Part.NOTE_SLOT)
    if fitted:  # below the picture two lines say where, and notes have a row of their own
        height = 160 if view.display.compact else 200 if tight else 300
    else:
        height = 250 if view.display.compact else 384
    name = texts("pay.slot.picture.notes") if fitted else texts("pay.slot.picture")
    words = [Text(texts("pay.slot"), Size.BODY, True, align=Align.CENTRE)]
    if fitted:
        lines = (texts("pay.slot.coins"), texts("pay.slot.notes"))
        words = [Text(line, Size.BODY, True, align=Align.CENTRE) for line in lines]
    picture = machine_map(view.palette, view.front, frozenset(lit), height, name)
    return Column((picture, Column(words)), gap=12, align=Align.CENTRE)


def _one_figure(state: Paying) -> tuple[str, Money]:
    """What the figure is about: what is missing, what was paid, or what goes back."""
    if state.closing is Closing.PAID:
        return "pay.covered" if state.brought else "pay.inserted", state.credit
    if state.closing is not None or state.blocked:
        return "pay.returns", state.inserted.total
    return "pay.due", state.due


# ---- What has been put in ----------------------------------------------------------------------------


def _inserted(view: View, state: Paying) -> Layout:
    """What is in now, and beside it what an earlier visit has left."""
    texts = view.texts
    parts: list[Layout] = [_sum(texts("pay.inserted"), state.inserted.total)]
    if state.brought:
        parts.append(_sum(texts("pay.brought"), state.redeemable))
    sums = Fold(
        Wrap(parts, gap=36),
        Text(texts("pay.price", amount=state.order.price), Size.LEAD, False, "ink2"),
        gap=16,
    )
    rows: list[Layout] = [Pad(sums, 12)]
    if state.inserted.pieces or state.closing is not Closing.PAID:
        rows.append(groove(view, state.inserted, texts("pay.nothing-yet")))
    return Card(Column(rows, gap=20), Look("surface", radius=40, elevation=CARD))


def _sum(label: str, amount: Money) -> Layout:
    return Phrase((Text(label, Size.LEAD, False, "ink2"), Text(str(amount), Size.H2, True)), 16)


# ---- Notices -----------------------------------------------------------------------------------------


def _notices(view: View, state: Paying) -> list[Layout]:
    """A note in doubt stays in sight until the end; beside it the one thing that matters now."""
    notice = _notice(view, state)
    doubt = _in_doubt(view, state)
    return [banner for banner in (doubt, notice) if banner is not None]


def _in_doubt(view: View, state: Paying) -> Layout | None:
    if state.notes_in_doubt == ZERO:
        return None
    if state.closing is not None or state.blocked:
        return things.note_in_doubt(view, state.notes_in_doubt, state.visit_id)
    texts = view.texts
    then = texts("pay.note.doubt.then", amount=state.notes_in_doubt, visit=state.visit_id)
    return banner(Tone.WARN, texts("pay.note.doubt"), then)


def _notice(view: View, state: Paying) -> Layout | None:
    texts, put_in = view.texts, state.inserted.total
    if state.closing is Closing.PAID:
        change = bool(view.machine.hoppers) and state.credit > state.order.price
        then = texts("pay.paid.change") if change else texts("pay.paid.then")
        return banner(Tone.GOOD, texts("pay.paid") if put_in > ZERO else texts("pay.paid.credit"), then)
    if state.closing is not None:
        then = texts("pay.closing.then", amount=put_in) if put_in > ZERO else ""
        return banner(Tone.INFO, texts("pay.closing"), then)
    if state.blocked:
        reasons = " ".join(texts(f"choose.{problem.value}") for problem in state.blocked)
        key = "pay.blocked.then" if put_in > ZERO else "pay.blocked.nothing"
        return banner(Tone.WARN, reasons, texts(key, amount=put_in))
    if not view.machine.acceptor.serves:
        return banner(Tone.WARN, texts("pay.stopped"), texts("pay.stopped.then"))
    if state.refused_code is not None:
        return banner(Tone.WARN, texts(refusal(state.refused_code)), texts("pay.refused.then"))
    if state.note_refused and state.note is None:
        return banner(Tone.WARN, texts("pay.note.back"), texts(_why_back(view, state)))
    return None


def _why_back(view: View, state: Paying) -> str:
    """Which note it was nobody says: where some cannot be changed now, it may have been one of them."""
    withheld = any(why_note(view, state, value) == NO_CHANGE for value in shown_notes(view, state))
    return "pay.note.back.which" if withheld else "pay.note.back.unknown"


def _on_its_way(view: View, state: Paying) -> Layout:
    """Takes the place of another sentence, so that nothing jumps for the second or two that it lasts."""
    texts, note = view.texts, state.note
    assert note is not None
    if note.deed is NoteDeed.STACK:
        return plain(texts("pay.note.coming", amount=note.value), "wait", "prim", Size.BODY, True)
    found = note.value not in state.notes_offered and state.closing is None and not state.blocked
    key = "pay.note.returning.change" if found else "pay.note.returning"
    return plain(texts(key, amount=note.value), "refund", "warn", Size.BODY, True)


# ---- What becomes of the money -----------------------------------------------------------------------


def _too_much(view: View, state: Paying) -> Layout:
    """Said before the first coin: is there change, or a slip."""
    over = state.credit - state.order.price
    key = _too_much_key(view, over)
    words = view.texts(key, amount=over) if over > ZERO else view.texts(key)
    return plain(words, "info" if key == "pay.exact" else "shield", "prim", Size.BODY, True)


_OVER = {InCoins.ALL: "pay.over.change", InCoins.PART: "pay.over.part", InCoins.NONE: "pay.over"}


def _too_much_key(view: View, over: Money) -> str:
    found = in_coins(view.machine, max(over, ZERO))
    if over > ZERO:
        return _OVER[found]
    if not view.machine.hoppers:
        return "pay.no-change"
    return "pay.exact" if found is InCoins.NONE else "pay.change"


def _if_cancelled(view: View, state: Paying) -> Layout:
    """What comes back, as coins or not by what the hoppers hold now; what an earlier visit left stays."""
    texts, put_in = view.texts, state.inserted.total
    if state.brought and put_in == ZERO:
        return plain(texts("pay.cancel.kept", amount=state.redeemable), "refund", "ink2")
    if in_coins(view.machine, put_in) is InCoins.ALL:
        key = "pay.cancel.coins.kept" if state.brought else "pay.cancel.coins"
        return plain(texts(key, amount=state.redeemable), "refund", "ink2")
    back = texts("pay.cancel.part" if view.machine.hoppers else "pay.cancel.slip")
    if state.brought:
        back = texts("pay.cancel.and-kept", back=back, amount=state.redeemable)
    return plain(back, "ticket", "ink2")
