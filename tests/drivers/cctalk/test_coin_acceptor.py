from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from drivers.cctalk.bus import Bus
from drivers.cctalk.coin_acceptor import FLIGHT_S, Settings, create
from drivers.cctalk.framing import Check
from drivers.cctalk.host import Echo
from drivers.transport.memory import Fault, damaged, doubled, late, lossy, one_byte_at_a_time, whole
from kiosk.devices import (
    AcceptorClosed,
    AcceptorOpened,
    CoinAcceptor,
    CoinRefused,
    CoinsRead,
    Condition,
    DeviceStatusChanged,
    Trouble,
)
from kiosk.money import Money
from simulator.devices.coin_acceptor import TAIWAN, CoinAcceptorTwin, Profile, Unknown
from simulator.faults import Fault as Kind
from simulator.faults import Faults
from tests.drivers.cctalk.bench import ALL, POSITIONS, Bench

RECORDINGS = Path(__file__).parents[2] / "recordings" / "cctalk"


def values(*amounts: int) -> frozenset[Money]:
    return frozenset(map(Money, amounts))


# ---- the specification's bytes ---------------------------------------------------------------


def test_a_start_and_two_coins_byte_for_byte() -> None:
    acceptor = create(Settings.model_validate({"positions": {1: 1, 2: 5, 3: 10}}), "coins", None)
    bus = Bus("bus", [acceptor], Echo.OFF)
    said = [type(event).__name__ for event in bus.connected(0.0)]
    assert said == ["DeviceStatusChanged"]
    now, said, wire = 0.0, [], b""
    for line in (RECORDINGS / "start_up_and_two_coins.txt").read_text().splitlines():
        kind, _, rest = line.partition("#")[0].strip().partition(" ")
        match kind:
            case "W":
                assert said == [], line
                while not wire:
                    now += 0.005
                    wire, events = bus.tick(now)
                    said += [type(event).__name__ for event in events]
                assert wire == bytes.fromhex(rest), line
                wire = b""
            case "R":
                said += [type(event).__name__ for event in bus.receive(bytes.fromhex(rest), now + 0.004)]
            case "events":
                assert said == rest.split(), line
                said = []
    assert said == []


# ---- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"positions": {}},
        {"positions": {17: 10}},
        {"positions": {1: 7}},
        {"positions": {1: 10}, "address": 1},
        {"positions": {1: 10}, "id_scale": 10},
        {"positions": {1: 10}, "poll_s": 0.1},
        {"positions": {1: 10}, "echo": "maybe"},
        {},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_every_option_has_a_sentence() -> None:
    assert all(field.description for field in Settings.model_fields.values())


# ---- a plain day -------------------------------------------------------------------------------


def test_it_checks_itself_and_tells_its_status_again_when_it_is_asked() -> None:
    bench = Bench()
    bench.run(5.0)
    told = len(bench.said(DeviceStatusChanged))
    bench.acceptor.tell_again()
    bench.run(5.0)
    again = bench.said(DeviceStatusChanged)[told:]
    assert [event.status.condition for event in again] == [Condition.READY]
    bench.run(5.0)
    assert len(bench.said(DeviceStatusChanged)) == told + 1, "once for each time it is asked"


def test_it_is_what_the_kiosk_asks_for() -> None:
    acceptor: CoinAcceptor = Bench().acceptor
    assert acceptor


def test_it_starts_shut_and_ready() -> None:
    bench = Bench()
    bench.run(2.0)
    assert [event.status.condition for event in bench.said(DeviceStatusChanged)] == [
        Condition.OFFLINE,
        Condition.READY,
    ]
    bench.insert([10])
    bench.run(1.0)
    assert bench.credited == []
    assert bench.twin.returned.coins == [10]
    assert bench.twin.complaints == []


def test_coins_are_credited_and_others_come_back() -> None:
    bench = Bench()
    bench.open(values(5, 10, 50))
    assert bench.said(AcceptorOpened) == [AcceptorOpened("coins", (Money(5), Money(10), Money(50)))]
    bench.insert([5, 10, 1, 50, 0, 20])
    bench.run(1.0)
    assert bench.credited == [5, 10, 50]
    assert bench.twin.returned.coins == [1, 0, 20]
    assert [refused.code for refused in bench.said(CoinRefused)] == [2, 1, 2]
    assert all(refused.returned for refused in bench.said(CoinRefused))


