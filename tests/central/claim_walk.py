"""A claim among two machines, the counter and a network that loses and delays: every order of events.

The machines decide by kiosk.visit.claims, central by central.holding; here are only the wires between them
and the hands that pay. States are values, so each is looked at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from central import holding
from central.holding import COUNTER, FREE, Standing, Wrong
from kiosk.money import Money
from kiosk.visit import claims
from kiosk.visit.events import ClaimsBrought, ClaimsWanted
from kiosk.visit.facts import ClaimHandedOver, ClaimRedeemed, ClaimTakenOver, Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import Claim, ClaimReason, OpenClaim

CLAIM = Claim("A-1-c1", Money(30), ClaimReason.OVERPAID)
HELD = OpenClaim(CLAIM, "P1")
KINDS = {ClaimRedeemed: "paid", ClaimHandedOver: "handed-over", ClaimTakenOver: "taken-over"}


@dataclass(frozen=True, slots=True)
class Site:
    """One machine: what it decides from, its journal, and the fetch that waits for an answer."""

    machine: Machine
    journal: tuple[str, ...]
    known_to_central: int = 0
    fetching: tuple[int, ...] = ()  # the rows by which it asked; more than one only if it is broken
    fetches_left: int = 1


@dataclass(frozen=True, slots=True)
class World:
    """`wires` are messages that may arrive at any time, in any order, once or never."""

    standing: Standing
    sites: tuple[tuple[str, Site], ...]
    wires: frozenset[tuple[str, str, int]] = frozenset()
    paid_at: tuple[str, ...] = ()
    wants_left: int = 2
    let_goes_left: int = 1
    broken: str = ""

    def site(self, name: str) -> Site:
        return dict(self.sites)[name]

    def with_site(self, name: str, site: Site) -> World:
        return replace(self, sites=tuple((n, site if n == name else s) for n, s in self.sites))


@dataclass
class Rules:
    """What of the machines' rim is broken on purpose."""

    overlapping_fetches: bool = False
    late_answers: bool = False
    quiet_while_fetching: bool = False


START = World(
    Standing("A"),
    (
        ("A", Site(Machine(claims=(HELD,)), ("issued",))),
        ("B", Site(Machine(), (), fetches_left=2)),
    ),
)
# Handed over already, and B's owner may come twice: what is left is about answers that are lost or late.
START_FREE = World(
    Standing(FREE),
    (("A", Site(Machine(), (), fetches_left=0)), ("B", Site(Machine(), (), fetches_left=2))),
    wants_left=1,
    let_goes_left=0,
)


