"""The mirror: frames out, touches in, and nothing that a person could not do."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from PIL import Image

from screens.mirror import NEXT_FRAME, Mirror
from screens.pointer import post_tap
from screens.window import Window, open_hidden

if TYPE_CHECKING:
    from tests.screens.conftest import Person


class Browser:
    """What the simulator's panel does."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.url + path, timeout=5, headers=headers)

    def post(self, path: str, body: object) -> requests.Response:
        return requests.post(self.url + path, json=body, timeout=5)

    def tree(self) -> dict[str, Any]:
        tree: dict[str, Any] = self.get("/tree").json()
        return tree


@pytest.fixture
def browser(person: Person) -> Iterator[Browser]:
    """A window with a mirror, running in its own thread as the real one runs in the main thread."""
    mirror = Mirror(post_tap)
    window = Window(person.app, lambda: person.now_s, headless=True, mirror=mirror)
    mirror.start()
    window.frame()
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            window.frame()
            stop.wait(0.005)

    thread = threading.Thread(target=loop)
    thread.start()
    yield Browser(mirror.port)
    stop.set()
    thread.join()
    mirror.stop()
    open_hidden()


def test_frames_have_the_size_of_the_panel(browser: Browser) -> None:
    png = browser.get("/frame.png")
    assert png.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(png.content)).size == (1080, 1920)
    assert Image.open(io.BytesIO(browser.get("/frame.jpg").content)).size == (540, 960)


def test_the_tree_says_what_a_person_perceives(browser: Browser) -> None:
    tree = browser.tree()
    assert (tree["screen"], tree["width"], tree["height"]) == ("attract", 1080, 1920)
    start = next(node for node in tree["nodes"] if node["name"] == "開始使用")
    assert start["role"] == "button"
    assert start["touchable"]
    assert not start["covered"]


def test_a_visit_by_name(browser: Browser, person: Person) -> None:
    assert browser.post("/tap", {"name": "開始使用"}).status_code == 200
    assert browser.tree()["screen"] == "identify"
    assert browser.post("/type", {"digits": "B11100001940305"}).status_code == 200
    assert person.app.ui.complete
    assert browser.post("/tap", {"name": "下一步"}).json()["frame"] > 1
    assert browser.tree()["screen"] == "preparing"


def test_a_touch_by_place(browser: Browser, person: Person) -> None:
    node = person.scene.named("English")[0]
    x, y = node.rect.centre
    assert browser.post("/tap", {"x": x, "y": y}).status_code == 200
    assert person.app.ui.language == "en"


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/tap", {"name": "沒有這個"}, "0 things are called"),
        ("/tap", {"x": 5000, "y": 1}, "not on the screen"),
        ("/tap", {"x": "1", "y": 1}, "whole numbers"),
        ("/tap", {}, "or a name"),
        ("/tap", [], "not a JSON object"),
        ("/type", {"digits": "5"}, "no key '5' on attract"),
        ("/type", {"digits": ""}, "1 to 20"),
        ("/type", {"digits": "1" * 21}, "1 to 20"),
        ("/type", {}, "1 to 20"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    browser: Browser, person: Person, path: str, body: object, reason: str
) -> None:
    answer = browser.post(path, body)
    assert answer.status_code == 409
    assert reason in answer.json()["refused"]
    assert person.emitted == []


def test_what_is_off_or_covered_is_refused(browser: Browser, person: Person) -> None:
    browser.post("/tap", {"name": "開始使用"})
    assert "disabled" in browser.post("/tap", {"name": "下一步"}).json()["refused"]
    person.machine = replace(person.machine, asking_still_there=True)
    for _ in range(100):
        if "still_there" in browser.tree()["screen"]:
            break
    assert "covered" in browser.post("/tap", {"name": "返回"}).json()["refused"]
    assert "no key" in browser.post("/type", {"digits": "5"}).json()["refused"]


@pytest.mark.parametrize("body", [b"not json", b"", b"{" * 5000])
def test_bad_bodies(browser: Browser, body: bytes) -> None:
    answer = requests.post(browser.url + "/tap", data=body, timeout=5)
    assert answer.status_code == 409


def test_unknown_paths(browser: Browser) -> None:
    assert browser.get("/").status_code == 404
    assert browser.post("/frame.png", {}).status_code == 404


def test_only_under_its_own_name(browser: Browser) -> None:
    """A page that makes its own name resolve to 127.0.0.1 must not reach the mirror."""
    assert browser.get("/tree", Host="evil.example").status_code == 409
    assert browser.get("/tree", Host="localhost:1").status_code == 200


def test_only_on_loopback() -> None:
    mirror = Mirror(post_tap)
    mirror.start()
    with socket.create_connection(("127.0.0.1", mirror.port), timeout=2):
        pass
    assert mirror._server.server_address[0] == "127.0.0.1"
    mirror.stop()


def test_the_stream_sends_a_frame_whenever_something_changes(browser: Browser) -> None:
    with requests.get(browser.url + "/mjpeg", timeout=5, stream=True) as answer:
        assert answer.headers["Content-Type"].startswith("multipart/x-mixed-replace")
        assert part(answer) == b""
        first = part(answer)
        browser.post("/tap", {"name": "高對比"})
        second = part(answer)
    one, other = (
        Image.open(io.BytesIO(p)).convert("L").resize((1, 1)).getpixel((0, 0)) for p in (first, second)
    )
    assert isinstance(one, int)
    assert isinstance(other, int)
    assert one > other + 50, "high contrast is dark"


def part(answer: requests.Response) -> bytes:
    """What comes before the head of the next frame."""
    body = b""
    while not body.endswith(NEXT_FRAME):
        body += answer.raw.read(1)
    return body.removesuffix(NEXT_FRAME)


def test_nothing_before_the_first_frame() -> None:
    mirror = Mirror(post_tap)
    mirror.start()
    answer = requests.get(f"http://127.0.0.1:{mirror.port}/tree", timeout=5)
    assert json.loads(answer.text) == {"refused": "nothing has been drawn yet"}
    assert requests.get(f"http://127.0.0.1:{mirror.port}/frame.png", timeout=5).status_code == 409
    mirror.stop()
