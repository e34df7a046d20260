"""The line to the central system: whatever comes back, or does not, is a value and never an exception."""

from __future__ import annotations

import gzip
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk import central_link
from kiosk.central_link import (
    Acknowledged,
    CentralLink,
    Fetched,
    Identified,
    Issued,
    LinkTrouble,
    Quiet,
    Refused,
)
from kiosk.journal import Row
from kiosk.money import Money
from kiosk.visit.states import (
    Claim,
    ClaimReason,
    Delivery,
    IdentityProblem,
    OpenClaim,
    Order,
    OrderLine,
)

PERSON = {
    "person_id": "P0000000000000001",
    "number": "B11199042",
    "name_zh": "林範例",
    "name_en": "LIN, FAN-LI",
    "department_zh": "資訊管理系",
    "department_en": "Information Management",
    "status_zh": "在學",
    "status_en": "enrolled",
}
OFFER = {
    "code": "TR-ZH",
    "name_zh": "中文歷年成績單",
    "name_en": "Chinese transcript",
    "fee": 20,
    "delivery": "printed-now",
    "most_copies": 5,
    "a_word_of_a_newer_central_system": [1, 2],
}
IDENTIFIED = {"person": PERSON, "offers": [OFFER]}
ORDER = Order("v1-o1", (OrderLine("TR-ZH", "中文歷年成績單", "Chinese transcript", 2, Money(20)),))
ISSUED = {"order_id": "v1-o1", "price": 40, "documents": [{"copy_serial": "S1"}, {"copy_serial": "S2"}]}
ROW = Row(
    1, "b1", 1, "2026-11-22T04:00:00+00:00", "plausible", "StartTouched", "v1", "{}", "0" * 64, "1" * 64
)
ACKNOWLEDGED = {"acked_seq": 1, "acked_hash": "1" * 64, "signature": "s"}
OWED = {"claim_id": "far-c1", "amount": 15, "reason": "left", "person_id": "P1"}
OFFLINE = Refused(LinkTrouble.OFFLINE)


@dataclass
class CannedServer:
    """A real server on loopback that sends back the bytes it was given, whatever it is asked."""

    url: str = ""
    answer: Callable[[Any], None] = lambda connection: None
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def say(self, raw: bytes) -> None:
        self.answer = lambda connection: connection.sendall(raw)

    def say_json(self, value: object, status: int = 200, headers: str = "") -> None:
        self.say_body(json.dumps(value).encode(), status, headers)

    def say_body(self, body: bytes, status: int = 200, headers: str = "") -> None:
        head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\n{headers}Connection: close\r\n\r\n"
        self.say(head.encode() + body)


@pytest.fixture
def server() -> Iterator[CannedServer]:
    canned = CannedServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline().decode().strip()
            headers: dict[str, str] = {}
            while (header := self.rfile.readline().strip()) != b"":
                name, _, value = header.decode().partition(": ")
                headers[name.lower()] = value
            body = self.rfile.read(int(headers.get("content-length", 0)))
            canned.requests.append((line, headers, body))
            with suppress(OSError):  # the kiosk hung up first, as it should
                canned.answer(self.connection)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as listening:
        canned.url = f"http://127.0.0.1:{listening.server_address[1]}"
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield canned
        listening.shutdown()


@pytest.fixture
def link(server: CannedServer, monkeypatch: pytest.MonkeyPatch) -> CentralLink:
    monkeypatch.setattr(central_link, "CONNECT_S", 0.3)
    monkeypatch.setattr(central_link, "READ_S", 0.3)
    monkeypatch.setattr(central_link, "WHOLE_S", 0.6)
    return CentralLink(server.url + "/", "K01", "ab" * 32, time.monotonic)


# ---- What it says and hears when all is well -------------------------------------------------------------


