"""What stands on the refill report: what was there, what was put in or counted, what is there now."""

from __future__ import annotations

from dataclasses import replace

from kiosk.cash import RefillReport
from kiosk.slips.layout import Pair
from kiosk.slips.refill_report import refill_blocks
from tests.kiosk.slips.samples import HEAD, RECOUNT, REFILL, WORDS


def pairs_on(report: RefillReport) -> dict[str, str]:
    return {b.label.zh: b.value for b in refill_blocks(HEAD, report, WORDS) if isinstance(b, Pair)}


def test_coins_put_in() -> None:
    found = pairs_on(REFILL)
    assert (found["退幣器"], found["帳面枚數"], found["補入"]) == ("NT$ 50", "16 枚 pcs", "40 枚 pcs")
    assert (found["其中存疑"], found["退幣器計數"]) == ("2 枚 pcs", "14 枚 pcs")
    assert found["現有"] == "54 枚 pcs　NT$ 2,700"
    assert "差額" not in found


def test_a_count_has_its_difference() -> None:
    found = pairs_on(RECOUNT)
    assert (found["清點"], found["差額"], found["現有"]) == ("13 枚 pcs", "NT$ -150", "13 枚 pcs　NT$ 650")
    assert "補入" not in found


def test_a_hopper_without_counter_is_not_quoted() -> None:
    found = pairs_on(replace(REFILL, device=None, in_doubt=0))
    assert "退幣器計數" not in found
    assert "其中存疑" not in found
