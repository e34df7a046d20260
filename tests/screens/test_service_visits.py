"""The last visits: money, papers, slips, case numbers; no name and no student number."""

from __future__ import annotations

from dataclasses import replace

from kiosk.maintenance.states import Books, Session
from screens.service_samples import MACHINES
from tests.screens.conftest import Look, said


def test_each_visit_says_what_became_of_the_money(look: Look) -> None:
    words = said(look("service-visits"))
    assert "投入 NT$100" in words
    assert "欠款 NT$20" in words
    assert "存疑 NT$10" in words
    assert "09-20 14:12" in words, "local time"
    assert "未成交" in words


def test_papers_and_slips_in_doubt_say_so(look: Look) -> None:
    words = said(look("service-visits"))
    assert "文件：已印出、不確定" in words
    assert "領款憑單 不確定" in words


def test_before_the_journal_was_read_and_when_it_is_empty(look: Look) -> None:
    assert "讀取紀錄中" in said(look("service-reading"))
    machine = MACHINES["service-reading"]
    state = machine.service.state
    assert isinstance(state, Session)
    empty = replace(machine, service=replace(machine.service, state=replace(state, books=Books())))
    assert "還沒有收過錢的交易" in said(look(empty))
