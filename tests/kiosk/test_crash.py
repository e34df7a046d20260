"""A crash after any commit: the next start ends in ready or safely closed, and nothing happens twice.

Each script is run once and every commit kept. Then, for every prefix of them, a journal with just that
prefix is started again: after a short and after a long time, with the papers still in the spool or lost, with
devices that answer or stay silent, and crashing once more right after Booted, several times.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.devices import CoinsRead, DeviceStatusChanged, Outcome
from kiosk.journal import Journal
from kiosk.loop import Loop
from kiosk.snapshots import KIND, fold, verify, written
from kiosk.visit.effects import OpenAcceptor, PrintClaim, PrintPaper, PrintReceipt
from kiosk.visit.events import CancelTouched
from kiosk.visit.facts import Account
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import Attract, Delivering, Paying
from kiosk.visit.step import step
from tests.kiosk.rig import NAME, NUMBER, Commit, FakeClock, RecordingPerformer, Rig, World, rig
from tests.kiosk.scripts import SCRIPTS, nobody_knows, two_papers_overpaid
from tests.kiosk.visit.samples import READY, coins

FIGURES: Counter[str] = Counter()
KEEP_EVERY = 4  # rows between two snapshots: hardly a start without one


@dataclass(frozen=True)
class Again:
    """How the program comes back."""

    down_s: float
    spool_survives: bool
    silent: bool
    reconciled: Outcome = Outcome.DELIVERED
    starts: int = 1  # how often it crashes again right after Booted, and one

    def __str__(self) -> str:
        spool = "spooled" if self.spool_survives else "lost"
        return f"{self.down_s:.0f}s-{spool}-{'silent' if self.silent else self.reconciled}-{self.starts}"


WAYS = (
    Again(5, spool_survives=True, silent=False),
    Again(5, spool_survives=True, silent=False, reconciled=Outcome.NOT_DELIVERED, starts=3),
    Again(5, spool_survives=False, silent=False, reconciled=Outcome.UNKNOWN),
    Again(5, spool_survives=True, silent=True, starts=2),
    Again(86_400, spool_survives=False, silent=False, starts=2),
    Again(600, spool_survives=True, silent=False, reconciled=Outcome.NOT_DELIVERED),
    Again(-86_400, spool_survives=True, silent=True),
)


def recorded(script: Callable[[Rig], None], folder: Path) -> list[Commit]:
    with rig(folder / "whole.sqlite") as live:
        script(live)
        return live.journal.commits


def prefixes(commits: list[Commit], folder: Path) -> Iterator[tuple[int, Path]]:
    """A journal file for each number of commits, one after the other; with snapshots as the program's own."""
    growing = folder / "growing.sqlite"
    machine = Machine()
    for number in range(len(commits) + 1):
        journal = Journal(growing, "b1")
        if number:
            commit = commits[number - 1]
            journal.append(commit.happened, commit.facts, commit.visit_id, commit.at)
            machine = step(machine, commit.happened).machine
            if number % 3 == 0 and isinstance(machine.visit, Attract):
                journal.record(KIND, written(machine), commit.at)
        journal.close()
        yield number, growing


def printed_before(commits: list[Commit]) -> list[str]:
    """Every job that the effects of these commits may have started."""
    machine = Machine()
    jobs: list[str] = []
    for commit in commits:
        decision = step(machine, commit.happened)
        machine = decision.machine
        prints = (e for e in decision.effects if isinstance(e, PrintReceipt | PrintClaim | PrintPaper))
        jobs += [effect.job_id for effect in prints]
    return jobs


def spooled(machine: Machine) -> set[str]:
    match machine.visit:
        case Paying(papers=papers):
            return {paper.copy_serial for paper in papers}
        case Delivering(papers=progress):
            return {p.paper.copy_serial for p in progress}
        case _:
            return set()


def start_again(path: Path, way: Again, spool: set[str], at_s: float) -> tuple[Rig, list[str]]:
    """The last of `way.starts` starts, and what the earlier ones, crashed right after Booted, printed."""
    jobs: list[str] = []
    for _ in range(way.starts - 1):
        silent = World(silent=True, spool=spool)
        cut_short = Rig(path, silent, FakeClock(at_s), "again", way.down_s, KEEP_EVERY)
        FIGURES["boots"] += 1
        jobs += cut_short.performer.jobs
        cut_short.close()
    world = World(silent=way.silent, reconciled=way.reconciled, spool=spool)
    FIGURES["boots"] += 1
    return Rig(path, world, FakeClock(at_s), "last", way.down_s, KEEP_EVERY), jobs


