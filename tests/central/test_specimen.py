"""Specimens: as the kiosk would be given them, and valid nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from central.invented import invent
from central.settings import OWN_CATALOGUE, load_catalogue
from central.signing import payload_bytes, verify_paper
from central.specimen import NoSuchPaper, Press
from tests.central.bench import Bench

PRESS = Press(load_catalogue(OWN_CATALOGUE))
NOW = datetime(2026, 3, 5, 2, tzinfo=UTC)
(USUAL,) = invent(1, 7)


def test_looks_like_what_a_kiosk_is_given(sqlite_bench: Bench) -> None:
    (issued,) = sqlite_bench.order().json()["documents"]
    assert set(PRESS.paper(USUAL, "TR-ZH", NOW)) == set(issued)


def test_signed_with_a_key_that_only_the_press_has(sqlite_bench: Bench) -> None:
    message = payload_bytes(PRESS.paper(USUAL, "TR-ZH", NOW)["payload"])
    assert message is not None
    assert verify_paper(message, sqlite_bench.services.keys.paper_publics) is None
    claims = verify_paper(message, {PRESS.key.kid: PRESS.key.private.public_key()})
    assert claims is not None
    assert claims.serial == "114T0000000"


def test_always_marked_as_a_specimen() -> None:
    entry = PRESS.paper(replace(USUAL, invented=False), "EN-ZH", NOW)
    assert entry["data"]["paper"]["specimen"] is True


def test_says_what_a_clerk_will_sign() -> None:
    assert PRESS.paper(USUAL, "TR-EN", NOW)["data"]["paper"]["counter"] is True
    assert PRESS.paper(USUAL, "TR-ZH", NOW)["data"]["paper"]["counter"] is False


@pytest.mark.parametrize(
    ("code", "choice", "words"),
    [
        ("XX", "", "no XX"),
        ("DG-ZH", "", "by hand"),
        ("TS-ZH", "99-1", "there are: 114-2"),
        ("TR-ZH", "113-1", "none"),
    ],
)
def test_says_why_there_is_none(code: str, choice: str, words: str) -> None:
    with pytest.raises(NoSuchPaper, match=words):
        PRESS.paper(USUAL, code, NOW, choice)


def test_nothing_to_choose_from_is_no_paper() -> None:
    with pytest.raises(NoSuchPaper, match="nothing to choose"):
        PRESS.paper(replace(USUAL, semesters=()), "TS-ZH", NOW)
