"""The thread that carries a device's HTTP requests: one at a time, each on a connection of its own, once.

A kept connection may have died unseen, and then nobody knows whether the request was acted on. With a
new one, "could not connect" means certainly not. Nothing is ever repeated here.
"""

from __future__ import annotations

import io
import queue
import socket
import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING

from drivers.transport.http_exchange import HttpAddress, HttpDevice, Post, PostFailure
from kiosk.devices import OFFLINE, DeviceEvent, DeviceStatusChanged

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CONNECT_TIMEOUT_S = 3.0
ANSWER_TIMEOUT_S = 10.0  # from the connection to the last octet of the answer
LARGEST_ANSWER = 1 << 20  # heads and framing included; a printer's attributes take about 30 kB
TICK_S = 0.05

Deed = Callable[[], None]


class HttpRunner:
    """Moves one device. `emit` is called from this runner's thread, `post` may be called from any."""

    def __init__(
        self, device: HttpDevice, emit: Callable[[DeviceEvent], None], now: Callable[[], float]
    ) -> None:
        self._device, self._emit, self._now = device, emit, now
        self._deeds: queue.SimpleQueue[Deed] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._under_way: socket.socket | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"http {device.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread, breaking off what is under way; returns when it has ended."""
        self._stopping.set()
        self._deeds.put(lambda: None)
        with self._lock:
            if self._under_way is not None:
                _break_off(self._under_way)
        self._thread.join(CONNECT_TIMEOUT_S + ANSWER_TIMEOUT_S)

    def post(self, deed: Deed) -> None:
        """Have the device's own thread do this, for example `lambda: printer.print_document(...)`."""
        self._deeds.put(deed)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:
            if not self._stopping.is_set():  # our own mistake ended the thread; nobody else would tell
                self._emit(DeviceStatusChanged(self._device.name, OFFLINE))

    def _turn(self) -> None:
        post, events = self._device.tick(self._now())
        self._tell(events)
        if post is None:
            self._do_deeds(wait_s=TICK_S)
            return
        answer = self._exchange(post)
        if not self._stopping.is_set():
            if isinstance(answer, bytes):
                self._tell(self._device.answered(answer, self._now()))
            else:
                self._tell(self._device.failed(answer, self._now()))
            self._do_deeds(wait_s=0.0)

    def _do_deeds(self, wait_s: float) -> None:
        try:
            deed = self._deeds.get(timeout=wait_s) if wait_s else self._deeds.get_nowait()
            while True:
                deed()
                deed = self._deeds.get_nowait()
        except queue.Empty:
            return

    def _tell(self, events: list[DeviceEvent]) -> None:
        for event in events:
            self._emit(event)

    def _exchange(self, post: Post) -> bytes | PostFailure:
        try:
            port = _connect(self._device.address)
        except OSError:
            return PostFailure.NOT_SENT
        with port:
            with self._lock:
                self._under_way = port
                if self._stopping.is_set():
                    return PostFailure.NOT_SENT
            try:
                return ask(port, self._device.address, post, self._now)
            except (OSError, HTTPException, ValueError):  # ValueError: http.client on a bad chunk size
                return PostFailure.NO_REPLY
            finally:
                with self._lock:
                    self._under_way = None


def _connect(address: HttpAddress) -> socket.socket:
    port = socket.create_connection((address.host, address.port), timeout=CONNECT_TIMEOUT_S)
    port.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return port


def _break_off(port: socket.socket) -> None:
    try:
        port.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it had ended already


def ask(port: socket.socket, address: HttpAddress, post: Post, now: Callable[[], float]) -> bytes:
    """The body of a 200 answer. Raises OSError, HTTPException or ValueError for anything else."""
    bounded = _BoundedPort(port, now() + ANSWER_TIMEOUT_S, now)
    connection = HTTPConnection(address.host, address.port)
    connection.sock = bounded
    headers = {"Content-Type": post.content_type, "Connection": "close"}
    connection.request("POST", address.path, post.message + post.document, headers)
    response = connection.getresponse()
    if response.status != 200:
        raise HTTPException(f"HTTP status {response.status}")
    return response.read()


class _BoundedPort:
    """A socket for http.client with one deadline and one size for all of the answer, however it dribbles."""

    def __init__(self, port: socket.socket, deadline: float, now: Callable[[], float]) -> None:
        self._port, self._deadline, self._now = port, deadline, now

    def sendall(self, data: ReadableBuffer) -> None:
        self._port.settimeout(_left(self._deadline, self._now))
        self._port.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReader(self._port, self._deadline, self._now))

    def close(self) -> None:
        """http.client closes early where the answer says so; the socket is closed by its owner."""


class _BoundedReader(io.RawIOBase):
    def __init__(self, port: socket.socket, deadline: float, now: Callable[[], float]) -> None:
        self._port, self._deadline, self._now = port, deadline, now
        self._room = LARGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._port.settimeout(_left(self._deadline, self._now))
        count = self._port.recv_into(buffer)
        self._room -= count
        if self._room < 0:
            raise HTTPException(f"an answer of more than {LARGEST_ANSWER} octets")
        return count


def _left(deadline: float, now: Callable[[], float]) -> float:
    left_s = deadline - now()
    if left_s <= 0:
        raise TimeoutError("the answer took too long")
    return left_s
