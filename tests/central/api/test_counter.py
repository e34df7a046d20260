"""The cashier's pages: who comes in, what they see, and that money leaves once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from central.cashiers import add_cashier
from central.codes import claim_code, grouped
from kiosk.money import Money
from kiosk.visit.facts import ClaimIssued, ClaimRedeemed
from kiosk.visit.states import ClaimReason
from tests.central.api.test_slips import said, verdict
from tests.central.bench import NUMBER, Bench
from tests.central.claim_desk import CLAIM_ID, A, Desk

PATH = f"/counter/claims/{A}/{CLAIM_ID}"


class Cashier:
    """A browser at the counter, which keeps its cookie and sends the forms as they are on the pages."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.client = bench, bench.client
        with bench.database.writing() as session:
            self.password = add_cashier(session, "lin", bench.clock.now())
        self.page = ""

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        self.page = answer.text
        return answer

    def post(self, path: str, **fields: str) -> Any:
        found = re.search(r'name="form_token" value="([^"]+)"', self.page)
        token = {"form_token": found[1]} if found else {}
        answer = self.client.post(path, data=token | fields)
        self.page = answer.text
        return answer

    def signs_in(self, password: str = "") -> Any:
        return self.post("/counter/sign-in", name="lin", password=password or self.password)


@pytest.fixture
def cashier(sqlite_bench: Bench) -> Iterator[Cashier]:
    sqlite_bench.client.cookies.clear()
    yield Cashier(sqlite_bench)
    sqlite_bench.client.cookies.clear()


def words(cashier: Cashier) -> str:
    return said(cashier.page)


def code_of(desk: Desk) -> str:
    key = bytes.fromhex(desk.bench.trial.kiosks[A].claim_key)
    return grouped(claim_code(key, CLAIM_ID))


# ---- Paying ---------------------------------------------------------------------------------------------


