"""The thread that carries requests, against servers that behave, hang, dribble and lie."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.transport import http_runner
from drivers.transport.http_exchange import HttpAddress, Post, PostFailure
from drivers.transport.http_runner import HttpRunner
from kiosk.devices import OFFLINE, DeviceEvent, DeviceStatusChanged, SheetsPrinted

BODY = b"\x01\x01\x00\x00"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + BODY


class AskingDevice:
    """Asks one thing and keeps what came of it."""

    name = "asker"

    def __init__(self, address: HttpAddress, post: Post | None) -> None:
        self.address, self.post = address, post
        self.result: bytes | PostFailure | None = None
        self.done = threading.Event()
        self.ticked = threading.Event()
        self.threads: set[str] = set()

    def tick(self, now: float) -> tuple[Post | None, list[DeviceEvent]]:
        self.ticked.set()
        post, self.post = self.post, None
        return post, []

    def answered(self, message: bytes, now: float) -> list[DeviceEvent]:
        return self._keep(message)

    def failed(self, failure: PostFailure, now: float) -> list[DeviceEvent]:
        return self._keep(failure)

    def deed(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.done.set()

    def _keep(self, result: bytes | PostFailure) -> list[DeviceEvent]:
        self.result = result
        self.done.set()
        return [SheetsPrinted(self.name, "job", 1)]


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[HttpAddress]:
    """One connection, then closed."""
    listener = socket.create_server(("127.0.0.1", 0))

    def once() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            try:
                serve(connection)
            except OSError:
                return

    thread = threading.Thread(target=once, daemon=True)
    thread.start()
    try:
        yield HttpAddress("127.0.0.1", listener.getsockname()[1], "/ipp/print")
    finally:
        listener.close()
        thread.join(5)


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def ask(address: HttpAddress, document: bytes = b"%PDF") -> bytes | PostFailure | None:
    device = AskingDevice(address, Post("application/ipp", b"message", document))
    events: list[DeviceEvent] = []
    runner = HttpRunner(device, events.append, time.monotonic)
    runner.start()
    assert device.done.wait(10)
    runner.stop()
    assert events == [SheetsPrinted("asker", "job", 1)]
    return device.result


def replying(answer: bytes, pieces: int = 1) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        read_request(connection)
        step = max(1, -(-len(answer) // pieces))
        for start in range(0, len(answer), step):
            connection.sendall(answer[start : start + step])

    return serve


def test_what_is_sent_and_what_comes_back() -> None:
    seen: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(GOOD)

    with server(serve) as address:
        assert ask(address) == BODY
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /ipp/print HTTP/1.1\r\n")
    assert b"Content-Type: application/ipp" in head
    assert body == b"message%PDF"


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\x01\r\n3\r\n\x01\x00\x00\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    ],
    ids=["length", "continue", "chunked", "until-close"],
)
def test_ways_to_frame_an_answer(answer: bytes) -> None:
    with server(replying(answer, pieces=7)) as address:
        assert ask(address) == BODY


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        GOOD[:-1],
        b"HTTP/1.1 500 no\r\nContent-Length: 4\r\n\r\n" + BODY,
        b"HTTP/1.1 302 elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"\x01\x01\x00\x00nothing like HTTP",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + bytes(2_000_000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + bytes(2_000_000),
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
    ],
    ids=[
        "nothing", "half-a-body", "error", "redirect", "noise", "bad-chunk", "negative-chunk",
        "huge", "huge-negative-chunk", "long-head", "endless-continue",
    ],
)  # fmt: skip
def test_an_answer_that_is_none_may_mean_that_it_was_done(answer: bytes) -> None:
    with server(replying(answer)) as address:
        assert ask(address) is PostFailure.NO_REPLY


def test_half_a_head_is_an_empty_answer() -> None:
    """http.client takes it for a whole one; what it carries is no IPP message, so nobody is misled."""
    with server(replying(b"HTTP/1.1 200 OK\r\nContent-Le")) as address:
        assert ask(address) == b""


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", GOOD[:38]]))
def test_any_octets_end_in_an_answer_or_a_failure(noise: bytes, start: bytes) -> None:
    with server(replying(start + noise)) as address:
        assert isinstance(ask(address), bytes | PostFailure)


def test_no_connection_means_certainly_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert ask(HttpAddress("127.0.0.1", port, "/")) is PostFailure.NOT_SENT
    assert ask(HttpAddress("no-such-host.invalid", 631, "/")) is PostFailure.NOT_SENT


@pytest.mark.parametrize("read", [100, 1_000_000], ids=["during", "after"])
def test_once_octets_have_left_a_reset_is_never_called_not_sent(read: int) -> None:
    def serve(connection: socket.socket) -> None:
        got = 0
        while got < read and (data := connection.recv(min(65536, read - got))):
            got += len(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    with server(serve) as address:
        assert ask(address, document=bytes(1_000_000)) is PostFailure.NO_REPLY


@pytest.mark.parametrize("dribbles", [False, True])
def test_the_time_for_an_answer_is_for_all_of_it(dribbles: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_runner, "ANSWER_TIMEOUT_S", 0.5)
    done = threading.Event()

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not done.wait(0.05):
            if dribbles:
                connection.sendall(b"x")

    with server(serve) as address:
        began = time.monotonic()
        assert ask(address) is PostFailure.NO_REPLY
        assert 0.4 < time.monotonic() - began < 2.0
        done.set()


def test_a_printer_that_reads_nothing_does_not_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_runner, "ANSWER_TIMEOUT_S", 0.5)
    done = threading.Event()

    def serve(_: socket.socket) -> None:
        done.wait(5)

    with server(serve) as address:
        assert ask(address, document=bytes(30_000_000)) is PostFailure.NO_REPLY
        done.set()


def test_stop_breaks_off_what_is_under_way() -> None:
    asked, done = threading.Event(), threading.Event()

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        asked.set()
        done.wait(10)

    with server(serve) as address:
        device = AskingDevice(address, Post("application/ipp", b"message"))
        runner = HttpRunner(device, lambda _: None, time.monotonic)
        runner.start()
        assert asked.wait(5)
        began = time.monotonic()
        runner.stop()
        assert time.monotonic() - began < 1.0
        assert device.result is None
        done.set()


def test_deeds_are_done_in_the_devices_own_thread() -> None:
    device = AskingDevice(HttpAddress("127.0.0.1", 1, "/"), None)
    runner = HttpRunner(device, lambda _: None, time.monotonic)
    runner.start()
    runner.post(device.deed)
    assert device.done.wait(5)
    runner.stop()
    assert device.threads == {"http asker"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_of_our_mistake_says_that_the_device_is_gone() -> None:
    device, events = AskingDevice(HttpAddress("127.0.0.1", 1, "/"), None), []
    told = threading.Event()

    def emit(event: DeviceEvent) -> None:
        events.append(event)
        told.set()

    def mistake() -> None:
        raise ZeroDivisionError

    runner = HttpRunner(device, emit, time.monotonic)
    runner.start()
    runner.post(mistake)
    assert told.wait(5)
    runner.stop()
    assert events == [DeviceStatusChanged("asker", OFFLINE)]
