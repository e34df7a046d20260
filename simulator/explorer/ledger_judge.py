"""Whether the entries balance, receipts are numbered without a gap, and a closed visit adds up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kiosk.money import ZERO, Money
from kiosk.visit.facts import Account, OrderPaid, VisitClosed
from simulator.explorer.world import Violation

ASSETS = frozenset({Account.CASH_BOX, Account.NOTE_BOX, Account.DOUBT, Account.HOPPERS, Account.COLLECTED})
# The university's own may be stolen, and claims of other machines may be taken over.
NEVER_BELOW_ZERO = frozenset(Account) - {Account.FLOAT, Account.DIFFERENCE, Account.ELSEWHERE}


@dataclass(frozen=True, slots=True)
class Truth:
    """What the other judges counted for one visit, in NT$.

    `credited`: coins and notes that went in for certain; `notes_in_doubt`: that may have. `delivered`: fees
    of papers that came out. `paid_out` and `coins_in_doubt`: by the hoppers. `owed` and `redeemed`: claims.
    """

    credited: int = 0
    notes_in_doubt: int = 0
    delivered: int = 0
    paid_out: int = 0
    coins_in_doubt: int = 0
    owed: int = 0
    redeemed: int = 0

    @property
    def kept(self) -> int:
        """What the visitor put in and has got nothing for."""
        return self.credited - self.delivered - self.paid_out - self.coins_in_doubt


class LedgerJudge:
    """Adds up what the journal says, beside the core."""

    def __init__(self) -> None:
        self.balance: Counter[Account] = Counter()
        self.receipts = 0
        self.paid: set[str] = set()
        self.closed: set[str] = set()

    def posted(self, debit: Account, credit: Account, amount: Money) -> None:
        if amount <= ZERO:
            raise Violation("an empty entry", f"{debit} to {credit}: {amount}")
        for account, sign in ((debit, 1), (credit, -1)):
            self.balance[account] += amount.amount * (sign if account in ASSETS else -sign)
            if self.balance[account] < 0 and account in NEVER_BELOW_ZERO:
                raise Violation("an account below zero", f"{debit} to {credit}: {amount}")

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

    def visit_closed(self, fact: VisitClosed, truth: Truth) -> None:
        if fact.visit_id in self.closed:
            raise Violation("a visit closed twice", fact.visit_id)
        self.closed.add(fact.visit_id)
        if fact.inserted + fact.redeemed != fact.price + fact.paid_out + fact.owed + fact.suspense:
            raise Violation("a closed visit does not balance", str(fact))
        sums = (
            (fact.inserted, truth.credited + truth.notes_in_doubt, "a closed visit forgets money"),
            (fact.redeemed, truth.redeemed, "a closed visit forgets what was redeemed"),
            (fact.owed, truth.owed, "a closed visit forgets a debt"),
            (fact.price, truth.delivered, "sold is not what came out for certain"),
            (fact.paid_out, truth.paid_out, "a closed visit forgets a payout"),
            (fact.suspense, truth.coins_in_doubt + truth.notes_in_doubt, "a closed visit forgets a doubt"),
        )
        for said, true, what in sums:
            if said.amount != true:
                raise Violation(what, f"{fact}, {truth}")

    def quiet(self, claims_here: int, claims_gone: int) -> None:
        """Nobody is here: nothing may be left on the visit's account, and both sides agree."""
        balance = self.balance
        holds = sum(balance[account] for account in ASSETS)
        owns = sum(balance[account] for account in Account if account not in ASSETS)
        if holds != owns:
            raise Violation("entries do not balance", str(dict(balance)))
        if balance[Account.VISIT]:
            raise Violation("a visitor's money is left on the account", str(dict(balance)))
        if balance[Account.OWED] != claims_here:
            raise Violation("what is owed is not what was claimed", f"{claims_here}, {balance}")
        if balance[Account.ELSEWHERE] != claims_gone:
            raise Violation("a claim is lost on its way", f"{claims_gone}, {balance}")
