"""What distinguishes one seed from another: how busy, how faulty, how fast; and the plan of its days.

Swarm testing: a seed that has all faults at once meets none of them in depth, so each seed draws its own mix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

DAY_S = 86_400.0
OPENS_S, CLOSES_S = 6 * 3600.0, 22 * 3600.0  # after that the day is healed and looked at
VISITOR = "visitor"
SUBSYSTEMS = ("coins", "bills", "slips", "papers", "hoppers", "central", "elsewhere", "computer")
REMEMBERS, FORGETS = "remembers", "forgets"  # what became of a note, over a power cut
NOTES = ((100,), (100, 500), (100, 200, 500, 1000, 2000))
HOPPERS = ((), (10,), (10, 1), (5, 1), (50, 10, 5, 1))  # which coins the machine gives change in


@dataclass(frozen=True, slots=True)
class Swarm:
    """The parameters of one seed. Rates are per day, speeds in seconds."""

    visitors: float
    rush: float  # share of visitors behind whom the next one already comes
    crashes: float
    faults: float
    both_share: float  # of the crashes: everything loses power
    process_share: float  # of the crashes: only the program ends, the computer stays on
    recovery_share: float  # of the crashes: the next start is struck as well
    affairs: float  # what people do elsewhere that this machine hears of
    fault_weights: tuple[float, ...]  # one for each kind of mishap, in the order of mishaps.MISHAPS
    temper_weights: tuple[float, ...]  # one for each temper, in the order of visitor.Temper
    coin_gap_s: float
    slip_s: float
    first_page_s: float
    next_page_s: float
    keeps_queue: bool  # the document printer prints its queue again after a power cut
    proof_lost: float  # share of slips that came out and of which the printer never said so
    latency_s: float
    refuses: float  # share of requests that central refuses
    hangs: float  # share of requests that it answers when nobody waits any more
    hoppers: tuple[int, ...]  # the coins of its hoppers
    level: int  # coins in each, every morning
    lifetime: bool  # the hoppers count all coins ever, without power
    keeps_last_payout: bool  # they know without power what the last payout came to
    validator: str  # "": none is fitted
    notes: tuple[int, ...]  # which notes people carry
    pays_in_notes: float  # share of what is put in
    pulls_notes: float  # share of notes that somebody tries to pull out again
    comes_back: float  # share of visitors whom the machine owes something from before
    cashes: float  # share of those who want it in coins
    acknowledges_s: float  # how long rows gather before they are shipped


def swarm_of(seed: int, mishaps: int, tempers: int) -> Swarm:
    dice = Random(f"{seed}:swarm")
    busy = dice.choice((5.0, 12.0, 20.0, 36.0))
    return Swarm(
        visitors=busy,
        rush=dice.choice((0.0, 0.2, 0.6)),
        crashes=dice.choice((0.0, 1.0, 4.0, 10.0)),
        faults=dice.choice((0.5, 3.0, 8.0, 20.0)),
        affairs=dice.choice((0.0, 3.0, 12.0)),
        both_share=dice.choice((0.0, 0.3, 0.7)),
        process_share=dice.choice((0.1, 0.3, 0.8)),
        recovery_share=dice.choice((0.0, 0.3, 0.7)),
        fault_weights=tuple(dice.choice((0.0, 0.3, 1.0, 3.0)) for _ in range(mishaps)),
        temper_weights=tuple(dice.choice((0.2, 1.0, 3.0)) for _ in range(tempers)),
        coin_gap_s=dice.choice((0.3, 1.0, 2.5)),
        slip_s=dice.uniform(1.0, 8.0),
        first_page_s=dice.uniform(4.0, 15.0),
        next_page_s=dice.uniform(1.5, 6.0),
        keeps_queue=dice.random() < 0.5,
        proof_lost=dice.choice((0.0, 0.0, 0.05)),
        latency_s=dice.choice((0.1, 0.5, 3.0)),
        refuses=dice.choice((0.0, 0.05, 0.2)),
        hoppers=dice.choice(HOPPERS),
        level=dice.choice((2, 12, 60, 60)),
        lifetime=dice.random() < 0.5,
        keeps_last_payout=dice.random() < 0.5,
        hangs=dice.choice((0.0, 0.01, 0.15)),
        validator=dice.choice(("", REMEMBERS, FORGETS)),
        notes=dice.choice(NOTES),
        pays_in_notes=dice.choice((0.3, 0.7, 1.0)),
        pulls_notes=dice.choice((0.0, 0.0, 0.15)),
        comes_back=dice.choice((0.0, 0.15, 0.4)),
        cashes=dice.choice((0.1, 0.5)),
        acknowledges_s=dice.choice((20.0, 60.0, 300.0)),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or one mishap. Its own seed keeps it the same when others are taken out of the plan."""

    at: float
    kind: str
    seed: int


Plan = tuple[Entry, ...]


def plan_of(
    seed: int, days: int, swarm: Swarm, mishaps: tuple[str, ...], affairs: tuple[str, ...], crash: str
) -> Plan:
    """Everybody who comes and everything that goes wrong, in order."""
    dice = Random(f"{seed}:plan")
    entries: list[Entry] = []
    weighted = any(swarm.fault_weights)
    kinds: list[tuple[float, Callable[[], str]]] = [
        (swarm.visitors, lambda: VISITOR),
        (swarm.crashes, lambda: crash),
        (swarm.affairs, lambda: dice.choice(affairs)),
        (swarm.faults if weighted else 0.0, lambda: dice.choices(mishaps, swarm.fault_weights)[0]),
    ]
    for day in range(days):
        for rate, kind in kinds:
            if not rate:
                continue
            at = day * DAY_S + OPENS_S
            while (at := at + dice.expovariate(rate / (CLOSES_S - OPENS_S))) < day * DAY_S + CLOSES_S:
                what = kind()
                entries.append(Entry(at, what, dice.getrandbits(32)))
                if what == VISITOR and dice.random() < swarm.rush:
                    entries.append(Entry(at + dice.uniform(5.0, 90.0), what, dice.getrandbits(32)))
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.seed)))


def dice_of(seed: int) -> dict[str, Random]:
    """One generator for each subsystem, so that more of one thing does not change all the others."""
    return {name: Random(f"{seed}:{name}") for name in SUBSYSTEMS}