def test_a_person_is_identified(server: CannedServer, link: CentralLink) -> None:
    server.say_json(IDENTIFIED)
    found = link.identify("v1", "B11199042", "0930505")
    assert isinstance(found, Identified)
    assert (found.person.person_id, found.person.name_zh) == ("P0000000000000001", "林範例")
    assert [(o.code, o.fee, o.delivery) for o in found.offers] == [("TR-ZH", Money(20), Delivery.PRINTED_NOW)]
    ((line, headers, body),) = server.requests
    assert line == "POST /api/v1/identify HTTP/1.1"
    assert (headers["x-kiosk"], headers["authorization"]) == ("K01", "Bearer " + "ab" * 32)
    assert json.loads(body) == {"visit_id": "v1", "number": "B11199042", "birthday": "0930505"}


def test_an_order_is_issued(server: CannedServer, link: CentralLink) -> None:
    server.say_json(ISSUED)
    issued = link.issue("v1", "P0000000000000001", ORDER)
    assert isinstance(issued, Issued)
    assert [document.entry for document in issued.documents] == [{"copy_serial": "S1"}, {"copy_serial": "S2"}]
    lines = [{"code": "TR-ZH", "copies": 2, "fee": 20}]
    assert json.loads(server.requests[0][2]) == {
        "order_id": "v1-o1",
        "visit_id": "v1",
        "person_id": "P0000000000000001",
        "lines": lines,
    }


def test_rows_are_acknowledged(server: CannedServer, link: CentralLink) -> None:
    server.say_json(ACKNOWLEDGED)
    assert link.ship([ROW]) == Acknowledged(1, "1" * 64, "s")
    sent = json.loads(server.requests[0][2])
    assert sent["kiosk"] == "K01"
    assert Row(**sent["rows"][0]) == ROW


def test_a_compressed_answer_is_read(server: CannedServer, link: CentralLink) -> None:
    server.say_body(gzip.compress(json.dumps(IDENTIFIED).encode()), headers="Content-Encoding: gzip\r\n")
    assert isinstance(link.identify("v1", "B", "1"), Identified)


def test_without_rows_it_says_that_it_is_quiet_and_hears_what_is_wanted(
    server: CannedServer, link: CentralLink
) -> None:
    server.say_json(ACKNOWLEDGED | {"wanted_claims": ["K01-v1-c1"]})
    assert link.ship((), Quiet(9, 8)) == Acknowledged(1, "1" * 64, "s", ("K01-v1-c1",))
    assert json.loads(server.requests[0][2]) == {"kiosk": "K01", "rows": [], "quiet": {"at": 9, "told": 8}}
    server.say_json(ACKNOWLEDGED | {"wanted_claims": "all"})
    assert link.ship(()) == OFFLINE
    assert "quiet" not in json.loads(server.requests[1][2])


def test_claims_are_fetched(server: CannedServer, link: CentralLink) -> None:
    server.say_json({"claims": [OWED], "pending": 2})
    found = link.fetch_claims("v1", "P1", 7)
    assert found == Fetched((OpenClaim(Claim("far-c1", Money(15), ClaimReason.LEFT), "P1"),), 2)
    assert json.loads(server.requests[0][2]) == {"visit_id": "v1", "person_id": "P1", "head": 7}


@pytest.mark.parametrize("wrong", [{"person_id": "P2"}, {"reason": "eaten-by-mice"}])
def test_claims_that_are_not_for_us_are_left(
    server: CannedServer, link: CentralLink, wrong: dict[str, str]
) -> None:
    server.say_json({"claims": [OWED | wrong], "pending": 0})
    assert link.fetch_claims("v1", "P1", 7) == Fetched((), 0)


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1}, {"amount": 1.5}, {"amount": 10**9}])
def test_claims_of_no_sensible_amount_are_no_answer(
    server: CannedServer, link: CentralLink, wrong: dict[str, float]
) -> None:
    server.say_json({"claims": [OWED | wrong], "pending": 0})
    assert link.fetch_claims("v1", "P1", 7) == OFFLINE