def come_back(path: Path, way: Again, so_far: list[Commit]) -> dict[str, list[tuple[object, ...]]]:
    """Start again after these commits, end what is open, check what must hold; the ledger at the end."""
    machine = replayed(so_far)
    spool = spooled(machine) if way.spool_survives else set()
    at_s = (so_far[-1].at.mono_ns / 1e9 if so_far else 1000.0) + way.down_s
    again, jobs = start_again(path, way, spool, at_s)
    try:
        if not way.silent:
            again.find_devices()
        took_s = again.settle()
        assert took_s < 900, f"{took_s} s until nobody is there any more"
        again.find_devices()
        assert closed_reasons(again.machine) == (), "not in service although all is well again"
        assert fold(again.journal) == again.machine
        jobs = [*printed_before(so_far), *jobs, *again.performer.jobs]
        assert len(jobs) == len(set(jobs)), f"printed twice: {sorted(jobs)}"
        ledger = again.journal.projections()
        whole = [c.happened for c in so_far] + [c.happened for c in again.journal.commits]
        balanced(
            ledger,
            sum(credit.value.amount for e in whole if isinstance(e, CoinsRead) for credit in e.credits),
        )
        assert {row[0] for row in ledger["closed_visit"]} == {c.visit_id for c in so_far} - {""}
        numbers = [row[0] for row in ledger["receipt"]]
        assert numbers == list(range(1, len(numbers) + 1)), "receipt numbers have a gap"
    finally:
        again.close()
    verified = verify(path)
    assert verified.rows == again.journal.last_seq
    FIGURES["snapshots"] += verified.snapshots
    left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert NAME.encode() not in left
    assert NUMBER.encode() not in left
    return ledger


def balanced(ledger: dict[str, list[tuple[object, ...]]], cash_in: int) -> None:
    balance = {str(account): int(str(amount)) for account, amount in ledger["balance"]}
    owners = (Account.VISIT, Account.REVENUE, Account.OWED, Account.SUSPENSE)
    assert balance.get(Account.CASH_BOX, 0) == cash_in == sum(balance.get(owner, 0) for owner in owners)
    assert balance.get(Account.VISIT, 0) == 0, "money of a visitor who is not there"
    assert balance.get(Account.OWED, 0) == sum(int(str(row[1])) for row in ledger["claim"])
    for visit_id, inserted, *parts in ledger["closed_visit"]:
        assert inserted == sum(int(str(part)) for part in parts), visit_id
    assert sum(int(str(row[2])) for row in ledger["closed_visit"]) == balance.get(Account.REVENUE, 0)


def replayed(commits: list[Commit]) -> Machine:
    machine = Machine()
    for commit in commits:
        machine = step(machine, commit.happened).machine
    return machine


# ---- Every prefix ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_after_any_commit_the_next_start_ends_well(script: Callable[[Rig], None], in_memory: Path) -> None:
    commits = recorded(script, in_memory)
    FIGURES["scripts"] += 1
    for number, growing in prefixes(commits, in_memory):
        FIGURES["prefixes"] += 1
        FIGURES["rows"] += 1 + len(commits[number - 1].facts) if number else 0
        way = WAYS[(number + SCRIPTS.index(script)) % len(WAYS)]  # over the scripts, all of them
        copy = in_memory / "crashed.sqlite"
        shutil.copy(growing, copy)
        come_back(copy, way, commits[:number])
        copy.unlink()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_in_the_middle_of_paying_and_of_printing_every_way_back_ends_well(
    way: Again, in_memory: Path
) -> None:
    commits = recorded(two_papers_overpaid, in_memory)
    for number, growing in prefixes(commits, in_memory):
        visit = replayed(commits[:number]).visit
        if isinstance(visit, Paying | Delivering):
            copy = in_memory / "crashed.sqlite"
            shutil.copy(growing, copy)
            come_back(copy, way, commits[:number])
            copy.unlink()


