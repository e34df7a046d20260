from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.cctalk.hopper_judgement import Habits
from drivers.cctalk.hopper_look import Model
from drivers.cctalk.hopper_motor import MotorSupply
from drivers.cctalk.hopper_payout import STALLED_S, START_PATIENCE_S, TURN_PATIENCE_S, Order, Payout, Security
from drivers.cctalk.host import Addressee, Command, NoReply, Refused, Reply, Result
from kiosk.devices import CoinsDispensed, DeviceEvent, HopperReading, PayoutFinished, Trouble

BEFORE = HopperReading(serial=12345678, events=7, remaining=0, paid=1, unpaid=0, lifetime=100)
HABITS = Habits(counts_refused=False, keeps_last_payout=False, unseen_coins=1)
PATIENCE_S = 60.0
EXCHANGE_S = 0.025

Answer = Callable[[Command], Result]


class Hopper:
    """Answers as one that pays a coin at each look at its status."""

    def __init__(self, reading: HopperReading = BEFORE) -> None:
        self.reading = reading
        self.flags = bytes((0x40, 0, 0))
        self.pays = True

    def __call__(self, command: Command) -> Result:
        reading = self.reading
        match command.header:
            case 166:
                answer = bytes((reading.events, reading.remaining, reading.paid, reading.unpaid))
                if reading.remaining and self.pays:
                    lifetime = None if reading.lifetime is None else reading.lifetime + 1
                    left, paid = reading.remaining - 1, reading.paid + 1
                    self.reading = replace(reading, remaining=left, paid=paid, lifetime=lifetime)
                return Reply(command, answer)
            case 168:
                return Reply(command, (reading.lifetime or 0).to_bytes(3, "little"))
            case 163:
                return Reply(command, self.flags)
            case 160:
                return Reply(command, bytes(8))
            case 167:
                self.reading = replace(
                    reading, events=reading.events + 1, remaining=command.data[-1], paid=0, unpaid=0
                )
                return Reply(command, bytes([self.reading.events]))
            case 172:
                self.reading = replace(reading, remaining=0, unpaid=reading.remaining)
                return Reply(command, bytes([reading.remaining]))
            case _:
                return Reply(command, b"")


class Run:
    """A payout against answers; `asked` are its questions."""

    def __init__(
        self,
        answer: Answer | None = None,
        security: Security = "serial",
        count: int = 3,
        reconciling: bool = False,
        before: HopperReading = BEFORE,
    ) -> None:
        self.hopper = Hopper()
        self.answer = answer or self.hopper
        self.supply = MotorSupply()
        self.now = 10.0
        self.asked: list[Command] = []
        self.events: list[DeviceEvent] = []
        model = Model(Addressee(3), lifetime_counter=True, sch2_flags=False, serial=12345678)
        order = Order("p", count, before, reconciling)
        self.payout = Payout("hopper", order, model, security, HABITS, PATIENCE_S)

    def step(self) -> None:
        command = self.payout.next_command(self.now, self.supply)
        if command is None:
            self.now += 0.010
            return
        self.asked.append(command)
        result = self.answer(command)
        self.now += command.timeout_s if isinstance(result, NoReply) else EXCHANGE_S
        self.events += self.payout.on_result(result, self.now, self.supply)

    def until(self, done: Callable[[], bool], seconds: float = 500.0) -> None:
        until = self.now + seconds
        while not done():
            assert self.now < until, self.headers
            self.step()

    def finish(self) -> PayoutFinished:
        self.until(lambda: self.payout.finished is not None)
        assert self.payout.finished is not None
        return self.payout.finished

    @property
    def headers(self) -> list[int]:
        return [command.header for command in self.asked]


def silent_to(*headers: int) -> Callable[[Hopper], Answer]:
    """It does what it is asked; its answers to these do not arrive."""

    def make(hopper: Hopper) -> Answer:
        def answer(command: Command) -> Result:
            result = hopper(command)
            return NoReply(command) if command.header in headers else result

        return answer

    return make


# ---- the plain way -----------------------------------------------------------------------------


def test_enable_check_pay_watch_and_look_twice() -> None:
    run = Run()
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (3, 0, ())
    assert finished.after == HopperReading(12345678, 8, 0, 3, 0, 103)
    assert run.headers == [164, 166, 168, 163, 167, *[166] * 4, 166, 168, 163, 166, 168, 163]
    assert run.asked[0].data == bytes([165])
    assert run.events == [CoinsDispensed("hopper", "p", 1), CoinsDispensed("hopper", "p", 2)]


@pytest.mark.parametrize(
    ("security", "data"),
    [
        ("serial", "4E 61 BC 03"),
        ("zeros", "00 00 00 00 00 00 00 00 03"),
        ("cipher", "00 00 00 00 00 00 00 00 03"),
    ],
)
def test_what_each_kind_wants_with_a_payout(security: Security, data: str) -> None:
    run = Run(security=security)
    assert run.finish().paid == 3
    assert [command.data for command in run.asked if command.header == 167] == [bytes.fromhex(data)]
    assert (160 in run.headers) == (security == "cipher")


