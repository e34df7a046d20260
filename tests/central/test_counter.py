"""What a cashier gets to see of a claim."""

from __future__ import annotations

from central.codes import claim_code, grouped
from central.counter import IN_CONTACT, claim_seen, claims_of_number, key_of_code, paid_today
from tests.central.bench import NUMBER, Bench
from tests.central.claim_desk import AMOUNT, CLAIM_ID, KEY, A, Desk


def test_found_by_code_and_by_number(bench: Bench) -> None:
    desk = Desk(bench)
    code = grouped(claim_code(bytes.fromhex(bench.trial.kiosks[A].claim_key), CLAIM_ID))
    with bench.database.reading() as session:
        assert key_of_code(session, code) == KEY
        assert key_of_code(session, code[:-1] + ("1" if code[-1] != "1" else "2")) is None
        assert key_of_code(session, NUMBER) is None
        found = claims_of_number(session, NUMBER, bench.clock.now())
        assert found is not None
        assert [claim.key for claim in found] == [KEY]
        assert claims_of_number(session, "B0", bench.clock.now()) is None
        assert claim_seen(session, (A, "none"), bench.clock.now()) is None
    assert desk.claim().amount == AMOUNT


def test_knows_whether_the_machine_is_there(bench: Bench) -> None:
    Desk(bench)
    with bench.database.reading() as session:
        seen = claim_seen(session, KEY, bench.clock.now())
        later = claim_seen(session, KEY, bench.clock.now() + 2 * IN_CONTACT)
    assert seen is not None
    assert later is not None
    assert seen.holder is not None
    assert later.holder is not None
    assert (seen.holder.in_contact, later.holder.in_contact) == (True, False)
    assert seen.owner is not None
    assert (seen.owner.number, seen.owner.name_zh) == (NUMBER, "林範例")


def test_today_begins_at_midnight_in_taiwan(bench: Bench) -> None:
    desk = Desk(bench)
    desk.counter_wants()
    desk.a.sync()
    desk.a.sync()
    assert desk.counter_pays()
    with bench.database.reading() as session:
        assert [(paid.key, paid.amount) for paid in paid_today(session, bench.clock.now())] == [(KEY, AMOUNT)]
        bench.clock.passes(hours=13, minutes=59)
        assert len(paid_today(session, bench.clock.now())) == 1
        bench.clock.passes(minutes=1)
        assert paid_today(session, bench.clock.now()) == []