def test_from_the_slip_to_the_receipt(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    cashier.get("/counter")
    assert "登入" in words(cashier)
    cashier.signs_in()
    assert "今日付出 0 筆" in words(cashier)
    answer = cashier.post("/counter/find", what=code_of(desk).lower())
    assert answer.url.path == PATH
    assert verdict(cashier.page) == "open"
    assert f"{NUMBER} 林範例" in words(cashier)
    assert "連線中 online" in words(cashier)
    answer = cashier.post(f"{PATH}/take")
    assert verdict(cashier.page) == "moving"
    assert answer.headers["refresh"] == f"3; url={PATH}"
    assert "pay" not in cashier.page.split("<dl>")[0].replace("Do not pay", "").replace("payment", "")
    desk.a.sync()
    desk.a.sync()
    answer = cashier.get(PATH)
    assert verdict(cashier.page) == "at-counter"
    assert "refresh" not in answer.headers
    cashier.bench.clock.passes(minutes=5)
    cashier.post(f"{PATH}/pay")
    assert verdict(cashier.page) == "paid"
    assert "新臺幣參拾元整 NT$ 30" in words(cashier)
    assert "2026-08-03 10:05" in words(cashier)
    assert "領款人簽名" in words(cashier)
    answer = cashier.post(f"{PATH}/pay")
    assert (answer.status_code, verdict(cashier.page)) == (409, "paid")
    cashier.get("/counter")
    assert "今日付出 1 筆，共 NT$ 30" in words(cashier)
    assert [deed for deed in desk.deeds() if deed[0] == "paid"] == [("paid", "lin")]
    cashier.bench.clock.passes(hours=14)
    cashier.signs_in()
    assert "今日付出 0 筆" in words(cashier)


def test_machine_that_is_offline_is_said_plainly(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    cashier.bench.clock.passes(minutes=10)
    cashier.signs_in()
    cashier.get(PATH)
    cashier.post(f"{PATH}/take")
    assert verdict(cashier.page) == "unknown"
    for wanted in ("請勿付款", "未連線，最後連線", "2026-08-03 10:00", "本人可直接在該機台領取", "尚未回報"):
        assert wanted in words(cashier)
    answer = cashier.post(f"{PATH}/pay")
    assert answer.status_code == 409
    assert "這次沒有付款" in words(cashier)
    cashier.post(f"{PATH}/let-go")
    assert verdict(cashier.page) == "open"
    assert desk.claim().wanted_by == ""


def test_machine_was_faster(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    cashier.signs_in()
    cashier.get(PATH)
    cashier.post(f"{PATH}/take")
    desk.a.pays(desk.person_id)
    desk.a.sync()
    cashier.get(PATH)
    assert verdict(cashier.page) == "paid"
    assert "已由機台支付" in words(cashier)
    assert "領款收據" not in words(cashier)


def test_contradiction_stops_the_counter(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    desk.b.writer.tell(ClaimRedeemed(CLAIM_ID, Money(30), "v"))
    desk.b.sync()
    cashier.signs_in()
    cashier.get(PATH)
    assert "暫停支付" in words(cashier)
    assert "KIOSK-2 回報與紀錄不符 reported what cannot be paid: not-holder" in words(cashier)


def test_everything_of_one_student(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    desk.a.tell(ClaimIssued("KIOSK-1-v2-c1", Money(15), ClaimReason.LATE_COIN, desk.person_id))
    desk.a.tell(ClaimIssued("KIOSK-1-v3-c1", Money(500), ClaimReason.LEFT, ""))
    desk.a.sync()
    cashier.signs_in()
    cashier.post("/counter/find", what=f" {NUMBER.lower()} ")
    assert "NT$ 30" in words(cashier)
    assert "NT$ 15" in words(cashier)
    assert "NT$ 500" not in words(cashier)
    cashier.get("/counter/claims/KIOSK-1/KIOSK-1-v3-c1")
    assert "不記名" in words(cashier)


def test_what_is_not_found(cashier: Cashier) -> None:
    cashier.signs_in()
    assert cashier.post("/counter/find", what="B0").status_code == 404
    assert "查無此憑證碼或學號" in words(cashier)
    assert cashier.post("/counter/find", what='"><script>').status_code == 404
    assert "<script" not in cashier.page
    assert cashier.get("/counter/claims/KIOSK-1/none").status_code == 404
    assert cashier.post("/counter/claims/KIOSK-1/none/pay").status_code == 404
    assert cashier.post(f"{PATH}/steal").status_code == 404


# ---- Who comes in -----------------------------------------------------------------------------------------


def test_nothing_without_signing_in(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    for answer in (
        cashier.get(PATH),
        cashier.post(f"{PATH}/take"),
        cashier.post("/counter/find", what=NUMBER),
    ):
        assert answer.status_code == 403
        assert "林範例" not in answer.text
    assert desk.deeds() == [("issued", A)]


def test_form_of_another_page_does_nothing(cashier: Cashier) -> None:
    desk = Desk(cashier.bench)
    cashier.signs_in()
    cashier.page = ""
    assert cashier.post(f"{PATH}/take").status_code == 403
    cashier.get(PATH)
    answer = cashier.client.post(f"{PATH}/take", data={"form_token": "x"})
    assert answer.status_code == 403
    token = re.findall(r'name="form_token" value="([^"]+)"', cashier.page)[0]
    site = {"Sec-Fetch-Site": "cross-site"}
    answer = cashier.client.post(f"{PATH}/take", data={"form_token": token}, headers=site)
    assert (answer.status_code, answer.json()) == (403, {"error": "other-site"})
    assert desk.deeds() == [("issued", A)]


def test_cookie_is_kept_from_scripts_and_other_sites(cashier: Cashier) -> None:
    answer = cashier.client.post(
        "/counter/sign-in", data={"name": "lin", "password": cashier.password}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"].lower()
    for wanted in ("httponly", "samesite=strict", "path=/counter"):
        assert wanted in cookie
    assert "secure" not in cookie
    answer = cashier.client.post(
        "https://testserver/counter/sign-in",
        data={"name": "lin", "password": cashier.password},
        follow_redirects=False,
    )
    assert "secure" in answer.headers["set-cookie"].lower()


def test_wrong_passwords_are_slowed_for_one_name_at_one_place(cashier: Cashier) -> None:
    for _ in range(5):
        assert cashier.signs_in("AAAA-AAAA-AAAA-AAAA").status_code == 403
        assert "帳號或密碼不符" in words(cashier)
    assert cashier.signs_in().status_code == 429
    cashier.bench.clock.passes(seconds=900)
    assert cashier.signs_in().status_code == 200
    assert "登出" in words(cashier)


def test_signs_out(cashier: Cashier) -> None:
    cashier.signs_in()
    cashier.post("/counter/sign-out")
    assert "密碼" in words(cashier)
    assert cashier.get(PATH).status_code == 403


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=1&" * 50, b"what=%FF"])
def test_form_that_is_none(cashier: Cashier, body: bytes) -> None:
    answer = cashier.client.post("/counter/sign-in", content=body)
    assert (answer.status_code, answer.json()) == (422, {"error": "malformed"})


def test_pages_keep_to_themselves(cashier: Cashier) -> None:
    Desk(cashier.bench)
    for path in ("/counter", PATH):
        answer = cashier.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
        cashier.signs_in()
