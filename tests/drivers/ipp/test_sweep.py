from __future__ import annotations

from drivers.ipp.messages import Group, GroupTag, Message, ValueTag, attribute, decode
from drivers.ipp.requests import Operation, Requests
from drivers.ipp.sweep import Sweep


def job(number: int, user: str | None, state: int = 5) -> Group:
    name = [attribute("job-originating-user-name", ValueTag.NAME_WITHOUT_LANGUAGE, user)] if user else []
    return Group(
        GroupTag.JOB,
        (attribute("job-id", ValueTag.INTEGER, number), attribute("job-state", ValueTag.ENUM, state), *name),
    )


def cancelled(sweep: Sweep, answers: list[Message]) -> list[int]:
    """Run it against these answers to Get-Jobs; the numbers it cancelled, in order."""
    requests, numbers, now = Requests("ipp://p/"), [], 0.0
    sweep.start(now)
    while answers or not sweep.clear:
        request = sweep.next_request(requests, now)
        now += 0.1
        if request is None:
            continue
        if request.operation is Operation.CANCEL_JOB:
            numbers.append(decode(request.message).group(GroupTag.OPERATION).integer("job-id") or 0)
            sweep.replied(request, Message(0x0404, 1, ()))
        else:
            sweep.replied(request, answers.pop(0))
            if not answers:
                return numbers
    return numbers


def test_our_jobs_are_cancelled_and_nobody_elses() -> None:
    sweep = Sweep()
    queue = Message(0, 1, (job(1, "kiosk"), job(2, "clerk"), job(3, None), job(4, "kiosk", state=9)))
    assert sorted(cancelled(sweep, [queue, Message(0, 1, (job(2, "clerk"),))])) == [1, 3]
    assert sweep.clear


def test_a_job_that_stays_is_cancelled_again_and_never_forgotten() -> None:
    sweep = Sweep()
    stuck = Message(0, 1, (job(1, "kiosk"),))
    assert cancelled(sweep, [stuck, stuck, stuck]) == [1, 1]
    assert sweep.leftovers
    assert not sweep.clear


def test_a_refused_list_is_no_empty_list() -> None:
    sweep = Sweep()
    assert cancelled(sweep, [Message(0x0500, 1, ())]) == []
    assert not sweep.clear


def test_a_stuck_job_is_looked_at_twice_a_second_and_no_oftener() -> None:
    sweep, requests, asked = Sweep(), Requests("ipp://p/"), []
    sweep.start(0.0)
    for tick in range(100):
        request = sweep.next_request(requests, tick * 0.05)
        if request is not None:
            asked.append(request.operation)
            sweep.replied(request, Message(0, 1, (job(1, "kiosk"),)))
    assert asked == [Operation.GET_JOBS, Operation.CANCEL_JOB] * 10
