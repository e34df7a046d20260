"""What stands on the collection report: every denomination three ways, the sums, the difference."""

from __future__ import annotations

from dataclasses import replace

from kiosk.slips.collection_report import collection_blocks
from kiosk.slips.layout import Pair, Row, SignatureLine
from tests.kiosk.slips.samples import COLLECTION, HEAD, WORDS


def pairs_on(report: object = COLLECTION) -> dict[str, str]:
    assert isinstance(report, type(COLLECTION))
    blocks = collection_blocks(HEAD, report, WORDS)
    return {block.label.zh: block.value for block in blocks if isinstance(block, Pair)}


def test_each_denomination_has_books_count_and_difference() -> None:
    rows = [block.cells for block in collection_blocks(HEAD, COLLECTION, WORDS) if isinstance(block, Row)]
    assert ("10", "210", "209", "-10") in rows
    assert ("50", "66", "66", "0") in rows
    assert ("20", "0", "0", "0") in rows, "nothing found is a finding too"


def test_sums_difference_and_the_devices_own_count() -> None:
    found = pairs_on()
    assert found["帳面合計"] == "NT$ 5,603"
    assert found["清點合計"] == "NT$ 5,593"
    assert found["差額"] == "NT$ -10"
    assert found["投幣器計數"] == "320 枚 pcs"
    assert found["面額不明"] == "1 枚 pcs"
    assert found["經手人員"] == "7001"


def test_a_device_that_lost_count_is_not_quoted() -> None:
    assert pairs_on(replace(COLLECTION, device_pieces=None))["投幣器計數"] == WORDS.report.no_count
    assert "面額不明" not in pairs_on(replace(COLLECTION, unvalued=0))


def test_there_is_room_to_sign_twice() -> None:
    blocks = collection_blocks(HEAD, COLLECTION, WORDS)
    assert len([block for block in blocks if isinstance(block, SignatureLine)]) == 2
