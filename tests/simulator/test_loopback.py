from __future__ import annotations

import itertools
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
import requests

from simulator.loopback import Answer, BadRequest, LoopbackService, Request, not_found, of_json


def answer(request: Request) -> Answer:
    match request.method, request.path:
        case "GET", "/greeting":
            return of_json({"word": "您好"})
        case "GET", "/endless":
            return Answer("text/plain", (b"tick\n" for _ in itertools.count()))
        case "POST", "/echo":
            if "refuse" in request.body:
                raise BadRequest("no such deed")
            return of_json(request.body)
    return not_found()


@pytest.fixture(scope="module")
def service() -> Iterator[LoopbackService]:
    with LoopbackService(answer) as service:
        yield service


def test_answers_json_in_utf8(service: LoopbackService) -> None:
    assert requests.get(f"{service.url}/greeting?x=1", timeout=5).json() == {"word": "您好"}


def test_takes_a_deed(service: LoopbackService) -> None:
    assert requests.post(f"{service.url}/echo", json={"coin": 50}, timeout=5).json() == {"coin": 50}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"coin": 50}', "text/plain"),
        (b"coin=50", "application/x-www-form-urlencoded"),
        (b"[1]", "application/json"),
        (b"{", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b'{"a": "' + b"x" * 100_000 + b'"}', "application/json"),
        (b'{"refuse": 1}', "application/json"),
    ],
)
def test_refuses_what_is_not_a_deed(service: LoopbackService, content: bytes, kind: str) -> None:
    answer = requests.post(f"{service.url}/echo", data=content, headers={"Content-Type": kind}, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_refuses_a_foreign_name(service: LoopbackService, host: str) -> None:
    line = HTTPConnection("127.0.0.1", service.port, timeout=5)
    line.putrequest("GET", "/greeting", skip_host=True)
    line.putheader("Host", host)
    line.endheaders()
    assert line.getresponse().status == 400
    line.close()


def test_an_unknown_path_is_not_found(service: LoopbackService) -> None:
    assert requests.get(f"{service.url}/../etc/passwd", timeout=5).status_code == 404


def test_an_endless_answer_does_not_keep_it_from_closing() -> None:
    with (
        LoopbackService(answer) as service,
        requests.get(f"{service.url}/endless", stream=True, timeout=5) as endless,
    ):
        assert next(endless.iter_lines()) == b"tick"
