"""Talks to the central system over HTTP; its answers come back as values, its silence too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import requests
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.journal import Row
from kiosk.money import Money
from kiosk.visit.states import Delivery, IdentityProblem, Offer, Order, Person

CONNECT_S, READ_S = 3.05, 15.0
LARGEST_ANSWER = 8_000_000


class LinkTrouble(StrEnum):
    OFFLINE = "offline"  # no answer, or nothing that our central system would say
    REFUSED = "refused"  # an answer, and it is no


@dataclass(frozen=True, slots=True)
class Refused:
    """`error` is the central system's word for why, `detail` its JSON."""

    trouble: LinkTrouble
    error: str = ""
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    person: Person
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """One `documents[]` entry as it came; kiosk.documents.prepare checks it."""

    entry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issued:
    price: Money
    documents: tuple[IssuedDocument, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    seq: int
    row_hash: str
    signature: str


class _Answer(BaseModel):
    """Unknown fields are allowed in answers: a newer central system may say more."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Offer(_Answer):
    code: str
    name_zh: str
    name_en: str
    fee: int
    delivery: str
    most_copies: int
    note_zh: str = ""
    note_en: str = ""
    why_not: str = ""
    why_not_zh: str = ""
    why_not_en: str = ""


class _Person(_Answer):
    person_id: str
    number: str
    name_zh: str
    name_en: str
    department_zh: str
    department_en: str
    status_zh: str
    status_en: str


class _Identified(_Answer):
    person: _Person
    offers: list[_Offer]


class _Issued(_Answer):
    order_id: str
    price: int
    documents: list[dict[str, Any]]


class _Acknowledged(_Answer):
    acked_seq: int
    acked_hash: str
    signature: str


class CentralLink:
    """One session to the central system. Not for two threads at once: each worker has its own."""

    def __init__(self, url: str, kiosk: str, api_key: str) -> None:
        self._url = url.rstrip("/")
        self._kiosk = kiosk
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy from the environment between a kiosk and its university
        self._session.headers.update({"X-Kiosk": kiosk, "Authorization": f"Bearer {api_key}"})

    def healthy(self) -> bool:
        return not isinstance(self._ask("GET", "/api/v1/health", None), Refused)

    def identify(self, visit_id: str, number: str, birthday: str) -> Identified | IdentityProblem:
        answer = self._ask(
            "POST", "/api/v1/identify", {"visit_id": visit_id, "number": number, "birthday": birthday}
        )
        if isinstance(answer, Refused):
            match answer.error:
                case "no-match":
                    return IdentityProblem.NO_MATCH
                case "too-many":
                    return IdentityProblem.TOO_MANY
                case _ if answer.trouble is LinkTrouble.OFFLINE:
                    return IdentityProblem.OFFLINE
                case _:
                    return IdentityProblem.REFUSED
        try:
            found = _Identified.model_validate(answer)
            offers = tuple(_offer(offer) for offer in found.offers)
        except (ValidationError, ValueError):
            return IdentityProblem.OFFLINE
        return Identified(Person(**found.person.model_dump()), offers)

    def issue(self, visit_id: str, person_id: str, order: Order) -> Issued | Refused:
        lines = [{"code": line.code, "copies": line.copies, "fee": line.fee.amount} for line in order.lines]
        body = {"order_id": order.order_id, "visit_id": visit_id, "person_id": person_id, "lines": lines}
        answer = self._ask("POST", "/api/v1/orders", body)
        if isinstance(answer, Refused):
            return answer
        try:
            issued = _Issued.model_validate(answer)
        except ValidationError:
            return Refused(LinkTrouble.OFFLINE)
        if issued.order_id != order.order_id or issued.price != order.price.amount:
            return Refused(LinkTrouble.REFUSED, "different-order")
        return Issued(Money(issued.price), tuple(IssuedDocument(entry) for entry in issued.documents))

    def ship(self, rows: Sequence[Row]) -> Acknowledged | Refused:
        answer = self._ask(
            "POST", "/api/v1/journal", {"kiosk": self._kiosk, "rows": [asdict(row) for row in rows]}
        )
        if isinstance(answer, Refused):
            return answer
        try:
            acked = _Acknowledged.model_validate(answer)
        except ValidationError:
            return Refused(LinkTrouble.OFFLINE)
        return Acknowledged(acked.acked_seq, acked.acked_hash, acked.signature)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any] | Refused:
        """The answer's JSON object, or why there is none. Nothing is asked twice from here."""
        try:
            answer = self._session.request(
                method, self._url + path, json=body, timeout=(CONNECT_S, READ_S), stream=True
            )
            with answer:
                content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
            if len(content) > LARGEST_ANSWER:
                return Refused(LinkTrouble.OFFLINE)
            said = json.loads(content)
        except (requests.RequestException, OSError, ValueError, RecursionError):
            return Refused(LinkTrouble.OFFLINE)
        if not isinstance(said, dict):
            return Refused(LinkTrouble.OFFLINE)
        if answer.ok:
            return said
        error = said.get("error")
        trouble = LinkTrouble.OFFLINE if answer.status_code >= 500 else LinkTrouble.REFUSED
        return Refused(trouble, error if isinstance(error, str) else "", said)


def _offer(offer: _Offer) -> Offer:
    return Offer(
        code=offer.code,
        name_zh=offer.name_zh,
        name_en=offer.name_en,
        fee=Money(offer.fee),
        delivery=Delivery(offer.delivery),
        most_copies=offer.most_copies,
        note_zh=offer.note_zh,
        note_en=offer.note_en,
        why_not=offer.why_not,
        why_not_zh=offer.why_not_zh,
        why_not_en=offer.why_not_en,
    )