def test_it_says_nothing_while_nothing_happens() -> None:
    bench = Bench()
    bench.open()
    before = len(bench.events)
    bench.run(5.0)
    assert len(bench.events) == before
    assert bench.twin.state()["polled"]


def test_closing_waits_for_the_coin_that_still_falls() -> None:
    bench = Bench()
    bench.open()
    bench.twin.insert(50)
    bench.run(0.15)  # it is past the gate
    bench.acceptor.inhibit()
    asked_at = bench.now
    bench.run_until(lambda: bool(bench.said(AcceptorClosed)))
    assert bench.now - asked_at >= FLIGHT_S
    assert bench.now - asked_at < FLIGHT_S + 0.3
    assert bench.credited == [50]
    assert [type(event) for event in bench.events[-2:]] == [CoinsRead, AcceptorClosed]


def test_closing_what_is_closed_is_answered_too() -> None:
    bench = Bench()
    bench.run(3.0)
    bench.acceptor.inhibit()
    bench.run(0.3)
    assert len(bench.said(AcceptorClosed)) == 1


def test_opening_again_takes_the_new_values_only_and_is_answered_each_time() -> None:
    bench = Bench()
    bench.open(values(5, 10))
    bench.acceptor.accept(values(50))
    bench.run(0.5)
    bench.acceptor.accept(values(50))
    bench.run(0.5)
    assert [event.values for event in bench.said(AcceptorOpened)] == [
        (Money(5), Money(10)),
        (Money(50),),
        (Money(50),),
    ]
    bench.insert([5, 50])
    bench.run(1.0)
    assert bench.credited == [50]


def test_opening_while_closing_takes_the_closing_back() -> None:
    bench = Bench()
    bench.open()
    bench.acceptor.inhibit()
    bench.run(0.3)
    bench.acceptor.accept(ALL)
    bench.run(3.0)
    assert bench.said(AcceptorClosed) == []
    assert len(bench.said(AcceptorOpened)) == 2


def test_opening_for_no_coin_at_all_is_not_closing() -> None:
    bench = Bench()
    bench.open()
    bench.acceptor.inhibit()
    bench.acceptor.accept(frozenset())
    bench.run(3.0)
    assert bench.said(AcceptorOpened)[-1].values == ()
    assert bench.said(AcceptorClosed) == []


@pytest.mark.parametrize("phase", range(0, 200, 40))
def test_closing_does_not_wait_for_the_next_regular_read(phase: int) -> None:
    bench = Bench()
    bench.open()
    bench.run(phase / 1000)
    bench.acceptor.inhibit()
    asked_at = bench.now
    bench.run_until(lambda: bool(bench.said(AcceptorClosed)))
    assert bench.now - asked_at < FLIGHT_S + 0.12


def test_a_closing_right_after_an_opening_wins() -> None:
    for pause in range(0, 100, 5):  # whatever is on the wire at that moment
        bench = Bench()
        bench.run(2.0)
        bench.acceptor.accept(ALL)
        bench.run(pause / 1000)
        bench.acceptor.inhibit()
        bench.run(1.5)
        assert bench.twin.state()["accepts"] == [], pause
        assert len(bench.said(AcceptorClosed)) == 1


# ---- another device, another wire --------------------------------------------------------------


@pytest.mark.parametrize("echo", list(Echo))
@pytest.mark.parametrize("crc", [False, True])
def test_either_checksum_and_any_echo(echo: Echo, crc: bool) -> None:
    twin = CoinAcceptorTwin(
        profile=Profile(check=Check.CRC if crc else Check.SIMPLE), echoes=echo is not Echo.OFF
    )
    bench = Bench(twin, echo=echo, crc=crc)
    bench.open()
    bench.insert([10, 20])
    bench.run(1.0)
    assert bench.credited == [10, 20]


