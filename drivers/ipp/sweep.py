"""Clears the printer's queue of our own jobs, so that no paper of an earlier visit comes out by surprise."""

from __future__ import annotations

from drivers.ipp.jobs import read_job
from drivers.ipp.messages import GroupTag, Message
from drivers.ipp.requests import SUCCESSFUL, USER, Operation, Request, Requests

LOOK_AGAIN_S = 0.5


class Sweep:
    """Lists the jobs that have not ended, cancels ours, and looks again until there are none."""

    def __init__(self) -> None:
        self.clear = False
        self.leftovers = False  # the last list held a job of ours
        self.unclear_since: float | None = None
        self._to_cancel: list[int] = []
        self._look_at = 0.0

    def start(self, now: float) -> None:
        """The queue may hold something of ours (again)."""
        self.clear = self.leftovers = False
        self.unclear_since = self._look_at = now
        self._to_cancel = []

    def next_request(self, requests: Requests, now: float) -> Request | None:
        if self.clear:
            return None
        if self._to_cancel:
            return requests.cancel_job(self._to_cancel.pop())
        if now < self._look_at:
            return None
        self._look_at = now + LOOK_AGAIN_S
        return requests.get_jobs("not-completed")

    def replied(self, request: Request, message: Message) -> None:
        if request.operation is not Operation.GET_JOBS or message.code not in SUCCESSFUL:
            return  # what Cancel-Job did shows in the next list
        jobs = [read_job(group) for group in message.all_groups(GroupTag.JOB)]
        ours = [job.number for job in jobs if job and job.user in (USER, "") and not job.ended]
        self.leftovers, self.clear = bool(ours), not ours
        self._to_cancel = ours
