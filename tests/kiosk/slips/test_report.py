"""The head and the foot that all slips for staff share."""

from __future__ import annotations

from dataclasses import replace

from kiosk.money import ZERO, Money
from kiosk.slips.layout import Pair, Text
from kiosk.slips.report import foot_blocks, head_blocks, signed
from tests.kiosk.slips.samples import HEAD, WORDS


def test_a_head_says_which_where_when_and_who() -> None:
    blocks = head_blocks(HEAD, WORDS.report.collection, WORDS)
    values = [block.value for block in blocks if isinstance(block, Pair)]
    assert values == ["K02-C0012", "115 年 1 月 26 日 08:31:08", HEAD.machine, "7001"]


def test_a_copy_and_a_test_say_so() -> None:
    blocks = head_blocks(replace(HEAD, copy=1, test=True), WORDS.report.refill, WORDS)
    words = [block.words for block in blocks if isinstance(block, Text)]
    assert WORDS.notices.test in words
    assert WORDS.notices.copy_of.format(copy=1) in words


def test_a_difference_says_which_way() -> None:
    assert [signed(amount) for amount in (Money(1030), Money(-5), ZERO)] == ["+1,030", "-5", "0"]


def test_the_foot_says_that_numbers_have_no_gaps() -> None:
    words = [block.words for block in foot_blocks(WORDS) if isinstance(block, Text)]
    assert words == list(WORDS.report.closing)
