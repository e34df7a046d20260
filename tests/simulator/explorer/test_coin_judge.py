"""Every coin exactly once or admitted: the judge of coins, with right and wrong reads."""

from __future__ import annotations

import pytest

from kiosk.devices import AcceptorCursor, CoinCredit, CoinsRead
from kiosk.money import Money
from kiosk.visit.facts import Account, CoinsUncertain, Fact, Posted
from simulator.explorer.coin_judge import CoinJudge
from simulator.explorer.coin_mechanism import CoinMechanism
from simulator.explorer.coverage import Coverage
from simulator.explorer.world import Violation, World


class Bench:
    """An open acceptor and its judge; `read` is what a driver would tell, right or wrong."""

    def __init__(self) -> None:
        self.world = World()
        self.coins = CoinMechanism(self.world)
        self.coverage = Coverage()
        self.judge = CoinJudge(self.coins, self.coverage)
        self.epoch = 1
        self.open()

    def open(self) -> None:
        self.coins.polling(True)
        self.coins.accepts = frozenset({5, 10, 50})

    def insert(self, *values: int, visit_id: str = "v") -> None:
        for value in values:
            self.coins.insert(value, visit_id)
            self.world.run_until(self.world.now + 0.5)

    def cut_power(self) -> None:
        self.coins.lose_power()
        self.coins.get_power()
        self.open()

    def read(
        self,
        *values: int,
        unvalued: int = 0,
        reset: bool = False,
        account: Account = Account.VISIT,
        visit_id: str = "v",
        first: int = 0,
        facts: tuple[Fact, ...] | None = None,
    ) -> None:
        number = len(self.coins.life.events)
        self.epoch += reset
        cursor = AcceptorCursor(1, self.epoch, number, self.coins.buffer()[1:].hex())
        self.coins.read_up_to[cursor] = (self.coins.life.number, number)
        begin = first or number - len(values) + 1
        credits = tuple(CoinCredit(Money(v), 1, self.epoch, begin + i) for i, v in enumerate(values))
        event = CoinsRead("coin_acceptor", credits, unvalued, reset, cursor)
        if facts is None:
            facts = (Posted(Account.CASH_BOX, account, Money(sum(values))),) if values else ()
            facts += (CoinsUncertain(unvalued, reset),) if unvalued or reset else ()
        self.judge.read(event, facts, visit_id)


def test_what_fell_in_and_was_read_is_credited() -> None:
    bench = Bench()
    bench.insert(10, 50)
    bench.read(10, 50)
    bench.insert(5)
    bench.read(5)
    assert (bench.judge.credited, bench.judge.coins) == (65, 3)
    assert bench.judge.credited_to["v"] == 65
    bench.judge.quiet()
    bench.judge.settled()


@pytest.mark.parametrize("values", [(10,), (50, 10), (10, 50, 50), ()])
def test_a_read_that_says_something_else_is_noticed(values: tuple[int, ...]) -> None:
    bench = Bench()
    bench.insert(10, 50)
    with pytest.raises(Violation, match="a read is not what fell in"):
        bench.read(*values)


def test_one_name_for_two_coins_is_noticed() -> None:
    bench = Bench()
    bench.insert(10)
    bench.read(10)
    bench.insert(10)
    with pytest.raises(Violation, match="a coin is credited twice"):
        bench.read(10, first=1)


def test_a_coin_for_somebody_else_is_noticed_unless_it_had_stuck() -> None:
    bench = Bench()
    bench.insert(10, visit_id="a")
    with pytest.raises(Violation, match="somebody else's coin"):
        bench.read(10, visit_id="b")
    bench = Bench()
    bench.coins.sticks_s = 3.0
    bench.insert(10, visit_id="a")
    bench.world.run_until(9.0)
    bench.read(10, visit_id="b")
    assert bench.coverage.counts["a stuck coin fell for somebody else"] == 1


def test_in_suspense_it_is_nobodys() -> None:
    bench = Bench()
    bench.insert(10, visit_id="a")
    bench.read(10, account=Account.SUSPENSE, visit_id="b")
    assert bench.judge.credited == 10
    assert bench.judge.credited_to == {}


def test_coins_that_were_lost_unread_must_be_admitted() -> None:
    bench = Bench()
    bench.insert(*[5] * 7)
    with pytest.raises(Violation, match="coins were lost in silence"):
        bench.read(*[5] * 5)
    bench = Bench()
    bench.insert(*[5] * 7)
    bench.read(*[5] * 5, unvalued=2)
    assert (bench.judge.admitted, bench.judge.admitted_coins) == (10, 2)
    bench.judge.quiet()


def test_coins_lost_with_the_power_must_be_admitted() -> None:
    bench = Bench()
    bench.insert(10)
    bench.read(10)
    bench.insert(50)
    bench.coins.insert(5, "v")
    bench.world.run_until(bench.world.now + 0.2)
    bench.cut_power()
    bench.judge.quiet()
    with pytest.raises(Violation, match="nowhere else"):
        bench.judge.settled()
    bench.read(reset=True)
    assert bench.judge.admitted == 55
    bench.judge.settled()


def test_doubt_without_its_fact_is_noticed() -> None:
    bench = Bench()
    bench.insert(10)
    bench.cut_power()
    with pytest.raises(Violation, match="doubt about coins"):
        bench.read(reset=True, facts=())


def test_what_no_counter_can_tell_is_counted_apart() -> None:
    bench = Bench()
    bench.coins.insert(10, "v")
    bench.world.run_until(0.2)
    bench.cut_power()
    bench.coins.seen_same = (2, 0)  # it shows 0 as it did before
    bench.judge.settled()
    assert (bench.judge.beyond, bench.judge.beyond_coins) == (10, 1)
    bench.insert(50)
    bench.read(50)
    bench.judge.quiet()


def test_a_cash_box_that_holds_something_else_is_noticed() -> None:
    bench = Bench()
    bench.insert(10)
    bench.read(10)
    bench.coins.box_total += 1
    with pytest.raises(Violation, match="the cash box is not what is on record"):
        bench.judge.quiet()


@pytest.mark.parametrize("refused", [0, 5])
def test_a_reset_that_looks_like_going_on_is_counted_apart(refused: int) -> None:
    """From the 0 of a fresh device, or by five events in a row, a reset cannot be told from going on."""
    bench = Bench()
    if refused:
        bench.insert(10)
        bench.read(10)
    bench.coins.insert(50, "v")
    bench.world.run_until(bench.world.now + 0.2)
    bench.cut_power()
    bench.coins.accepts = frozenset()
    bench.insert(*[10] * (refused + 1))  # all come back, and each is an event
    bench.read()
    assert (bench.judge.beyond, bench.judge.admitted) == (50, 0)


def test_a_reset_that_shows_must_be_told() -> None:
    bench = Bench()
    bench.insert(10)
    bench.read(10)
    bench.coins.insert(50, "v")
    bench.world.run_until(bench.world.now + 0.2)
    bench.cut_power()
    bench.coins.accepts = frozenset()
    bench.insert(10, 10)
    with pytest.raises(Violation, match="coins were lost in silence"):
        bench.read()
