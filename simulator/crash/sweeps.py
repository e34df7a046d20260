"""Runs every kind of crash over some stories, and counts what was tried and what broke."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from simulator.crash import clock_jumps, full_disk, power_cut
from simulator.crash.blows import changes_of, failing, suffer
from simulator.crash.scene import Story
from simulator.crash.tracer import Strike
from simulator.crash.tracer import why_not as cannot_trace
from simulator.explorer.world import Violation

START_CHANGES = 45  # a start and its recovery write about so often before the machine serves again
MOST_DEATHS = 5


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of everything is tried: every n-th point, so many images or chains."""

    every_kill: int = 1
    every_error: int = 1
    all_errors: bool = False  # each of four errors at each point, and not one of them in turn
    every_cut: int = 1
    random_images: int = 3
    cut_again: int = 4  # images of which the recovery is cut once more
    second_kills: int = 3  # kills of which every point of the recovery is killed once more
    chains: int = 40  # of up to MOST_DEATHS deaths
    every_jump: int = 3
    every_full: int = 3


FULL = Effort()
THOROUGH = Effort(
    all_errors=True, random_images=20, cut_again=20, second_kills=20, chains=400, every_jump=1, every_full=1
)
QUICK = Effort(
    every_kill=23,
    every_error=37,
    every_cut=7,
    random_images=0,
    cut_again=0,
    second_kills=0,
    chains=4,
    every_jump=80,
    every_full=11,
)


