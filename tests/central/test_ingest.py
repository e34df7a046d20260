"""Taking in is one transaction: what fails in the middle leaves nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select

from central.chain import JournalRow
from central.ingest import Accepted, ingest
from central.models import Claim, Journal, Kiosk
from tests.central.bench import NOW, Bench, JournalWriter


def rows_with_claims(count: int) -> list[JournalRow]:
    writer = JournalWriter()
    for place in range(count):
        writer.add("ClaimIssued", claim_id=f"c{place}", amount=5, reason="left", person_id="")
    return [JournalRow(**row) for row in writer.rows]


@pytest.mark.parametrize("statement", range(1, 14, 3))
def test_cut_anywhere_in_the_middle_keeps_nothing(bench: Bench, statement: int) -> None:
    """The connection dies at the n-th statement; then the same batch comes again."""

    class Cut(Exception):
        pass

    asked = 0

    def cut(*_about: object) -> None:
        nonlocal asked
        asked += 1
        if asked == statement:
            raise Cut

    rows = rows_with_claims(6)

    def take_in() -> None:
        with bench.database.writing() as session:
            ingest(session, "KIOSK-1", rows, NOW)

    event.listen(bench.database.engine, "before_cursor_execute", cut)
    try:
        with pytest.raises(Cut):
            take_in()
    finally:
        event.remove(bench.database.engine, "before_cursor_execute", cut)
    with bench.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Journal)) == 0
        assert session.scalar(select(func.count()).select_from(Claim)) == 0
        assert session.get_one(Kiosk, "KIOSK-1").acked_seq == 0
    take_in()
    with bench.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 6


def test_answer_is_the_watermark(bench: Bench) -> None:
    rows = rows_with_claims(4)
    with bench.database.writing() as session:
        answer = ingest(session, "KIOSK-1", rows, NOW)
    assert isinstance(answer, Accepted)
    assert (answer.mark.seq, answer.mark.hash) == (4, rows[-1].hash)
    with bench.database.writing() as session:
        again = ingest(session, "KIOSK-1", rows[:2], NOW)
    assert again == answer
