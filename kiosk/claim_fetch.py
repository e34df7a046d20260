"""Brings here what other machines owe the person who has just identified, as soon as they handed it over.

One fetch at a time, and while one is under way the machine does not call itself quiet: so central knows which
answers have arrived, and a claim is never taken from an answer that is older than its next hand-over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Flag

from kiosk.central_link import CentralLink, Quiet, Refused
from kiosk.visit.effects import FetchClaims
from kiosk.visit.events import ClaimsBrought, Event

log = logging.getLogger(__name__)

TRIES = 11
PAUSE_S = 2.5  # a machine that is online hears what is wanted of it within 5 s


class ClaimFetch:
    """`begin` and `quiet` are called on the loop's thread, where `call` runs what the worker is done with.

    `head` is the journal's last row.
    """

    def __init__(
        self,
        link: Callable[[], CentralLink],
        put: Callable[[Event], None],
        call: Callable[[Callable[[], None]], None],
        head: Callable[[], int],
        pause_s: float = PAUSE_S,
    ) -> None:
        self._link, self._put, self._call, self._head = link, put, call, head
        self._pause_s = pause_s
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="claims")
        self._under_way = False
        self._next: FetchClaims | None = None
        self._enough = Flag()  # the one that is under way need not go on

    def begin(self, effect: FetchClaims) -> None:
        """The newest visitor counts: a fetch for somebody who has left ends with the answer it waits for."""
        self._next = effect
        if self._under_way:
            self._enough.set()
        else:
            self._start()

    def quiet(self, told: int) -> Quiet | None:
        """For central: nothing that it answered to us is still on its way. None while that may be."""
        return None if self._under_way else Quiet(self._head(), told)

    def close(self) -> None:
        self._enough.set()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        effect, self._next = self._next, None
        if effect is None:
            return
        # Read only now: all that the fetch before brought lies before this row.
        head = self._head()
        self._under_way = True
        self._enough.clear()
        self._worker.submit(self._fetch, effect, head).add_done_callback(self._ended)

    def _ended(self, future: Future[None]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:
            log.error("claims could not be fetched", exc_info=error)  # the visit goes on without them
        self._call(self._done)

    def _done(self) -> None:
        """What was brought stands before this in the loop's queue, so it is in the journal by now."""
        self._under_way = False
        self._start()

    def _fetch(self, effect: FetchClaims, head: int) -> None:
        link = self._link()
        brought: set[str] = set()
        for _ in range(TRIES):
            answer = link.fetch_claims(effect.visit_id, effect.person_id, head)
            if isinstance(answer, Refused):
                return
            new = tuple(claim for claim in answer.claims if claim.claim.claim_id not in brought)
            brought |= {claim.claim.claim_id for claim in new}
            if new:
                self._put(ClaimsBrought(new))
            if not answer.pending or self._enough.wait(self._pause_s):
                return
