"""Words for everything, and nothing typed becomes HTML."""

from __future__ import annotations

from central.api.counter_pages import DEEDS, path_of, sign_in_page, start_page
from central.cashiers import SignedIn
from central.models import Deed


def test_every_deed_has_words_of_its_own() -> None:
    assert set(DEEDS) == set(Deed)
    assert len({words.zh for words in DEEDS.values()}) == len(Deed)


def test_path_of_any_key_stays_one_path() -> None:
    assert path_of(("K-1", 'a/b?"<')) == "/counter/claims/K-1/a%2Fb%3F%22%3C"


def test_what_was_typed_is_shown_as_text() -> None:
    page = start_page(SignedIn("lin", "t"), (), typed='"><script>')
    assert "<script" not in page
    assert "登入" in sign_in_page()