@pytest.mark.parametrize(
    "profile",
    [
        Profile(missing=frozenset({228})),
        Profile(missing=frozenset({228, 227, 248, 249, 213, 192, 241}), unknown=Unknown.NAK),
        Profile(missing=frozenset({228, 227, 248, 249, 213}), unknown=Unknown.ACK),
        Profile(needs_first_read=True),
        Profile(watchdog_s=0.5),
        Profile(dummy_first_event=True),
        Profile(tells_inhibited_position=True),
    ],
    ids=["no 228", "naks the optional", "acks anything", "shut until read", "500 ms", "dummy event", "127+n"],
)
def test_real_devices_have_habits(profile: Profile) -> None:
    bench = Bench(CoinAcceptorTwin(profile=profile))
    bench.open(values(5, 10, 50))
    bench.insert([5, 20, 10, 50])
    bench.run(1.5)
    assert bench.credited == [5, 10, 50]
    assert bench.unvalued == 0
    assert bench.status.condition is Condition.READY


def test_a_hopper_in_its_place_is_not_used() -> None:
    bench = Bench(CoinAcceptorTwin(profile=Profile(category=b"Payout")))
    bench.acceptor.accept(ALL)
    bench.run(3.0)
    assert bench.status.troubles == (Trouble.WRONG_DEVICE,)
    assert bench.status.condition is Condition.STOPPED
    assert bench.said(AcceptorOpened) == []
    bench.twin.profile = Profile()  # somebody puts the right one in
    bench.run_until(lambda: bool(bench.said(AcceptorOpened)))


def test_a_coin_whose_id_disagrees_stays_out() -> None:
    twin = CoinAcceptorTwin(coins=TAIWAN | {5: (b"TW010B", 50)})
    bench = Bench(twin)
    bench.open()
    assert bench.status.condition is Condition.ATTENTION
    assert bench.said(AcceptorOpened)[0].values == (Money(5), Money(10), Money(20))
    bench.insert([50])
    bench.run(1.0)
    assert twin.returned.coins == [50]


def test_a_coin_that_was_programmed_later_is_taken_up() -> None:
    twin = CoinAcceptorTwin(coins={1: (b"TW001A", 1), 2: (b"TW005A", 5)})
    bench = Bench(twin)
    bench.run(3.0)
    assert bench.status.condition is Condition.ATTENTION
    twin.program(TAIWAN)
    bench.run_until(lambda: bench.status.condition is Condition.READY, seconds=32)


def test_a_device_programmed_for_another_country_takes_nothing() -> None:
    euro = {at: (b"EU%03dA" % value, value) for at, value in POSITIONS.items()}
    bench = Bench(CoinAcceptorTwin(coins=euro))
    bench.run(2.0)
    assert (bench.status.condition, bench.status.troubles) == (Condition.STOPPED, (Trouble.WRONG_DEVICE,))


def test_a_bare_acknowledgement_of_the_self_check_is_not_well() -> None:
    bench = Bench(CoinAcceptorTwin(profile=Profile(self_check_says_nothing=True)))
    bench.run(3.0)
    assert bench.status.troubles == (Trouble.SELF_CHECK,)


# ---- trouble -----------------------------------------------------------------------------------


def test_the_return_lever_stops_it_until_it_is_let_go() -> None:
    bench = Bench()
    bench.open()
    bench.twin.lever(True)
    bench.run(0.5)
    assert (bench.status.condition, bench.status.troubles) == (Condition.STOPPED, (Trouble.RETURN_LEVER,))
    bench.run(3.0)
    assert bench.twin.state()["polled"]  # it is read all the same
    bench.twin.lever(False)
    bench.run(1.0)
    assert bench.status.serves
    bench.insert([10])
    bench.run(1.0)
    assert bench.credited == [10]


@pytest.mark.parametrize(
    ("code", "trouble"),
    [(3, Trouble.SELF_CHECK), (42, Trouble.JAM), (41, Trouble.FRAUD), (33, Trouble.SELF_CHECK)],
)
def test_a_fault_stops_it_until_the_self_check_is_well(code: int, trouble: Trouble) -> None:
    bench = Bench()
    bench.open()
    bench.twin.set_fault(code)
    bench.run(0.5)
    assert bench.status.troubles == (trouble,)
    assert bench.acceptor.fault_code == code
    bench.twin.set_fault(0)
    bench.run(1.0)
    assert bench.status.serves


