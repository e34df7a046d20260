from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.cctalk.bus import Bus, BusDevice
from drivers.cctalk.framing import Check, Frame
from drivers.cctalk.hopper import RESET_EVERY_S, create
from drivers.cctalk.hopper_settings import Settings
from drivers.cctalk.host import Echo
from drivers.transport.memory import Fault, damaged, doubled, late, lossy, one_byte_at_a_time
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    Hopper,
    HopperRead,
    HopperReading,
    Trouble,
)
from simulator.devices.coin_acceptor import Unknown
from simulator.devices.hopper import COMMON, FLOW, OLD, SCH2, HopperTwin, Profile
from tests.drivers.cctalk.hopper_bench import HopperBench, settings_for

RECORDINGS = Path(__file__).parents[2] / "recordings" / "cctalk"
FORGETFUL = replace(COMMON, keeps_counters=False)
MODELS = {"plain": COMMON, "sch2": SCH2, "flow": FLOW, "old": OLD, "forgetful": FORGETFUL}
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


# ---- the specification's bytes ---------------------------------------------------------------


def vectors() -> list[list[str]]:
    lines = (RECORDINGS / "hopper_frames.txt").read_text().splitlines()
    return [line.split(" | ") for line in lines if not line.startswith("#")]


def test_there_are_vectors_for_the_whole_hopper() -> None:
    assert len(vectors()) == 30


@pytest.mark.parametrize("row", vectors(), ids=lambda row: row[0])
def test_frames_are_those_of_the_specification(row: list[str]) -> None:
    _, destination, source, header, data, simple, crc = row
    frame = Frame(int(destination), int(source), int(header), bytes.fromhex(data.replace("-", "")))
    assert frame.to_bytes(Check.SIMPLE) == bytes.fromhex(simple)
    assert frame.to_bytes(Check.CRC) == bytes.fromhex(crc)


def test_a_start_and_a_payout_byte_for_byte() -> None:
    hopper = create(Settings.model_validate({"value": 10, "security": "serial"}), "hopper")
    bus = Bus("bus", [hopper], Echo.OFF)
    bus.connected(0.0)
    said: list[str] = []
    now, wire = 0.0, b""
    reading = None
    for line in (RECORDINGS / "payout_of_five.txt").read_text().splitlines():
        kind, _, rest = line.partition("#")[0].strip().partition(" ")
        match kind:
            case "W":
                assert said == [], line
                while not wire:
                    now += 0.005
                    wire, events = bus.tick(now)
                    assert not events
                assert wire == bytes.fromhex(rest), line
                wire = b""
            case "R":
                events = bus.receive(bytes.fromhex(rest), now + 0.004)
                said += [type(event).__name__ for event in events]
                reading = next((e.reading for e in events if isinstance(e, HopperRead)), reading)
            case "events":
                assert said == rest.split(), line
                said = []
            case "dispense":
                assert reading is not None
                hopper.dispense("p1", int(rest), reading)
    assert said == []
    assert reading == HopperReading(12345678, 8, 0, 5, 0)


# ---- a plain day -------------------------------------------------------------------------------


def test_it_is_what_the_kiosk_and_the_bus_ask_for() -> None:
    hopper = HopperBench().hopper
    port: Hopper = hopper
    assert port
    assert isinstance(hopper, BusDevice)


