"""How many coins a payout certainly moved, and how many more it may have: judged by a hopper's own counters.

Each witness gives a range. What all of them allow is the answer; where they contradict each other, it is all
that any of them allows. One command to dispense at most was sent between `before` and `after`. Models differ
about their counters (ccTalk Generic Specification 4.7, parts 2 and 4, and the makers' manuals):

    event counter   0 after power-up and reset, 1 more (255 -> 1) for a payout; some count refused ones too
    paid, unpaid    of the last payout; some keep them without power, but forget `unpaid` if it fails at rest
    dispense count  all coins ever (header 168); some keep it without power
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.devices import HopperReading

LIFETIME_WRAP = 1 << 24


@dataclass(frozen=True, slots=True)
class Habits:
    """What the counters of this model mean; by its settings."""

    counts_refused: bool
    keeps_last_payout: bool
    unseen_coins: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a payout beside its counters before and after."""

    refused: bool = False  # the command to dispense was answered by NAK
    ran: bool = False  # it was seen with coins still to pay
    paid: int = 0  # the most coins that it reported as paid while it ran
    enabled: bool = False  # in the end it is still enabled: no reset and no power failure since it was


@dataclass(frozen=True, slots=True)
class Between:
    """At least `least` and at most `most` coins."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Question:
    """One payout of `asked` coins, and what is known about it. `after` is None if it never answered."""

    asked: int
    before: HopperReading
    after: HopperReading | None
    habits: Habits
    seen: Seen = Seen()


def judge(question: Question) -> Between:
    """The coins that came out. Physical truth lies within, whatever happened to the hopper meanwhile."""
    asked, before, after, seen = question.asked, question.before, question.after, question.seen
    ranges = [Between(min(seen.paid, asked), asked)]
    if after is not None and after.serial == before.serial:
        ranges += [_by_events(question, after), _by_lifetime(question, after)]
    if seen.refused and not seen.ran:
        ranges.append(Between(0, 0))
    common = Between(max(one.least for one in ranges), min(one.most for one in ranges))
    if common.least <= common.most:
        return common
    telling = [one for one in ranges if one != Between(0, asked)]
    return Between(min(one.least for one in telling), max(one.most for one in telling))


def next_events(events: int) -> int:
    """The event counter after one more: 0 is never reached by counting."""
    return events % 255 + 1


def was_reset(before: HopperReading, after: HopperReading, enabled: bool) -> bool:
    """Whether a reset or a power failure may lie between them. From 0 to 0 the counter alone cannot tell."""
    if after.events == 0:
        return before.events != 0 or not enabled
    return after.events not in (before.events, next_events(before.events))


def _by_events(question: Question, after: HopperReading) -> Between:
    asked, before = question.asked, question.before
    nothing_said = Between(0, asked)
    moved_on = after.events in (next_events(before.events), 1)
    if after.remaining:
        told = moved_on and after.paid + after.remaining <= asked
        return Between(after.paid, after.paid + after.remaining) if told else nothing_said
    if after.events == 0 and was_reset(before, after, question.seen.enabled):
        return _by_kept_payout(question, after)
    if after.events == before.events:
        return Between(0, 0) if after.paid == before.paid else nothing_said
    return _by_new_payout(question, after) if moved_on else nothing_said


def _by_new_payout(question: Question, after: HopperReading) -> Between:
    """It counted our command, and has carried it out unless this model counts refused ones too."""
    old_numbers = after.paid == question.before.paid
    if question.habits.counts_refused and not question.seen.ran and old_numbers:
        return Between(0, after.paid if after.paid <= question.asked else 0)
    return Between(after.paid, after.paid) if after.paid <= question.asked else Between(0, question.asked)


def _by_kept_payout(question: Question, after: HopperReading) -> Between:
    """Only what a model keeps without power is left. The motor may have thrown a coin that nobody counted."""
    if not question.habits.keeps_last_payout:
        return Between(0, question.asked)
    carried_out = question.seen.ran or after.paid != question.before.paid
    if carried_out and after.paid > question.asked:
        return Between(0, question.asked)
    paid = after.paid if after.paid <= question.asked else 0
    return Between(paid if carried_out else 0, min(paid + question.habits.unseen_coins, question.asked))


def _by_lifetime(question: Question, after: HopperReading) -> Between:
    """The count of all coins ever; one that jumped was cleared by somebody and says nothing."""
    asked, before = question.asked, question.before
    if before.lifetime is None or after.lifetime is None:
        return Between(0, asked)
    paid = (after.lifetime - before.lifetime) % LIFETIME_WRAP
    if paid > asked:
        return Between(0, asked)
    reset = was_reset(before, after, question.seen.enabled)
    more = question.habits.unseen_coins if reset else after.remaining
    return Between(paid, min(paid + more, asked))
