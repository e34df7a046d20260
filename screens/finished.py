"""Take these things, from there. What did not come out is said as plainly as what did."""

from __future__ import annotations

from kiosk.money import ZERO
from kiosk.visit.events import DoneTouched
from kiosk.visit.states import Finished
from screens import credit, things
from screens.art import Part
from screens.boxes import Card, Look, Text
from screens.frame import Frame, actions
from screens.kit import Align, Layout
from screens.layout import Column, Fold, Grow, Hug, Pad, Row
from screens.nodes import Role, State
from screens.theme import CARD, Size
from screens.things import Thing
from screens.view import View
from screens.widgets import Kind, Tone, banner, button, disc, machine_map, plain

SHOWS = (Finished,)


def build(view: View, state: Finished) -> Layout:
    texts = view.texts
    slips = things.slips(view, state.slips, state.claims)
    papers = things.papers(view, state.papers)
    body: list[Layout] = [*_troubles(view, state, slips, papers), _take(view, state, slips, papers)]
    aside = (
        *((_claims(view, state),) if state.claims else ()),
        *_earlier(view, state),
        Grow(),
        Pad(plain(texts("finish.logout"), "clock", "ink2"), 16),
    )
    foot = actions(button(texts("finish.done"), DoneTouched(), Kind.PRIMARY, icon="exit"))
    return Frame(view, 4, _title(view, state, [*slips, *papers]), body, aside, foot)


def _title(view: View, state: Finished, printed: list[Thing]) -> str:
    """What there is to take; where there is nothing, what became of it."""
    texts, coins = view.texts, bool(state.paid_out.counts)
    out = sum(thing.state is State.DONE for thing in printed) + coins
    if out:
        bought = state.receipt_no or not coins
        return texts("finish.title", n=out) if bought else texts("finish.title.refund", n=out)
    if not printed and state.doubtful > ZERO:
        return texts("finish.title.doubtful")
    if not printed and state.notes_in_doubt > ZERO:
        return texts("finish.title.note")
    return texts("finish.title.nothing")


def _troubles(view: View, state: Finished, slips: list[Thing], papers: list[Thing]) -> list[Layout]:
    """What is missing and what it means for the money, before the list of what is there."""
    texts = view.texts
    notices = things.in_doubt(view, state)
    missing = sum(paper.state is State.FAILED for paper in papers)
    if missing:
        notices.append(banner(Tone.WARN, texts("finish.missing", n=missing), texts("finish.missing.then")))
    if any(slip.state is State.FAILED for slip in slips):
        notices.append(banner(Tone.WARN, texts("finish.no-slip"), texts("finish.no-slip.then")))
    return notices


def _take(view: View, state: Finished, slips: list[Thing], papers: list[Thing]) -> Layout:
    """The front of the machine beside what lies there, in the order in which it came out."""
    texts = view.texts
    lying: list[tuple[Part, str, str]] = []
    if state.paid_out.counts:
        key = "finish.change" if state.receipt_no else "finish.coins-back"
        lying.append((Part.COIN_RETURN, texts(key, amount=state.paid_out.total), "finish.coins.where"))
    sheets = sum(paper.state is State.DONE for paper in papers)
    if sheets:
        lying.append((Part.PAPERS, texts("finish.papers", n=sheets), "finish.papers.where"))
    printed = [slip.name for slip in slips if slip.state is State.DONE]
    if printed:
        lying.append((Part.RECEIPT, texts("list.comma").join(printed), "finish.slips.where"))
    rows: list[Layout] = [
        _item(view, number, name, texts(where)) for number, (_, name, where) in enumerate(lying, 1)
    ]
    lit = {part for part, _, _ in lying}
    if state.doubtful > ZERO:
        lit.add(Part.COIN_RETURN)
    if state.notes_in_doubt > ZERO:
        lit.add(Part.NOTE_SLOT)
    if not rows:
        rows.append(Text(texts(_where_to_look(state)), Size.LEAD))
    smooth = not things.in_doubt(view, state) and all(t.state is State.DONE for t in (*slips, *papers))
    alone = not view.display.wide and not state.claims and smooth
    height = 260 if view.display.compact else 720 if alone else 400
    where = machine_map(view.palette, view.front, frozenset(lit), height, texts("finish.picture"))
    inner = Row((where, Grow(Column(rows, gap=16))), gap=32)
    return Card(inner, Look("surface", radius=40, elevation=CARD), 32, 32)


def _where_to_look(state: Finished) -> str:
    """Nothing certainly came out."""
    if state.doubtful > ZERO:
        return "finish.look"
    return "finish.look.note" if state.notes_in_doubt > ZERO else "finish.nothing"


def _item(view: View, number: int, name: str, where: str) -> Layout:
    words = Column((Text(name, Size.H2, True), Text(where, Size.BODY, False, "ink2")))
    dot = Card(
        Text(str(number), Size.H3, True, "surface", Align.CENTRE, None, cap=44),
        Look("ink", radius=99, line=""),
        16,
        0,
    )
    return Card(
        Row((Hug(dot), Grow(words)), gap=24),
        Look("warn_tint", stroke="warn_line", stroke_w=3, radius=28), 24, 20, Role.STATUS, f"{name}, {where}",
    )  # fmt: skip


def _earlier(view: View, state: Finished) -> list[Layout]:
    """What came from an earlier visit, or is still kept from it."""
    lines = things.redeemed(view, state.redeemed, spent=not things.from_earlier(state))
    kept = credit.owed(view, state.person, but=state.claims)
    if kept > ZERO:
        lines.append(plain(view.texts("credit.kept", amount=kept), "coins", "prim"))
    return [Pad(line, 16) for line in lines]


def _claims(view: View, state: Finished) -> Layout:
    """What the machine owes, why, and where it is paid."""
    texts, claims = view.texts, state.claims
    total = sum((claim.amount for claim in claims), ZERO)
    head = Row(
        (
            disc("counter", 64, "kraft_tint2", "kraft"),
            Grow(Text(texts("claim.title", amount=total), Size.H2, True, "kraft")),
        ),
        gap=20,
    )
    reasons = [
        Fold(
            Text(things.reason(view, state, claim), Size.BODY),
            Text(str(claim.amount), Size.LEAD, True),
            gap=24, below_gap=0,
        )
        for claim in claims
    ]  # fmt: skip
    where = plain(texts("claim.where", place=view.name(view.site.counter)), "pin", "kraft")
    inner = Card(Column((*reasons, where), gap=16), Look("surface", radius=28, line="kraft"), 28, 24)
    return Card(Column((Pad(head, 16), inner), gap=20), Look("kraft_tint", radius=40, line="kraft"), 16, 24)
