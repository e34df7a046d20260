"""Talks to the central system over HTTP; its answers come back as values, its silence too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from kiosk.journal import Row
from kiosk.money import Money
from kiosk.visit.states import (
    Claim,
    ClaimReason,
    Delivery,
    IdentityProblem,
    Offer,
    OpenClaim,
    Order,
    Person,
)

CONNECT_S, READ_S = 3.05, 15.0
WHOLE_S = 45.0  # a server that sends a byte now and then must not hold a worker for ever
LARGEST_ANSWER = 8_000_000
PIECE = 65_536
LONGEST_WORD = 100  # of an `error`: it goes into the journal
MOST_FEE = 100_000
MOST_COPIES = 99
MOST_CLAIMS = 100
MOST_OWED = 1_000_000

Words = Annotated[str, Field(max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


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
    """`wanted_claims` are those that we are to hand over, said until our journal tells that we did."""

    seq: int
    row_hash: str
    signature: str
    wanted_claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """At our row `at` all was told that is to be told, up to row `told`, and we were asking for no claims."""

    at: int
    told: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """Claims that this machine holds from now on; `pending` more may come when we ask again."""

    claims: tuple[OpenClaim, ...]
    pending: int


class _Answer(BaseModel):
    """Unknown fields are allowed in answers: a newer central system may say more."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Offer(_Answer):
    code: Name
    name_zh: Words
    name_en: Words
    fee: Annotated[int, Field(ge=0, le=MOST_FEE)]
    delivery: Words
    most_copies: Annotated[int, Field(ge=0, le=MOST_COPIES)]
    note_zh: Words = ""
    note_en: Words = ""
    why_not: Words = ""
    why_not_zh: Words = ""
    why_not_en: Words = ""


class _Person(_Answer):
    person_id: Name
    number: Words
    name_zh: Words
    name_en: Words
    department_zh: Words
    department_en: Words
    status_zh: Words
    status_en: Words


class _Identified(_Answer):
    person: _Person
    offers: Annotated[list[_Offer], Field(max_length=200)]


class _Issued(_Answer):
    order_id: str
    price: int
    documents: list[dict[str, Any]]


class _Acknowledged(_Answer):
    acked_seq: Annotated[int, Field(ge=0, lt=2**63)]
    acked_hash: Annotated[str, Field(max_length=64)]
    signature: Words
    wanted_claims: Annotated[list[Name], Field(max_length=MOST_CLAIMS)] = []


class _Claim(_Answer):
    claim_id: Name
    amount: Annotated[int, Field(gt=0, le=MOST_OWED)]
    reason: Words
    person_id: Name


class _Fetched(_Answer):
    claims: Annotated[list[_Claim], Field(max_length=MOST_CLAIMS)]
    pending: Annotated[int, Field(ge=0)]


class CentralLink:
    """One session to the central system. Not for two threads at once: each worker has its own."""

    def __init__(self, url: str, kiosk: str, api_key: str, now: Callable[[], float]) -> None:
        self._now = now
        self._url = url.rstrip("/")
        self._kiosk = kiosk
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy from the environment between a kiosk and its university
        self._session.headers.update({"X-Kiosk": kiosk, "Authorization": f"Bearer {api_key}"})

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

    def fetch_claims(self, visit_id: str, person_id: str, head: int) -> Fetched | Refused:
        """What other machines owe this person. `head` is our last journal row; central waits for it.

        A claim of somebody else, or for a reason that we do not know, is left: who does not take what it was
        given loses it again.
        """
        body = {"visit_id": visit_id, "person_id": person_id, "head": head}
        answer = self._ask("POST", "/api/v1/claims/fetch", body)
        if isinstance(answer, Refused):
            return answer
        try:
            found = _Fetched.model_validate(answer)
        except ValidationError:
            return Refused(LinkTrouble.OFFLINE)
        known = {reason.value for reason in ClaimReason}
        ours = (one for one in found.claims if one.person_id == person_id and one.reason in known)
        return Fetched(tuple(_claim(one) for one in ours), found.pending)

    def ship(self, rows: Sequence[Row], quiet: Quiet | None = None) -> Acknowledged | Refused:
        """Without rows it asks how far central is, and what is wanted of us."""
        body: dict[str, Any] = {"kiosk": self._kiosk, "rows": [asdict(row) for row in rows]}
        if quiet is not None:
            body["quiet"] = asdict(quiet)
        answer = self._ask("POST", "/api/v1/journal", body)
        if isinstance(answer, Refused):
            return answer
        try:
            acked = _Acknowledged.model_validate(answer)
        except ValidationError:
            return Refused(LinkTrouble.OFFLINE)
        return Acknowledged(acked.acked_seq, acked.acked_hash, acked.signature, tuple(acked.wanted_claims))

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any] | Refused:
        """The answer's JSON object, or why there is none. Nothing is asked twice from here.

        A redirection is no answer of ours: following it would hand a birthday to somebody else.
        """
        try:
            answer = self._session.request(
                method,
                self._url + path,
                json=body,
                timeout=(CONNECT_S, READ_S),
                stream=True,
                allow_redirects=False,
            )
            with answer:
                content = self._read(answer.raw)
            said = from_json(content, allow_inf_nan=False)  # refuses characters that are none, too
        except (requests.RequestException, HTTPError, OSError, ValueError):
            return Refused(LinkTrouble.OFFLINE)
        if not isinstance(said, dict) or 300 <= answer.status_code < 400:
            return Refused(LinkTrouble.OFFLINE)
        if answer.ok:
            return said
        error = said.get("error")
        trouble = LinkTrouble.OFFLINE if answer.status_code >= 500 else LinkTrouble.REFUSED
        return Refused(trouble, error[:LONGEST_WORD] if isinstance(error, str) else "", said)

    def _read(self, body: BaseHTTPResponse) -> bytes:
        """Raises ValueError for an answer that is too long or too slow."""
        content = bytearray()
        until = self._now() + WHOLE_S
        while piece := body.read1(PIECE, decode_content=True):
            content += piece
            if len(content) > LARGEST_ANSWER or self._now() > until:
                raise ValueError("too long or too slow")
        return bytes(content)


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


def _claim(one: _Claim) -> OpenClaim:
    return OpenClaim(Claim(one.claim_id, Money(one.amount), ClaimReason(one.reason)), one.person_id)
