from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from simulator.network import Line
from tests.simulator.panel.surroundings import Small, small_world

TIMEOUT_S = 5.0


@pytest.fixture
def world() -> Iterator[Small]:
    with small_world() as world:
        yield world


def get(world: Small, path: str) -> requests.Response:
    return requests.get(world.url + path, timeout=TIMEOUT_S)


def post(world: Small, path: str, **body: Any) -> requests.Response:
    return requests.post(world.url + path, json=body, timeout=TIMEOUT_S)


def test_the_page_and_its_parts_are_there(world: Small) -> None:
    for path, kind in (("/", "text/html"), ("/panel.css", "text/css"), ("/panel.js", "text/javascript")):
        answer = get(world, path)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(kind)


def test_the_page_needs_nothing_from_elsewhere(world: Small) -> None:
    words = "".join(get(world, path).text for path in ("/", "/panel.css", "/panel.js"))
    assert "http://" not in words
    assert "https://" not in words
    assert "//cdn" not in words


def test_state_tells_everything_at_once(world: Small) -> None:
    state = get(world, "/state").json()
    assert state["kiosk"] == {
        "alive": True,
        "run": 1,
        "screen": "attract",
        "touchables": ["開始使用", "English"],
    }
    assert state["network"] == "up"
    assert state["devices"]["document_printer"]["sheets"] == 250
    assert state["slips"] == 2
    assert state["tray"] == [{"number": 1, "pages": 2}]
    assert state["central"]["acked_seq"] == 42
    assert state["students"][0]["number"] == "B11199042"


def test_state_is_told_also_when_everything_is_gone(world: Small) -> None:
    world.twins.close()
    world.mirror.close()
    world.central.clear()
    state = get(world, "/state").json()
    assert state["kiosk"]["screen"] == ""
    assert set(state["devices"].values()) == {None}
    assert state["hoppers"] == {}
    assert state["central"] is None


def test_a_click_is_a_touch_in_the_pixels_of_the_kiosk(world: Small) -> None:
    assert post(world, "/touch", x=0.5, y=0.25).ok
    assert world.mirror.touched == [{"x": 540, "y": 480}]


@pytest.mark.parametrize("body", [{"x": 1.0, "y": 0.5}, {"x": -0.1, "y": 0}, {"x": "a", "y": 0}, {}])
def test_a_touch_beside_the_screen_is_refused(world: Small, body: dict[str, Any]) -> None:
    assert post(world, "/touch", **body).status_code == 400
    assert not world.mirror.touched


def test_a_touch_by_name(world: Small) -> None:
    assert post(world, "/touch", name="開始使用").ok
    assert post(world, "/touch", name="無此按鈕").status_code == 409
    assert world.mirror.touched == [{"name": "開始使用"}]


def test_digits_are_typed(world: Small) -> None:
    assert post(world, "/type", digits="7").ok
    assert world.mirror.typed == ["7"]


def test_the_network_switch(world: Small) -> None:
    assert post(world, "/do", device="network", deed="switch", line="down").ok
    assert world.network.line is Line.DOWN
    assert post(world, "/do", device="network", deed="switch", line="sideways").status_code == 400


def test_killing_and_starting_the_kiosk(world: Small) -> None:
    assert post(world, "/do", device="kiosk", deed="kill").ok
    assert get(world, "/state").json()["kiosk"]["alive"] is False
    assert post(world, "/touch", name="開始使用").status_code == 503
    assert get(world, "/screen.mjpeg").status_code == 503
    assert post(world, "/do", device="kiosk", deed="start").ok
    assert get(world, "/state").json()["kiosk"]["run"] == 2


def test_other_deeds_go_to_the_twins_word_for_word(world: Small) -> None:
    assert post(world, "/do", device="coin_acceptor", deed="insert", coin="50").ok
    assert world.twins.deeds == [{"device": "coin_acceptor", "deed": "insert", "coin": "50"}]
    assert post(world, "/do", device="coin_acceptor", deed="explode").status_code == 409


def test_what_came_out_can_be_looked_at(world: Small) -> None:
    assert get(world, "/slips/2.png").content.startswith(b"\x89PNG")
    assert get(world, "/tray/1.pdf").content.startswith(b"%PDF")
    assert get(world, "/tray/1.png").content.startswith(b"\x89PNG")
    assert get(world, "/slips/9.png").status_code == 409
    assert get(world, "/slips/..%2f1.png").status_code == 404


def test_the_moving_picture_passes_through(world: Small) -> None:
    with requests.get(world.url + "/screen.mjpeg", stream=True, timeout=TIMEOUT_S) as picture:
        assert picture.headers["Content-Type"].startswith("multipart/x-mixed-replace")
        assert picture.raw.read1(9) == b"\r\n--frame"
