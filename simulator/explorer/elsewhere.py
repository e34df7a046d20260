"""The counter, another machine, and the central system between them: who holds which claim.

Who may hold a claim is decided by the real central.holding; here are the wires and the hands that pay. Words
come late, twice or never; an answer to a fetch comes while that fetch lives, or never, and brings each claim
once (the kiosk's rim, kiosk/claim_fetch.py: one fetch at a time, and no answer after its end).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from random import Random

from central import holding
from central.holding import COUNTER, Standing, Wrong
from kiosk.money import Money
from kiosk.visit.events import ClaimsBrought, ClaimsWanted, Event
from kiosk.visit.facts import ClaimHandedOver, ClaimIssued, ClaimRedeemed, ClaimTakenOver, Fact
from kiosk.visit.states import Claim, ClaimReason, OpenClaim
from simulator.explorer.claim_judge import ClaimJudge
from simulator.explorer.coverage import Coverage
from simulator.explorer.world import Violation, World

HERE, FAR = "KIOSK-1", "KIOSK-2"
FETCH_S = 10.0  # so long the kiosk waits for an answer
AGAIN_S = 2.0
LATEST_S = 600.0  # so late a word may still come that nobody waits for
AT_THE_COUNTER_S = 900.0  # so long somebody waits there
AMOUNTS = (5, 20, 45, 80, 100)


@dataclass(slots=True)
class Entry:
    """One claim as central knows it."""

    claim: Claim
    person_id: str
    standing: Standing
    waits_until: float = -1.0  # somebody stands at the counter for it


class Elsewhere:
    """`put` gives a word to the program, if one runs and the line is up."""

    def __init__(self, world: World, dice: Random, judge: ClaimJudge, coverage: Coverage) -> None:
        self.put: Callable[[Event], None] = lambda event: None
        self._world, self._dice, self._judge, self._coverage = world, dice, judge, coverage
        self._entries: dict[str, Entry] = {}
        self._issued = 0
        self._known = 0  # how many of this machine's commits central has read
        self._fetch = 0  # the last that this machine has begun
        self._fetching = False
        self._brought: set[str] = set()  # by the fetch under way

    # ---- What this machine ships -------------------------------------------------------------------

    def shipped(self, facts: Iterable[Fact], commits: int) -> None:
        """Its journal up to so many commits; the answer says what it is to hand over."""
        for fact in facts:
            match fact:
                case ClaimIssued(claim_id, amount, reason, person_id):
                    claim = Claim(claim_id, amount, reason)
                    self._entries[claim_id] = Entry(claim, person_id, Standing(HERE))
                case ClaimTakenOver(claim_id=claim_id):
                    self._becomes(claim_id, holding.taken_over, HERE)
                case ClaimRedeemed(claim_id=claim_id):
                    self._becomes(claim_id, holding.redeemed, HERE)
                case ClaimHandedOver(claim_id=claim_id):
                    self._becomes(claim_id, holding.handed_over, HERE)
                case _:
                    pass
        self._known = commits
        if not self._fetching:
            self._late(lambda: self._quiet(commits))
        wanted = tuple(
            claim_id
            for claim_id, entry in self._entries.items()
            if entry.standing.holder == HERE
            and entry.standing.wanted_by
            and entry.standing.given_at is None
            and not entry.standing.paid
        )
        if wanted:
            self._late(lambda: self.put(ClaimsWanted(wanted)))

    def _becomes(self, claim_id: str, word: Callable[[Standing, str], Standing | Wrong], who: str) -> None:
        entry = self._entries[claim_id]
        after = word(entry.standing, who)
        if isinstance(after, Wrong):
            raise Violation("holders contradict each other", f"{claim_id}, {who}: {after}")
        entry.standing = after
        self._paid_at_the_counter(entry)

    def _quiet(self, commits: int) -> None:
        """What was given to this machine before, and is not in its journal, never reached it."""
        for entry in self._entries.values():
            entry.standing = holding.not_taken(entry.standing, HERE, commits)
            self._paid_at_the_counter(entry)

    # ---- What this machine asks for ------------------------------------------------------------------

    def restarted(self) -> None:
        """Nobody waits for an answer any more."""
        self._fetch += 1
        self._fetching = False

    def fetch(self, person_id: str, commits: int) -> None:
        """Its owner stands at this machine: what others hold comes here."""
        self._fetch += 1
        self._fetching = True
        self._brought.clear()
        fetch = self._fetch
        self._world.after(FETCH_S, lambda: self._ends(fetch))
        self._ask(fetch, person_id, commits)

    def _ends(self, fetch: int) -> None:
        if fetch == self._fetch:
            self._fetching = False

    def _ask(self, fetch: int, person_id: str, commits: int) -> None:
        if fetch == self._fetch and self._fetching:
            self._late(lambda: self._asked(fetch, person_id, commits))

    def _asked(self, fetch: int, person_id: str, commits: int) -> None:
        """A request arrives at central, perhaps long after nobody waits for its answer."""
        given, again = [], False
        for entry in self._entries.values():
            if entry.person_id != person_id or entry.standing.paid:
                continue
            entry.standing = holding.wanted(entry.standing, HERE)
            if self._known >= commits and holding.can_be_given(entry.standing, HERE):
                entry.standing = holding.given(entry.standing, HERE, commits)
                given.append(OpenClaim(entry.claim, person_id))
            else:
                again |= holding.is_on_its_way(entry.standing, HERE)
            self._far_hands_over(entry)
        if given:
            self._world.after(self._late_s(), lambda: self._answered(fetch, tuple(given)))
        if again:
            self._world.after(AGAIN_S, lambda: self._ask(fetch, person_id, commits))

    def _answered(self, fetch: int, given: tuple[OpenClaim, ...]) -> None:
        if not self._is_waited_for(fetch):
            return
        new = tuple(held for held in given if held.claim.claim_id not in self._brought)
        self._brought |= {held.claim.claim_id for held in new}
        if new:
            self.put(ClaimsBrought(new))

    def _is_waited_for(self, fetch: int) -> bool:
        return fetch == self._fetch and self._fetching

    # ---- People elsewhere ----------------------------------------------------------------------------

    def issue(self, person_id: str) -> None:
        """Another machine owes somebody something."""
        self._issued += 1
        amount = Money(self._dice.choice(AMOUNTS))
        claim = Claim(f"far-{self._issued}-c1", amount, ClaimReason.LEFT)
        self._entries[claim.claim_id] = Entry(claim, person_id, Standing(FAR))
        self._judge.issued_elsewhere(claim, person_id)
        self._world.tell("elsewhere", "{} is owed to {}", claim, person_id)

    def to_the_counter(self, person_id: str) -> None:
        """Somebody wants the money there, and waits for a while."""
        wanted = [e for e in self._entries.values() if e.person_id == person_id and not e.standing.paid]
        self._world.tell("elsewhere", "{} asks for {} at the counter", person_id, len(wanted))
        for entry in wanted:
            entry.waits_until = self._world.now + AT_THE_COUNTER_S
            entry.standing = holding.wanted(entry.standing, COUNTER)
            self._paid_at_the_counter(entry)
            self._far_hands_over(entry)
            self._world.after(AT_THE_COUNTER_S + 1.0, partial(self._let_go, entry))

    def _let_go(self, entry: Entry) -> None:
        if self._world.now > entry.waits_until:
            entry.standing = holding.let_go(entry.standing)

    def _far_hands_over(self, entry: Entry) -> None:
        """The other machine hears of it in its own time; its owner may have been faster there."""

        def hears() -> None:
            if entry.standing.holder != FAR or not entry.standing.wanted_by or entry.standing.paid:
                return
            if self._dice.random() < 0.1:
                self._becomes(entry.claim.claim_id, holding.redeemed, FAR)
                self._judge.paid_elsewhere(entry.claim.claim_id)
            else:
                self._becomes(entry.claim.claim_id, holding.handed_over, FAR)

        if entry.standing.holder == FAR and entry.standing.wanted_by:
            self._world.after(self._late_s(), hears)

    def _paid_at_the_counter(self, entry: Entry) -> None:
        waits = self._world.now <= entry.waits_until
        if waits and holding.can_be_paid_at_the_counter(entry.standing):
            entry.standing = holding.paid_at_the_counter(entry.standing)
            self._world.tell("elsewhere", "pays {} to {}", entry.claim, entry.person_id)
            self._judge.paid_elsewhere(entry.claim.claim_id)

    # ---- Words -------------------------------------------------------------------------------------

    def _late(self, deed: Callable[[], None]) -> None:
        """Once, or again a while later; or it is lost on the way."""
        for _ in range(self._dice.choice((0, 1, 1, 1, 2))):
            self._world.after(self._late_s(), deed)

    def _late_s(self) -> float:
        return self._dice.choice((0.2, 0.2, 1.0, 8.0, LATEST_S)) * self._dice.random()