@pytest.mark.parametrize("profile", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("check", list(Check))
def test_it_pays_what_it_is_asked_for(profile: Profile, check: Check) -> None:
    bench = HopperBench(HopperTwin(profile=replace(profile, check=check)))
    reading = bench.ready()
    assert reading == HopperReading(12345678, 0, 0, 0, 0, 0 if bench.settings.lifetime_counter else None)
    assert bench.said(DeviceStatusChanged)[0].status == STARTING
    for number, count in enumerate((5, 1, 10), 1):
        finished = bench.pay(count, f"p{number}")
        assert (finished.paid, finished.doubtful, finished.troubles) == (count, 0, ())
        assert finished.after == bench.reading
        assert bench.reading.events == number
    assert bench.progress == [1, 2, 3, 4, *range(1, 10)]
    assert bench.twin.paid_out == 16
    assert bench.twin.commands == [5, 1, 10]
    assert bench.twin.complaints == []


def test_it_is_enabled_for_a_payout_only() -> None:
    bench = HopperBench()
    bench.ready()
    assert not bench.twin.state()["enabled"]
    bench.pay(2)
    bench.run(0.5)
    assert not bench.twin.state()["enabled"]


def test_it_says_nothing_while_nothing_happens() -> None:
    bench = HopperBench()
    bench.ready()
    before = list(bench.events)
    bench.run(30.0)
    assert bench.events == before


def test_it_tells_again_what_it_shows_when_it_is_asked() -> None:
    bench = HopperBench()
    reading = bench.ready()
    told = len(bench.events)
    bench.hopper.tell_again()
    bench.run(5.0)
    again = bench.events[told:]
    assert [event.status.serves for event in again if isinstance(event, DeviceStatusChanged)] == [True]
    assert [event.reading for event in again if isinstance(event, HopperRead)] == [reading]


def test_a_sound_cable_needs_no_patience() -> None:
    bench = HopperBench()
    began = bench.now
    bench.ready()
    assert bench.now - began < 1.0
    began = bench.now
    bench.pay(1)
    assert bench.now - began < 1.5


@pytest.mark.parametrize("fault", [one_byte_at_a_time, doubled, late(0.05)], ids=["slow", "doubled", "late"])
def test_any_cable_will_do(fault: Fault) -> None:
    bench = HopperBench(back=fault)
    finished = bench.pay(5)
    assert (finished.paid, finished.doubtful, bench.twin.paid_out) == (5, 0, 5)


@pytest.mark.parametrize("seed", range(6))
def test_a_bad_cable_costs_time_and_no_coin(seed: int) -> None:
    import random

    dice = random.Random(seed)
    bench = HopperBench(there=lossy(0.05, dice.random), back=damaged(0.1, dice.random))
    finished = bench.pay(5)
    assert (finished.paid, finished.doubtful) == (bench.twin.paid_out, 0)
    assert len(bench.twin.commands) <= 1


def test_an_old_hopper_that_does_not_count_its_answer() -> None:
    bench = HopperBench(HopperTwin(profile=replace(COMMON, answers_before_counting=True)))
    assert bench.pay(3).paid == 3
    assert bench.pay(3, "p2").paid == 3
    assert bench.twin.paid_out == 6


def test_one_that_refuses_what_it_does_not_know() -> None:
    profile = replace(OLD, unknown=Unknown.NAK, missing=OLD.missing | {217, 192, 4})
    bench = HopperBench(HopperTwin(profile=profile))
    assert bench.pay(3).paid == 3


# ---- statuses ----------------------------------------------------------------------------------


def test_below_the_low_mark() -> None:
    bench = HopperBench(HopperTwin(coins=6, profile=replace(COMMON, low_mark=5)))
    bench.ready()
    assert bench.status == DeviceStatus(Condition.READY)
    bench.pay(3)
    bench.run(5.0)
    assert bench.status == DeviceStatus(Condition.ATTENTION, (Trouble.EMPTY,))
    bench.twin.fill(50)
    bench.run(5.0)
    assert bench.status == DeviceStatus(Condition.READY)


def test_running_dry_in_the_middle() -> None:
    bench = HopperBench(HopperTwin(coins=2))
    finished = bench.pay(5)
    assert (finished.paid, finished.doubtful, finished.troubles) == (2, 0, (Trouble.EMPTY,))
    assert bench.status == DeviceStatus(Condition.ATTENTION, (Trouble.EMPTY,))
    bench.twin.fill(10)
    assert bench.pay(3, "p2").paid == 3
    assert bench.status == DeviceStatus(Condition.READY)


@pytest.mark.parametrize("profile", [COMMON, FLOW], ids=["says unpaid", "does not"])
def test_emptying_is_paying_until_it_ends_short(profile: Profile) -> None:
    bench = HopperBench(HopperTwin(coins=300, profile=replace(profile, coins_per_s=8.0)))
    first = bench.pay(255, "batch 1")
    second = bench.pay(255, "batch 2")
    assert (first.paid, first.troubles) == (255, ())
    assert (second.paid, second.troubles) == (45, (Trouble.EMPTY,))
    assert (bench.twin.coins, bench.twin.paid_out) == (0, 300)


def test_a_jam_stops_it_until_it_was_reset() -> None:
    bench = HopperBench()
    bench.ready()
    bench.twin.jam(True)
    finished = bench.pay(5)
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (Trouble.JAM,))
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.JAM,))
    bench.twin.jam(False)
    bench.run(RESET_EVERY_S - 5)
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.JAM,)), "its counters are kept a while"
    bench.run(10.0)
    assert bench.status == DeviceStatus(Condition.READY)
    assert all(Trouble.POWER_LOST not in said.status.troubles for said in bench.said(DeviceStatusChanged))
    assert bench.pay(3, "p2").paid == 3


def test_a_blocked_exit_is_tried_again_until_it_is_free() -> None:
    bench = HopperBench()
    bench.ready()
    bench.twin.block(True)
    bench.run(4.0)
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.OPTO,))
    bench.run(3 * RESET_EVERY_S)
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.OPTO,))
    bench.twin.block(False)
    bench.run(RESET_EVERY_S + 5)
    assert bench.status == DeviceStatus(Condition.READY)


@pytest.mark.parametrize(
    ("place", "trouble"),
    [((1, 4), Trouble.FRAUD), ((2, 5), Trouble.SELF_CHECK), ((3, 1), Trouble.OTHER), ((2, 7), Trouble.OTHER)],
)
def test_what_stops_it(place: tuple[int, int], trouble: Trouble) -> None:
    bench = HopperBench()
    bench.ready()
    bench.twin.set_flag(*place)
    bench.run(5.0)
    assert bench.status == DeviceStatus(Condition.STOPPED, (trouble,))
    bench.hopper.dispense("p1", 3, bench.reading)
    finished = bench.answer()
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (trouble,))
    assert bench.twin.commands == []


