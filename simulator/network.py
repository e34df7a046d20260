"""The network between the kiosk and the central system: a TCP relay on loopback that can fail."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self

CHUNK = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Line(StrEnum):
    """UP carries everything, DOWN refuses and resets, SILENT takes connections and bytes and keeps them."""

    UP = "up"
    DOWN = "down"
    SILENT = "silent"


class Network:
    """Relays connections to `127.0.0.1:target_port`. The switch may be thrown from any thread."""

    def __init__(self, target_port: int) -> None:
        self._target = target_port
        self._lock = threading.Lock()
        self._flowing = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self._line = Line.DOWN
        self.port = 0
        self.switch(Line.UP)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def line(self) -> Line:
        return self._line

    def switch(self, line: Line) -> None:
        with self._lock:
            self._line = line
            match line:
                case Line.UP:
                    self._flowing.set()
                    self._listen()
                case Line.SILENT:
                    self._flowing.clear()
                    self._listen()
                case Line.DOWN:
                    self._close()

    def close(self) -> None:
        self.switch(Line.DOWN)
        for thread in list(self._threads):
            thread.join(5.0)

    def _listen(self) -> None:
        if self._listener is not None:
            return
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._run(self._accept, listener)

    def _close(self) -> None:
        if self._listener is not None:
            # shutdown wakes the accept() that another thread stands in; close alone would not.
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for pair in self._pairs:
            for end in pair:
                _reset(end)
        self._pairs = []
        self._flowing.set()  # pumps that waited in silence find their sockets gone

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5.0)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            with self._lock:
                if self._listener is not listener:
                    near.close()
                    far.close()
                    return
                self._pairs.append((near, far))
                self._run(self._relay, near, far)

    def _relay(self, near: socket.socket, far: socket.socket) -> None:
        """Both directions of one connection, until either side ends it."""
        try:
            while self._carry(near, far):
                pass
        except (OSError, ValueError):
            pass  # reset by the switch or by one of the two
        finally:
            near.close()
            far.close()
            with self._lock:
                self._pairs = [pair for pair in self._pairs if pair[0] is not near]
                self._threads.remove(threading.current_thread())

    def _carry(self, near: socket.socket, far: socket.socket) -> bool:
        readable, _, _ = select.select((near, far), (), ())
        for source in readable:
            data = source.recv(CHUNK)
            self._flowing.wait()
            if not data:
                return False
            (far if source is near else near).sendall(data)
        return True

    def _run(self, job: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=job, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _reset(end: socket.socket) -> None:
    """Wake whoever reads from it; the close that follows there answers the peer with RST."""
    with suppress(OSError):  # it was closed from the other side
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        end.shutdown(socket.SHUT_RDWR)
