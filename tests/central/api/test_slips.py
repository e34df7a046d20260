"""The two pages that slips lead to."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from central.api.slips import CLAIM_STATES, DELIVERY, REASONS, STANDS, WHAT_TO_DO
from central.codes import claim_code, receipt_code
from central.models import Claim, ClaimState, Copy, CopyState, Kiosk
from central.slips import Stands
from kiosk.devices import Outcome
from kiosk.slips.claim_code import CHECK_SYMBOLS
from kiosk.visit.states import ClaimReason
from tests.central.bench import NUMBER, Bench
from tests.central.test_slips import COPIES, Machine
from tests.central.test_slips import NUMBER as RECEIPT

EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SECRETS = ("林範例", "林O例", NUMBER, "FAN-LI", "LIN", "v1-c1", "資訊管理系")


def receipt_path(machine: Machine, number: str = RECEIPT) -> str:
    return f"/R/{number}/{receipt_code(machine.key, number)}"


def claim_path(machine: Machine, claim_id: str = "KIOSK-1-v1-c1") -> str:
    return f"/C/{claim_code(machine.key, claim_id)[:16]}"


def verdict(page: str) -> str:
    found = re.search(r'class="verdict ([\w-]+)"', page)
    assert found is not None
    return found[1]


class Balance(HTMLParser):
    """Every element that opens closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def said(page: str) -> str:
    """What a reader sees, in one line."""
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    body = page.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


# ---- Receipts ---------------------------------------------------------------------------------------


def test_receipt_page(bench: Bench) -> None:
    machine = Machine(bench)
    machine.pays()
    machine.delivers(COPIES[0], Outcome.DELIVERED)
    machine.delivers(COPIES[1], Outcome.NOT_DELIVERED)
    machine.owes("KIOSK-1-v1-c1", 1_030)
    answer = bench.client.get(receipt_path(machine))
    assert answer.status_code == 200
    assert verdict(answer.text) == "paid"
    words = said(answer.text)
    for wanted in (
        RECEIPT,
        "中華民國 115 年 8 月 3 日 10:00 2026-08-03 10:00",
        "行政大樓門口 2 號機",
        "金額 Amount NT$ 40",
        "中文歷年成績單 Chinese Cumulative Transcript 2 × NT$ 20 = NT$ 40",
        "115T0000001 ✓ 已印出 delivered 115T0000002 ✗ 未印出 not delivered",
        "NT$ 1,030 待領取 Open, not paid out yet",
        "如有缺漏 If something is missing",
        "教務處註冊組",
        "上班日 09:00–17:00 working days 09:00–17:00",
        "總務處出納組",
    ):
        assert wanted in words
    for secret in (*SECRETS, machine.person_id, claim_code(machine.key, "KIOSK-1-v1-c1")[:4]):
        assert secret not in answer.text


