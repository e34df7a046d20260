"""What stands on a refund claim: why, how much, the code, until when, and room to sign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.money import Money
from kiosk.slips.claim import ClaimData, claim_blocks
from kiosk.slips.layout import Code, Pair, Qr, SignatureLine, texts
from kiosk.visit.states import Claim, ClaimReason
from tests.kiosk.slips.samples import CLAIM, WORDS


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
