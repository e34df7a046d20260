"""A kiosk's mirror and the controls of the twins, as much of them as the simulator's own files need."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image

from simulator.loopback import Answer, LoopbackService, Request, not_found, of_bytes, of_json

NEXT_FRAME = b"\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"


def picture(colour: str, kind: str, size: tuple[int, int] = (90, 160)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def one_page() -> bytes:
    """A PDF with one white page."""
    file = io.BytesIO()
    Image.new("RGB", (100, 141), "white").save(file, "PDF")
    return file.getvalue()


def node(name: str, *, role: str = "button", touchable: bool = True, value: str = "") -> dict[str, Any]:
    return {
        "role": role,
        "name": name,
        "value": value,
        "rect": [0, 0, 10, 10],
        "states": [],
        "touchable": touchable,
        "covered": False,
    }


class FakeMirror:
    """Shows one screen with some buttons; keeps what was touched and typed."""

    def __init__(self, screen: str = "attract", names: tuple[str, ...] = ("開始使用", "English")) -> None:
        self.screen = screen
        self.nodes = [node(name) for name in names]
        self.touched: list[dict[str, Any]] = []
        self.typed: list[str] = []
        self.closing = threading.Event()
        self.service = LoopbackService(self._answer)

    @property
    def url(self) -> str:
        return self.service.url

    def close(self) -> None:
        self.closing.set()
        self.service.close()

    def tapped(self, body: dict[str, Any]) -> None:
        """For a subclass that goes on to another screen."""

    def keys(self, digits: str) -> None:
        """For a subclass that minds what was typed."""

    def _answer(self, request: Request) -> Answer:
        match request.method, request.path:
            case "GET", "/tree":
                return of_json({"screen": self.screen, "width": 1080, "height": 1920, "nodes": self.nodes})
            case "GET", "/frame.png":
                return of_bytes(picture("teal", "PNG"), "image/png")
            case "GET", "/mjpeg":
                return Answer("multipart/x-mixed-replace; boundary=frame", self._frames())
            case "POST", "/tap":
                named = {one["name"] for one in self.nodes if one["touchable"]}
                if "name" in request.body and request.body["name"] not in named:
                    return of_json({"error": "nothing of that name"}, 409)
                self.touched.append(request.body)
                self.tapped(request.body)
                return of_json({})
            case "POST", "/type":
                self.typed.append(request.body["digits"])
                self.keys(request.body["digits"])
                return of_json({})
        return not_found()

    def _frames(self) -> Iterator[bytes]:
        """As the kiosk's mirror: each frame is followed by the head of the next, and here none follows."""
        yield NEXT_FRAME + picture("teal", "JPEG") + NEXT_FRAME
        self.closing.wait(30.0)


class FakeTwins:
    """Answers the last state it was given; keeps every deed."""

    def __init__(self) -> None:
        self.paper = one_page()
        self.refusing = False
        self.state: dict[str, Any] = {
            "coin_acceptor": {
                "powered": True,
                "plugged": True,
                "open": [1, 5, 10, 20, 50],
                "cash_box": [10, 10, 50],
                "returned": [0],
                "last": "NT$50 accepted",
            },
            "receipt_printer": {"powered": True, "plugged": True, "cover_open": False, "paper": "full"},
            "document_printer": {"powered": True, "jammed": False, "sheets": 250, "printing": ""},
            "slips": 2,
            "tray": [{"number": 1, "pages": 2}],
        }
        self.deeds: list[dict[str, Any]] = []
        self.done: Callable[[dict[str, Any]], None] = lambda deed: None
        self.service = LoopbackService(self._answer)

    @property
    def url(self) -> str:
        return self.service.url

    def close(self) -> None:
        self.service.close()

    def _answer(self, request: Request) -> Answer:
        match request.method, request.path:
            case "GET", "/state":
                return of_json(self.state)
            case "GET", "/slips/1.png" | "/slips/2.png":
                return of_bytes(picture("white", "PNG", (144, 300)), "image/png")
            case "GET", "/tray/1.pdf":
                return of_bytes(self.paper, "application/pdf")
            case "POST", "/do":
                if self.refusing or request.body["deed"] == "explode":
                    return of_json({"error": "no such deed"}, 400)
                self.deeds.append(request.body)
                self.done(request.body)
                return of_json({})
        return not_found()
