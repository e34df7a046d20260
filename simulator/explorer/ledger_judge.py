"""Whether the entries balance, claims and receipts are issued once each, and a closed visit adds up."""

from __future__ import annotations

from collections import Counter

from kiosk.money import ZERO, Money
from kiosk.visit.facts import Account, OrderPaid, VisitClosed
from simulator.explorer.world import Violation

ASSETS = frozenset({Account.CASH_BOX, Account.HOPPERS})
NEVER_BELOW_ZERO = frozenset(Account) - {Account.FLOAT}  # the university's own may be stolen


class LedgerJudge:
    """Adds up what the journal says, beside the core."""

    def __init__(self) -> None:
        self.balance: Counter[Account] = Counter()
        self.claims: dict[str, int] = {}
        self.receipts = 0
        self.paid: set[str] = set()
        self.closed: set[str] = set()
        self._owed_to: Counter[str] = Counter()

    def posted(self, debit: Account, credit: Account, amount: Money) -> None:
        if amount <= ZERO:
            raise Violation("an empty entry", f"{debit} to {credit}: {amount}")
        for account, sign in ((debit, 1), (credit, -1)):
            self.balance[account] += amount.amount * (sign if account in ASSETS else -sign)
            if self.balance[account] < 0 and account in NEVER_BELOW_ZERO:
                raise Violation("an account below zero", f"{debit} to {credit}: {amount}")

    def claim(self, claim_id: str, amount: Money, visit_id: str) -> None:
        if claim_id in self.claims:
            raise Violation("a claim issued twice", claim_id)
        self.claims[claim_id] = amount.amount
        self._owed_to[visit_id] += amount.amount

    def order_paid(self, fact: OrderPaid, visit_id: str) -> None:
        self.receipts += 1
        if fact.receipt_no != self.receipts:
            raise Violation(
                "receipt numbers have a gap or a double", f"{fact.receipt_no}, not {self.receipts}"
            )
        if fact.inserted < fact.price:
            raise Violation("sold before it was paid", f"{fact.inserted} of {fact.price}")
        if visit_id in self.paid:
            raise Violation("a visit pays twice", visit_id)
        self.paid.add(visit_id)

    def visit_closed(
        self, fact: VisitClosed, credited: int, delivered: int, paid_out: tuple[int, int]
    ) -> None:
        """In NT$: coins credited, fees of what came out, what hoppers paid, certainly and in doubt."""
        if fact.visit_id in self.closed:
            raise Violation("a visit closed twice", fact.visit_id)
        self.closed.add(fact.visit_id)
        if fact.inserted != fact.price + fact.paid_out + fact.owed + fact.suspense:
            raise Violation("a closed visit does not balance", str(fact))
        if fact.inserted.amount != credited:
            raise Violation("a closed visit forgets money", str(fact))
        if fact.owed.amount != self._owed_to.pop(fact.visit_id, 0):
            raise Violation("a closed visit forgets a debt", str(fact))
        if fact.price.amount != delivered:
            raise Violation("sold is not what came out for certain", str(fact))
        if (fact.paid_out.amount, fact.suspense.amount) != paid_out:
            raise Violation("a closed visit forgets a payout", f"{fact}, {paid_out}")

    def quiet(self) -> None:
        """Nobody is here: nothing may be left on the visit's account, and both sides agree."""
        balance = self.balance
        holds = sum(balance[account] for account in ASSETS)
        owns = sum(balance[account] for account in Account if account not in ASSETS)
        if holds != owns:
            raise Violation("entries do not balance", str(dict(balance)))
        if balance[Account.VISIT]:
            raise Violation("a visitor's money is left on the account", str(dict(balance)))
        if balance[Account.OWED] != sum(self.claims.values()):
            raise Violation("what is owed is not what was claimed", str(dict(balance)))
