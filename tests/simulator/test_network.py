from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from simulator.network import Line, Network

PATIENCE_S = 5.0


class EchoServer:
    """Answers every chunk with itself in capitals."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(4096):
                    connection.sendall(data.upper())
            except OSError:
                return

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE_S)


@pytest.fixture
def network() -> Iterator[Network]:
    server = EchoServer()
    with Network(server.port) as network:
        yield network
    server.close()


def connect(network: Network) -> socket.socket:
    return socket.create_connection(("127.0.0.1", network.port), timeout=PATIENCE_S)


def test_carries_both_ways(network: Network) -> None:
    with connect(network) as line:
        line.sendall(b"hello")
        assert line.recv(5) == b"HELLO"


def test_down_refuses_new_and_ends_old_connections_and_up_serves_the_same_address(network: Network) -> None:
    port = network.port
    with connect(network) as line:
        line.sendall(b"a")
        assert line.recv(1) == b"A"
        network.switch(Line.DOWN)
        try:
            ended = line.recv(1) == b""
        except ConnectionResetError:
            ended = True
        assert ended
    with pytest.raises(ConnectionRefusedError):
        connect(network)
    network.switch(Line.UP)
    assert network.port == port
    with connect(network) as line:
        line.sendall(b"again")
        assert line.recv(5) == b"AGAIN"


def test_silence_answers_nothing_until_it_ends(network: Network) -> None:
    network.switch(Line.SILENT)
    with connect(network) as line:
        line.settimeout(0.2)
        line.sendall(b"anybody")
        with pytest.raises(TimeoutError):
            line.recv(1)
        network.switch(Line.UP)
        line.settimeout(PATIENCE_S)
        assert line.recv(7) == b"ANYBODY"


def test_a_server_that_is_gone_ends_the_connection(network: Network) -> None:
    with Network(1) as nowhere, connect(nowhere) as line, suppress(ConnectionResetError):
        assert line.recv(1) == b""
