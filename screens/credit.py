"""What the machine owes this person from an earlier visit: it counts in a payment, or leaves as coins."""

from __future__ import annotations

from kiosk.money import Money
from kiosk.visit.claims import owed_to, total
from kiosk.visit.events import CashTouched
from kiosk.visit.states import Claim, Person
from screens.boxes import Card, Look, Text
from screens.coins import InCoins, in_coins
from screens.kit import Layout
from screens.layout import Column, Fold, Grow, Row
from screens.nodes import Role
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Kind, button, disc

_WORDS = {InCoins.ALL: "coins", InCoins.PART: "part", InCoins.NONE: "slip"}


def owed(view: View, person: Person, but: tuple[Claim, ...] = ()) -> Money:
    """What is held for this person and nobody else, without the claims `but` of the visit itself."""
    return total(tuple(claim for claim in owed_to(view.machine, person.person_id) if claim not in but))


def block(view: View, amount: Money) -> Layout:
    """How much, what becomes of it, and the button that ends the visit with it."""
    texts, kind = view.texts, _WORDS[in_coins(view.machine, amount)]
    head = texts("credit", amount=amount)
    words = Column((Text(head, Size.LEAD, True), Text(texts(f"credit.{kind}"), Size.NOTE)))
    told = Row((disc("coins", 64, "tint", "prim"), Grow(words)), gap=20)
    label = texts("credit.take.slip") if kind == "slip" else texts("credit.take", amount=amount)
    take = button(label, CashTouched(), Kind.TINTED, size=Size.BODY)
    look = Look("surface", stroke="line", stroke_w=2, radius=40, elevation=CARD)
    return Card(Fold(told, take, gap=24, comfort=420), look, 28, 16, Role.STATUS, head)
