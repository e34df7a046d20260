"""Whether each claim is paid once, to whom it is owed, and what is open is what people are really owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kiosk.money import Money
from kiosk.visit.events import ClaimsWanted
from kiosk.visit.states import Claim, OpenClaim
from simulator.explorer.coverage import Coverage
from simulator.explorer.world import Violation


class Owed(NamedTuple):
    amount: int
    person_id: str


class ClaimJudge:
    """`here` is what the journal says this machine holds; `owed` is what all holders together owe a person.

    `due` is what a person put in and got nothing for, counted where it happened and not from claims.
    """

    def __init__(self, coverage: Coverage) -> None:
        self.issued = 0
        self.here: dict[str, Owed] = {}
        self.away: dict[str, Owed] = {}  # held elsewhere, or on its way here
        self.here_total = self.gone_total = 0  # NT$: held here; handed over less taken over
        self.owed: Counter[str] = Counter()
        self.due: Counter[str] = Counter()
        self._coverage = coverage
        self._known: dict[str, Owed] = {}
        self._paid: dict[str, str] = {}  # where
        self._issued_in: Counter[str] = Counter()
        self._redeemed_in: Counter[str] = Counter()

    def is_paid(self, claim_id: str) -> bool:
        return claim_id in self._paid

    # ---- What the journal says -----------------------------------------------------------------------

    def issues(self, claim_id: str, amount: Money, person_id: str, visit_id: str) -> None:
        self._new(claim_id, Owed(amount.amount, person_id))
        self._holds(claim_id)
        self.issued += 1
        self._issued_in[visit_id] += amount.amount

    def redeems(self, claim_id: str, amount: Money, person_id: str, visit_id: str) -> None:
        """Paid into a visit; `person_id` is who identified in it."""
        owed = self._lets_go(claim_id, amount)
        if owed.person_id != person_id:
            raise Violation("a claim is paid to somebody else", f"{claim_id}: {person_id}")
        self._pays(claim_id, owed, "here")
        self._redeemed_in[visit_id] += owed.amount

    def hands_over(self, claim_id: str, amount: Money) -> None:
        self.away[claim_id] = self._lets_go(claim_id, amount)
        self.gone_total += amount.amount
        self._coverage.seen("a claim handed over")

    def takes_over(self, claim_id: str, amount: Money, person_id: str) -> None:
        owed = self._known.get(claim_id)
        if owed != Owed(amount.amount, person_id):
            raise Violation("another claim is taken over than was brought", claim_id)
        if claim_id in self._paid:
            raise Violation("a claim is taken over that was paid", f"{claim_id}, {self._paid[claim_id]}")
        if self.away.pop(claim_id, None) is None:
            raise Violation("a claim is held twice", claim_id)
        self._holds(claim_id)
        self.gone_total -= amount.amount
        self._coverage.seen("a claim taken over")

    def wanted(self, event: ClaimsWanted) -> None:
        """After what followed from it: what is still held is in use."""
        self._coverage.seen("claims wanted")
        if any(claim_id in self.here for claim_id in event.claim_ids):
            self._coverage.seen("a claim wanted while in use")

    def _holds(self, claim_id: str) -> None:
        owed = self.here[claim_id] = self._known[claim_id]
        self.here_total += owed.amount

    def _lets_go(self, claim_id: str, amount: Money) -> Owed:
        if claim_id in self._paid:
            raise Violation("a claim is paid twice", f"{claim_id}, {self._paid[claim_id]}")
        owed = self.here.pop(claim_id, None)
        if owed is None or owed.amount != amount.amount:
            raise Violation("paid or handed over what is not held", claim_id)
        self.here_total -= owed.amount
        return owed

    # ---- What happens elsewhere --------------------------------------------------------------------

    def issued_elsewhere(self, claim: Claim, person_id: str) -> None:
        owed = Owed(claim.amount.amount, person_id)
        self._new(claim.claim_id, owed)
        self.away[claim.claim_id] = owed
        self.due[person_id] += owed.amount

    def paid_elsewhere(self, claim_id: str) -> None:
        """The counter, or another machine, puts the money into its owner's hand."""
        if claim_id in self._paid:
            raise Violation("a claim is paid twice", f"{claim_id}, {self._paid[claim_id]}")
        owed = self.away.pop(claim_id, None)
        if owed is None:
            raise Violation("a claim is paid by two holders", claim_id)
        self.due[owed.person_id] -= owed.amount
        self._pays(claim_id, owed, "elsewhere")
        self._coverage.seen("a claim paid elsewhere")

    def _new(self, claim_id: str, owed: Owed) -> None:
        if claim_id in self._known:
            raise Violation("a claim issued twice", claim_id)
        self._known[claim_id] = owed
        self.owed[owed.person_id] += owed.amount

    def _pays(self, claim_id: str, owed: Owed, where: str) -> None:
        self._paid[claim_id] = where
        self.owed[owed.person_id] -= owed.amount

    # ---- Sums ----------------------------------------------------------------------------------------

    def on_slip(self, claim_id: str, amount: Money) -> None:
        known = self._known.get(claim_id)
        if known is None or known.amount != amount.amount:
            raise Violation("a slip for a claim that is not on record", claim_id)

    def credit(self, claims: Iterable[Claim], person_id: str) -> None:
        """The screen says that these are this person's money."""
        for claim in claims:
            if self.here.get(claim.claim_id) != Owed(claim.amount.amount, person_id):
                raise Violation("credit for a claim that is not held here for this person", claim.claim_id)

    def of_visit(self, visit_id: str) -> tuple[int, int]:
        """Issued and redeemed, once, when the visit is closed."""
        return self._issued_in.pop(visit_id, 0), self._redeemed_in.pop(visit_id, 0)

    def visit_closed(self, person_id: str, kept: int) -> None:
        """`kept`: NT$ of what this person put in, certainly, and has neither got back nor got papers for."""
        self.due[person_id] += kept
        if self.owed[person_id] != self.due[person_id]:
            raise Violation(
                "what is open is not what a person is owed",
                f"{person_id}: {self.owed[person_id]}, due {self.due[person_id]}",
            )

    def listed(self, held: Iterable[OpenClaim]) -> None:
        """The core's own list against the facts it wrote."""
        known = {claim.claim.claim_id: Owed(claim.claim.amount.amount, claim.person_id) for claim in held}
        if known != self.here:
            raise Violation("the list of claims is not what the facts say", f"{known}, {self.here}")
