"""What stands on a refund claim: why, how much, the code, until when, and room to sign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.money import ZERO, Money
from kiosk.slips.claim import ClaimData, claim_blocks
from kiosk.slips.layout import Code, Pair, Qr, SignatureLine, texts
from kiosk.visit.states import Claim, ClaimReason
from tests.kiosk.slips.samples import CLAIM, CLAIM_CREDIT, CLAIM_EARLIER, WORDS


def words_on(data: ClaimData) -> tuple[str, ...]:
    return texts(claim_blocks(data, WORDS))


def pairs_on(data: ClaimData) -> dict[str, str]:
    return {block.label.zh: block.value for block in claim_blocks(data, WORDS) if isinstance(block, Pair)}


def test_amounts_case_and_dates() -> None:
    assert pairs_on(CLAIM) == {
        "投入": "NT$ 100",
        "應付": "NT$ 20",
        "已找": "NT$ 30",
        "應退": "NT$ 50",
        "案號": "K02-C0031",
        "日期": "115 年 1 月 26 日 23:41:08",
        "機台": CLAIM.machine,
        "期限": "115 年 7 月 26 日",
    }
    assert {"新臺幣伍拾元整", "2026-01-26", "2026-07-26"} <= set(words_on(CLAIM))


def test_the_code_and_its_address() -> None:
    blocks = claim_blocks(CLAIM, WORDS)
    assert [block.code for block in blocks if isinstance(block, Code)] == [CLAIM.code]
    assert [block.content for block in blocks if isinstance(block, Qr)] == [CLAIM.url]


@pytest.mark.parametrize("reason", list(ClaimReason))
def test_every_reason_is_explained_in_both_languages(reason: ClaimReason) -> None:
    data = replace(CLAIM, claim=Claim("K02-C0032", Money(10), reason))
    says = WORDS.claim.reasons[reason]
    assert {says.zh, says.en} <= set(words_on(data))


def test_there_is_room_to_sign() -> None:
    names = [block.name for block in claim_blocks(CLAIM, WORDS) if isinstance(block, SignatureLine)]
    assert names == list(WORDS.claim.sign)


def test_a_test_slip_and_a_copy_say_so() -> None:
    assert WORDS.notices.test in words_on(replace(CLAIM, test=True))
    assert WORDS.notices.copy_of.format(copy=2) in words_on(replace(CLAIM, copy=2))
    assert WORDS.notices.test not in words_on(CLAIM)


def test_credit_from_an_earlier_visit_makes_the_sums_add_up() -> None:
    pairs = pairs_on(CLAIM_CREDIT)
    amounts = {
        label: int(pairs[label].removeprefix("NT$ "))
        for label in ("投入", "上次留下", "應付", "已找", "應退")
    }
    assert amounts == {"投入": 70, "上次留下": 30, "應付": 20, "已找": 30, "應退": 50}
    assert pairs["待查紙鈔"] == "NT$ 500"
    assert WORDS.receipt.doubt_hint.zh in words_on(CLAIM_CREDIT)


def test_what_an_earlier_visit_left_is_not_said_to_have_been_cancelled() -> None:
    pairs, words = pairs_on(CLAIM_EARLIER), words_on(CLAIM_EARLIER)
    assert {label: pairs[label] for label in ("上次留下", "已退", "存疑待查", "應退")} == {
        "上次留下": "NT$ 60", "已退": "NT$ 30", "存疑待查": "NT$ 10", "應退": "NT$ 20"
    }  # fmt: skip
    assert not {"投入", "應付", "已找"} & set(pairs)
    assert WORDS.claim.earlier.zh in words
    assert WORDS.claim.reasons[ClaimReason.CANCELLED].zh not in words


def test_a_cancelled_payment_was_given_back_and_not_changed() -> None:
    cancelled = replace(CLAIM, claim=Claim("K02-C0034", Money(70), ClaimReason.CANCELLED), price=ZERO)
    pairs = pairs_on(cancelled)
    assert (pairs["投入"], pairs["已退"], pairs["應退"]) == ("NT$ 100", "NT$ 30", "NT$ 70")
    assert "應付" not in pairs
    assert WORDS.claim.reasons[ClaimReason.CANCELLED].zh in words_on(cancelled)
