"""A whole machine of the explorer with nobody in front of it, for the tests of its parts."""

from __future__ import annotations

from itertools import count

from simulator.explorer.computer import Computer
from simulator.explorer.explore import Exploration
from simulator.explorer.mishaps import MISHAPS
from simulator.explorer.program import Program
from simulator.explorer.swarm import swarm_of
from simulator.explorer.visitor import Temper


def plain_seed() -> int:
    """The first whose machine has full hoppers, takes notes, and has a central system that answers."""
    for seed in count(1):
        swarm = swarm_of(seed, len(MISHAPS), len(Temper))
        trouble = swarm.refuses or swarm.hangs or swarm.proof_lost
        plain = not trouble and swarm.coin_gap_s >= 1.0 and swarm.validator
        if swarm.hoppers[:1] == (10,) and swarm.level > 10 and plain:
            return seed
    raise AssertionError


SEED = plain_seed()


class Rig:
    """With an empty plan nothing happens but what a test does."""

    def __init__(self) -> None:
        self.exploration = Exploration(SEED, 1, ())
        self.world = self.exploration.world
        self.computer: Computer = self.exploration.computer
        self.judge = self.exploration.judge
        self.computer.start()
        self.run(60.0)

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    @property
    def program(self) -> Program:
        assert self.computer.program is not None
        return self.computer.program

    @property
    def state(self) -> str:
        return type(self.program.machine.visit).__name__