def test_fishing_is_fraud() -> None:
    bench = Bench()
    bench.open()
    bench.twin.string()
    bench.run(0.5)
    assert bench.status.troubles == (Trouble.FRAUD,)
    assert [refused.returned for refused in bench.said(CoinRefused)] == [False]


def test_a_fault_from_before_the_start_is_found() -> None:
    twin = CoinAcceptorTwin()
    twin.lever(True)
    bench = Bench(twin)
    bench.acceptor.accept(ALL)
    bench.run(2.0)
    assert bench.status.troubles == (Trouble.RETURN_LEVER,)
    assert bench.said(AcceptorOpened) == []
    twin.lever(False)
    bench.run(1.0)
    assert len(bench.said(AcceptorOpened)) == 1


# ---- reset, loss of the line, crash ---------------------------------------------------------------


def test_a_reset_in_mid_sale_is_told_and_it_opens_again_by_itself() -> None:
    bench = Bench()
    bench.open(values(10, 50))
    bench.insert([10, 50])
    bench.run(1.0)
    bench.twin.power_cycle()
    bench.run(3.0)
    assert bench.resets == 1
    assert bench.sent.count(bytes.fromhex("02 00 01 F5 08")) == 2, "it was asked again who it is"
    assert [event.values for event in bench.said(AcceptorOpened)] == [(Money(10), Money(50))] * 2
    bench.insert([10])
    bench.run(1.0)
    assert bench.credited == [10, 50, 10]
    names = [credit for read in bench.said(CoinsRead) for credit in read.credits]
    assert len({(credit.epoch, credit.counter) for credit in names}) == 3
    assert bench.said(DeviceStatusChanged)[-1].status.serves


def test_a_reset_that_no_counter_shows_is_found_by_the_inhibits() -> None:
    bench = Bench()
    bench.open()
    bench.twin.power_cycle()  # the counter was 0 before, too
    bench.run(3.0)
    assert bench.twin.state()["accepts"] == [5, 10, 20, 50]
    bench.insert([10])
    bench.run(1.0)
    assert bench.credited == [10]


@pytest.mark.parametrize("phase", range(0, 1000, 200))
def test_a_coin_refused_against_our_wish_makes_us_look_at_the_inhibits(phase: int) -> None:
    bench = Bench()
    bench.open()
    bench.run(phase / 1000)
    bench.twin.power_cycle()
    bench.run(0.26)
    bench.twin.insert(10)
    bench.run_until(lambda: bool(bench.said(CoinRefused)) or bool(bench.twin.state()["accepts"]))
    bench.run(0.3)
    assert bench.twin.state()["accepts"] == [5, 10, 20, 50]


def test_a_coin_that_falls_while_power_fails_is_known_to_be_possible() -> None:
    bench = Bench()
    bench.open()
    bench.insert([5])
    bench.run(1.0)
    bench.twin.insert(50)
    bench.run(0.2)
    bench.twin.power_cycle()
    bench.run(3.0)
    assert bench.twin.uncredited.coins == [50]
    assert bench.credited == [5]
    assert bench.resets == 1


def test_a_pulled_cable_loses_no_coin_and_credits_none_twice() -> None:
    bench = Bench()
    bench.open()
    bench.insert([10])
    bench.run(0.5)
    bench.unplug()
    assert bench.status.condition is Condition.OFFLINE
    bench.twin.insert(50)
    bench.pause_driver(3.0)
    bench.twin.insert(20)  # its watchdog has shut it meanwhile
    bench.pause_driver(1.0)
    bench.plug()
    bench.run(2.0)
    assert bench.credited == [10, 50]
    assert bench.twin.cash_box.coins == [10, 50]
    assert bench.twin.returned.coins == [20]
    assert bench.resets == 0
    assert len(bench.said(AcceptorOpened)) == 2


