"""Whether what the journal says of payouts is what physically came out of the hoppers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.visit.facts import PaidOut, PayoutIntended
from kiosk.visit.machine import Machine
from simulator.explorer.coverage import Coverage
from simulator.explorer.hopper_mechanism import HopperMechanism
from simulator.explorer.world import Violation


@dataclass(slots=True)
class Known:
    """One payout in NT$: what the journal says of it. `most` is None as long as its end is not on record."""

    asked: int
    least: int = 0
    most: int | None = None


class PayoutJudge:
    """`doubtful` is all that may have come out, in NT$; it must lie in suspense."""

    def __init__(self, coverage: Coverage) -> None:
        self.doubtful = self.paid = self.payouts = self.coins = 0
        self.hoppers: Mapping[str, HopperMechanism] = {}
        self._coverage = coverage
        self._known: dict[str, Known] = {}
        self._open: set[str] = set()
        self._asked: set[str] = set()
        self._out: Counter[str] = Counter()
        self._of_visit: dict[str, tuple[int, int]] = {}

    def intended(self, fact: PayoutIntended) -> None:
        if fact.payout_id in self._known:
            raise Violation("one payout intended twice", fact.payout_id)
        self._known[fact.payout_id] = Known(fact.value.amount * fact.count)
        self._open.add(fact.payout_id)
        self.payouts += 1

    def asked(self, payout_id: str) -> None:
        """The shell is about to tell the hopper."""
        if payout_id not in self._known:
            raise Violation("a payout without an intent on record", payout_id)
        if payout_id in self._asked:
            raise Violation("one payout asked for twice", payout_id)
        self._asked.add(payout_id)

    def reconciled(self, payout_id: str) -> None:
        self._coverage.seen("reconciles a payout")
        if payout_id not in self._known:
            raise Violation("asks about a payout that never was", payout_id)

    def ended(self, fact: PaidOut, visit_id: str) -> None:
        known = self._known.get(fact.payout_id)
        if known is None or known.most is not None:
            raise Violation("a payout ended twice, or never began", fact.payout_id)
        self._open.discard(fact.payout_id)
        known.least = fact.paid.amount
        known.most = fact.paid.amount + fact.doubtful.amount
        if known.most > known.asked:
            raise Violation("more is said to be out than was asked for", str(fact))
        out = self._out[fact.payout_id]
        if not known.least <= out <= known.most:
            raise Violation("what is said to be out is not what came out", f"{fact}, but {out}")
        paid, doubtful = self._of_visit.get(visit_id, (0, 0))
        self._of_visit[visit_id] = (paid + fact.paid.amount, doubtful + fact.doubtful.amount)
        self.paid += fact.paid.amount
        self.doubtful += fact.doubtful.amount
        end = "in doubt" if fact.doubtful.amount else "short" if known.most < known.asked else "whole"
        self._coverage.seen(f"payout {end}")

    def coin_out(self, payout_id: str, value: int) -> None:
        self.coins += 1
        self._out[payout_id] += value
        known = self._known.get(payout_id)
        if known is None:
            raise Violation("a coin came out for a payout that is not on record", payout_id)
        if self._out[payout_id] > (known.asked if known.most is None else known.most):
            raise Violation("more came out than is on record", payout_id)

    def of_visit(self, visit_id: str) -> tuple[int, int]:
        """Certain and doubtful, once, when the visit is closed; by then every end is on record."""
        if self._open:
            raise Violation("a payout has no end on record", str(self._open))
        return self._of_visit.pop(visit_id, (0, 0))

    def levels(self, machine: Machine) -> None:
        """The core may count on fewer coins than there are, never on more."""
        for state in machine.hoppers:
            hopper = self.hoppers[state.name]
            if state.level > hopper.level + hopper.robbed:
                raise Violation("counts on coins that are not there", f"{state.name}: {state.level}")