# ---- No, said properly -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error", "problem"),
    [
        (404, "no-match", IdentityProblem.NO_MATCH),
        (429, "too-many", IdentityProblem.TOO_MANY),
        (401, "unauthorized", IdentityProblem.REFUSED),
        (423, "quarantined", IdentityProblem.REFUSED),
        (422, "invalid", IdentityProblem.REFUSED),
        (500, "", IdentityProblem.OFFLINE),
        (503, "tired", IdentityProblem.OFFLINE),
    ],
)
def test_why_somebody_is_not_identified(
    server: CannedServer, link: CentralLink, status: int, error: str, problem: IdentityProblem
) -> None:
    server.say_json({"error": error}, status)
    assert link.identify("v1", "B", "1") is problem


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 423, 429])
def test_a_refusal_keeps_its_reason(server: CannedServer, link: CentralLink, status: int) -> None:
    server.say_json({"error": "gap", "expected_seq": 7}, status)
    assert link.ship([ROW]) == Refused(LinkTrouble.REFUSED, "gap", {"error": "gap", "expected_seq": 7})


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_server_is_as_good_as_none(server: CannedServer, link: CentralLink, status: int) -> None:
    server.say_json({"error": "x"}, status)
    answer = link.issue("v1", "P", ORDER)
    assert isinstance(answer, Refused)
    assert answer.trouble is LinkTrouble.OFFLINE


def test_a_refusals_reason_is_short_because_it_is_journalled(server: CannedServer, link: CentralLink) -> None:
    server.say_json({"error": "x" * 5000}, 409)
    answer = link.issue("v1", "P", ORDER)
    assert isinstance(answer, Refused)
    assert answer.error == "x" * central_link.LONGEST_WORD


def test_an_order_that_is_not_the_one_asked_for_is_refused(server: CannedServer, link: CentralLink) -> None:
    for wrong in ({"price": 41}, {"order_id": "v2-o1"}):
        server.say_json(ISSUED | wrong)
        assert link.issue("v1", "P", ORDER) == Refused(LinkTrouble.REFUSED, "different-order")


# ---- Nothing that our central system would say -----------------------------------------------------------