@pytest.mark.parametrize("writes", range(1, 34))
def test_pulled_at_each_step_of_a_start_it_starts_over(writes: int) -> None:
    bench = Bench()
    bench.acceptor.accept(ALL)
    bench.run_until(lambda: len(bench.sent) >= writes)
    bench.unplug()
    bench.pause_driver(0.3)
    bench.plug()
    bench.run_until(lambda: bench.events[-1] == AcceptorOpened("coins", tuple(sorted(ALL))))
    bench.insert([10])
    bench.run(0.5)
    assert bench.credited == bench.twin.cash_box.coins == [10]


def test_a_known_device_is_read_on_while_it_starts_again() -> None:
    bench = Bench(CoinAcceptorTwin(profile=Profile(missing=frozenset({241, 192, 249, 213, 228, 227}))))
    bench.open()
    bench.insert([10])
    bench.run(0.5)
    bench.unplug()
    bench.plug()
    bench.run(0.3)
    for _ in range(8):  # it waits for what the device does not know; meanwhile people push coins in
        bench.insert([10], every_s=0.3)
    bench.run_until(lambda: len(bench.said(AcceptorOpened)) == 2)
    assert len(bench.said(CoinRefused)) >= 6
    assert (bench.unvalued, bench.resets) == (0, 0)


def test_silence_of_the_device_is_noticed_and_its_return_too() -> None:
    bench = Bench()
    bench.open()
    bench.end.unplug()  # the port stays; the plug at the device is loose
    bench.pause_driver(0.0)
    bench.run(2.0)
    assert bench.status.condition is Condition.OFFLINE
    assert bench.status.troubles == (Trouble.NOT_RESPONDING,)
    bench.end.plug()
    bench.run(2.0)
    assert bench.status.serves
    assert len(bench.said(AcceptorOpened)) == 2


def test_closing_a_device_that_is_gone_is_answered_when_it_was_read_again() -> None:
    bench = Bench()
    bench.open()
    bench.twin.insert(50)
    bench.run(0.15)
    bench.unplug()
    bench.acceptor.inhibit()
    bench.pause_driver(3.0)
    assert bench.said(AcceptorClosed) == []
    bench.plug()
    bench.run(4.0)
    assert len(bench.said(AcceptorClosed)) == 1
    assert bench.credited == [50]
    assert bench.events.index(bench.said(CoinsRead)[-1]) < bench.events.index(bench.said(AcceptorClosed)[0])


def test_coins_around_a_crash_of_the_kiosk_are_credited_after_it() -> None:
    bench = Bench()
    bench.open()
    bench.insert([10])
    bench.run(1.0)
    journalled = bench.said(CoinsRead)[-1].cursor
    bench.twin.insert(50)
    bench.twin.insert(20)
    bench.pause_driver(2.0)  # dead; the first coin falls within the second of the watchdog
    bench.events.clear()
    bench.begin(journalled)
    bench.run(2.0)
    assert bench.credited == [50]
    assert bench.resets == 0
    assert bench.twin.cash_box.coins == [10, 50]
    assert bench.twin.state()["accepts"] == []  # and it is shut, though it was open before


def test_a_morning_power_up_is_a_reset_and_credits_nothing() -> None:
    bench = Bench()
    bench.open()
    bench.insert([10])
    bench.run(1.0)
    journalled = bench.said(CoinsRead)[-1].cursor
    bench.twin.power_cycle()
    bench.pause_driver(1.0)
    bench.events.clear()
    bench.begin(journalled)
    bench.run(2.0)
    assert bench.credited == []
    assert bench.resets == 1
    assert bench.said(CoinsRead)[0].cursor.epoch == journalled.epoch + 1


# ---- every fault of the cable ------------------------------------------------------------------------


def lossy_from(seed: int) -> Fault:
    return lossy(0.2, random.Random(seed).random)


def damaged_from(seed: int) -> Fault:
    return damaged(0.2, random.Random(seed).random)


FAULTS: dict[str, Callable[[], Fault]] = {
    "sound": lambda: whole,
    "one byte at a time": lambda: one_byte_at_a_time,
    "doubled": lambda: doubled,
    "40 ms late": lambda: late(0.040),
    "a fifth lost": lambda: lossy_from(1),
    "a fifth damaged": lambda: damaged_from(2),
}


