"""Waiting honestly: what is being done, that no money is in, and a way back where there is one."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.visit.events import BackTouched
from screens.nodes import Drawing, Role, Scene

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def test_looking_somebody_up(look: Look, words: Says) -> None:
    scene = look("checking")
    assert "正在向學校查詢您的資料" in words(scene)
    assert [(n.name, n.action) for n in scene.nodes if n.role is Role.BUTTON] == [("返回", BackTouched())]


def test_getting_papers_ready(look: Look, words: Says) -> None:
    scene = look("preparing")
    said = words(scene)
    for part in ("正在製作並檢查", "中文歷年成績單", "2 份，NT$40", "還沒有收任何錢"):
        assert part in said
    assert [n.name for n in scene.nodes if n.role is Role.BUTTON] == [], "the core has no way back from here"


def test_no_percentage_is_invented(look: Look, words: Says) -> None:
    for name in ("checking", "preparing"):
        scene = look(name)
        assert "%" not in words(scene)
        assert any(isinstance(m, Drawing) and m.moves for m in scene.marks)
        assert not any(isinstance(m, Drawing) and m.moves for m in look(name, contrast=True).marks)