@dataclass
class Walk:
    rules: Rules = field(default_factory=Rules)
    seen: int = 0

    def everything(self, depth: int, start: World = START) -> Iterator[tuple[World, tuple[str, ...]]]:
        """Each state that can be reached within so many steps, with one way there."""
        known: set[World] = {start}
        edge: list[tuple[World, tuple[str, ...]]] = [(start, ())]
        yield start, ()
        for _ in range(depth):
            after: list[tuple[World, tuple[str, ...]]] = []
            for world, way in edge:
                for name, found in self.steps(world):
                    if found not in known:
                        known.add(found)
                        self.seen += 1
                        after.append((found, (*way, name)))
                        yield found, (*way, name)
            edge = after

    def steps(self, world: World) -> Iterator[tuple[str, World]]:
        yield from self._counter(world)
        for name, site in world.sites:
            yield from self._machine(world, name, site)
        for wire in world.wires:
            yield from self._arrives(replace(world, wires=world.wires - {wire}), *wire)

    # ---- The counter -------------------------------------------------------------------------------

    def _counter(self, world: World) -> Iterator[tuple[str, World]]:
        if world.wants_left:
            after = replace(world, wants_left=world.wants_left - 1)
            yield "counter wants", replace(after, standing=holding.wanted(world.standing, COUNTER))
        if world.let_goes_left:
            after = replace(world, let_goes_left=world.let_goes_left - 1)
            yield "counter lets go", replace(after, standing=holding.let_go(world.standing))
        if holding.can_be_paid_at_the_counter(world.standing):
            paid = replace(world, standing=holding.paid_at_the_counter(world.standing))
            yield "counter pays", replace(paid, paid_at=(*world.paid_at, COUNTER))

    # ---- A machine -----------------------------------------------------------------------------------

    def _machine(self, world: World, name: str, site: Site) -> Iterator[tuple[str, World]]:
        if claims.owed_to(site.machine, "P1"):
            facts = (ClaimRedeemed(CLAIM.claim_id, CLAIM.amount, "v"),)
            paid = world.with_site(name, told(site, facts))
            yield f"{name} pays", replace(paid, paid_at=(*world.paid_at, name))
        if site.known_to_central < len(site.journal):
            yield f"{name} syncs", self.syncs(world, name)
        if site.fetches_left and (not site.fetching or self.rules.overlapping_fetches):
            yield f"{name} fetches", self.fetches(world, name)
        for head in site.fetching:
            given_up = replace(site, fetching=tuple(other for other in site.fetching if other != head))
            yield f"{name} gives up fetch {head}", world.with_site(name, given_up)
        all_told = site.known_to_central == len(site.journal)
        if all_told and (not site.fetching or self.rules.quiet_while_fetching):
            quiet = ("quiet", name, len(site.journal))
            yield f"{name} is quiet", replace(world, wires=world.wires | {quiet})

    def fetches(self, world: World, name: str) -> World:
        """The person identifies, which is a row, and then the machine asks."""
        site = world.site(name)
        journal = (*site.journal, "identified")
        asking = replace(
            site,
            journal=journal,
            fetching=(*site.fetching, len(journal)),
            fetches_left=site.fetches_left - 1,
        )
        asked = ("fetch", name, len(journal))
        return replace(world.with_site(name, asking), wires=world.wires | {asked})

    def syncs(self, world: World, name: str) -> World:
        """The whole journal arrives; the answer with what is wanted may come at any time, or never."""
        site = world.site(name)
        for kind in site.journal[site.known_to_central :]:
            world = _ingested(world, name, kind)
        world = world.with_site(name, replace(site, known_to_central=len(site.journal)))
        standing = world.standing
        if standing.holder == name and standing.given_at is None and standing.wanted_by:
            world = replace(world, wires=world.wires | {("wanted", name, 0)})
        return world

    # ---- What was on the wires -------------------------------------------------------------------------

    def _arrives(self, world: World, kind: str, name: str, number: int) -> Iterator[tuple[str, World]]:
        site = world.site(name)
        match kind:
            case "wanted":
                decision = claims.wanted(site.machine, ClaimsWanted((CLAIM.claim_id,)))
                yield f"{name} is told", world.with_site(name, told(site, decision.facts))
            case "quiet":
                standing = world.standing
                if site.known_to_central >= number:
                    standing = holding.not_taken(standing, name, number)
                yield f"quiet {name} arrives", replace(world, standing=standing)
            case "fetch":
                yield f"fetch {number} of {name} arrives", self._asked(world, name, number)
            case "answer":
                if number in site.fetching or self.rules.late_answers:
                    decision = claims.brought(site.machine, ClaimsBrought((HELD,)))
                    left = tuple(head for head in site.fetching if head != number)
                    after = replace(told(site, decision.facts), fetching=left)
                    yield f"{name} gets answer {number}", world.with_site(name, after)

    def _asked(self, world: World, name: str, head: int) -> World:
        """The machine polls for as long as its fetch lives, so the request is soon there again."""
        standing = holding.wanted(world.standing, name)
        if world.site(name).known_to_central >= head and holding.can_be_given(standing, name):
            answer = ("answer", name, head)
            given = holding.given(standing, name, head)
            world = replace(world, standing=given, wires=world.wires | {answer})
        else:
            world = replace(world, standing=standing)
        if head in world.site(name).fetching:
            world = replace(world, wires=world.wires | {("fetch", name, head)})
        return world

    def healed(self, world: World) -> World:
        """Nothing is lost any more: the counter wants it, and everybody answers."""
        for name, site in world.sites:
            world = self.syncs(world.with_site(name, replace(site, fetching=())), name)
        world = replace(world, wires=frozenset(), standing=holding.wanted(world.standing, COUNTER))
        for name, _ in world.sites:
            quiet = len(world.site(name).journal)
            world = self.syncs(replace(world, standing=holding.not_taken(world.standing, name, quiet)), name)
            for wire in [wire for wire in world.wires if wire[0] == "wanted"]:
                [(_, world)] = self._arrives(replace(world, wires=frozenset()), *wire)
            world = self.syncs(world, name)
        return world


def told(site: Site, facts: tuple[Fact, ...]) -> Site:
    kinds = tuple(KINDS[type(fact)] for fact in facts if type(fact) in KINDS)
    return replace(site, machine=claims.kept(site.machine, facts), journal=(*site.journal, *kinds))


def _ingested(world: World, name: str, kind: str) -> World:
    words = {"paid": holding.redeemed, "handed-over": holding.handed_over, "taken-over": holding.taken_over}
    if kind not in words:
        return world
    after = words[kind](world.standing, name)
    if isinstance(after, Wrong):
        return replace(world, broken=f"{name} {kind}: {after.value}")
    return replace(world, standing=after)


def trouble(walk: Walk, world: World) -> str:
    """What is wrong with this state; "" for nothing."""
    if len(world.paid_at) > 1:
        return f"paid at {', '.join(world.paid_at)}"
    if world.broken:
        return world.broken
    end = walk.healed(world).standing
    if not end.paid and not holding.can_be_paid_at_the_counter(end):
        return f"nobody can pay it any more: {end}"
    if end.paid != bool(world.paid_at):
        return "what was paid is not what is on record"
    return ""
