"""Several hoppers and a coin acceptor on one bus and one supply."""

from __future__ import annotations

from collections.abc import Callable

from drivers.cctalk.bus import BusDevice
from drivers.cctalk.coin_acceptor import Settings as AcceptorSettings
from drivers.cctalk.coin_acceptor import create as create_acceptor
from drivers.cctalk.hopper import CcTalkHopper, create
from drivers.cctalk.hopper_motor import LONGEST_RUN_S
from drivers.cctalk.hopper_settings import Settings
from kiosk.devices import (
    HopperRead,
    PayoutFinished,
)
from simulator.devices.coin_acceptor import CoinAcceptorTwin
from simulator.devices.hopper import COMMON, FLOW, SCH2, HopperTwin, Profile
from simulator.wire import SerialTwin
from tests.drivers.cctalk.hopper_bench import HopperBench, settings_for


def maker(settings: Settings, name: str) -> Callable[[], BusDevice]:
    return lambda: create(settings, name)


def family(profiles: list[Profile]) -> tuple[HopperBench, list[HopperTwin], CoinAcceptorTwin]:
    """Hoppers at 3, 4, ... and a coin acceptor on one line."""
    twins = [HopperTwin(address=3 + place, profile=profile) for place, profile in enumerate(profiles)]
    acceptor = CoinAcceptorTwin()
    accepts = AcceptorSettings.model_validate({"positions": {3: 10}})
    others: list[tuple[SerialTwin, Callable[[], BusDevice]]] = [
        (acceptor, lambda: create_acceptor(accepts, "coins", None))
    ]
    for place, twin in enumerate(twins[1:], 1):
        settings = settings_for(twin.profile, address=twin.address)
        others.append((twin, maker(settings, f"hopper {place}")))
    return HopperBench(twins[0], others=others), twins, acceptor


def hoppers_of(bench: HopperBench) -> list[CcTalkHopper]:
    return [bench.hopper, *(device for device in bench.others if isinstance(device, CcTalkHopper))]


def test_one_motor_at_a_time_and_the_acceptor_is_read_meanwhile() -> None:
    bench, twins, acceptor = family([COMMON, SCH2, FLOW])
    bench.run(10.0)
    readings = {said.device: said.reading for said in bench.said(HopperRead)}
    hoppers = hoppers_of(bench)
    for place, hopper in enumerate(hoppers):
        hopper.dispense(f"p{place}", 6, readings[hopper.name])
    most = 0
    unread = 0
    while len(bench.said(PayoutFinished)) < 3:
        bench.step()
        most = max(most, sum(twin.turning for twin in twins))
        unread += not acceptor.state()["polled"]
    assert most == 1
    assert unread == 0
    assert [twin.paid_out for twin in twins] == [6, 6, 6]
    assert all((one.paid, one.doubtful) == (6, 0) for one in bench.said(PayoutFinished))


def test_a_program_that_comes_back_waits_for_the_motor_that_still_turns() -> None:
    bench, twins, _ = family([COMMON, COMMON])
    bench.run(8.0)
    readings = {said.device: said.reading for said in bench.said(HopperRead)}
    hoppers_of(bench)[0].dispense("p0", 30, readings["hopper"])
    bench.run_until(lambda: twins[0].paid_out == 2)
    bench.die(0.1)
    bench.begin()
    hoppers_of(bench)[1].dispense("p1", 3, readings["hopper 1"])
    while not bench.answers("p1"):
        bench.step()
        assert sum(twin.turning for twin in twins) <= 1
    assert (twins[0].paid_out, twins[1].paid_out) == (30, 3)


def test_a_dead_hopper_holds_the_others_up_for_half_a_minute_once() -> None:
    bench, twins, _ = family([COMMON, COMMON])
    twins[1].power(False)
    began = bench.now
    assert bench.pay(2, "first").paid == 2
    assert LONGEST_RUN_S <= bench.now - began < LONGEST_RUN_S + 5
    began = bench.now
    assert bench.pay(2, "second").paid == 2
    assert bench.now - began < 5


def test_a_dying_hopper_does_not_keep_the_acceptor_from_being_read() -> None:
    bench, twins, acceptor = family([COMMON, COMMON, COMMON])
    bench.run(10.0)
    twins[1].power(False)
    longest = unread_s = 0.0
    for _ in range(3000):
        bench.step()
        unread_s = 0.0 if acceptor.state()["polled"] else unread_s + 0.01
        longest = max(longest, unread_s)
    assert longest == 0.0
