"""The last visits in which money moved: what became of it, of the papers, of the slips. Nobody's name."""

from __future__ import annotations

from datetime import datetime

from kiosk.maintenance.states import Page, PastVisit, Session
from kiosk.money import ZERO
from screens.boxes import Card, Look, Text
from screens.kit import Align, Layout
from screens.layout import Column, Fold
from screens.service_frame import page, to_menu
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Tone, banner

SHOWS = (Page.VISITS,)
KEY = "service.page.visits"


def build(view: View, state: Session) -> Layout:
    texts = view.texts
    body: list[Layout]
    if state.books is None:
        body = [banner(Tone.INFO, texts("service.reading"))]
    elif not state.books.visits:
        body = [banner(Tone.INFO, texts("service.visits.none"))]
    else:
        body = [_visit(view, visit) for visit in state.books.visits]
    return page(view, state, KEY, body, to_menu(view))


def _visit(view: View, visit: PastVisit) -> Layout:
    texts = view.texts
    ended = datetime.fromisoformat(visit.ended).astimezone(view.now.tzinfo)
    receipt = f"{visit.receipt_no:08d}" if visit.receipt_no else texts("service.visit.unsold")
    head = Fold(
        Text(f"{ended:%m-%d %H:%M}", Size.LEAD, True),
        Text(receipt, Size.BODY, True, align=Align.END),
        gap=16, below_gap=0,
    )  # fmt: skip
    money = [
        texts(f"service.visit.{name}", amount=amount)
        for name, amount in (
            ("inserted", visit.inserted),
            ("price", visit.price),
            ("paid-out", visit.paid_out),
            ("owed", visit.owed),
            ("suspense", visit.suspense),
        )
        if amount != ZERO
    ]
    lines: list[Layout] = [head, Text("　".join(money), Size.BODY)]
    comma = texts("list.comma")
    if visit.papers:
        words = comma.join(texts(f"service.outcome.{paper.outcome.value}") for paper in visit.papers)
        lines.append(Text(texts("service.visit.papers", words=words), Size.NOTE, False, "ink2"))
    if visit.slips:
        words = comma.join(
            texts(f"service.slip-kind.{slip.kind}")
            + " "
            + texts(f"service.outcome.{slip.outcome.value if slip.outcome else 'unknown'}")
            for slip in visit.slips
        )
        lines.append(Text(texts("service.visit.slips", words=words), Size.NOTE, False, "ink2"))
    lines.append(Text(texts("service.visit.case", case=visit.visit_id), Size.NOTE, False, "ink2"))
    return Card(Column(lines, gap=4), Look("surface", radius=32, elevation=CARD), 24, 18)
