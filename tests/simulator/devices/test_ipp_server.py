"""The wire of the document printer, and each of its faults as a plain HTTP client meets it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest

from drivers.ipp.requests import Operation, Requests
from simulator.devices.ipp_server import PATH, HttpFault, IppServer

REQUEST = Requests("ipp://p/").get_printer_attributes().message
ANSWER = b"\x01\x01\x00\x00\x00\x00\x00\x01\x03"


class Wire:
    def __init__(self) -> None:
        self.acted: list[bytes] = []
        self.server = IppServer(self.act, 0)

    def act(self, request: bytes) -> bytes:
        self.acted.append(request)
        return ANSWER

    def post(
        self, body: bytes = REQUEST, *, path: str = PATH, kind: str = "application/ipp"
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=0.3)
        try:
            connection.request("POST", path, body, {"Content-Type": kind})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    wire.server.start()
    yield wire
    wire.server.stop()


def test_a_request_is_answered(wire: Wire) -> None:
    assert wire.post() == (200, ANSWER)
    assert wire.acted == [REQUEST]


@pytest.mark.parametrize(
    ("fault", "acted"),
    [
        (HttpFault.RESET_BEFORE, False),
        (HttpFault.RESET_DURING, False),
        (HttpFault.RESET_AFTER, True),
        (HttpFault.HALF_ANSWER, True),
        (HttpFault.SILENT, True),
        (HttpFault.ENDLESS, True),
    ],
)
def test_faults_that_give_no_answer(wire: Wire, fault: HttpFault, acted: bool) -> None:
    wire.server.fail_next(fault, None, 1)
    if fault is HttpFault.ENDLESS:
        connection = http.client.HTTPConnection("127.0.0.1", wire.server.port, timeout=0.3)
        connection.request("POST", PATH, REQUEST, {"Content-Type": "application/ipp"})
        assert connection.getresponse().read(5) == b"\x01" * 5
        connection.close()
    else:
        with pytest.raises((OSError, http.client.HTTPException)):
            wire.post()
    assert bool(wire.acted) is acted
    assert wire.post() == (200, ANSWER)


def test_faults_that_give_a_wrong_answer(wire: Wire) -> None:
    for fault in (HttpFault.GARBAGE, HttpFault.HUGE, HttpFault.SERVER_ERROR):
        wire.server.fail_next(fault, None, 1)
    garbage, huge, error = wire.post(), wire.post(), wire.post()
    assert garbage[1] != ANSWER
    assert len(huge[1]) > 1 << 20
    assert error[0] == 500
    assert len(wire.acted) == 2


def test_a_fault_can_wait_for_its_operation(wire: Wire) -> None:
    wire.server.fail_next(HttpFault.SERVER_ERROR, Operation.CANCEL_JOB, 1)
    assert wire.post()[0] == 200
    assert wire.post(Requests("ipp://p/").cancel_job(1).message)[0] == 500


def test_what_is_no_ipp_request_is_refused(wire: Wire) -> None:
    assert wire.post(path="/elsewhere")[0] == 404
    assert wire.post(kind="text/plain")[0] == 404
    assert wire.post(b"short")[0] == 400
    assert wire.acted == []


def test_it_comes_back_on_the_same_port(wire: Wire) -> None:
    port = wire.server.port
    wire.server.stop()
    with pytest.raises(ConnectionError):
        wire.post()
    wire.server.start()
    assert wire.server.port == port
    assert wire.post() == (200, ANSWER)
