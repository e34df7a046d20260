from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from simulator.mirror import CannotTouch, Mirror, MirrorGone
from tests.simulator.fakes import NEXT_FRAME, FakeMirror, node


@pytest.fixture
def kiosk() -> Iterator[FakeMirror]:
    with closing(FakeMirror()) as kiosk:
        yield kiosk


def test_reads_the_tree(kiosk: FakeMirror) -> None:
    kiosk.nodes.append(node("應付", value="NT$20", touchable=False))
    tree = Mirror(kiosk.url).tree()
    assert (tree.screen, tree.width, tree.height) == ("attract", 1080, 1920)
    assert tree.can_touch("English")
    assert not tree.can_touch("應付")
    assert tree.said() == "開始使用 | English | 應付 | NT$20"


def test_what_is_covered_cannot_be_touched(kiosk: FakeMirror) -> None:
    kiosk.nodes[0]["covered"] = True
    assert not Mirror(kiosk.url).tree().can_touch("開始使用")


def test_touches_by_name_and_by_place(kiosk: FakeMirror) -> None:
    mirror = Mirror(kiosk.url)
    mirror.tap("English")
    mirror.tap_at(540, 480)
    mirror.type("B1")
    assert kiosk.touched == [{"name": "English"}, {"x": 540, "y": 480}]
    assert kiosk.typed == ["B1"]
    with pytest.raises(CannotTouch, match="無此按鈕"):
        mirror.tap("無此按鈕")


def test_fetches_the_picture_whole_and_moving(kiosk: FakeMirror) -> None:
    mirror = Mirror(kiosk.url)
    assert mirror.picture().startswith(b"\x89PNG")
    kind, pieces = mirror.stream()
    assert kind.startswith("multipart/x-mixed-replace")
    kiosk.closing.set()  # the picture ends with the kiosk, and the stream with it
    moving = b"".join(pieces)
    assert moving.startswith(NEXT_FRAME)
    assert moving.endswith(NEXT_FRAME)


def test_a_kiosk_that_is_gone_is_said_so() -> None:
    kiosk = FakeMirror()
    mirror = Mirror(kiosk.url)
    kiosk.close()
    for look in (mirror.tree, mirror.picture, mirror.stream):
        with pytest.raises(MirrorGone):
            look()
    with pytest.raises(MirrorGone):
        mirror.tap("English")
