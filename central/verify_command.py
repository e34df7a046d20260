"""`python -m central verify PAPER.pdf | PICTURE.png | 'HTTPS://.../V/...'`: whether a paper is good.

Offline it needs the public keys and nothing else. Exit codes: 0 valid, 1 not valid, 2 cannot be told.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import requests

from central.checking import check_paper
from central.clock import SystemClock
from central.keys import load_public_keys
from central.models import Copy
from central.services import assemble
from central.settings import Settings, load_catalogue
from central.verify_content import data_fault, differences, original
from central.verify_paper import Address, Outcome, Verdict, verify_sheets, verify_text
from central.verify_source import Unreadable, read_file
from kiosk.documents.pdf import BrokenPdf

EXIT = {Verdict.VALID: 0, Verdict.NOT_VALID: 1, Verdict.UNREADABLE: 2}
SAID = {
    Verdict.VALID: "有效 VALID",
    Verdict.NOT_VALID: "無效 NOT VALID",
    Verdict.UNREADABLE: "無法判讀 CANNOT BE TOLD",
}
VALID, UNKNOWN, UNREACHABLE = "valid", "unknown", "unreachable"
PATIENCE_S = 10.0
EVERYTHING = ("every word", "every dot")
NOT_BOUND = "marks and other words: not in the code; compare with --data or --registry, or ask the registrar"
NOT_BOUND_SCAN = "everything on the sheets: only the code was read; compare what it says by eye"
NOT_BOUND_DATA = "the sheets themselves: the data are those that were signed; compare them by eye"


def verify_command(settings: Settings, given: argparse.Namespace, out: TextIO) -> int:
    """`--keys` may be what `key list` printed or /api/v1/keys answers. Raises KeyFileError."""
    keys = load_public_keys(settings.keys)
    address_given = given.what.upper().startswith(("HTTP://", "HTTPS://"))
    content: bytes | None = None
    try:
        if address_given:
            outcome = verify_text(given.what, keys)
        else:
            path = Path(given.what)
            outcome = verify_sheets(read_file(path), keys)
            content = path.read_bytes()
        data = _read_data(given.data) if given.data else None
    except Unreadable as error:
        outcome, data = Outcome(Verdict.UNREADABLE, (str(error),)), None
    state = ""
    if given.registry and outcome.address is not None:
        state, data = _from_registry(settings, outcome.address, data)
    elif given.online and outcome.address is not None:
        state = ask_online(given.online, outcome.address)
    if data is not None and outcome.verdict is Verdict.VALID:
        outcome = with_data(outcome, data, content)
    outcome = with_state(outcome, state)
    told = report(outcome, settings, state, "file" if content is not None else "code")
    out.write(json.dumps(told, ensure_ascii=False) + "\n" if given.json else as_words(told))
    return EXIT[outcome.verdict]


def with_data(outcome: Outcome, data: Mapping[str, Any], content: bytes | None) -> Outcome:
    """The outcome after comparing with the data: of a PDF with words every word and dot, else the digest."""
    assert outcome.claims is not None
    assert outcome.address is not None
    fault = data_fault(outcome.claims, data)
    if fault:
        return replace(outcome, verdict=Verdict.NOT_VALID, reasons=(fault,), compared=())
    if content is None or not outcome.compared:
        return replace(outcome, compared=("data",))
    wanted = original(data, outcome.address.whole)
    if wanted is None:
        said = "the templates here cannot make this paper"
        return replace(outcome, verdict=Verdict.UNREADABLE, reasons=(said,), compared=())
    try:
        faults = tuple(differences(content, wanted))
    except BrokenPdf as error:
        faults = (str(error),)
    if faults:
        return replace(outcome, verdict=Verdict.NOT_VALID, reasons=faults, compared=())
    return replace(outcome, compared=EVERYTHING)


def with_state(outcome: Outcome, state: str) -> Outcome:
    """What the registry says outweighs a good signature, never a bad one."""
    if not state or outcome.verdict is Verdict.NOT_VALID:
        return outcome
    if state == VALID:
        return outcome
    verdict = Verdict.UNREADABLE if state == UNREACHABLE else Verdict.NOT_VALID
    return replace(outcome, verdict=verdict, reasons=(*outcome.reasons, f"the registry says: {state}"))


def ask_online(base: str, address: Address) -> str:
    """The state, by the verification pages at `base`: the address on the paper may lead anywhere."""
    parts = ("V", address.serial, address.code, *filter(None, (address.payload,)))
    try:
        answer = requests.get(
            "/".join((base.rstrip("/"), *parts)),
            headers={"Accept": "application/json"},
            timeout=PATIENCE_S,
            allow_redirects=False,
        )
        state = answer.json().get("state") if answer.status_code in (200, 404) else None
    except (requests.RequestException, ValueError, AttributeError):
        return UNREACHABLE
    return state if isinstance(state, str) and state else UNREACHABLE


def report(outcome: Outcome, settings: Settings, state: str, source: str) -> dict[str, Any]:
    """What is said, one line each."""
    told: dict[str, Any] = {"verdict": outcome.verdict.value, "reasons": list(outcome.reasons)}
    if outcome.claims is not None:
        claims = outcome.claims
        kind = load_catalogue(settings.catalogue).kind(claims.kind)
        told |= {
            "serial": claims.serial,
            "kind": claims.kind,
            "kind_name": "" if kind is None else f"{kind.name_zh} {kind.name_en}",
            "holder": claims.holder,
            "issued": claims.issued.isoformat(),
            "kiosk": claims.kiosk,
        }
    told |= {"kid": outcome.kid, "compared": list(outcome.compared), "not_compared": _not_compared(outcome)}
    return told | {"source": source, "registry": state or "not asked"}


def as_words(told: Mapping[str, Any]) -> str:
    lines = [SAID[Verdict(told["verdict"])], *(f"  {reason}" for reason in told["reasons"])]
    names = ("serial", "kind", "kind_name", "holder", "issued", "kiosk", "kid", "compared", "not_compared")
    for name in (*names, "registry"):
        value = told.get(name)
        if value:
            lines.append(f"{name:13}{', '.join(value) if isinstance(value, list) else value}")
    return "\n".join(lines) + "\n"


def _not_compared(outcome: Outcome) -> str:
    if outcome.verdict is not Verdict.VALID or outcome.compared == EVERYTHING:
        return ""
    if outcome.compared == ("data",):
        return NOT_BOUND_DATA
    return NOT_BOUND if outcome.compared else NOT_BOUND_SCAN


def _read_data(file: Path) -> Mapping[str, Any]:
    """The data alone, or the entry of an order that they came in. Raises Unreadable."""
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise Unreadable(f"{file} holds no data of a paper") from error
    data = content.get("data", content) if isinstance(content, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("paper"), dict):
        raise Unreadable(f"{file} holds no data of a paper")
    return data


def _from_registry(
    settings: Settings, address: Address, data: Mapping[str, Any] | None
) -> tuple[str, Mapping[str, Any] | None]:
    """State and data by the database, with central's own keys."""
    services = assemble(settings, SystemClock())
    try:
        with services.database.reading() as session:
            checked = check_paper(session, services, address.serial, address.code, address.payload or None)
            if checked is None:
                return UNKNOWN, data
            return checked.state.value, data or json.loads(session.get_one(Copy, address.serial).data)
    finally:
        services.database.dispose()