def test_receipt_without_claims_does_not_speak_of_money_owed(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.pays()
    words = said(sqlite_bench.client.get(receipt_path(machine)).text)
    assert "應退款項" not in words
    assert "出納組" not in words
    assert "115T0000001 … 尚無回報 not known yet" in words


def test_claim_on_a_receipt_that_was_paid_out_says_when_and_sends_nobody_there(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.pays()
    machine.owes("KIOSK-1-v1-c1", 10)
    machine.cashes("KIOSK-1-v1-c1")
    words = said(sqlite_bench.client.get(receipt_path(machine)).text)
    assert "NT$ 10 已領取 中華民國 115 年 8 月 3 日 10:00 Paid out 2026-08-03 10:00" in words
    assert "出納組" not in words


@pytest.mark.parametrize("state", CopyState)
def test_every_state_of_a_copy_has_words(sqlite_bench: Bench, state: CopyState) -> None:
    machine = Machine(sqlite_bench)
    machine.pays()
    with sqlite_bench.database.writing() as session:
        session.execute(update(Copy).where(Copy.serial == COPIES[0]).values(state=state))
    sign, words = DELIVERY[state]
    page = said(sqlite_bench.client.get(receipt_path(machine)).text)
    assert f"115T0000001 {sign} {words.zh} {words.en}" in page


# ---- Claims -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ClaimReason)
def test_claim_page_for_every_reason(sqlite_bench: Bench, reason: ClaimReason) -> None:
    machine = Machine(sqlite_bench)
    machine.owes("KIOSK-1-v1-c1", 30, reason)
    answer = sqlite_bench.client.get(claim_path(machine))
    assert (answer.status_code, verdict(answer.text)) == (200, "open")
    words = said(answer.text)
    for wanted in (
        "NT$ 30",
        REASONS[reason].zh,
        REASONS[reason].en,
        "中華民國 115 年 8 月 3 日 10:00 2026-08-03 10:00",
        "行政大樓門口 2 號機",
        "待領取",
        "總務處出納組",
        "上班日 09:00–17:00",
    ):
        assert wanted in words
    for secret in (*SECRETS, machine.person_id, claim_path(machine)[3:7]):
        assert secret not in answer.text


def test_reasons_are_all_different_words() -> None:
    assert set(REASONS) == set(ClaimReason)
    assert len({words.zh for words in REASONS.values()}) == len({words.en for words in REASONS.values()})
    assert len({words.zh for words in REASONS.values()}) == len(ClaimReason)
    assert set(CLAIM_STATES) == set(ClaimState)
    assert set(STANDS) == set(Stands) == {*WHAT_TO_DO, Stands.PAID}
    assert set(DELIVERY) == set(CopyState)


def test_claim_page_on_both_databases(bench: Bench) -> None:
    machine = Machine(bench)
    machine.owes("KIOSK-1-v1-c1", 30)
    assert bench.client.get(claim_path(machine)).status_code == 200


def test_claim_that_was_paid_says_when(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.owes("KIOSK-1-v1-c1", 30)
    machine.cashes("KIOSK-1-v1-c1")
    page = sqlite_bench.client.get(claim_path(machine)).text
    assert verdict(page) == "paid"
    assert "領取時間 Paid on 中華民國 115 年 8 月 3 日 10:00 2026-08-03 10:00" in said(page)
    assert "領取地點 Paid at 出納櫃檯 the cashier's counter" in said(page)
    assert "出納組" not in said(page)


def test_reason_of_a_newer_machine_is_not_shown_raw(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.owes("KIOSK-1-v1-c1", 30)
    with sqlite_bench.database.writing() as session:
        session.execute(update(Claim).values(reason="eaten-by-mice"))
    answer = sqlite_bench.client.get(claim_path(machine))
    assert answer.status_code == 200
    assert "其他原因" in answer.text
    assert "mice" not in answer.text


def test_claim_opens_with_each_check_symbol_and_without(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    seen = {}
    for number in range(400):
        code = claim_code(machine.key, f"c{number}")
        seen[code[-1]] = (f"c{number}", code)
    assert set(seen) == set(CHECK_SYMBOLS)
    for symbol in "*~$=U":
        claim_id, code = seen[symbol]
        machine.owes(claim_id, 30)
        for shown in (code, quote(code, safe=""), code.lower(), code[:16]):
            assert sqlite_bench.client.get(f"/C/{shown}").status_code == 200, shown


# ---- Both: what they are made of ------------------------------------------------------------------------


def test_place_is_shown_as_text(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.pays()
    machine.owes("KIOSK-1-v1-c1", 30)
    place = "<script>alert(1)</script> $zh &amp;"
    with sqlite_bench.database.writing() as session:
        before = session.get_one(Kiosk, "KIOSK-1").place_zh
        session.execute(update(Kiosk).where(Kiosk.kiosk_id == "KIOSK-1").values(place_zh=place))
    try:
        for path in (receipt_path(machine), claim_path(machine)):
            page = sqlite_bench.client.get(path).text
            assert "<script" not in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt; $zh &amp;amp;" in page
    finally:
        with sqlite_bench.database.writing() as session:
            session.execute(update(Kiosk).where(Kiosk.kiosk_id == "KIOSK-1").values(place_zh=before))


def test_machine_whose_clock_was_wrong_gives_no_date(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.writer.wall_utc = "1970-01-01T00:00:00+00:00"
    machine.pays()
    machine.owes("KIOSK-1-v1-c1", 30)
    for path in (receipt_path(machine), claim_path(machine)):
        page = sqlite_bench.client.get(path).text
        assert "1970" not in page
        assert "不詳" in page


# ---- No oracle --------------------------------------------------------------------------------------


def answers(bench: Bench, paths: list[str]) -> set[tuple[int, bytes, str]]:
    found = set()
    for path in paths:
        answer = bench.client.get(path)
        found.add((answer.status_code, answer.content, str(sorted(answer.headers.items()))))
        bench.clock.passes(hours=1)
    return found


def test_every_receipt_that_is_not_opened_looks_alike(bench: Bench) -> None:
    machine = Machine(bench)
    before = bench.client.get(receipt_path(machine))  # the right code, before the machine told
    machine.pays()
    code = receipt_code(machine.key, RECEIPT)
    alike = answers(
        bench,
        [
            f"/R/{RECEIPT}/{'Z' if code[0] != 'Z' else 'Y'}{code[1:]}",
            f"/R/{RECEIPT}/{code[:-1]}",
            f"/R/{RECEIPT}/{'A' * 10_000}",
            f"/R/KIOSK-1-00000008/{code}",
            receipt_path(machine, "KIOSK-1-00000008"),
            receipt_path(machine, "KIOSK-2-00000007"),
            f"/R/KIOSK-9-00000007/{receipt_code(bytes(32), 'KIOSK-9-00000007')}",
            f"/R/{'9' * 10_000}/{code}",
            "/R/%00/%00",
            f"/R/{RECEIPT}%00/{code}",
            f"/R/{RECEIPT}/%00{code}",
            "/R/%F0%A1%8D%BC/%FF",
            f"/R/{RECEIPT}/{quote('王' * 8)}",
            "/R/'%20OR%201=1/--",
        ],
    )
    assert len(alike) == 1
    status, page, _ = alike.pop()
    assert (before.status_code, before.content) == (status, page)
    assert (status, verdict(page.decode())) == (404, "pending")
    assert "機台尚未回報" in page.decode()
    assert "A machine without network reports later" in page.decode()
    assert "教務處註冊組" in page.decode()
    assert bench.client.get(receipt_path(machine)).status_code == 200


def test_every_claim_that_is_not_found_looks_alike(bench: Bench) -> None:
    machine = Machine(bench)
    before = bench.client.get(claim_path(machine))
    machine.owes("KIOSK-1-v1-c1", 30)
    code = claim_code(machine.key, "KIOSK-1-v1-c1")
    wrong = "0" if code[-1] != "0" else "1"
    alike = answers(
        bench,
        [
            claim_path(machine, "KIOSK-1-v1-c2"),
            f"/C/{code[:16]}{wrong}",
            f"/C/{code[:15]}",
            f"/C/{code}{wrong}",
            f"/C/{'A' * 10_000}",
            "/C/%00",
            f"/C/{code}%00",
            "/C/%F0%A1%8D%BC",
            "/C/%FF",
            f"/C/{quote('王' * 16)}",
            "/C/'%20OR%201=1",
            "/C/*~$=U",
        ],
    )
    assert len(alike) == 1
    status, page, _ = alike.pop()
    assert (before.status_code, before.content) == (status, page)
    assert (status, verdict(page.decode())) == (404, "pending")
    assert "機台尚未回報" in page.decode()
    assert "總務處出納組" in page.decode()
    assert bench.client.get(claim_path(machine)).status_code == 200


def test_guessing_is_slowed_and_looking_is_not(bench: Bench) -> None:
    machine = Machine(bench)
    machine.pays()
    machine.owes("KIOSK-1-v1-c1", 30)
    wrong = {"receipt": f"/R/{RECEIPT}/AAAAAAAA", "claim": "/C/AAAAAAAAAAAAAAAA"}
    right = {"receipt": receipt_path(machine), "claim": claim_path(machine)}
    for kind in right:
        for _ in range(10):
            assert bench.client.get(right[kind]).status_code == 200
        for _ in range(6):
            assert bench.client.get(wrong[kind]).status_code == 404
        answer = bench.client.get(right[kind])
        assert answer.status_code == 429
        assert "請稍後再試" in answer.text
    bench.clock.passes(seconds=600)
    assert [bench.client.get(path).status_code for path in right.values()] == [200, 200]


@EXAMPLES
@given(number=st.text(max_size=60), code=st.text(max_size=60))
def test_any_address_is_answered_with_a_page(sqlite_bench: Bench, number: str, code: str) -> None:
    parts = [quote(part.encode("utf-8", "replace"), safe="") for part in (number, code)]
    for path in (f"/R/{parts[0]}/{parts[1]}", f"/C/{parts[1]}"):
        assert sqlite_bench.client.get(path).status_code in (303, 307, 404, 429)
