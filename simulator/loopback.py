"""A small HTTP service on 127.0.0.1 for the panel and for the controls of the twins.

Only this computer may ask: the Host must be loopback (a page elsewhere cannot reach it through a name of its
own) and a deed must come as application/json (a foreign page cannot send that without asking first).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

LARGEST_BODY = 100_000
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


class BadRequest(ValueError):
    """The asker's mistake; its text is the answer."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """`parts` go out one after the other; without `length` the connection ends with the last of them."""

    kind: str
    parts: Iterator[bytes]
    status: int = HTTPStatus.OK
    length: int | None = None


def of_bytes(content: bytes, kind: str, status: int = HTTPStatus.OK) -> Answer:
    return Answer(kind, iter((content,)), status, len(content))


def of_json(value: object, status: int = HTTPStatus.OK) -> Answer:
    return of_bytes(json.dumps(value, ensure_ascii=False).encode(), "application/json", status)


NOT_FOUND = HTTPStatus.NOT_FOUND


def not_found() -> Answer:
    return of_json({"error": "not found"}, NOT_FOUND)


class LoopbackService:
    """Serves `answer` in threads of its own until closed. A context manager."""

    def __init__(self, answer: Callable[[Request], Answer], port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), answer)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an endless picture must not keep the panel from closing

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Answer]) -> None:
        super().__init__(address, _Handler)
        self.answer = answer

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 60.0

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the panel asks several times a second."""

    def _serve(self, method: str) -> None:
        try:
            answer = self.server.answer(Request(method, urlsplit(self.path).path, self._body(method)))
        except BadRequest as mistake:
            answer = of_json({"error": str(mistake)}, HTTPStatus.BAD_REQUEST)
        self._send(answer)

    def _body(self, method: str) -> dict[str, Any]:
        host = self.headers.get("Host", "").rpartition(":")
        if (host[0] or host[2]) not in OWN_NAMES:
            raise BadRequest("only this computer may ask")
        if method == "GET":
            return {}
        if self.headers.get_content_type() != "application/json":
            raise BadRequest("a deed is application/json")
        try:
            length = int(self.headers.get("Content-Length", "0"))
            if not 0 <= length <= LARGEST_BODY:
                raise ValueError
            body = json.loads(self.rfile.read(length) or b"{}")
        except (ValueError, RecursionError):
            self.close_connection = True
            raise BadRequest("this is not JSON of a sensible size") from None
        if not isinstance(body, dict):
            raise BadRequest("a deed is a JSON object")
        return body

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Cache-Control", "no-store")
        if answer.length is None:
            self.close_connection = True
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(answer.length))
        self.end_headers()
        for part in answer.parts:
            self.wfile.write(part)
