"""The kiosk's screen for the simulator's panel: frames out, touches in, on 127.0.0.1 only.

    GET  /frame.png  /frame.jpg (half size)  /mjpeg (a frame whenever it changes)  /tree (what is there)
    POST /tap {"x": 1, "y": 2} or {"name": "..."}      POST /type {"digits": "B11100001"}

Started only where the configuration says that the hardware is simulated. A tap by name must mean exactly one
thing that is on, visible and not covered; it becomes a touch in the same queue that real ones come from.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pygame
from PIL import Image

from screens.app import find
from screens.nodes import Node, Role, Scene

HOST = "127.0.0.1"
MOTION_S = 0.2  # moving stripes are sent five times a second, changes at once
TAP_WAIT_S = 2.0
STOP_POLL_S = 0.05
STREAM_WAIT_S = 5.0
LARGEST_BODY = 4096
JPEG_QUALITY = 80
NEXT_FRAME = b"\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"


class Refused(ValueError):
    """The request cannot be done; the text says why."""


class Mirror:
    """Holds the newest picture and serves it. `lock` is held while the window draws."""

    def __init__(self, tap: Callable[[int, int], threading.Event], port: int = 0) -> None:
        self.lock = threading.Lock()
        self._tap = tap
        self._fresh = threading.Condition()
        self._scene: Scene | None = None
        self._surface: pygame.Surface | None = None
        self._published_s = 0.0
        self.number = 0
        self.stopping = False
        self._server = ThreadingHTTPServer((HOST, port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(STOP_POLL_S,), name="mirror", daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopping = True
        with self._fresh:
            self._fresh.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def publish(self, scene: Scene, surface: pygame.Surface, composed: bool, now_s: float) -> None:
        """There is a new picture; called by the window after drawing."""
        if not composed and scene is self._scene and now_s - self._published_s < MOTION_S:
            return
        with self._fresh:
            self._scene, self._surface = scene, surface
            self._published_s = now_s
            self.number += 1
            self._fresh.notify_all()

    # ---- What is asked for ---------------------------------------------------------------------------

    def tree(self) -> dict[str, object]:
        """Everything a person can perceive, in reading order."""
        with self._fresh:
            scene, number = self._scene, self.number
        if scene is None:
            raise Refused("nothing has been drawn yet")
        return {
            "screen": scene.screen,
            "frame": number,
            "width": scene.width,
            "height": scene.height,
            "nodes": [_described(scene, node) for node in scene.nodes],
        }

    def picture(self, kind: str, half: bool) -> bytes:
        """The newest frame as PNG or JPEG."""
        if self._surface is None:
            raise Refused("nothing has been drawn yet")
        with self.lock:
            surface = self._surface
            size = surface.get_size()
            if half:
                size = (size[0] // 2, size[1] // 2)
                surface = pygame.transform.smoothscale(surface, size)
            pixels = pygame.image.tobytes(surface, "RGB")
        out = io.BytesIO()
        Image.frombytes("RGB", size, pixels).save(out, kind, quality=JPEG_QUALITY, compress_level=1)
        return out.getvalue()

    def wait(self, number: int, seconds: float) -> int:
        """The number of a frame newer than `number`, or `number` again when there is none in time."""
        with self._fresh:
            self._fresh.wait_for(lambda: self.number > number or self.stopping, seconds)
            return self.number

    def tap(self, body: dict[str, object]) -> dict[str, object]:
        """Touch a point, or the one thing that has this name."""
        scene = self._now()
        x, y, name = body.get("x"), body.get("y"), body.get("name")
        if isinstance(name, str):
            x, y = _one(scene, name).rect.centre
        if not isinstance(x, int) or not isinstance(y, int):
            raise Refused("give x and y as whole numbers, or a name")
        if not (0 <= x < scene.width and 0 <= y < scene.height):
            raise Refused(f"{x}, {y} is not on the screen")
        self._touch(x, y)
        return {"tapped": [x, y], "frame": self.number}

    def type(self, body: dict[str, object]) -> dict[str, object]:
        """Touch one key after the other, each in the picture that the one before has made."""
        digits = body.get("digits")
        if not isinstance(digits, str) or not 0 < len(digits) <= 20:
            raise Refused("give digits as a string of 1 to 20 characters")
        for character in digits:
            scene = self._now()
            keys = [n for n in scene.nodes if n.role is Role.KEY and n.name == character]
            if len(keys) != 1 or not keys[0].touchable or scene.covered(keys[0]):
                raise Refused(f"there is no key {character!r} on {scene.screen}")
            self._touch(*keys[0].rect.centre)
        return {"typed": len(digits), "frame": self.number}

    def _touch(self, x: int, y: int) -> None:
        """Returns when the picture shows what the touch led to; what the machine says may come later."""
        if not self._tap(x, y).wait(TAP_WAIT_S):
            raise Refused("the window does not answer")

    def _now(self) -> Scene:
        if self._scene is None:
            raise Refused("nothing has been drawn yet")
        return self._scene


def _one(scene: Scene, name: str) -> Node:
    node = find(scene, name)
    if isinstance(node, str):
        raise Refused(node)
    return node


def _described(scene: Scene, node: Node) -> dict[str, object]:
    return {
        "role": node.role.value,
        "name": node.name,
        "rect": list(node.rect),
        "value": node.value,
        "states": sorted(node.states),
        "speech": node.speech,
        "touchable": node.touchable,
        "covered": node.action is not None and scene.covered(node),
    }


def _handler(mirror: Mirror) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request; answers in plain words what it refuses."""

        server_version = "kiosk-mirror"

        def do_GET(self) -> None:
            self._answered(self._get)

        def do_POST(self) -> None:
            self._answered(self._post)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are not logged: they would hold what was typed."""

        def _answered(self, answer: Callable[[], None]) -> None:
            try:
                # A page of another origin that was made to resolve to 127.0.0.1 has its own name here.
                if self.headers.get("Host", "").rsplit(":", 1)[0] not in (HOST, "localhost"):
                    raise Refused("only for 127.0.0.1")
                answer()
            except Refused as refused:
                self._send(409, "application/json", json.dumps({"refused": str(refused)}).encode())
            except (BrokenPipeError, ConnectionResetError):
                return  # the panel has closed its window

        def _get(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/frame.png":
                self._send(200, "image/png", mirror.picture("PNG", half=False))
            elif path == "/frame.jpg":
                self._send(200, "image/jpeg", mirror.picture("JPEG", half=True))
            elif path == "/tree":
                self._send(200, "application/json", json.dumps(mirror.tree(), ensure_ascii=False).encode())
            elif path == "/mjpeg":
                self._stream()
            else:
                self._send(404, "text/plain", b"not here\n")

        def _post(self) -> None:
            deeds = {"/tap": mirror.tap, "/type": mirror.type}
            deed = deeds.get(self.path.partition("?")[0])
            if deed is None:
                self._send(404, "text/plain", b"not here\n")
                return
            self._send(200, "application/json", json.dumps(deed(self._body())).encode())

        def _body(self) -> dict[str, object]:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > LARGEST_BODY:
                raise Refused("a body of at most 4096 bytes is needed")
            try:
                body = json.loads(self.rfile.read(int(length)))
            except ValueError as error:
                raise Refused("the body is not JSON") from error
            if not isinstance(body, dict):
                raise Refused("the body is not a JSON object")
            return body

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            # A browser shows a frame when it meets the head of the next, and that frame may be far away: so
            # each frame is followed by the next one's head, which for that reason cannot tell a length.
            self.wfile.write(NEXT_FRAME)
            shown = 0
            while not mirror.stopping:
                number = mirror.wait(shown, STREAM_WAIT_S)
                if number == shown:
                    continue
                shown = number
                self.wfile.write(mirror.picture("JPEG", half=True) + NEXT_FRAME)

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

    return Handler
