"""Whether every coin that went in is on record exactly once, or admitted to be uncertain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kiosk.devices import CoinsRead
from kiosk.visit.facts import Account, CoinsUncertain, Fact, Posted
from simulator.explorer.coin_mechanism import REMEMBERED, Coin, CoinMechanism, Life
from simulator.explorer.coverage import Coverage
from simulator.explorer.world import Violation

CREDITED_TO = frozenset({Account.VISIT, Account.OWED})


class CoinJudge:
    """Keeps, beside the journal, up to which event of which power-up the acceptor has been read on record.

    `credited`: NT$ that the journal says came in. `admitted`: NT$ of coins that are in the cash box, that
    nobody was credited for, and that a CoinsUncertain speaks of. `beyond`: the same, where no counter of the
    device can tell that it was reset: it shows what it showed before, or what may well have come after it.
    """

    def __init__(self, mechanism: CoinMechanism, coverage: Coverage) -> None:
        self.credited = self.admitted = self.beyond = 0
        self.coins = 0
        self.beyond_coins = self.admitted_coins = 0
        self.credited_to: Counter[str] = Counter()
        self._mechanism, self._coverage = mechanism, coverage
        self._life, self._number = 1, 0
        self._shown = mechanism.buffer()  # at the last read on record
        self._ids: set[tuple[int, int, int]] = set()

    # ---- At the commit of a read -------------------------------------------------------------------

    def read(self, event: CoinsRead, facts: Sequence[Fact], visit_id: str) -> None:
        """The coins of this read against those that the device could still tell of."""
        life, number = self._mechanism.read_up_to[event.cursor]
        self._nothing_to_see()
        shown = bytes([event.cursor.counter]) + bytes.fromhex(event.cursor.buffer)
        if life > self._life and not event.reset and _may_go_on(self._shown, shown):
            self._unseen(life, 0)
        self._shown = shown
        expected, gone = self._since_last(life, number)
        values = [credit.value.amount for credit in event.credits]
        if values != [coin.value for coin in expected]:
            raise Violation(
                "a read is not what fell in", f"{values}, but {[coin.value for coin in expected]}"
            )
        for credit in event.credits:
            name = (credit.serial, credit.epoch, credit.counter)
            if name in self._ids:
                raise Violation("a coin is credited twice", str(name))
            self._ids.add(name)
        self._admit(event, gone, facts)
        for coin in expected:
            if coin.visit_id == visit_id or not self._credits_a_visit(facts):
                continue
            if coin.stuck:
                self._coverage.seen("a stuck coin fell for somebody else")
            else:
                raise Violation("somebody else's coin is credited", f"{coin.visit_id}, not {visit_id}")
        self.credited += sum(values)
        self.coins += len(values)
        if self._credits_a_visit(facts):
            self.credited_to[visit_id] += sum(values)
        elif values:
            self._coverage.seen("a coin of nobody")
        self._forget_earlier(life)
        self._life, self._number = life, number

    def _since_last(self, life: int, number: int) -> tuple[list[Coin], list[Coin]]:
        """What can still be read, and what went in and cannot be read any more."""
        gone: list[Coin] = []
        for earlier in self._mechanism.lives:
            if earlier.number < life:
                since = self._number if earlier.number == self._life else 0
                gone += [coin for coin in earlier.events[since:] if coin is not None] + earlier.lost
        current = self._life_of(life)
        since = self._number if life == self._life else 0
        kept = max(since, number - REMEMBERED)
        gone += [coin for coin in current.events[since:kept] if coin is not None]
        return [coin for coin in current.events[kept:number] if coin is not None], gone

    def _admit(self, event: CoinsRead, gone: list[Coin], facts: Sequence[Fact]) -> None:
        uncertain = [fact for fact in facts if isinstance(fact, CoinsUncertain)]
        if bool(event.unvalued or event.reset) != bool(uncertain):
            raise Violation("doubt about coins is not on record", str(event))
        if event.reset:
            self._coverage.seen("the acceptor was reset")
        if event.unvalued:
            self._coverage.seen("coins without a value")
        if not event.reset and len(gone) > event.unvalued:
            raise Violation("coins were lost in silence", f"{len(gone)}, admitted {event.unvalued}")
        self.admitted += sum(coin.value for coin in gone)
        self.admitted_coins += len(gone)

    @staticmethod
    def _credits_a_visit(facts: Sequence[Fact]) -> bool:
        return any(isinstance(fact, Posted) and fact.credit in CREDITED_TO for fact in facts)

    def _life_of(self, number: int) -> Life:
        return next(life for life in self._mechanism.lives if life.number == number)

    def _forget_earlier(self, life: int) -> None:
        self._mechanism.lives = [kept for kept in self._mechanism.lives if kept.number >= life]

    # ---- Quiet moments -------------------------------------------------------------------------------

    def quiet(self) -> None:
        """Everything in the cash box is credited, admitted, or still to be read."""
        unread = self._unread()
        known = self.credited + self.admitted + self.beyond + sum(coin.value for coin in unread)
        if known != self._mechanism.box_total:
            raise Violation(
                "the cash box is not what is on record", f"{self._mechanism.box_total}, known {known}"
            )

    def settled(self) -> None:
        """Everything works and has been read: no coin may be in between any more."""
        self._nothing_to_see()
        unread = self._unread()
        if unread:
            raise Violation("a coin is in the cash box and nowhere else", str(unread))

    def _nothing_to_see(self) -> None:
        """It lost its power and showed exactly what it had shown before: nobody can know."""
        life, number = self._mechanism.seen_same
        if life > self._life:
            self._unseen(life, number)

    def _unseen(self, life: int, number: int) -> None:
        _, lost = self._since_last(life, 0)
        self.beyond += sum(coin.value for coin in lost)
        self.beyond_coins += len(lost)
        self._life, self._number = life, number
        self._forget_earlier(life)

    def _unread(self) -> list[Coin]:
        """In the cash box, and no read on record has covered them."""
        found: list[Coin] = []
        for life in self._mechanism.lives:
            since = self._number if life.number == self._life else 0
            found += [coin for coin in life.events[since:] if coin is not None] + life.lost
        return found


def _may_go_on(before: bytes, now: bytes) -> bool:
    """Whether nobody who has only seen these two buffers can tell that there was a reset in between."""
    new = (now[0] - before[0]) % 255 if before[0] else now[0]
    return new >= REMEMBERED or (new > 0 and now[1 + 2 * new :] == before[1 : 1 + 2 * (REMEMBERED - new)])