def test_power_lost_at_rest_is_told_until_it_was_read() -> None:
    bench = HopperBench()
    bench.pay(3)
    bench.run(5.0)
    bench.twin.power(False)
    bench.twin.power(True)
    bench.run(6.0)
    statuses = [said.status for said in bench.said(DeviceStatusChanged)]
    assert DeviceStatus(Condition.STOPPED, (Trouble.POWER_LOST,)) in statuses
    assert bench.status == DeviceStatus(Condition.READY)
    assert bench.reading == HopperReading(12345678, 0, 0, 3, 0, 3)


def test_without_power_it_is_offline_and_comes_back() -> None:
    bench = HopperBench()
    bench.ready()
    bench.twin.power(False)
    bench.run(8.0)
    assert bench.status == OFFLINE
    bench.twin.power(True)
    bench.run(8.0)
    assert bench.status == DeviceStatus(Condition.READY)


@pytest.mark.parametrize(
    "twin",
    [
        HopperTwin(profile=replace(COMMON, category=b"Coin Acceptor")),
        HopperTwin(coin_id=b"TW050A"),
        HopperTwin(profile=replace(COMMON, missing=frozenset({168}), unknown=Unknown.NAK)),
        HopperTwin(profile=replace(COMMON, missing=frozenset({166}), unknown=Unknown.NAK)),
    ],
    ids=["category", "coin", "no dispense count", "no status"],
)
def test_the_wrong_device_is_not_used(twin: HopperTwin) -> None:
    bench = HopperBench(twin, settings=settings_for(COMMON))
    bench.run(15.0)
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.WRONG_DEVICE,))
    bench.hopper.dispense("p1", 3, HopperReading(12345678, 0, 0, 0, 0, 0))
    finished = bench.answer()
    assert (finished.paid, finished.doubtful) == (0, 0)
    assert twin.commands == []


def test_an_id_that_nobody_programmed_is_no_reason() -> None:
    bench = HopperBench(HopperTwin(coin_id=b"......"))
    assert bench.pay(2).paid == 2


# ---- orders ------------------------------------------------------------------------------------


def test_an_order_given_twice_is_carried_out_once_and_answered_the_same() -> None:
    bench = HopperBench()
    before = bench.ready()
    bench.hopper.dispense("p1", 3, before)
    bench.run(0.3)
    bench.hopper.dispense("p1", 3, before)
    bench.run(10.0)
    assert len(bench.answers("p1")) == 1
    bench.hopper.dispense("p1", 3, before)
    bench.run(1.0)
    bench.hopper.reconcile("p1", 3, before)
    bench.run(1.0)
    first, second, third = bench.answers("p1")
    assert first == second == third
    assert bench.twin.commands == [3]


def test_two_orders_at_once_the_second_finds_other_counters() -> None:
    bench = HopperBench()
    before = bench.ready()
    bench.hopper.dispense("p1", 3, before)
    bench.hopper.dispense("p2", 3, before)
    assert bench.answer("p1").paid == 3
    second = bench.answer("p2")
    assert (second.paid, second.doubtful) == (0, 0)
    assert bench.twin.commands == [3]


@pytest.mark.parametrize("count", [0, -1, 256])
def test_a_count_that_no_hopper_takes_is_our_own_mistake(count: int) -> None:
    bench = HopperBench()
    with pytest.raises(ValueError, match="1 to 255"):
        bench.hopper.dispense("p1", count, bench.ready())


def test_an_order_to_a_hopper_that_is_away_is_answered_soon_with_nothing_paid() -> None:
    bench = HopperBench()
    before = bench.ready()
    bench.unplug()
    bench.hopper.dispense("p1", 3, before)
    bench.stay_unplugged(8.0)
    finished = bench.answers("p1")
    assert [(one.paid, one.doubtful, one.troubles) for one in finished] == [(0, 0, (Trouble.NOT_RESPONDING,))]
    bench.plug()
    bench.run(10.0)
    assert bench.twin.commands == []


def test_stop() -> None:
    bench = HopperBench()
    bench.hopper.dispense("p1", 10, bench.ready())
    bench.run_until(lambda: bench.progress[-1:] == [3])
    bench.hopper.stop()
    finished = bench.answer()
    assert finished.doubtful == 0
    assert 3 <= finished.paid <= 5
    assert finished.paid == bench.twin.paid_out
    assert finished.troubles == ()


def test_stop_before_it_began() -> None:
    bench = HopperBench()
    bench.hopper.dispense("p1", 10, bench.ready())
    bench.hopper.stop()
    finished = bench.answer(seconds=1.0)
    assert (finished.paid, finished.doubtful) == (0, 0)
    assert bench.twin.commands == []


def test_stop_without_an_order_stops_what_a_dead_program_began() -> None:
    bench = HopperBench()
    bench.hopper.dispense("p1", 10, bench.ready())
    bench.run_until(lambda: bench.progress[-1:] == [2])
    bench.begin()
    bench.run(0.6)
    bench.hopper.stop()
    bench.run(2.0)
    assert bench.twin.paid_out < 10
    assert not bench.twin.turning
