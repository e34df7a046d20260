"""What all public pages have in common."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from central.api.pages import Both, Desk, day_words, dollars, moment_words, rows, verdict
from tests.central.bench import Bench

PATHS = ("/", "/V/115T0000001/AAAAAAAA", "/R/KIOSK-1-00000001/AAAAAAAA", "/C/AAAAAAAAAAAAAAAA")


@pytest.mark.parametrize("path", PATHS)
def test_page_keeps_to_itself_and_reads_in_both_languages(sqlite_bench: Bench, path: str) -> None:
    answer = sqlite_bench.client.get(path)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text
    assert "http" not in answer.text
    assert answer.text.startswith('<!doctype html>\n<html lang="zh-Hant-TW">')
    assert 'lang="en"' in answer.text
    assert 'name="viewport"' in answer.text
    assert answer.text.count("<h1>") == 1


def test_each_kind_of_look_up_counts_by_itself(sqlite_bench: Bench) -> None:
    """Somebody who guesses papers keeps nobody from a receipt."""
    papers, receipts, claims = PATHS[1:]
    for path in (papers, receipts, claims):
        assert [sqlite_bench.client.get(path).status_code for _ in range(7)] == [404] * 6 + [429]


def test_words_are_escaped() -> None:
    words = Both("<b>&", "\"'<")
    assert words.inline() == '&lt;b&gt;&amp; <span lang="en">&quot;&#x27;&lt;</span>'
    assert "<b>" not in words.paragraph() + verdict("open", "", words) + rows((words, "<b>"), (words, words))
    page = Desk("k", words).page("<p>$zh</p>")
    assert "<title>&lt;b&gt;&amp; &quot;&#x27;&lt;</title>" in page
    assert "<p>$zh</p>" in page


def test_missing_english_leaves_no_empty_element() -> None:
    assert Both("英文", "").inline() == "英文"


def test_days_moments_and_amounts() -> None:
    assert day_words(date(2026, 12, 31)) == Both("中華民國 115 年 12 月 31 日", "2026-12-31")
    evening = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    assert moment_words(evening) == Both("中華民國 116 年 1 月 1 日 00:05", "2027-01-01 00:05")
    assert dollars(1234567) == "NT$\N{NO-BREAK SPACE}1,234,567"
