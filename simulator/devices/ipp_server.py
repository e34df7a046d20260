"""IPP over HTTP on loopback, with a wire that can be made to fail in a chosen moment."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from drivers.ipp.requests import Operation

PATH = "/ipp/print"
LARGEST_REQUEST = 64 << 20
HUGE_ANSWER = 4 << 20
DRIBBLE_S = 0.05


class HttpFault(StrEnum):
    """Where the wire fails. Before a request is complete the printer does not act on it."""

    RESET_BEFORE = "reset-before"  # accepted, then reset without reading
    RESET_DURING = "reset-during"  # half of the request arrived
    RESET_AFTER = "reset-after"  # acted on, the answer is lost
    HALF_ANSWER = "half-answer"  # acted on, half of the answer arrives
    GARBAGE = "garbage"  # acted on, answered with something that is no IPP
    HUGE = "huge"  # acted on, answered with more than anybody should read
    ENDLESS = "endless"  # acted on, the answer dribbles in for ever
    SILENT = "silent"  # acted on, no answer, the connection stays open
    SERVER_ERROR = "server-error"  # not acted on: HTTP 500


class IppServer:
    """Carries requests to `answer`. Can be stopped and started again on the same port, like a printer."""

    def __init__(self, answer: Callable[[bytes], bytes], port: int) -> None:
        self.answer, self.port = answer, port
        self.released = threading.Event()  # lets connections go that hang on purpose
        self._faults: list[tuple[HttpFault, Operation | None]] = []
        self._lock = threading.Lock()
        self._http: _Http | None = None

    def start(self) -> None:
        self.released.clear()
        self._http = _Http(self)
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        http, self._http = self._http, None
        self.released.set()
        if http is not None:
            http.shutdown()
            http.server_close()
            http.reset_connections()

    def fail_next(self, fault: HttpFault, operation: Operation | None, times: int) -> None:
        with self._lock:
            self._faults += [(fault, operation)] * times

    def fault_for(self, operation: int) -> HttpFault | None:
        """The fault that is due for this request, which uses it up."""
        with self._lock:
            for index, (fault, wanted) in enumerate(self._faults):
                if wanted is None or wanted == operation:
                    del self._faults[index]
                    return fault
        return None


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, server: IppServer) -> None:
        self.ipp = server
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", server.port), _Handler)

    def opened(self, connection: socket.socket) -> None:
        self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        self._open.discard(connection)

    def reset_connections(self) -> None:
        for connection in list(self._open):
            reset(connection)


def reset(connection: socket.socket) -> None:
    """End it with RST, as a device does that loses its power or its mind."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)
        connection.close()
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    timeout = 10

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        try:
            super().finish()
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a control panel shows what the printer does."""

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or not 8 <= int(length) <= LARGEST_REQUEST:
            self.send_error(400)
            return
        if self.headers.get("Content-Type") != "application/ipp" or self.path != PATH:
            self.send_error(404)
            return
        try:
            self._exchange(int(length))
        except OSError:
            self.close_connection = True

    def _exchange(self, length: int) -> None:
        start = self.rfile.read(8)
        fault = self.server.ipp.fault_for(int.from_bytes(start[2:4], "big"))
        if fault is HttpFault.RESET_BEFORE:
            self._break_off()
            return
        rest = self.rfile.read((length - 8) // 2 if fault is HttpFault.RESET_DURING else length - 8)
        if fault is HttpFault.RESET_DURING or len(start) + len(rest) < length:
            self._break_off()
            return
        if fault is HttpFault.SERVER_ERROR:
            self.send_error(500)
            return
        answer = self.server.ipp.answer(start + rest)
        match fault:
            case None:
                self._send(answer)
            case HttpFault.HALF_ANSWER:
                self._send(answer, cut=len(answer) // 2)
                self._break_off()
            case HttpFault.GARBAGE:
                self._send(bytes(range(256)))
            case HttpFault.HUGE:
                self._send(answer + bytes(HUGE_ANSWER))
            case HttpFault.ENDLESS:
                self._dribble()
            case HttpFault.SILENT:
                self.server.ipp.released.wait()
                self._break_off()
            case _:
                self._break_off()

    def _send(self, answer: bytes, cut: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer[:cut])

    def _dribble(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while not self.server.ipp.released.wait(DRIBBLE_S):
            self.wfile.write(b"1\r\n\x01\r\n")

    def _break_off(self) -> None:
        self.close_connection = True
        reset(self.connection)
