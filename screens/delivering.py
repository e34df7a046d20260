"""Paid, and coming out: which sheet is at it, which are out, which wait. Nothing is guessed."""

from __future__ import annotations

from kiosk.visit.states import Delivering
from screens import things
from screens.art import SHEET, SLIP, Part, expected, sheet, slip
from screens.boxes import Card, Look, Picture, Said, Text
from screens.frame import Frame
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Hug, Middle, Pad, Row, Space, Stack
from screens.nodes import Role, State
from screens.theme import PAPER, Size
from screens.things import Thing
from screens.view import View
from screens.widgets import Bar, Icon, Marked, Tone, badge, banner, machine_map

SHOWS = (Delivering,)
MOST_PICTURES = 4
MOST_BARS = 24


def build(view: View, state: Delivering) -> Layout:
    texts = view.texts
    all_slips = things.slips(view, state.slips, state.claims)
    all_papers = things.papers(view, state.papers)
    coins = things.coins(view, state.paid_out, sold=True)
    printed = [*all_slips, *all_papers]
    everything = [*coins, *printed]
    running = next((i for i, t in enumerate(everything) if t.state is State.RUNNING), 0)
    body: list[Layout] = []
    body += things.in_doubt(view, state)
    trouble = _trouble(view, all_papers)
    if trouble is not None:
        body.append(trouble)
    body += [_picture(view, printed, all_papers), things.rows(view, everything)]
    follow = len(body) - 1 + running
    spent = [Pad(line, 16) for line in things.redeemed(view, state.redeemed, spent=True)]
    aside = (*spent, Grow(Space(0, 8)), _wait(view, bool(coins)), Grow(Space(0, 8)))
    return Frame(
        view, 3, _title(view, all_slips, all_papers), body, aside, follow=follow,
        side=Text(texts("deliver.of", n=len(printed)), Size.H3, False, "ink2", Align.END),
    )  # fmt: skip


def _title(view: View, slips: list[Thing], papers: list[Thing]) -> str:
    texts = view.texts
    if any(thing.state is State.RUNNING for thing in slips):
        return texts("deliver.slip")
    nth = next((i for i, thing in enumerate(papers, 1) if thing.state is State.RUNNING), 0)
    return texts("deliver.paper", nth=nth) if nth else texts("deliver.title")


def _trouble(view: View, papers: list[Thing]) -> Layout | None:
    """The printer has stopped with papers still to come: what happened, and what about the money."""
    status = view.machine.document_printer
    if status.serves or all(paper.state is not State.WAITING for paper in papers):
        return None
    texts = view.texts
    reasons = [texts(f"trouble.{trouble.value}") for trouble in status.troubles]
    return banner(
        Tone.WARN,
        texts("deliver.stopped", why=texts("list.comma").join(reasons)),
        texts("deliver.stopped.then"),
    )


# ---- What is out, drawn ------------------------------------------------------------------------------


def _picture(view: View, printed: list[Thing], papers: list[Thing]) -> Layout:
    if len(printed) > MOST_PICTURES or view.display.compact:
        return _bars(view, printed)
    cells = [_thing(view, thing, papers) for thing in printed]
    slit = Card(Space(), Look("#030D0B", radius=5, line=""), 0, 0)
    slot = Card(AtLeast(slit, h=10), Look("#0B2B25", "#16453B", radius=22, line="ink"), 24, 17)
    return Card(
        Column((Pad(slot, 8), Grid(cells, len(cells), gap=24, fixed=True)), gap=32),
        Look("tint", radius=40),
    )


def _thing(view: View, thing: Thing, papers: list[Thing]) -> Layout:
    box, body, expect = (SHEET, sheet, 200) if thing.paper else (SLIP, slip, 134)
    out = thing.state is State.DONE
    drawing = body() if out else expected(box, view.palette.edge)
    picture: Layout = Picture((drawing,), box, *box, shadow=PAPER if out else None, radius=8)
    if thing.state is State.RUNNING:
        picture = Stack((picture, Hug(Icon("down", 72, "prim", 2.4), Align.CENTRE)))
    if out:
        picture = Marked(picture, badge("check", 56, "ok"))
    elif thing.state is State.FAILED:
        picture = Marked(picture, badge("warn", 56, "warn_fill", "on_warn"))
    name = view.texts("deliver.nth", nth=papers.index(thing) + 1) if thing.paper else thing.name
    word = view.texts(thing.word)
    cell = Column(
        (
            AtLeast(Middle(Hug(picture, Align.CENTRE)), h=300, w=expect),
            Bar(thing.state),
            Text(name, Size.BODY, True, align=Align.CENTRE),
            Text(word, Size.NOTE, False, _INK[thing.state], Align.CENTRE),
        ),
        gap=12,
    )
    return Said(cell, f"{name}: {word}", Role.PICTURE, frozenset({thing.state}))


_INK = {State.DONE: "ok", State.RUNNING: "prim", State.WAITING: "ink2", State.FAILED: "warn"}


def _bars(view: View, printed: list[Thing]) -> Layout:
    """One short bar for each thing: full when it is reported out."""
    out = sum(thing.state is State.DONE for thing in printed)
    words = Text(view.texts("deliver.out", out=out, n=len(printed)), Size.LEAD, True)
    shown = printed[:MOST_BARS]
    bars = Grid([Bar(thing.state) for thing in shown], min(len(shown), 12), gap=10, fixed=True)
    row = Row((Icon("tray", 56, "prim"), Grow(words)), gap=20)
    return Card(Column((row, bars), gap=16), Look("tint", radius=40), 28, 24)


def _wait(view: View, coins: bool) -> Layout:
    texts = view.texts
    words = Column(
        (Text(texts("deliver.wait"), Size.H3, True), Text(texts("deliver.money"), Size.BODY, False, "ink2")),
        gap=4,
    )
    lit = {Part.PAPERS, Part.RECEIPT, *((Part.COIN_RETURN,) if coins else ())}
    name = texts("deliver.picture.coins") if coins else texts("deliver.picture")
    where = machine_map(view.palette, view.front, frozenset(lit), 200, name)
    return Pad(Fold(words, where, gap=24, comfort=400), 16)
