from __future__ import annotations

from drivers.cctalk.host import Addressee, NoReply, Refused, Reply
from drivers.cctalk.self_check import AGAIN_S, NO_ANSWER, SelfCheck
from kiosk.devices import Trouble


def asked(check: SelfCheck, now: float) -> int | None:
    command = check.next_command(now)
    return None if command is None else command.header


def answer(check: SelfCheck, data: bytes, now: float) -> None:
    command = check.next_command(now)
    assert command is not None
    check.on_result(Reply(command, data), now)


def test_nothing_is_asked_without_a_reason() -> None:
    assert asked(SelfCheck(Addressee(2)), 5.0) is None


def test_after_an_alarm_both_questions_are_asked_until_both_are_well() -> None:
    check = SelfCheck(Addressee(2))
    check.begin(1.0)
    assert asked(check, 1.0) == 232
    answer(check, b"\x13", 1.0)
    assert asked(check, 1.1) == 248
    answer(check, b"\x01", 1.1)
    assert list(check.troubles) == [Trouble.RETURN_LEVER]  # said twice, meant once
    assert asked(check, 1.2) is None
    assert asked(check, 1.1 + AGAIN_S) == 232
    answer(check, b"\x00", 1.7)
    assert list(check.troubles) == [Trouble.RETURN_LEVER]
    answer(check, b"\x00", 1.8)
    assert list(check.troubles) == []
    assert asked(check, 9.0) is None


def test_an_empty_answer_does_not_say_well() -> None:
    check = SelfCheck(Addressee(2))
    check.begin(1.0)
    answer(check, b"", 1.0)
    assert check.fault_code == NO_ANSWER
    assert list(check.troubles) == [Trouble.SELF_CHECK]


def test_silence_neither_says_well_nor_takes_back_what_was_said() -> None:
    check = SelfCheck(Addressee(2))
    check.note(Reply(check.request_status(), b"\x02"))
    check.note(NoReply(check.request_status()))
    assert list(check.troubles) == [Trouble.FRAUD]
    check.note(NoReply(check.self_check()))
    assert list(check.troubles) == [Trouble.SELF_CHECK, Trouble.FRAUD]


def test_the_status_is_optional() -> None:
    check = SelfCheck(Addressee(2))
    check.begin(1.0)
    answer(check, b"\x00", 1.0)
    command = check.next_command(1.1)
    assert command is not None
    check.on_result(Refused(command), 1.1)
    assert list(check.troubles) == []
    assert asked(check, 5.0) is None


def test_another_device_starts_well() -> None:
    check = SelfCheck(Addressee(2))
    check.note(Reply(check.request_status(), b"\x02"))
    check.begin(1.0)
    check.forget()
    assert list(check.troubles) == []
    assert asked(check, 2.0) is None