NONSENSE: dict[str, bytes] = {
    "nothing": b"",
    "html": b"<html>Please log in to the campus network</html>",
    "half of it": b'{"person": {"person_id": "P1"',
    "a list": b"[]",
    "a word": b'"ok"',
    "null": b"null",
    "an empty object": b"{}",
    "not utf-8": b'{"person": "\xff\xfe"}',
    "NaN": b'{"acked_seq": NaN, "acked_hash": "", "signature": ""}',
    "very deep": b'{"a":' * 100_000,
    "a very long number": b'{"acked_seq": ' + b"9" * 10_000 + b', "acked_hash": "", "signature": ""}',
    "two objects": b"{}{}",
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_as_good_as_no_answer(server: CannedServer, link: CentralLink, what: str) -> None:
    server.say_body(NONSENSE[what])
    assert link.identify("v1", "B", "1") is IdentityProblem.OFFLINE
    assert link.issue("v1", "P", ORDER) == OFFLINE
    assert link.ship([ROW]) == OFFLINE


RAW: dict[str, bytes] = {
    "silence": b"",
    "no http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "only a head": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n",
    "cut off": b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"person":',
    "a wrong length": b"HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\n{}",
    "broken chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a cut chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{}",
    "no gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "a strange status": b"HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n{}",
    "a line without end": b"HTTP/1.1 200 " + b"x" * 70_000,
}


@pytest.mark.parametrize("what", RAW)
def test_bytes_that_are_no_answer(server: CannedServer, link: CentralLink, what: str) -> None:
    server.say(RAW[what])
    assert link.identify("v1", "B", "1") is IdentityProblem.OFFLINE
    assert link.ship([ROW]) == OFFLINE


WRONG: dict[str, dict[str, Any]] = {
    "a fee below zero": {"fee": -20},
    "a fee beyond reason": {"fee": 10**30},
    "a fee in text": {"fee": "20"},
    "a fee with a point": {"fee": 20.0},
    "a fee of truth": {"fee": True},
    "no such delivery": {"delivery": "by pigeon"},
    "too many copies": {"most_copies": 1000},
    "no code": {"code": ""},
    "a name of a megabyte": {"name_zh": "成" * 1_000_000},
    "half a character": {"name_zh": "\ud800"},
}


@pytest.mark.parametrize("what", WRONG)
def test_an_offer_with_a_wrong_value_is_no_answer(server: CannedServer, link: CentralLink, what: str) -> None:
    server.say_json({"person": PERSON, "offers": [OFFER, OFFER | WRONG[what]]})
    assert link.identify("v1", "B", "1") is IdentityProblem.OFFLINE


@pytest.mark.parametrize(
    "wrong", [{"person_id": ""}, {"person_id": 5}, {"name_zh": "\udfff"}, {"name_en": None}], ids=str
)
def test_a_person_with_a_wrong_value_is_no_answer(
    server: CannedServer, link: CentralLink, wrong: dict[str, Any]
) -> None:
    server.say_json({"person": PERSON | wrong, "offers": []})
    assert link.identify("v1", "B", "1") is IdentityProblem.OFFLINE


@pytest.mark.parametrize("seq", [-1, 2**63, 10**30, "1", 1.0, None])
def test_an_acknowledgement_with_a_wrong_number_is_none(
    server: CannedServer, link: CentralLink, seq: object
) -> None:
    server.say_json(ACKNOWLEDGED | {"acked_seq": seq})
    assert link.ship([ROW]) == OFFLINE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(server: CannedServer, link: CentralLink, status: int) -> None:
    """A birthday goes to the address in the configuration and to no other."""
    server.say_json(IDENTIFIED, status, headers=f"Location: {server.url}/elsewhere\r\n")
    assert link.identify("v1", "B", "0930505") is IdentityProblem.OFFLINE
    assert len(server.requests) == 1


# ---- Too much, too slow, not there -----------------------------------------------------------------------


def test_an_endless_answer_is_cut_off(
    server: CannedServer, link: CentralLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central_link, "LARGEST_ANSWER", 200_000)

    def endless(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b" " * 65_536)

    server.answer = endless
    assert link.ship([ROW]) == OFFLINE


def test_a_small_answer_that_unpacks_to_a_huge_one_is_cut_off(
    server: CannedServer, link: CentralLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central_link, "LARGEST_ANSWER", 200_000)
    whole = json.dumps(ACKNOWLEDGED).encode()
    bomb = gzip.compress(whole + b" " * 50_000_000)
    assert len(bomb) < 100_000
    server.say_body(bomb, headers="Content-Encoding: gzip\r\n")
    assert link.ship([ROW]) == OFFLINE
    server.say_body(whole + b" " * 200_000)
    assert link.ship([ROW]) == OFFLINE
    server.say_body(whole + b" " * 100_000)
    assert isinstance(link.ship([ROW]), Acknowledged)


def stalls(before: bytes) -> Callable[[Any], None]:
    def answer(connection: Any) -> None:
        connection.sendall(before)
        time.sleep(2.0)

    return answer


@pytest.mark.parametrize(
    "before", [b"", b"HTTP/1.1 200 OK\r\n", b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"']
)
def test_a_server_that_falls_silent_is_left(server: CannedServer, link: CentralLink, before: bytes) -> None:
    server.answer = stalls(before)
    began = time.monotonic()
    assert link.ship([ROW]) == OFFLINE
    assert time.monotonic() - began < 1.5


def test_a_server_that_sends_a_byte_now_and_then_does_not_hold_a_worker(
    server: CannedServer, link: CentralLink
) -> None:
    def drips(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    server.answer = drips
    began = time.monotonic()
    assert link.ship([ROW]) == OFFLINE
    assert time.monotonic() - began < 2.0


def test_nobody_listens() -> None:
    link = CentralLink("http://127.0.0.1:9", "K01", "ab" * 32, time.monotonic)
    assert link.ship(()) == OFFLINE
    assert link.identify("v1", "B", "1") is IdentityProblem.OFFLINE


def test_no_proxy_of_the_environment_is_asked(
    server: CannedServer, link: CentralLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.say_json(ACKNOWLEDGED)
    assert link.ship(()) == Acknowledged(1, "1" * 64, "s")


def test_nothing_is_asked_twice_by_itself(server: CannedServer, link: CentralLink) -> None:
    server.say(b"")
    link.issue("v1", "P", ORDER)
    assert len(server.requests) == 1
