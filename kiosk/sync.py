"""Ships the journal to the central system: in order, one batch at a time, until it is acknowledged.

The watermark is the acknowledgement itself, journalled as an event. What cannot be sent waits; nothing is
ever dropped or skipped, whatever the other side answers. With each answer central says which claims it wants;
a machine that has nothing to tell asks every few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.central_link import Acknowledged, LinkTrouble, Refused
from kiosk.journal import Journal, Row
from kiosk.visit.events import ClaimsWanted, Event, NetworkChanged, SyncAcknowledged

BATCH = 200
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 20.0
LOOK_EVERY_S = 5.0
WANT_AGAIN_S = 15.0  # a claim in use is wanted until it is free; each time it is asked for costs a row
GATHER_S = 1.0  # rows of a busy moment go together: each batch costs a row of acknowledgement


@dataclass(frozen=True, slots=True)
class Shipped:
    """The worker's answer to one batch, or to one look whether anything is wanted."""

    answer: Acknowledged | Refused
    looked: bool = False


class Sync:
    """Decides when to send what. Called from the loop's thread only; `ship` and `look` start a worker.

    `look` is given the last acknowledged row: all that there is to tell was told up to it.
    """

    def __init__(
        self,
        journal: Journal,
        now: Callable[[], float],
        put: Callable[[Event], None],
        ship: Callable[[Sequence[Row]], None],
        look: Callable[[int], None],
    ) -> None:
        self._journal, self._now, self._put = journal, now, put
        self._ship, self._look = ship, look
        self._busy = False
        self._wait_s = FIRST_WAIT_S
        self._not_before = 0.0
        self._looked = -LOOK_EVERY_S
        self._online: bool | None = None
        self._seen = 0
        self._acknowledged = 0  # may be ahead of the journal's while the answer is in the loop's queue
        self._wanted: tuple[str, ...] = ()
        self._want_again = 0.0
        self.trouble = ""  # why the central system does not take the journal; for the service menu

    def turn(self, acknowledged: int) -> None:
        """Start the next piece of work if there is any and none is under way."""
        now = self._now()
        if self._busy or now < self._not_before:
            return
        self._acknowledged = max(self._acknowledged, acknowledged)
        fresh = self._journal.last_seq > self._seen
        rows = self._journal.unsent(self._acknowledged, BATCH) if fresh else []
        if rows:
            self._busy = True
            self._ship(rows)
        elif now - self._looked >= LOOK_EVERY_S:
            self._seen = self._journal.last_seq
            self._looked = now
            self._busy = True
            self._look(self._acknowledged)
        else:
            self._seen = self._journal.last_seq

    def answered(self, shipped: Shipped) -> None:
        """What became of the work `turn` started."""
        self._busy = False
        match shipped.answer:
            case Acknowledged(wanted_claims=wanted) if shipped.looked:
                self._line(True)
                self._succeeded()
                self._want(wanted)
            case Acknowledged(seq, row_hash, signature, wanted):
                self._line(True)
                self._want(wanted)
                if not row_hash or self._journal.hash_of(seq) != row_hash:
                    self._failed(f"acknowledged row {seq} is not ours")
                elif seq <= self._acknowledged:
                    self._failed(f"acknowledged row {seq} again and nothing new")
                else:
                    self._succeeded()
                    self._acknowledged = seq
                    self._not_before = self._now() + GATHER_S
                    self._put(SyncAcknowledged(seq, row_hash, signature))
            case Refused(LinkTrouble.OFFLINE, _, _):
                self._line(False)
                self._failed("no answer")
            case Refused(_, error, _):
                self._line(True)
                self._failed(error or "refused")

    def _want(self, claim_ids: tuple[str, ...]) -> None:
        now = self._now()
        if claim_ids and (claim_ids != self._wanted or now >= self._want_again):
            self._want_again = now + WANT_AGAIN_S
            self._put(ClaimsWanted(claim_ids))
        self._wanted = claim_ids

    def _line(self, online: bool) -> None:
        if online != self._online:
            self._online = online
            self._put(NetworkChanged(online))

    def _succeeded(self) -> None:
        self._wait_s, self._not_before, self.trouble = FIRST_WAIT_S, 0.0, ""

    def _failed(self, trouble: str) -> None:
        self.trouble = trouble
        self._not_before = self._now() + self._wait_s
        self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)
