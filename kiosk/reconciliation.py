"""The journal's money added up for a period: what came in, what went where, and what must lie in each unit.

Pure. Everything follows from the journal: the postings give the accounts, the events (folded as at a start of
the program) give the units, and the two are held against each other. Nothing is made to fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kiosk.cash import CashUnits
from kiosk.devices import CoinsRead, NoteStacked
from kiosk.money import NOTHING, ZERO, Money, Tally
from kiosk.visit.events import Event
from kiosk.visit.facts import ASSETS, Account, Collected, Fact, Posted, Refilled
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState
from kiosk.visit.step import step

FACTS = (Posted, Collected, Refilled)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal; `wall_utc` as the journal writes it."""

    wall_utc: str
    item: Event | Fact


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account over the period. `up` and `down` are both counted upwards."""

    account: Account
    opening: Money
    up: Money
    down: Money

    @property
    def closing(self) -> Money:
        return self.opening + self.up - self.down


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What must lie in one unit at the end; `pieces` by denomination, `in_doubt` pieces may be out of it."""

    unit: str
    value: Money
    pieces: Tally
    accuracy: str
    in_doubt: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`problems` says in words what does not agree; empty when all does."""

    rows: int
    begin: str
    end: str
    taken: Tally
    sold: Money
    paid_out: Money
    accounts: tuple[AccountLine, ...]
    units: tuple[UnitLine, ...]
    collections: tuple[int, ...]
    refills: tuple[int, ...]
    problems: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        return not self.problems

    def closing(self, account: Account) -> Money:
        return next((line.closing for line in self.accounts if line.account is account), ZERO)

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "begin": self.begin,
            "end": self.end,
            "taken": {str(value.amount): count for value, count in self.taken.counts},
            "taken_total": self.taken.total.amount,
            "sold": self.sold.amount,
            "paid_out": self.paid_out.amount,
            "accounts": {line.account.value: _numbers(line) for line in self.accounts},
            "units": [_unit(line) for line in self.units],
            "collections": list(self.collections),
            "refills": list(self.refills),
            "problems": list(self.problems),
            "balanced": self.balanced,
        }

    def as_text(self) -> str:
        lines = [f"{self.rows} rows, {self.begin or 'nothing'} to {self.end or 'nothing'}", ""]
        pieces = ", ".join(f"{count} x {value.amount}" for value, count in self.taken.counts)
        lines.append(f"taken    {self.taken.total.amount:>10,}  {pieces}")
        lines.append(f"sold     {self.sold.amount:>10,}")
        lines.append(f"paid out {self.paid_out.amount:>10,}")
        lines += ["", f"{'account':<12}{'opening':>12}{'in':>12}{'out':>12}{'closing':>12}"]
        for line in self.accounts:
            figures = (line.opening, line.up, line.down, line.closing)
            lines.append(f"{line.account:<12}" + "".join(f"{figure.amount:>12,}" for figure in figures))
        lines += ["", f"{'must lie in':<12}{'NT$':>12}"]
        for unit in self.units:
            counts = ", ".join(f"{count} x {value.amount}" for value, count in unit.pieces.counts)
            doubt = f", {unit.in_doubt} of them in doubt" if unit.in_doubt else ""
            lines.append(f"{unit.unit:<12}{unit.value.amount:>12,}  {counts} ({unit.accuracy}{doubt})")
        lines.append("")
        lines += list(self.problems) or ["All agrees."]
        return "\n".join(lines)


def reconcile(entries: Iterable[Entry], since: str = "", until: str = "") -> Reconciliation:
    """Rows from `since` on and before `until` (ISO 8601, UTC; empty: from the first, to the last).

    Rows before the period are needed too: what stood on the accounts when it began follows from them.
    """
    adding = _Adding()
    for entry in entries:
        if until and entry.wall_utc >= until:
            break
        adding.add(entry, within=entry.wall_utc >= since)
    return adding.result()


class _Adding:
    """The sums while the rows go by."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.opening: Counter[Account] = Counter()
        self.up: Counter[Account] = Counter()
        self.down: Counter[Account] = Counter()
        self.taken = NOTHING
        self.sold = self.paid_out = ZERO
        self.rows = 0
        self.begin = self.end = ""
        self.collections: list[int] = []
        self.refills: list[int] = []
        self.problems: list[str] = []
        self._implied: list[Fact] = []

    def add(self, entry: Entry, within: bool) -> None:
        if within:
            self.rows += 1
            self.begin, self.end = self.begin or entry.wall_utc, entry.wall_utc
        item = entry.item
        if isinstance(item, Posted):
            self._post(item, within)
        elif isinstance(item, Collected) and within:
            self.collections.append(item.report.number)
        elif isinstance(item, Refilled) and within:
            self.refills.append(item.report.number)
        if isinstance(item, FACTS):
            self._expected(item)
        elif not isinstance(item, Fact):
            if within:
                self._take(item)
            decision = step(self.machine, item)
            self.machine = decision.machine
            self._forgotten()
            self._implied = [fact for fact in decision.facts if isinstance(fact, FACTS)]

    def _post(self, posted: Posted, within: bool) -> None:
        for account, grows in (
            (posted.debit, posted.debit in ASSETS),
            (posted.credit, posted.credit not in ASSETS),
        ):
            if not within:
                self.opening[account] += posted.amount.amount if grows else -posted.amount.amount
            else:
                (self.up if grows else self.down)[account] += posted.amount.amount
        if within and posted.credit is Account.REVENUE:
            self.sold += posted.amount
        if within and (posted.debit, posted.credit) == (Account.VISIT, Account.HOPPERS):
            self.paid_out += posted.amount

    def _take(self, event: Event) -> None:
        match event:
            case CoinsRead(credits=credits):
                self.taken += Tally.of(credit.value for credit in credits)
            case NoteStacked(value=value):
                self.taken += Tally.of([value])
            case _:
                return

    def _expected(self, fact: Fact) -> None:
        """Every entry follows from the event before it; one that does not was written by another hand."""
        if fact in self._implied:
            self._implied.remove(fact)
        else:
            self.problems.append(f"an entry that follows from nothing: {fact}")

    def _forgotten(self) -> None:
        self.problems.extend(f"an entry is missing: {fact}" for fact in self._implied)

    def result(self) -> Reconciliation:
        self._forgotten()
        accounts = tuple(
            AccountLine(
                account, Money(self.opening[account]), Money(self.up[account]), Money(self.down[account])
            )
            for account in Account
        )
        units = (*_boxes(self.machine.cash), *(_hopper(hopper) for hopper in self.machine.hoppers))
        closing = {line.account: line.closing for line in accounts}
        problems = (*self.problems, *_disagreements(closing, units), *_gaps(self.collections, self.refills))
        return Reconciliation(
            self.rows,
            self.begin,
            self.end,
            self.taken,
            self.sold,
            self.paid_out,
            accounts,
            units,
            tuple(self.collections),
            tuple(self.refills),
            problems,
        )


