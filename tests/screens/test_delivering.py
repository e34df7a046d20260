"""Coming out: no guessed progress, no lost money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.devices import Condition, DeviceStatus, Trouble
from kiosk.money import Money
from kiosk.visit.states import Delivering, PaperState
from screens import samples
from screens.nodes import Drawing, Role, Scene, State

Look = Callable[..., Scene]
Says = Callable[[Scene], str]
STATE = samples.DELIVERING


def title(scene: Scene) -> str:
    return next(node.name for node in scene.nodes if node.role is Role.TITLE)


def test_the_title_says_what_is_printed_now(look: Look) -> None:
    assert title(look("delivering-receipt")) == "正在印收據"
    assert title(look("delivering")) == "正在印第 2 份"
    assert title(look("delivering-stopped")) == "正在準備出紙"


def test_each_thing_says_how_far_it_is(look: Look, words: Says) -> None:
    said = words(look("delivering"))
    for part in ("收據: 已印好", "中文歷年成績單 2／2: 列印中", "中文在學證明: 等待", "請等全部印完"):
        assert part in said
    assert "%" not in said


def test_what_is_running_is_the_only_thing_with_stripes(look: Look) -> None:
    scene = look("delivering")
    striped = [m for m in scene.marks if isinstance(m, Drawing) and m.moves and m.radius]
    assert len(striped) == 1


def test_with_many_papers_the_page_with_the_running_one_is_shown(look: Look, words: Says) -> None:
    papers = samples.VISITS["delivering-many"]
    assert isinstance(papers, Delivering)
    late = tuple(
        replace(p, state=PaperState.DELIVERED if i < 18 else PaperState.PRINTING)
        for i, p in enumerate(papers.papers)
    )
    said = words(look(replace(papers, papers=late)))
    assert "19／20: 列印中" in said
    assert "1／20: 已印好" not in said.split("20／20")[0].split("| 中文歷年成績單 11")[0]


def test_a_stopped_printer_says_what_and_that_the_money_is_safe(look: Look, words: Says) -> None:
    said = words(look("delivering-stopped"))
    assert "印表機停住了：紙用完了" in said
    assert "您的錢沒有少" in said


def test_a_stopped_printer_does_not_matter_when_nothing_waits(look: Look, words: Says) -> None:
    stopped = DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,))
    done = tuple(replace(p, state=PaperState.DELIVERED) for p in STATE.papers)
    machine = replace(samples.SERVING, document_printer=stopped, visit=replace(STATE, papers=done))
    assert "停住了" not in words(look(machine))


def test_a_paper_that_failed_is_marked(look: Look) -> None:
    failed = [n for n in look("delivering-stopped").nodes if State.FAILED in n.states]
    assert failed
    assert all("沒有印出" in node.name for node in failed)


def test_change_that_is_out_is_the_first_thing(look: Look, words: Says) -> None:
    said = words(look("delivering-change"))
    assert "找零 NT$35: 已退" in said
    assert said.index("找零 NT$35: 已退") < said.index("中文歷年成績單 1／2: 已印好")
    assert "共 4 樣" in said, "what is printed is counted, and change is not"
    assert "亮起的是取紙口、收據口和退幣口" in said
    assert "退幣口" not in words(look("delivering"))


def test_doubtful_change_is_said_with_its_case(look: Look, words: Says) -> None:
    said = words(look(replace(STATE, visit_id=samples.CASE, doubtful=Money(5))))
    for part in ("有 NT$5 不確定有沒有出來", "人員會查", f"案號 {samples.CASE}"):
        assert part in said
    assert "案號" not in words(look(STATE))


def test_a_note_in_doubt_and_earlier_credit_are_told(
    look: Callable[..., Scene], words: Callable[[Scene], str]
) -> None:
    said = words(look("delivering-note-doubt"))
    assert "紙鈔 NT$100 不確定在哪裡" in said
    assert "上次留下的 NT$30 用在這次付款了" in said
    assert "上次" not in words(look("delivering"))
