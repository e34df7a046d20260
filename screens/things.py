"""The list of what comes out: coins, slips, papers; one row for each, with what is known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.devices import Outcome
from kiosk.money import ZERO, Money, Tally
from kiosk.visit.states import (
    Claim,
    ClaimReason,
    Delivering,
    Finished,
    PaperProgress,
    PaperState,
    Refunding,
    SlipKind,
    SlipProgress,
)
from screens.boxes import Card, Look, Text
from screens.kit import Align, Layout
from screens.layout import Column, Fold, Grow, Row
from screens.nodes import Role, State
from screens.pages import Section
from screens.theme import CARD, Size
from screens.view import View, local
from screens.widgets import Icon, Tone, banner, plain

_SIGNS = {
    State.DONE: ("check", "ok"),
    State.RUNNING: ("printer", "prim"),
    State.WAITING: ("clock", "ink2"),
    State.FAILED: ("warn", "warn"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Coins, a slip or a paper as a person sees it. `word` is the text key for how far it is."""

    sign: str
    name: str
    state: State
    word: str
    paper: bool
    sheets: int = 1
    sheets_out: int = 0


def coins(view: View, paid_out: Tally, sold: bool) -> list[Thing]:
    """The coins that came out, first in every list because they came out first; nothing where none did."""
    if not paid_out.counts:
        return []
    name = view.texts("thing.change" if sold else "thing.coins-back", amount=paid_out.total)
    return [Thing("coins", name, State.DONE, "thing.paid-out", False)]


def doubtful(view: View, amount: Money, case: str) -> Layout:
    """Coins of which nobody knows whether they came out: said as that, and where it is noted."""
    texts = view.texts
    return banner(Tone.WARN, texts("doubtful", amount=amount), texts("doubtful.then", case=case))


def note_in_doubt(view: View, amount: Money, case: str) -> Layout:
    """A note of which nobody knows where it is: not counted, and where it is noted."""
    texts = view.texts
    return banner(Tone.WARN, texts("note.doubt", amount=amount), texts("note.doubt.then", case=case))


def in_doubt(view: View, state: Delivering | Refunding | Finished) -> list[Layout]:
    """Everything that nobody is sure about."""
    notices = []
    if state.doubtful > ZERO:
        notices.append(doubtful(view, state.doubtful, state.visit_id))
    if state.notes_in_doubt > ZERO:
        notices.append(note_in_doubt(view, state.notes_in_doubt, state.visit_id))
    return notices


def from_earlier(state: Refunding | Finished) -> bool:
    """Nothing was bought or cancelled: the visitor asked for what an earlier visit had left."""
    sold = isinstance(state, Finished) and state.receipt_no
    return state.redeemed > ZERO and not sold


def reason(view: View, state: Refunding | Finished, claim: Claim) -> str:
    """Why this is owed."""
    if from_earlier(state) and claim.reason is ClaimReason.CANCELLED:
        return view.texts("claim.earlier")
    return view.texts(f"claim.{claim.reason.value}")


def redeemed(view: View, amount: Money, *, spent: bool) -> list[Layout]:
    """What became of the money from an earlier visit; nothing where there was none."""
    if amount == ZERO:
        return []
    key = "credit.spent" if spent else "credit.asked"
    return [plain(view.texts(key, amount=amount), "coins", "prim")]


def slips(view: View, slips: Sequence[SlipProgress], claims: Sequence[Claim]) -> list[Thing]:
    """Receipt and claim slips, in the order in which they are printed."""
    things = []
    for slip in slips:
        if slip.kind is SlipKind.RECEIPT:
            sign, name = "receipt", view.texts("thing.receipt")
        else:
            sign = "ticket"
            amount = claims[slip.claim].amount if slip.claim < len(claims) else ""
            name = view.texts("thing.claim", amount=amount)
        state, word = _slip_state(slip)
        things.append(Thing(sign, name, state, word, False))
    return things


def papers(view: View, papers: Sequence[PaperProgress]) -> list[Thing]:
    """The papers, each with its number among those of its kind where there are several."""
    things, seen = [], dict[str, int]()
    for progress in papers:
        paper = progress.paper
        seen[paper.code] = seen.get(paper.code, 0) + 1
        of = sum(1 for p in papers if p.paper.code == paper.code)
        name = local(view.texts, paper.name_zh, paper.name_en)
        if of > 1:
            name = view.texts("thing.nth", name=name, nth=seen[paper.code], of=of)
        state, word = _PAPER[progress.state]
        if progress.state is PaperState.PRINTING and progress.attempt > 1:
            word = "thing.again"
        things.append(Thing("doc", name, state, word, True, paper.sheets, progress.sheets_out))
    return things


def _slip_state(slip: SlipProgress) -> tuple[State, str]:
    match slip.outcome:
        case Outcome.DELIVERED:
            return State.DONE, "thing.out"
        case Outcome.NOT_DELIVERED:
            return State.FAILED, "thing.not-out"
        case Outcome.UNKNOWN:
            return State.FAILED, "thing.unknown"
        case None:
            return (State.RUNNING, "thing.printing") if slip.job_id else (State.WAITING, "thing.waiting")


_PAPER = {
    PaperState.WAITING: (State.WAITING, "thing.waiting"),
    PaperState.PRINTING: (State.RUNNING, "thing.printing"),
    PaperState.DELIVERED: (State.DONE, "thing.out"),
    PaperState.NOT_DELIVERED: (State.FAILED, "thing.not-out"),
    PaperState.UNKNOWN: (State.FAILED, "thing.unknown"),
}


def rows(view: View, things: Sequence[Thing]) -> Section:
    """All things, one below the other; goes on on another page when there are many."""
    items = [_row(view, thing) for thing in things]
    return Section(Column(()), items, Look("surface", radius=40, elevation=CARD), 8, 8, 4)


def _row(view: View, thing: Thing) -> Layout:
    """Sign, name, and how far it is, in words and with a sign of its own."""
    running, waiting = thing.state is State.RUNNING, thing.state is State.WAITING
    sign, colour = _SIGNS[thing.state]
    ink = "ink2" if waiting else "ink"
    word = view.texts(thing.word)
    name = Row((Icon(thing.sign, 44, ink), Grow(Text(thing.name, Size.BODY, running, ink))), gap=20)
    said = Row((Text(word, Size.BODY, not waiting, colour, Align.END), Icon(sign, 40, colour, 2.4)), gap=12)
    look = Look("tint2", stroke="prim", stroke_w=3, line="prim") if running else Look("", line="")
    return Card(
        Fold(name, said, gap=16, comfort=300, below_gap=0), look, 24, 18,
        Role.STATUS, f"{thing.name}: {word}", frozenset({thing.state}),
    )  # fmt: skip