def test_recovering_again_and_again_changes_no_account(in_memory: Path) -> None:
    commits = recorded(nobody_knows, in_memory)
    once = Again(5, spool_survives=True, silent=True)
    for number, growing in prefixes(commits, in_memory):
        ledgers = []
        for starts in (1, 4):
            copy = in_memory / f"crashed{starts}.sqlite"
            shutil.copy(growing, copy)
            ledgers.append(come_back(copy, replace(once, starts=starts), commits[:number]))
            copy.unlink()
        assert ledgers[0] == ledgers[1], f"after {number} commits"


# ---- Single crashes in words -----------------------------------------------------------------------------


def crashed(in_memory: Path, deed: Callable[[Rig], None], world: World | None = None) -> Path:
    """A journal whose program died after `deed`."""
    path = in_memory / "j.sqlite"
    with rig(path, world) as live:
        deed(live)
    return path


def pay(coin: int) -> Callable[[Rig], None]:
    def deed(live: Rig) -> None:
        live.identify("v1")
        live.order()
        live.happen(coins(coin))

    return deed


def test_a_visitor_who_waited_sees_the_credit_again_and_pays_on(in_memory: Path) -> None:
    path = crashed(in_memory, pay(10))
    back = Rig(path, World(spool={"v1-1-0"}), FakeClock(1010), "b2", down_s=8.0)
    assert back.machine.visit.credit.amount == 10  # type: ignore[union-attr]
    assert not any(isinstance(effect, OpenAcceptor) for effect in back.performer.effects)
    back.happen(DeviceStatusChanged("coin_acceptor", READY), DeviceStatusChanged("receipt_printer", READY))
    assert not any(isinstance(effect, OpenAcceptor) for effect in back.performer.effects)
    back.happen(DeviceStatusChanged("document_printer", READY))
    assert any(isinstance(effect, OpenAcceptor) for effect in back.performer.effects)
    back.happen(coins(10, counter=2))
    assert back.performer.jobs == ["v1-s1", "v1-d1-1"]
    back.close()


@pytest.mark.parametrize("down_s", [181.0, -5.0])
def test_a_visitor_who_has_gone_gets_the_money_as_a_claim(in_memory: Path, down_s: float) -> None:
    path = crashed(in_memory, pay(10))
    back = Rig(path, World(spool={"v1-1-0"}), FakeClock(5000), "b2", down_s)
    assert [claim.reason for claim in back.machine.visit.claims] == ["interrupted"]  # type: ignore[union-attr]
    back.close()


def test_paid_but_not_settled_is_printed_only_for_who_is_still_there(in_memory: Path) -> None:
    for down_s, papers in ((10.0, 1), (600.0, 0)):
        path = in_memory / f"{papers}.sqlite"
        with rig(path) as live:
            live.identify("v1")
            live.order()
            live.world.silent = True  # the acceptor does not say any more that it is closed
            live.happen(coins(10, 10))
        back = Rig(path, World(spool={"v1-1-0"}), FakeClock(5000), "b2", down_s)
        back.find_devices()
        assert len([e for e in back.performer.effects if isinstance(e, PrintPaper)]) == papers
        back.close()


def test_what_a_crash_left_behind_is_forgotten_at_the_next_start(in_memory: Path) -> None:
    """The program died after the visit was closed in the journal and before its names were erased."""
    path = in_memory / "j.sqlite"
    with rig(path) as live:
        live.identify("v1")
        live.performer = RecordingPerformer(live.world, live.loop.put, lambda visit_id: None)
        dying = Loop(live.journal, live.machine, live.clock, live.performer.perform)
        dying.handle(CancelTouched())
    assert NAME.encode() in path.read_bytes()
    Rig(path, World(), FakeClock(), "b2").close()
    assert NAME.encode() not in path.read_bytes()


def test_enough_was_tried() -> None:
    """When all of the tests above ran: 296 prefixes of 385 rows in 11 scripts, 701 starts."""
    if FIGURES["scripts"] == len(SCRIPTS):
        assert FIGURES["prefixes"] > 250, FIGURES
        assert FIGURES["boots"] > 600, FIGURES
        assert FIGURES["snapshots"] > 600, FIGURES