def test_a_key_is_asked_right_before_the_command() -> None:
    run = Run(security="cipher")
    run.finish()
    assert run.headers[run.headers.index(167) - 1] == 160


# ---- before the command nothing can have been paid ------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [
        replace(BEFORE, events=8),
        replace(BEFORE, events=0),
        replace(BEFORE, paid=2),
        replace(BEFORE, unpaid=1),
        replace(BEFORE, lifetime=101),
        replace(BEFORE, remaining=2),
    ],
)
def test_a_hopper_that_does_not_show_before_any_more_is_not_commanded(shown: HopperReading) -> None:
    run = Run()
    run.hopper.reading, run.hopper.pays = shown, False
    finished = run.finish()
    assert (finished.paid, finished.doubtful) == (0, 0)
    assert finished.after == shown
    assert 167 not in run.headers


def test_another_hopper_is_not_commanded() -> None:
    run = Run(before=replace(BEFORE, serial=1))
    assert (run.finish().paid, run.finish().doubtful) == (0, 0)
    assert 167 not in run.headers


def test_one_that_still_turns_is_not_commanded() -> None:
    turning = replace(BEFORE, remaining=2)
    run = Run(before=turning)
    run.hopper.reading, run.hopper.pays = turning, False
    assert run.finish().troubles == (Trouble.BUSY,)
    assert 167 not in run.headers


@pytest.mark.parametrize(
    ("flags", "trouble"),
    [
        ("C0 00 00", Trouble.OTHER),
        ("41 00 00", Trouble.JAM),
        ("60 00 00", Trouble.OPTO),
        ("40 00 01", Trouble.POWER_LOST),
    ],
)
def test_a_hopper_that_cannot_pay_is_not_commanded(flags: str, trouble: Trouble) -> None:
    run = Run()
    run.hopper.flags = bytes.fromhex(flags)
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (trouble,))
    assert 167 not in run.headers


@pytest.mark.parametrize("header", [164, 160])
def test_a_refusal_before_the_command_ends_it(header: int) -> None:
    hopper = Hopper()
    run = Run(lambda command: Refused(command) if command.header == header else hopper(command), "cipher")
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (Trouble.OTHER,))
    assert 167 not in run.headers


@pytest.mark.parametrize("header", [164, 166, 168, 163, 160])
def test_silence_before_the_command_ends_it_soon(header: int) -> None:
    run = Run(silent_to(header)(Hopper()), "cipher")
    began = run.now
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (Trouble.NOT_RESPONDING,))
    assert run.now - began < START_PATIENCE_S + 2.0
    assert 167 not in run.headers


def test_a_hopper_that_was_away_is_enabled_and_checked_again() -> None:
    run = Run(silent_to(160)(Hopper()), "cipher")
    run.until(lambda: 160 in run.headers)
    run.payout.use(Model(Addressee(3), lifetime_counter=True, sch2_flags=False, serial=12345678))
    run.answer = run.hopper
    assert run.finish().paid == 3
    assert run.headers.count(164) == 2


# ---- after the command: once, whatever happens ----------------------------------------------------


@pytest.mark.parametrize("lost", [(167,), (167, 168), (167, 163), (167, 166), (167, 166, 168, 163)])
def test_the_command_is_sent_once_whatever_is_not_answered(lost: tuple[int, ...]) -> None:
    run = Run()
    run.until(lambda: 168 in run.headers)
    hopper = run.hopper
    silent = silent_to(*lost)(hopper)
    run.answer = lambda command: silent(command) if 167 in run.headers else hopper(command)
    finished = run.finish()
    assert run.headers.count(167) == 1
    assert finished.paid <= 3 <= finished.paid + finished.doubtful
    if lost == (167,):
        assert (finished.paid, finished.doubtful) == (3, 0)
    else:
        assert finished.after is None
        assert finished.troubles in ((Trouble.NOT_RESPONDING,), (Trouble.OTHER,))


def test_a_command_that_never_arrived_is_known_not_to_have_arrived() -> None:
    hopper = Hopper()
    run = Run(lambda command: NoReply(command) if command.header == 167 else hopper(command))
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (Trouble.OTHER,))
    assert run.headers.count(167) == 1


def test_a_refused_command_is_not_repeated() -> None:
    hopper = Hopper()
    run = Run(lambda command: Refused(command) if command.header == 167 else hopper(command))
    finished = run.finish()
    assert (finished.paid, finished.doubtful) == (0, 0)
    assert run.headers.count(167) == 1


def test_one_stale_look_is_not_believed() -> None:
    """The answer to an older question comes late, once: it shows the hopper before the payout."""
    run = Run()
    run.until(lambda: run.headers.count(167) == 1)
    stale = iter([bytes((7, 0, 1, 0)), bytes((7, 0, 1, 0))])
    hopper = run.hopper

    def answer(command: Command) -> Result:
        data = next(stale, None) if command.header == 166 else None
        return hopper(command) if data is None else Reply(command, data)

    run.answer = answer
    assert (run.finish().paid, run.finish().doubtful) == (3, 0)