@pytest.mark.parametrize("back", FAULTS, ids=[f"answers {name}" for name in FAULTS])
@pytest.mark.parametrize("there", FAULTS, ids=[f"questions {name}" for name in FAULTS])
def test_what_was_credited_lies_in_the_cash_box(there: str, back: str) -> None:
    bench = Bench(there=FAULTS[there](), back=FAULTS[back]())
    bench.open()
    bench.insert(random.Random(3).choices([1, 5, 10, 20, 50, 0], k=20))
    bench.acceptor.inhibit()
    bench.run_until(lambda: bool(bench.said(AcceptorClosed)), seconds=30)
    assert bench.credited == bench.twin.cash_box.coins
    assert bench.unvalued == 0
    assert bench.resets == 0
    assert bench.credited, "the test has tested something"


@pytest.mark.parametrize("seed", range(40))
def test_on_the_worst_of_lines_nothing_is_invented_and_nothing_is_lost_unsaid(seed: int) -> None:
    """Replies lost, damaged, doubled and up to 0.6 s late, so that events can be missed; then it is said."""
    dice = random.Random(seed)
    faults = Faults(random.Random(seed + 1), late_s=dice.uniform(0.05, 0.6))
    for kind in Kind:
        faults.chance(kind, dice.choice([0, 0.05, 0.1, 0.2]))
    twin = CoinAcceptorTwin(echoes=dice.random() < 0.5, generator=random.Random(seed))
    bench = Bench(twin, back=faults.apply)
    bench.run_until(lambda: bench.status.serves, seconds=120)
    bench.acceptor.accept(ALL)
    bench.run(1.0)
    for _ in range(20):
        bench.insert([dice.choice([1, 5, 10, 20, 50, 0])], every_s=dice.uniform(0.05, 0.5))
    bench.acceptor.inhibit()
    bench.run_until(lambda: bool(bench.said(AcceptorClosed)), seconds=60)
    box = iter(twin.cash_box.coins)
    assert all(any(coin == one for one in box) for coin in bench.credited), "out of order, or out of nothing"
    assert len(twin.cash_box.coins) - len(bench.credited) <= bench.unvalued
    assert bench.resets == 0
    faults.clear()
    bench.run_until(lambda: bench.status.condition is Condition.READY, seconds=40)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    deeds=st.lists(
        st.sampled_from(["coin", "coin", "coin", "coins", "inhibit", "accept", "pull", "wait", "lever"]),
        min_size=4,
        max_size=10,
    ),
)
def test_whatever_happens_short_of_a_reset_credits_equal_the_cash_box(seed: int, deeds: list[str]) -> None:
    dice = random.Random(seed)
    bench = Bench(back=damaged(0.15, dice.random))
    bench.open()
    for deed in deeds:
        match deed:
            case "coin":
                bench.insert([dice.choice([5, 10, 20, 50])], every_s=dice.uniform(0.05, 0.5))
            case "coins":
                bench.insert([dice.choice([5, 10, 20, 50]) for _ in range(3)], every_s=0.15)
            case "inhibit":
                bench.acceptor.inhibit()
            case "accept":
                bench.acceptor.accept(ALL)
            case "pull":
                bench.unplug()
                bench.pause_driver(dice.uniform(0.1, 2.0))
                bench.plug()
            case "wait":
                bench.run(1.0)
            case "lever":
                bench.twin.lever(True)
                bench.run(0.5)
                bench.twin.lever(False)
    bench.acceptor.inhibit()
    closed = len(bench.said(AcceptorClosed))
    bench.run_until(lambda: len(bench.said(AcceptorClosed)) > closed, seconds=30)
    assert bench.credited == bench.twin.cash_box.coins
    assert bench.twin.state()["accepts"] == []
    assert (bench.unvalued, bench.resets) == (0, 0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=30))
def test_noise_never_raises_and_credits_nothing(noise: list[bytes]) -> None:
    bench = Bench()
    bench.run(2.0)
    for data in noise:
        bench.events += bench.bus.receive(data, bench.now)
        bench.run(0.02)
    bench.run(4.0)
    assert bench.credited == []
    assert bench.status.serves
