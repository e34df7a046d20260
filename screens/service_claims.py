"""What the machine owes and what nobody can explain yet: open claims, suspense, differences."""

from __future__ import annotations

from kiosk.maintenance.states import Page, Session
from kiosk.money import ZERO, Money
from kiosk.visit.states import OpenClaim
from screens.boxes import Card, Look, Text
from screens.kit import Align, Layout
from screens.layout import Column, Fold, Rule
from screens.pages import Section
from screens.service_frame import page, to_menu
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Tone, banner

SHOWS = (Page.CLAIMS,)
KEY = "service.page.claims"
ACCOUNTS = ("owed", "suspense", "doubt", "difference", "float", "collected")


def build(view: View, state: Session) -> Layout:
    texts, claims = view.texts, view.machine.claims
    if state.books is None:
        return page(view, state, KEY, [banner(Tone.INFO, texts("service.reading"))], to_menu(view))
    body: list[Layout] = [_accounts(view, dict(state.books.balances))]
    if claims:
        head = Text(texts("service.claims.open", n=len(claims)), Size.LEAD, True)
        rows = [_claim(view, claim) for claim in claims]
        body.append(Section(head, rows, Look("surface", radius=36, elevation=CARD), 28, 24, 12))
    else:
        body.append(banner(Tone.GOOD, texts("service.claims.none")))
    return page(view, state, KEY, body, to_menu(view))


def _accounts(view: View, balances: dict[str, Money]) -> Layout:
    rows: list[Layout] = []
    for account in ACCOUNTS:
        if rows:
            rows.append(Rule())
        amount = balances.get(account, ZERO)
        figure = Text(str(amount), Size.LEAD, amount != ZERO, align=Align.END)
        label = Text(view.texts(f"service.account.{account}"), Size.BODY)
        rows.append(Fold(label, figure, below_gap=0))
    return Card(Column(rows, gap=12), Look("surface", radius=36, elevation=CARD), 28, 24)


def _claim(view: View, held: OpenClaim) -> Layout:
    texts = view.texts
    top = Fold(
        Text(texts(f"claim.{held.claim.reason.value}"), Size.BODY),
        Text(str(held.claim.amount), Size.LEAD, True, align=Align.END),
        gap=16, below_gap=0,
    )  # fmt: skip
    case = Text(texts("service.visit.case", case=held.claim.claim_id), Size.NOTE, False, "ink2")
    return Column((top, case), gap=2)
