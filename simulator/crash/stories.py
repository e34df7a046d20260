"""Which visits are played: the first ones from a seed on in which what is wanted really happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count

from simulator.crash.blows import room
from simulator.crash.journal import Remains
from simulator.crash.scene import Scene, Story
from simulator.crash.tracer import Mark
from simulator.explorer.mishaps import MISHAPS
from simulator.explorer.swarm import swarm_of
from simulator.explorer.visitor import Temper

MOST_ROWS = 120  # of one journal: somebody who presses everything makes a thousand points and no more cases


def _change(seen: Counter[str]) -> bool:
    return bool(seen["payout whole"] and seen["copy delivered"])


def _refund(seen: Counter[str]) -> bool:
    return bool(seen["payout whole"] and not any(name.startswith("copy") for name in seen))


def _claim(seen: Counter[str]) -> bool:
    return any(name.startswith("claim") for name in seen) and bool(seen["payout whole"])


WANTED: Mapping[str, tuple[Temper, Callable[[Counter[str]], bool]]] = {
    "pays too much, gets change and papers": (Temper.OVERPAYS, _change),
    "cancels and gets everything back": (Temper.CANCELS, _refund),
    "gets a part back and a claim for the rest": (Temper.CANCELS, _claim),
}


def stories(seed: int, most: int = len(WANTED)) -> dict[str, Story]:
    """One for each name in WANTED, of machines in which nothing else goes wrong."""
    found: dict[str, Story] = {}
    for name, (temper, happens) in list(WANTED.items())[:most]:
        for number in count(seed):
            story = Story(number, temper)
            if _is_calm(number) and story not in found.values() and happens(_played(story)):
                found[name] = story
                break
    return found


def _is_calm(number: int) -> bool:
    swarm = swarm_of(number, len(MISHAPS), len(Temper))
    return bool(swarm.hoppers and not swarm.refuses and not swarm.hangs and not swarm.proof_lost)


def _played(story: Story) -> Counter[str]:
    """What was seen in it, played in memory only; nothing when it is too long."""
    with room() as folder:
        scene = Scene(story, folder)
        scene.journal.ghost = Remains(Mark(0, 0), ())
        scene.live()
        return scene.coverage.counts if len(scene.journal.written) <= MOST_ROWS else Counter()