def test_patience_ends_and_what_was_seen_is_certain() -> None:
    run = Run(count=5)
    run.until(lambda: len(run.events) == 2)
    run.answer = NoReply
    began = run.now
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.after) == (2, 3, None)
    assert PATIENCE_S < run.now - began < PATIENCE_S + 10


def test_a_hopper_that_shows_the_same_for_too_long_is_stopped() -> None:
    run = Run(count=5)
    run.until(lambda: len(run.events) == 2)
    run.hopper.pays = False
    began = run.now
    finished = run.finish()
    assert run.headers.count(172) == 1
    assert (finished.paid, finished.doubtful) == (3, 0)
    assert run.now - began < STALLED_S + 2


def test_one_that_never_comes_to_rest_is_given_up_in_the_end() -> None:
    run = Run(count=5)
    run.until(lambda: len(run.events) == 2)
    run.hopper.pays = False
    hopper = run.hopper
    run.answer = lambda command: Refused(command) if command.header == 172 else hopper(command)
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (3, 2, (Trouble.OTHER,))


# ---- stopping -----------------------------------------------------------------------------------


def test_stopped_before_the_command_it_is_never_commanded() -> None:
    run = Run()
    run.until(lambda: run.headers[-1:] == [163])
    run.payout.stop()
    assert run.finish() == PayoutFinished("hopper", "p", 0, 0, None, ())
    assert run.payout.next_command(run.now, run.supply) is None


def test_stopped_while_paying_it_says_what_came_out() -> None:
    run = Run(count=9)
    run.until(lambda: len(run.events) == 2)
    run.payout.stop()
    run.step()
    assert run.headers[-1] == 172
    finished = run.finish()
    assert (finished.paid, finished.doubtful, finished.troubles) == (3, 0, ())
    assert run.headers.count(172) == 1


def test_a_stop_that_did_not_arrive_is_asked_again_when_it_still_turns() -> None:
    run = Run(count=200)
    run.until(lambda: len(run.events) == 2)
    hopper, lost = run.hopper, iter([True])
    run.answer = lambda command: (
        NoReply(command) if command.header == 172 and next(lost, False) else hopper(command)
    )
    run.payout.stop()
    finished = run.finish()
    assert run.headers.count(172) == 2
    assert finished.doubtful == 0
    assert finished.paid < 200


def test_the_coin_that_falls_after_the_stop_is_counted() -> None:
    run = Run(count=9)
    run.until(lambda: len(run.events) == 2)
    run.payout.stop()
    run.until(lambda: run.headers[-2:] == [168, 163])
    late = run.hopper.reading
    run.hopper.reading = replace(late, paid=late.paid + 1, lifetime=(late.lifetime or 0) + 1)
    assert (run.finish().paid, run.finish().doubtful) == (late.paid + 1, 0)


# ---- reconciling --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "paid", "doubtful"),
    [
        (BEFORE, 0, 0),
        (HopperReading(12345678, 8, 0, 3, 0, 103), 3, 0),
        (HopperReading(12345678, 8, 0, 1, 2, 101), 1, 0),
        (HopperReading(12345678, 8, 2, 1, 0, 101), 3, 0),
        (HopperReading(12345678, 0, 0, 0, 0, 102), 2, 1),
        (HopperReading(1, 8, 0, 3, 0, 103), 3, 0),
    ],
)
def test_reconciling_asks_and_never_commands(shown: HopperReading, paid: int, doubtful: int) -> None:
    run = Run(reconciling=True)
    run.hopper.reading = shown
    finished = run.finish()
    assert (finished.paid, finished.doubtful) == (paid, doubtful)
    assert {164, 167, 172, 160}.isdisjoint(run.headers)


def test_damaged_counters_are_no_witnesses() -> None:
    run = Run(reconciling=True)
    run.hopper.reading = HopperReading(12345678, 0, 0, 0, 0, 102)
    run.hopper.flags = bytes((0xC0, 0x40, 0))
    finished = run.finish()
    assert (finished.paid, finished.doubtful) == (0, 3)
    assert Trouble.SELF_CHECK in finished.troubles


def test_why_it_is_short() -> None:
    run = Run(reconciling=True)
    run.hopper.reading = HopperReading(12345678, 8, 0, 1, 2, 101)
    run.hopper.flags = bytes((0x02, 0, 0))
    assert run.finish().troubles == (Trouble.EMPTY,)


# ---- the supply ---------------------------------------------------------------------------------


def test_it_waits_for_its_turn() -> None:
    run = Run()
    assert run.supply.take("another", run.now)
    for _ in range(100):
        run.step()
    assert run.asked == []
    run.supply.rests("another")
    assert run.finish().paid == 3


def test_it_does_not_wait_for_ever() -> None:
    run = Run()
    while run.payout.finished is None:
        run.supply.turns("another", run.now)
        run.step()
    assert run.payout.finished.troubles == (Trouble.BUSY,)
    assert run.now - 10.0 == pytest.approx(TURN_PATIENCE_S, abs=0.1)
    assert run.asked == []


def test_reconciling_needs_no_turn() -> None:
    run = Run(reconciling=True)
    assert run.supply.take("another", run.now)
    assert run.finish().paid == 0
