from __future__ import annotations

from drivers.cctalk.hopper_flags import Flags
from drivers.cctalk.hopper_look import Look, Looking, Model
from drivers.cctalk.host import Addressee, NoReply, Refused, Reply
from kiosk.devices import HopperReading

MODEL = Model(Addressee(3), lifetime_counter=True, sch2_flags=False, serial=12345678)
ANSWERS = {166: bytes((8, 0, 5, 0)), 168: bytes.fromhex("70 11 01"), 163: bytes(3)}


def test_counters_first_then_flags() -> None:
    looking = Looking(MODEL, 1.0)
    asked = []
    look: Look | Refused | None = None
    while look is None:
        command = looking.next_command()
        asked.append(command.header)
        look = looking.on_result(Reply(command, ANSWERS[command.header]))
    assert asked == [166, 168, 163]
    assert look == Look(HopperReading(12345678, 8, 0, 5, 0, 70_000), Flags(bytes(3)))
    assert look.at_rest
    assert looking.next_command().header == 166


def test_a_model_without_a_lasting_count_is_not_asked_for_it() -> None:
    looking = Looking(Model(Addressee(3), lifetime_counter=False, sch2_flags=False), 1.0)
    first = looking.next_command()
    assert looking.on_result(Reply(first, ANSWERS[166])) is None
    second = looking.next_command()
    assert second.header == 163
    look = looking.on_result(Reply(second, ANSWERS[163]))
    assert isinstance(look, Look)
    assert look.reading.lifetime is None


def test_a_round_with_a_hole_in_it_starts_over() -> None:
    looking = Looking(MODEL, 1.0)
    looking.on_result(Reply(looking.next_command(), ANSWERS[166]))
    assert looking.on_result(NoReply(looking.next_command())) is None
    assert looking.next_command().header == 166


def test_a_refusal_is_told() -> None:
    looking = Looking(MODEL, 1.0)
    assert isinstance(looking.on_result(Refused(looking.next_command())), Refused)


def test_nothing_is_asked_twice_without_our_knowing() -> None:
    looking = Looking(MODEL, 1.0)
    for _ in range(3):
        command = looking.next_command()
        assert command.attempts == 1
        looking.on_result(Reply(command, ANSWERS[command.header]))