def _boxes(cash: CashUnits) -> tuple[UnitLine, ...]:
    boxes = [("coin_box", cash.coin_box)]
    if cash.takes_notes:
        boxes.append(("note_box", cash.note_box))
    return tuple(UnitLine(name, box.held.total, box.held, box.accuracy.value) for name, box in boxes)


def _hopper(hopper: HopperState) -> UnitLine:
    held = hopper.level + hopper.in_doubt
    pieces = Tally(((hopper.value, held),)) if held else NOTHING
    return UnitLine(hopper.name, pieces.total, pieces, hopper.accuracy.value, hopper.in_doubt)


def _disagreements(closing: dict[Account, Money], units: tuple[UnitLine, ...]) -> list[str]:
    """What is held must equal whose it is, and the units must hold what their accounts say."""
    held = sum((amount for account, amount in closing.items() if account in ASSETS), ZERO)
    whose = sum((amount for account, amount in closing.items() if account not in ASSETS), ZERO)
    in_hoppers = sum((unit.value for unit in units if unit.unit.startswith("hopper_")), ZERO)
    by_unit = {unit.unit: unit.value for unit in units}
    pairs = (
        ("held and owned", held, whose),
        ("coin box", by_unit.get("coin_box", ZERO), closing[Account.CASH_BOX]),
        ("note box", by_unit.get("note_box", ZERO), closing[Account.NOTE_BOX]),
        ("hoppers", in_hoppers, closing[Account.HOPPERS]),
    )
    return [f"{what}: {one} and {other}" for what, one, other in pairs if one != other]


def _gaps(*series: list[int]) -> list[str]:
    return [
        f"report {before + 1} is missing"
        for numbers in series
        for before, after in pairwise(numbers)
        if after != before + 1
    ]


def _numbers(line: AccountLine) -> dict[str, int]:
    return {
        "opening": line.opening.amount,
        "in": line.up.amount,
        "out": line.down.amount,
        "closing": line.closing.amount,
    }


def _unit(line: UnitLine) -> dict[str, object]:
    return {
        "unit": line.unit,
        "value": line.value.amount,
        "pieces": {str(value.amount): count for value, count in line.pieces.counts},
        "accuracy": line.accuracy,
        "in_doubt": line.in_doubt,
    }
