"""Whether every bank note is on record once, as what it physically is: in the box, back, or in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kiosk.devices import NoteInEscrow, NoteReturned, NoteStacked
from kiosk.visit.facts import Account, Fact, NoteIntended, NoteUncertain, Posted
from simulator.explorer.bill_mechanism import BankNote, BillMechanism, Place
from simulator.explorer.coverage import Coverage
from simulator.explorer.world import Violation

CREDITED_TO = frozenset({Account.VISIT, Account.OWED})


class NoteJudge:
    """`boxed` and `doubtful` are what the ledger must have in the note box and in doubt, in NT$.

    `suspense` is what must lie there for notes: in doubt, stacked and nobody's, or stacked after a doubt.
    """

    def __init__(self, mechanism: BillMechanism, coverage: Coverage) -> None:
        self.notes = self.boxed = self.doubtful = self.of_nobody = self.settled_late = 0
        self.ever_in_doubt = 0
        self.credited_to: Counter[str] = Counter()
        self._mechanism, self._coverage = mechanism, coverage
        self._on_record: dict[BankNote, str] = {}  # under which name it lies in the box or is in doubt
        self._in_doubt: dict[str, int] = {}
        self._ended: set[str] = set()
        self._doubt_of: Counter[str] = Counter()  # by visit
        self._intended: dict[str, int] = {}
        self._told: set[str] = set()
        self._box_seen = 0

    # ---- Commits -----------------------------------------------------------------------------------

    def stacked(self, event: NoteStacked, facts: Sequence[Fact], visit_id: str) -> None:
        """It lies in the box, and from now on in the books, once."""
        if event.note_id in self._ended:
            self._echoed(event.note_id, facts)
            return
        note, value = self._named(event.note_id), event.value.amount
        posted = [fact for fact in facts if isinstance(fact, Posted) and fact.debit is Account.NOTE_BOX]
        if note.place is not Place.IN_BOX or note.value != value:
            raise Violation("told stacked, but it is not in the box", f"{event}, {note}")
        late = self._in_doubt.pop(event.note_id, None)
        if [fact.amount.amount for fact in posted] != [value]:
            raise Violation("a note is not on record exactly once", f"{event}, {posted}")
        self._once(note, event.note_id)
        self._ended.add(event.note_id)
        self.boxed += value
        self.notes += 1
        credit = posted[0].credit
        if late is not None:
            self.doubtful -= value
            self.settled_late += value
            self._coverage.seen("a note in doubt was stacked after all")
            if credit is not Account.DOUBT:
                raise Violation("a note is credited and in doubt", event.note_id)
        elif credit in CREDITED_TO:
            self._credited(event, note, visit_id)
            late_for = credit is Account.OWED
            self._coverage.seen("a note stacked too late" if late_for else "a note stacked")
        else:
            self.of_nobody += value
            self._coverage.seen("a note of nobody")

    def _credited(self, event: NoteStacked, note: BankNote, visit_id: str) -> None:
        if note.visit_id != visit_id:
            raise Violation("somebody else's note is credited", f"{note.visit_id}, not {visit_id}")
        if event.note_id not in self._intended:
            raise Violation("a note is credited without an intent on record", event.note_id)
        self.credited_to[visit_id] += event.value.amount

    def _echoed(self, note_id: str, facts: Sequence[Fact]) -> None:
        self._coverage.seen("a word about a note that is known")
        if facts:
            raise Violation("one note is on record twice", note_id)

    def returned(self, event: NoteReturned, facts: Sequence[Fact]) -> None:
        """It is in somebody's hand; what was in doubt about it is so no more, if that is believed."""
        if event.note_id in self._ended or (event.note_id in self._in_doubt and not facts):
            self._echoed(event.note_id, facts)
            return
        if any(isinstance(fact, NoteUncertain) for fact in facts):
            self._coverage.seen("a note told returned that could be another")  # `uncertain` judges it
            return
        note = self._named(event.note_id)
        if note.place is not Place.BACK:
            raise Violation("told returned, but it is not", f"{event}, {note}")
        self._coverage.seen("a note returned")
        self._ended.add(event.note_id)
        value = self._in_doubt.pop(event.note_id, None)
        if value is not None:
            self.doubtful -= value
            self._on_record.pop(note, None)
            self._coverage.seen("a note in doubt came back after all")

    def uncertain(self, fact: NoteUncertain, visit_id: str) -> None:
        """It belongs to the visit's sum where somebody was paying."""
        note = self._named(fact.note_id)
        if fact.note_id in self._in_doubt or fact.note_id in self._ended:
            raise Violation("a note is put in doubt again", fact.note_id)
        if fact.value is None:  # it adds up to nothing, so it may be of a note that is on record
            self._on_record.setdefault(note, fact.note_id)
            self._coverage.seen("a note in doubt without its value")
            return
        self._once(note, fact.note_id)
        self._coverage.seen("a note in doubt")
        if fact.value.amount != note.value:
            raise Violation("the doubt about a note is not its value", f"{fact}, {note}")
        self._in_doubt[fact.note_id] = note.value
        self.doubtful += note.value
        self.ever_in_doubt += note.value
        if fact.person_id:
            self._doubt_of[visit_id] += note.value

    def in_escrow(self, event: NoteInEscrow) -> None:
        if event.note_id in self._told:
            raise Violation("one name for two notes", event.note_id)

    def intended(self, fact: NoteIntended) -> None:
        if fact.note_id in self._intended:
            raise Violation("one note intended twice", fact.note_id)
        self._intended[fact.note_id] = fact.value.amount

    def _named(self, note_id: str) -> BankNote:
        note = self._mechanism.named.get(note_id)
        if note is None:
            raise Violation("a note that never was", note_id)
        return note

    def _once(self, note: BankNote, note_id: str) -> None:
        known = self._on_record.setdefault(note, note_id)
        if known != note_id:
            raise Violation("one note is on record under two names", f"{known} and {note_id}")

    # ---- Effects -----------------------------------------------------------------------------------

    def told(self, note_id: str, stack: bool) -> None:
        """The shell is about to tell the validator what to do with it."""
        if note_id in self._told:
            raise Violation("a note is told twice what to do", note_id)
        self._told.add(note_id)
        if stack and note_id not in self._intended:
            raise Violation("stacked without an intent on record", note_id)

    def reconciled(self, note_id: str) -> None:
        self._coverage.seen("reconciles a note")
        self._named(note_id)

    # ---- Sums ----------------------------------------------------------------------------------------

    def of_visit(self, visit_id: str) -> tuple[int, int]:
        """Credited and in doubt, once, when the visit is closed."""
        return self.credited_to.pop(visit_id, 0), self._doubt_of.pop(visit_id, 0)

    @property
    def suspense(self) -> int:
        return self.doubtful + self.settled_late

    def quiet(self, balance: Mapping[Account, int]) -> None:
        """The ledger against the notes that the device spoke of."""
        if balance[Account.NOTE_BOX] != self.boxed:
            raise Violation("the ledger's note box is not what was stacked", f"{self.boxed}, {balance}")
        if balance[Account.DOUBT] != self.doubtful:
            raise Violation("the doubt on record is not what is in doubt", f"{self.doubtful}, {balance}")

    def settled(self) -> None:
        """Everything works and has been read: each note in the box is on record or in doubt."""
        for note in self._mechanism.box[self._box_seen :]:
            if note not in self._on_record:
                raise Violation("a note is in the box and nowhere else", str(note))
        self._box_seen = len(self._mechanism.box)
        total = sum(note.value for note in self._mechanism.box)
        if self.boxed > total:
            raise Violation("more notes are on record than are in the box", f"{self.boxed}, but {total}")
