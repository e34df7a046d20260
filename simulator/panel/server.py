"""Serves the panel: its page, what it shows, and the deeds of whoever uses it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import pypdfium2

from kiosk.documents.fonts import Faces
from simulator.controls import Controls, DeedRefused, TwinsGone
from simulator.loopback import Answer, BadRequest, LoopbackService, Request, not_found, of_bytes, of_json
from simulator.mirror import CannotTouch, Mirror, MirrorGone, Tree
from simulator.network import Line, Network

HERE = Path(__file__).parent
THUMBNAIL_DPI = 50
PAGE = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/panel.css": ("panel.css", "text/css; charset=utf-8"),
    "/panel.js": ("panel.js", "text/javascript; charset=utf-8"),
}


class KioskSwitch(Protocol):
    """The kiosk's process as a hand on its plug."""

    @property
    def alive(self) -> bool: ...

    @property
    def runs(self) -> int:
        """How often it has been started."""

    @property
    def mirror(self) -> Mirror | None:
        """None while it is not running."""

    def kill(self) -> None: ...

    def start(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything the panel shows and touches. `central` answers None when there is nothing to read."""

    kiosk: KioskSwitch
    network: Network
    twins: Controls
    central: Callable[[], Mapping[str, object] | None]
    students: Sequence[Mapping[str, str]]
    faces: Faces


class Panel:
    """Answers the page's requests; `LoopbackService(Panel(...).answer)` serves it."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def serve(self, port: int) -> LoopbackService:
        return LoopbackService(self.answer, port)

    def answer(self, request: Request) -> Answer:
        try:
            match request.method:
                case "GET":
                    return self._get(request.path)
                case _:
                    self._post(request)
                    return of_json({})
        except (CannotTouch, DeedRefused) as refused:
            return of_json({"error": str(refused)}, HTTPStatus.CONFLICT)
        except (MirrorGone, TwinsGone) as gone:
            return of_json({"error": str(gone)}, HTTPStatus.SERVICE_UNAVAILABLE)

    def _get(self, path: str) -> Answer:
        if path in PAGE:
            name, kind = PAGE[path]
            return of_bytes((HERE / name).read_bytes(), kind)
        match path.strip("/").split("/"):
            case ["state"]:
                return of_json(self.state())
            case ["screen.mjpeg"]:
                return Answer(*self._mirror().stream())
            case ["fonts", "regular.ttf"]:
                return of_bytes(self._around.faces.regular.read_bytes(), "font/ttf")
            case ["fonts", "bold.ttf"]:
                return of_bytes(self._around.faces.bold.read_bytes(), "font/ttf")
            case ["slips", name] if name.removesuffix(".png").isdecimal():
                return of_bytes(self._around.twins.slip(int(name.removesuffix(".png"))), "image/png")
            case ["tray", name] if name.removesuffix(".pdf").isdecimal():
                return of_bytes(self._around.twins.sheet(int(name.removesuffix(".pdf"))), "application/pdf")
            case ["tray", name] if name.removesuffix(".png").isdecimal():
                paper = self._around.twins.sheet(int(name.removesuffix(".png")))
                return of_bytes(first_page(paper), "image/png")
        return not_found()

    def _post(self, request: Request) -> None:
        body = request.body
        match request.path:
            case "/touch":
                self._touch(body)
            case "/type":
                self._mirror().type(_word(body, "digits"))
            case "/do":
                self._do(_word(body, "device"), _word(body, "deed"), body)
            case _:
                raise BadRequest("no such place")

    def _touch(self, body: dict[str, Any]) -> None:
        """By name, or at a place given as shares of the picture's width and height."""
        match body:
            case {"name": str(name)}:
                self._mirror().tap(name)
            case {"x": float() | int() as x, "y": float() | int() as y} if 0 <= x < 1 and 0 <= y < 1:
                tree = self._mirror().tree()
                self._mirror().tap_at(int(x * tree.width), int(y * tree.height))
            case _:
                raise BadRequest("a touch has a name, or x and y between 0 and 1")

    def _do(self, device: str, deed: str, body: dict[str, Any]) -> None:
        match device, deed:
            case "network", "switch":
                self._around.network.switch(_line(_word(body, "line")))
            case "kiosk", "kill":
                self._around.kiosk.kill()
            case "kiosk", "start":
                self._around.kiosk.start()
            case _:
                how = {key: value for key, value in body.items() if key not in ("device", "deed")}
                self._around.twins.do(device, deed, **how)

    def _mirror(self) -> Mirror:
        mirror = self._around.kiosk.mirror
        if mirror is None:
            raise MirrorGone("機台沒有在執行 · the kiosk is not running")
        return mirror

    # ---- What is shown -----------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        devices = self._devices()
        central = self._around.central()
        return {
            "kiosk": self._kiosk(),
            "network": self._around.network.line,
            "devices": {name: devices.get(name) for name in DEVICES},
            "hoppers": devices.get("hoppers", {}),
            "slips": devices.get("slips", 0),
            "tray": devices.get("tray", []),
            "central": None if central is None else dict(central),
            "students": [dict(student) for student in self._around.students],
        }

    def _kiosk(self) -> dict[str, object]:
        kiosk, tree = self._around.kiosk, self._tree()
        return {
            "alive": kiosk.alive,
            "run": kiosk.runs,
            "screen": tree.screen if tree else "",
            "touchables": [node.name for node in tree.nodes if node.touchable] if tree else [],
        }

    def _tree(self) -> Tree | None:
        mirror = self._around.kiosk.mirror
        try:
            return mirror.tree() if mirror else None
        except MirrorGone:
            return None

    def _devices(self) -> dict[str, Any]:
        try:
            return self._around.twins.state()
        except TwinsGone:
            return {}


DEVICES = ("coin_acceptor", "bill_validator", "receipt_printer", "document_printer")


def first_page(paper: bytes) -> bytes:
    """A small picture of it."""
    document = pypdfium2.PdfDocument(paper)
    try:
        picture = document[0].render(scale=THUMBNAIL_DPI / 72).to_pil()
    finally:
        document.close()
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _word(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{key} is missing")
    return value


def _line(word: str) -> Line:
    try:
        return Line(word)
    except ValueError:
        raise BadRequest(f"the line cannot be {word}") from None
