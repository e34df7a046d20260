"""Whether slips and papers come out for the right person, once, and are told as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kiosk.devices import Outcome
from kiosk.visit.states import Finished
from simulator.explorer.central import Central
from simulator.explorer.coverage import Coverage
from simulator.explorer.paper_engine import Job
from simulator.explorer.world import Violation

MOST_ATTEMPTS = 3


class PaperJudge:
    """Knows every job that was intended, started, and what of it a person could take in hand."""

    def __init__(self, coverage: Coverage, central: Central) -> None:
        self.intended: set[str] = set()
        self.people: dict[str, str] = {}  # who identified in which visit
        self.gone: set[str] = set()  # visits whose visitor must be taken to have left
        self.serial_of: dict[str, str] = {}  # which copy a job is to print
        self._coverage, self._central = coverage, central
        self._doubtful: set[str] = set()
        self._started: set[str] = set()
        self._papers: dict[str, tuple[str, ...]] = {}  # copies that a visit is to get
        self._ended: dict[str, Outcome] = {}
        self._tries: Counter[str] = Counter()
        self._whole: Counter[str] = Counter()  # complete physical copies by serial
        self._slips_out: set[str] = set()
        self._slips_torn: set[str] = set()

    def to_get(self, visit_id: str, serials: Iterable[str]) -> None:
        self._papers[visit_id] = tuple(serials)

    # ---- What the journal says -----------------------------------------------------------------------

    def copy_ended(self, serial: str, outcome: Outcome) -> None:
        if serial in self._ended:
            raise Violation("a copy ended twice", serial)
        self._ended[serial] = outcome
        self._coverage.seen(f"copy {outcome}")
        if outcome is Outcome.DELIVERED and not self._whole[serial]:
            raise Violation("told delivered, but it never came out", serial)
        if outcome is Outcome.NOT_DELIVERED and self._whole[serial]:
            raise Violation("told not delivered, but it came out", serial)

    def in_doubt(self, job_id: str) -> None:
        """The printer cannot say whether this job came out."""
        self._doubtful.add(self.serial_of.get(job_id, ""))

    def delivered_price(self, visit_id: str, paid: bool) -> int:
        """NT$ of the copies that certainly came out, once, when the visit is closed."""
        copies = self._papers.pop(visit_id, ())
        if not paid:
            return 0
        if any(serial not in self._ended for serial in copies):
            raise Violation("the registry was not told how a copy ended", str(copies))
        out = (serial for serial in copies if self._ended[serial] is Outcome.DELIVERED)
        return sum(self._central.issued[serial].fee.amount for serial in out)

    def finished(self, state: Finished) -> None:
        """What the last screen says of the slips."""
        for slip in state.slips:
            out = slip.job_id in self._slips_out
            self._coverage.seen(f"slip {slip.kind} {slip.outcome}")
            if slip.outcome is Outcome.DELIVERED and not out:
                raise Violation("a slip counts as delivered and never came out", slip.job_id)
            if slip.outcome is Outcome.NOT_DELIVERED and (out or slip.job_id in self._slips_torn):
                raise Violation("a slip counts as not delivered and came out", slip.job_id)

    # ---- What the shell is about to do -----------------------------------------------------------------

    def starts(self, job_id: str, paid: bool) -> None:
        if job_id not in self.intended:
            raise Violation("printed without an intent on record", job_id)
        if job_id in self._started:
            raise Violation("one job printed twice", job_id)
        self._started.add(job_id)
        if not paid:
            raise Violation("printed before it was paid", job_id)

    def slip_for(self, job_id: str, person_id: str) -> None:
        if self.people.get(visit_of(job_id)) != person_id:
            raise Violation("a slip for somebody else", job_id)

    def starts_copy(self, job_id: str, serial: str) -> None:
        visit_id = visit_of(job_id)
        issued = self._central.issued.get(serial)
        if issued is None or issued.person_id != self.people.get(visit_id):
            raise Violation("another person's paper is printed", serial)
        if visit_id in self.gone:
            raise Violation("printed for somebody who has gone", serial)
        if serial in self._ended:
            raise Violation("printed after its end was told", serial)
        if self._whole[serial]:
            raise Violation("printed again although it is out", serial)
        if serial in self._doubtful:
            raise Violation("printed again on a guess", serial)
        self._tries[serial] += 1
        if self._tries[serial] > MOST_ATTEMPTS:
            raise Violation("printed too often", serial)
        if self._tries[serial] > 1:
            self._coverage.seen("a paper is tried again")

    def asked_about(self, job_id: str) -> None:
        self._coverage.seen("reconciles a paper")
        if job_id not in self.intended:
            raise Violation("asks about a job that never was", job_id)

    # ---- What comes out ------------------------------------------------------------------------------

    def slip_out(self, job_id: str) -> None:
        if job_id in self._slips_out or job_id in self._slips_torn:
            raise Violation("one slip came out twice", job_id)
        self._slips_out.add(job_id)

    def slip_torn(self, job_id: str) -> None:
        self._slips_torn.add(job_id)
        self._coverage.seen("a slip ends in the middle")

    def sheet_out(self, job: Job) -> None:
        if job.out < job.sheets:
            return
        serial = job.copy_serial
        self._whole[serial] += 1
        if self._whole[serial] > 1:
            raise Violation("one copy came out twice", f"{serial}, {job.job_id}")
        if self._ended.get(serial) is Outcome.NOT_DELIVERED:
            raise Violation("a copy came out after the registry was told that it did not", serial)


def visit_of(job_id: str) -> str:
    """k-b1-7 of k-b1-7-d1-2, of k-b1-7-s1 and of k-b1-7-h1."""
    return "-".join(job_id.split("-")[:3])
