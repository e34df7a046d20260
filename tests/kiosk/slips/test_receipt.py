"""What stands on a receipt: every amount, every coin, and who paid in masked form."""

from __future__ import annotations

from dataclasses import replace

from kiosk.money import NOTHING, Money, Tally
from kiosk.slips.layout import Pair, Qr, Row, texts
from kiosk.slips.receipt import ReceiptData, receipt_blocks
from kiosk.visit.states import Person
from tests.kiosk.slips.samples import (
    RECEIPT,
    RECEIPT_COPY,
    RECEIPT_EVERYTHING,
    RECEIPT_OWED,
    STUDENT,
    WORDS,
)


def words_on(data: ReceiptData) -> tuple[str, ...]:
    return texts(receipt_blocks(data, WORDS))


def pairs_on(data: ReceiptData) -> dict[str, str]:
    return {block.label.zh: block.value for block in receipt_blocks(data, WORDS) if isinstance(block, Pair)}


def test_number_dates_and_places() -> None:
    pairs = pairs_on(RECEIPT)
    assert pairs["號碼"] == "02-00012346"
    assert pairs["日期"] == "115 年 1 月 26 日 23:41:08"
    assert "2026-01-26" in words_on(RECEIPT)
    assert pairs["機台"] == RECEIPT.machine
    assert pairs["訂單"] == RECEIPT.order_id


def test_items_and_total() -> None:
    rows = [block.cells for block in receipt_blocks(RECEIPT, WORDS) if isinstance(block, Row)]
    assert rows == [
        ("項目 Item", "數量", "金額 NT$"),
        ("中文歷年成績單", "2", "40"),
        ("中文在學證明", "1", "20"),
        ("　100 元紙鈔 note × 1", "100"),
        ("　10 元硬幣 coin × 1", "10"),
        ("　50 元硬幣 coin × 1", "50"),
    ]
    assert RECEIPT.total == Money(60)
    assert pairs_on(RECEIPT)["合計"] == "NT$ 60"
    assert "新臺幣陸拾元整" in words_on(RECEIPT)
    assert "Chinese Transcript  @20" in words_on(RECEIPT)


def test_the_cash_is_what_went_in_and_came_out() -> None:
    assert pairs_on(RECEIPT)["收現"] == "110"
    assert pairs_on(RECEIPT)["找零"] == "50"
    assert "欠找" not in pairs_on(RECEIPT)
    many = replace(
        RECEIPT, cash_in=Tally(((Money(1), 12), (Money(5), 3), (Money(1000), 2))), cash_out=NOTHING
    )
    rows = [block.cells for block in receipt_blocks(many, WORDS) if isinstance(block, Row)]
    assert rows[-3:] == [
        ("　1000 元紙鈔 note × 2", "2,000"),
        ("　5 元硬幣 coin × 3", "15"),
        ("　1 元硬幣 coin × 12", "12"),
    ]
    assert pairs_on(many)["收現"] == "2,027"
    assert pairs_on(many)["找零"] == "0"


def test_what_is_owed_names_the_claim_slip() -> None:
    assert pairs_on(RECEIPT_OWED)["欠找"] == "10"
    assert WORDS.receipt.owed_hint.zh in words_on(RECEIPT_OWED)


def test_the_person_is_masked_everywhere() -> None:
    assert pairs_on(RECEIPT)["繳款人"] == "林○例　B111***42"
    everything = "".join(words_on(RECEIPT)) + "".join(
        block.content for block in receipt_blocks(RECEIPT, WORDS) if isinstance(block, Qr)
    )
    for secret in (STUDENT.number, STUDENT.name_zh, STUDENT.name_en, STUDENT.person_id):
        assert secret not in everything
    foreign = replace(RECEIPT, payer=Person("P1", number="B11123042", name_en="SAMPLE PERSON"))
    assert pairs_on(foreign)["繳款人"] == "S○ P○　B111***42"


def test_copies_and_tests_say_so() -> None:
    copy, test = WORDS.notices.copy_of.format(copy=1), WORDS.notices.test
    assert copy in words_on(RECEIPT_COPY)
    assert test not in words_on(RECEIPT_COPY)
    assert test in words_on(RECEIPT_OWED)
    assert not {copy, test} & set(words_on(RECEIPT))


def test_the_qr_opens_the_payment() -> None:
    [qr] = [block for block in receipt_blocks(RECEIPT, WORDS) if isinstance(block, Qr)]
    assert qr.content == RECEIPT.url


def figure(pairs: dict[str, str], label: str) -> int:
    return int(pairs.get(label, "0").removeprefix("NT$ ").replace(",", ""))


def test_the_sums_add_up_with_everything_there_is() -> None:
    pairs = pairs_on(RECEIPT_EVERYTHING)
    came = figure(pairs, "收現") + figure(pairs, "上次留下")
    went = sum(figure(pairs, label) for label in ("合計", "找零", "欠找", "存疑待查"))
    assert came == went == 145
    assert WORDS.receipt.redeemed_hint.zh in words_on(RECEIPT_EVERYTHING)


def test_a_note_in_doubt_stands_beside_the_sums_with_what_to_do() -> None:
    lost = replace(RECEIPT, notes_in_doubt=Money(1000))
    assert pairs_on(lost)["待查紙鈔"] == "1,000"
    assert pairs_on(lost)["收現"] == pairs_on(RECEIPT)["收現"]
    assert {WORDS.receipt.doubt_hint.zh, WORDS.receipt.doubt_hint.en} <= set(words_on(lost))
    assert words_on(RECEIPT_EVERYTHING).count(WORDS.receipt.doubt_hint.zh) == 1


def test_what_did_not_happen_is_not_mentioned() -> None:
    assert not {"上次留下", "存疑待查", "待查紙鈔", "欠找"} & set(pairs_on(RECEIPT))
    assert WORDS.receipt.doubt_hint.zh not in words_on(RECEIPT)
