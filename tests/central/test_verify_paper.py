"""The verdict on sheets and codes, without files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from central.keys import Revoked
from central.verify_paper import COMPARED, Verdict, address_in, verify_sheets, verify_text
from central.verify_source import Sheet, read_pdf
from tests.central.printed import KEYS, printed

SHEETS = read_pdf(printed().pdf)
LONG = read_pdf(printed("TR-ZH", "B10999018").pdf)
OTHER = printed(serial=2).address


def test_good_paper_says_who_what_and_when() -> None:
    found = verify_sheets(SHEETS, KEYS)
    assert (found.verdict, found.reasons, found.compared) == (Verdict.VALID, (), COMPARED)
    assert found.claims is not None
    assert (found.claims.serial, found.claims.kind, found.claims.holder) == ("114E0000001", "EN-ZH", "林O例")
    assert found.claims.issued == date(2026, 3, 5)
    assert found.kid == KEYS[0].kid.hex()


def test_code_alone_compares_nothing() -> None:
    for found in (verify_text(printed().address, KEYS), verify_sheets((Sheet((printed().address,)),), KEYS)):
        assert (found.verdict, found.compared) == (Verdict.VALID, ())


def test_scheme_and_host_may_be_written_small_as_browsers_do() -> None:
    base, rest = printed().address.split("/V/")
    assert verify_text(f"{base.lower()}/V/{rest}", KEYS).verdict is Verdict.VALID
    assert verify_text(f"{base}/V/{rest.lower()}", KEYS).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize(
    "text", ["", "https://example.org", "HTTPS://X/V/A/B", "114E0000001", "javascript:alert(1)//V/A/BBBBBBBB"]
)
def test_other_texts_are_no_papers(text: str) -> None:
    assert verify_text(text, KEYS).verdict is Verdict.UNREADABLE
    assert address_in(text) is None


def test_address_without_signature_cannot_be_told_offline() -> None:
    short = printed().address.rpartition("/")[0]
    found = verify_text(short, KEYS)
    assert (found.verdict, found.claims) == (Verdict.UNREADABLE, None)


def test_signature_under_another_papers_number() -> None:
    address = printed().address.replace("114E0000001", "114E0000002")
    found = verify_text(address, KEYS)
    assert found.verdict is Verdict.NOT_VALID
    assert found.reasons == ("the address is of 114E0000002, the signature of 114E0000001",)


def test_keys_decide() -> None:
    revoked = (replace(KEYS[0], revoked=Revoked(date(2026, 9, 1), "lost")),)
    late = (replace(KEYS[0], since=date(2026, 3, 6)),)
    for keys, words in ((revoked, "revoked"), (late, "did not sign"), ((), "not among those given")):
        found = verify_sheets(SHEETS, keys)
        assert found.verdict is Verdict.NOT_VALID
        assert words in found.reasons[0]
        assert found.compared == ()


def test_every_sheet_must_carry_the_code_and_the_same() -> None:
    first, second = LONG
    assert verify_sheets(LONG, KEYS).verdict is Verdict.VALID
    for forged, words in (
        (replace(second, codes=()), "sheet 2: no code"),
        (replace(second, codes=(OTHER,)), "codes of different papers"),
        (replace(second, codes=(*second.codes, OTHER)), "codes of different papers"),
    ):
        found = verify_sheets((first, forged), KEYS)
        assert found.verdict is Verdict.NOT_VALID
        assert any(words in reason for reason in found.reasons)
    other_codes = replace(first, codes=(*first.codes, "https://example.org"))
    assert verify_sheets((other_codes, second), KEYS).verdict is Verdict.VALID


def test_second_sheet_of_somebody_else() -> None:
    """The right code on it, another's name."""
    first, second = LONG
    forged = replace(second, words=second.words.replace("陳樣本", "林範例"))
    found = verify_sheets((first, forged), KEYS)
    assert (found.verdict, len(found.reasons)) == (Verdict.NOT_VALID, 1)
    assert found.reasons[0].startswith("sheet 2: the student's name")


def test_other_day_of_issue() -> None:
    (sheet,) = SHEETS
    assert "　5　日" in sheet.words
    found = verify_sheets((replace(sheet, words=sheet.words.replace("　5　日", "　6　日")),), KEYS)
    assert found.reasons == ("it does not say that it was issued on 2026-03-05",)


def test_nothing_at_all() -> None:
    assert verify_sheets((), KEYS).verdict is Verdict.UNREADABLE
    assert verify_sheets((Sheet((), "words"),), KEYS).verdict is Verdict.UNREADABLE
