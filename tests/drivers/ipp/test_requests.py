from __future__ import annotations

import pytest

from drivers.ipp.messages import GroupTag, decode
from drivers.ipp.requests import Operation, Request, Requests

URI = "ipp://printer:631/ipp/print"


def made() -> list[Request]:
    requests = Requests(URI)
    return [
        requests.get_printer_attributes(),
        requests.get_jobs("not-completed"),
        requests.get_jobs("completed", limit=200),
        requests.get_job_attributes(7),
        requests.cancel_job(7),
        requests.create_job("job"),
        requests.send_document(7, "job", b"%PDF"),
        requests.print_job("job", b"%PDF"),
    ]


@pytest.mark.parametrize("request_", made(), ids=lambda request: request.operation.name)
def test_every_request_begins_as_the_rfc_wants_it(request_: Request) -> None:
    message = decode(request_.message)
    operation = message.group(GroupTag.OPERATION)
    names = [item.name for item in operation.attributes]
    assert names[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
    assert operation.text("printer-uri") == URI
    assert operation.text("requesting-user-name") == "kiosk"
    assert message.code == request_.operation
    assert message.request_id == request_.request_id
    assert message.document == b""
    on_a_job = (Operation.GET_JOB_ATTRIBUTES, Operation.CANCEL_JOB, Operation.SEND_DOCUMENT)
    assert operation.integer("job-id") == (7 if message.code in on_a_job else None)


def test_cancel_job_octet_by_octet() -> None:
    assert Requests("ipp://p/").cancel_job(300).message == (
        b"\x01\x01\x00\x08\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x02en"
        b"\x45\x00\x0bprinter-uri\x00\x08ipp://p/"
        b"\x21\x00\x06job-id\x00\x04\x00\x00\x01\x2c"
        b"\x42\x00\x14requesting-user-name\x00\x05kiosk"
        b"\x03"
    )


@pytest.mark.parametrize("index", [5, 7], ids=["create-job", "print-job"])
def test_a_job_is_one_copy_on_a4_on_one_side(index: int) -> None:
    template = decode(made()[index].message).group(GroupTag.JOB)
    assert template.integer("copies") == 1
    assert template.text("media") == "iso_a4_210x297mm"
    assert template.text("sides") == "one-sided"


def test_only_the_requests_that_print_carry_the_document() -> None:
    carrying = [request.operation for request in made() if request.document]
    assert carrying == [Operation.SEND_DOCUMENT, Operation.PRINT_JOB]


def test_numbers_go_up() -> None:
    assert [request.request_id for request in made()] == list(range(1, 9))