@dataclass(slots=True)
class Figures:
    kill_points: int = 0
    recoveries_killed: int = 0
    images: int = 0
    images_lived: int = 0
    errors_injected: int = 0
    clock_jumps: int = 0
    full_disks: int = 0
    longest_recovery_s: float = 0.0
    longest_start_s: float = 0.0
    violations: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class Sweeps:
    """`say` tells a person how far it is; `broken` is told each violation with the case to replay."""

    def __init__(
        self,
        seed: int,
        effort: Effort,
        say: Callable[[str], None],
        broken: Callable[[str, Violation], None],
    ) -> None:
        self.figures = Figures()
        self._seed, self._effort, self._say, self._broken = seed, effort, say, broken

    def run(self, stories: dict[str, Story]) -> Figures:
        without = cannot_trace()
        if without:
            self.figures.skipped.append(f"everything but the clock: {without}")
        for name, story in stories.items():
            self._say(f"{story}: {name}")
            if not without:
                self._kills(story)
                self._errors(story)
                self._chains(story)
                self._images(story)
                self._full_disks(story)
            self._jumps(story)
        return self.figures

    # ---- Kinds ------------------------------------------------------------------------------------------

    def _kills(self, story: Story) -> None:
        points = range(1, changes_of(story) + 1, self._effort.every_kill)
        self._say(f"  kill -9 at {len(points)} writes and syncs")
        for at in points:
            self.figures.kill_points += self._suffer(story, (Strike(at),))

    def _errors(self, story: Story) -> None:
        effort = self._effort
        points = range(1, changes_of(story) + 1, effort.every_error)
        self._say(f"  failing writes and syncs at {len(points)} places")
        for at in points:
            kinds = failing(at)
            for strike in kinds if effort.all_errors else (kinds[at % len(kinds)],):
                self.figures.errors_injected += self._suffer(story, (strike,))

    def _chains(self, story: Story) -> None:
        effort, dice = self._effort, Random(f"{self._seed}:{story}:chains")
        changes = changes_of(story)
        chains = [
            (Strike(first), Strike(second))
            for first in dice.sample(range(1, changes), effort.second_kills)
            for second in range(1, START_CHANGES)
        ]
        for _ in range(effort.chains):
            deaths = [Strike(dice.randrange(1, changes))]
            while len(deaths) < MOST_DEATHS and dice.random() < 0.7:
                deaths.append(dice.choice((Strike, _any_failure))(dice.randrange(1, START_CHANGES)))
            chains.append(tuple(deaths))  # type: ignore[arg-type]
        self._say(f"  {len(chains)} recoveries that are struck again")
        for chain in chains:
            self.figures.recoveries_killed += max(self._suffer(story, chain) - 1, 0)

    def _images(self, story: Story) -> None:
        effort, dice = self._effort, Random(f"{self._seed}:{story}:images")
        self._say("  power cuts")
        tally = power_cut.Tally()
        pasts = self._cut(power_cut.Past(story), tally, None)
        for past in dice.sample(pasts, min(effort.cut_again, len(pasts))):
            self._cut(past, tally, START_CHANGES)
        self.figures.images += tally.images
        self.figures.images_lived += tally.lived
        self._took(tally.longest_recovery_s, tally.longest_start_s)

    def _cut(self, past: power_cut.Past, tally: power_cut.Tally, most: int | None) -> list[power_cut.Past]:
        lived = []
        for now, violation in power_cut.sweep(
            past, self._effort.random_images, self._seed, tally, most, self._effort.every_cut
        ):
            if violation is None:
                lived.append(now)
            else:
                self._violated(str(now), violation)
        return lived

    def _full_disks(self, story: Story) -> None:
        without = full_disk.why_not()
        if without:
            if without not in self.figures.skipped:
                self.figures.skipped.append(without)
            return
        self._say("  a disk that is really full")
        for full, what in full_disk.sweep(story, self._effort.every_full):
            self.figures.full_disks += 1
            if what:
                self._violated(str(full), Violation(what))

    def _jumps(self, story: Story) -> None:
        jumps = list(clock_jumps.jumps(story, clock_jumps.calls_of(story)))[:: self._effort.every_jump]
        self._say(f"  {len(jumps)} jumps of the clock")
        for jump in jumps:
            self.figures.clock_jumps += 1
            try:
                clock_jumps.suffer(jump)
            except Violation as found:
                self._violated(str(jump), found)

    # ---- One case -----------------------------------------------------------------------------------------

    def _suffer(self, story: Story, strikes: tuple[Strike, ...]) -> int:
        """How many of the strikes struck."""
        try:
            suffered = suffer(story, strikes)
        except Violation as found:
            self._violated(blows_named(story, strikes), found)
            return len(strikes)
        self._took(suffered.longest_recovery_s, suffered.longest_start_s)
        return suffered.reached

    def _took(self, recovery_s: float, start_s: float) -> None:
        figures = self.figures
        figures.longest_recovery_s = max(figures.longest_recovery_s, recovery_s)
        figures.longest_start_s = max(figures.longest_start_s, start_s)

    def _violated(self, case: str, found: Violation) -> None:
        self.figures.violations.append(case)
        self._broken(case, found)


def _any_failure(at: int) -> Strike:
    return failing(at)[at % 4]


def blows_named(story: Story, strikes: Iterable[Strike]) -> str:
    return " ".join(("blows", str(story), *map(str, strikes)))


# ---- Replaying --------------------------------------------------------------------------------


def replay(case: str) -> None:
    """One case by its name, as a violation printed it. Raises Violation, or ValueError for no such name."""
    kind, told, *parts = case.split()
    story = Story.parse(told)
    match kind:
        case "blows":
            suffer(story, tuple(_strikes(parts)))
        case "cut":
            power_cut.once(story, tuple(power_cut.Where.parse(part) for part in parts))
        case "clock":
            call, by_s, dies = parts
            clock_jumps.suffer(clock_jumps.Jump(story, int(call), float(by_s), clock_jumps.Dies(dies)))
        case "full":
            what = full_disk.once(full_disk.Full(story, *map(int, parts)))
            if what:
                raise Violation(what)
        case _:
            raise ValueError(f"{kind} is no kind of case")


def _strikes(parts: Iterable[str]) -> Iterator[Strike]:
    for part in parts:
        at = int(part.partition("@")[2])
        known = {str(strike): strike for strike in (Strike(at), *failing(at))}
        yield known[part]
