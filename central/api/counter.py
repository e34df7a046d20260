"""/counter: where cashiers take claims over from machines and pay them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Cookie, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from central import cashiers, claims
from central.api import counter_pages as pages
from central.api.common import Central, ErrorBody, Problem, Responses
from central.api.pages import HEADERS, Both, network
from central.cashiers import SignedIn
from central.claims import NotPayable
from central.counter import claim_seen, claims_of_number, key_of_code, paid_today
from central.services import Services
from central.throttle import Limit, give_back, hashed_key, take

router = APIRouter(prefix="/counter", responses={422: {"model": ErrorBody}})
COOKIE = "counter"
REFRESH_S = 3
LONGEST_FORM = 8  # fields

Form = dict[str, str]
Token = Annotated[str, Cookie(alias=COOKIE)]
DEEDS: dict[str, Callable[[Session, tuple[str, str], str, datetime], None]] = {
    "take": claims.counter_wants,
    "pay": claims.counter_pays,
    "let-go": claims.counter_lets_go,
}
PAGES: Responses = {403: {"description": "not signed in, or not from a page of ours"}}


async def posted(request: Request) -> Form:
    """The fields of a form, of a page of ours: browsers say when it was another site's."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "other-site")
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=LONGEST_FORM, errors="strict")
    except ValueError:
        raise Problem(422, "malformed") from None
    return {name: values[0] for name, values in fields.items()}


Posted = Annotated[Form, Depends(posted)]


@router.get("", response_class=HTMLResponse)
def get_counter(services: Central, counter: Token = "") -> Response:
    """The form to sign in with, or to find a claim with."""
    now = services.clock.now()
    with services.database.writing() as session:
        who = cashiers.signed_in(session, counter, now)
        return _page(pages.sign_in_page() if who is None else pages.start_page(who, paid_today(session, now)))


@router.post("/sign-in", response_class=HTMLResponse, responses=PAGES)
def post_sign_in(form: Posted, request: Request, services: Central) -> Response:
    now = services.clock.now()
    name = form.get("name", "").strip().lower()
    limits = _sign_in_limits(services, request, name)
    with services.database.writing() as session:
        if take(session, limits, now):
            return _page(pages.sign_in_page(pages.TOO_MANY_TRIES), 429)
        known = cashiers.password_hash(session, name)
    if not cashiers.fits(known, form.get("password", "")):
        return _page(pages.sign_in_page(pages.WRONG_SIGN_IN), 403)
    with services.database.writing() as session:
        give_back(session, limits)
        token = cashiers.sign_in(session, name, now)
    answer = _to("/counter")
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, path="/counter", httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/sign-out", response_class=HTMLResponse, responses=PAGES)
def post_sign_out(form: Posted, services: Central, counter: Token = "") -> Response:
    with services.database.writing() as session:
        if _who(session, services, counter, form) is not None:
            cashiers.sign_out(session, counter)
    return _to("/counter")


@router.post("/find", response_class=HTMLResponse, responses=PAGES)
def post_find(form: Posted, services: Central, counter: Token = "") -> Response:
    """By the code of a slip, or everything of one student number."""
    now, typed = services.clock.now(), form.get("what", "")[:40]
    with services.database.writing() as session:
        who = _who(session, services, counter, form)
        if who is None:
            return _signed_out()
        settings = services.settings
        limits = (Limit(hashed_key("found", who.name), settings.verify_tries, settings.verify_window_s),)
        if take(session, limits, now):
            return _page(pages.start_page(who, (), pages.TOO_MANY_TRIES), 429)
        key = key_of_code(session, typed)
        found = None if key is not None else claims_of_number(session, typed, now)
        if key is None and found is None:
            return _page(pages.start_page(who, paid_today(session, now), pages.NOT_FOUND, typed), 404)
        give_back(session, limits)
        if key is None and found is not None and len(found) != 1:
            return _page(pages.list_page(who, found))
        return _to(pages.path_of(key or (found or [])[0].key))


@router.get("/claims/{kiosk_id}/{claim_id}", response_class=HTMLResponse, responses=PAGES)
def get_claim(kiosk_id: str, claim_id: str, services: Central, counter: Token = "") -> Response:
    """Looks again by itself while the claim is on its way."""
    with services.database.writing() as session:
        who = cashiers.signed_in(session, counter, services.clock.now())
        return _signed_out() if who is None else _claim(session, services, who, (kiosk_id, claim_id))


@router.post("/claims/{kiosk_id}/{claim_id}/{deed}", response_class=HTMLResponse, responses=PAGES)
def post_deed(
    kiosk_id: str, claim_id: str, deed: str, form: Posted, services: Central, counter: Token = ""
) -> Response:
    """take, pay or let-go; what was done already is not done again."""
    key, now = (kiosk_id, claim_id), services.clock.now()
    with services.database.writing() as session:
        who = _who(session, services, counter, form)
        if who is None:
            return _signed_out()
        if deed not in DEEDS or claim_seen(session, key, now) is None:
            return _page(pages.start_page(who, paid_today(session, now), pages.NOT_FOUND), 404)
        try:
            DEEDS[deed](session, key, who.name, now)
        except NotPayable:
            return _claim(session, services, who, key, pages.NOT_PAYABLE, 409)
    return _to(pages.path_of(key))


def _claim(
    session: Session,
    services: Services,
    who: SignedIn,
    key: tuple[str, str],
    said: Both | None = None,
    status: int = 200,
) -> Response:
    now = services.clock.now()
    claim = claim_seen(session, key, now)
    if claim is None:
        return _page(pages.start_page(who, paid_today(session, now), pages.NOT_FOUND), 404)
    answer = _page(pages.claim_page(who, claim, now, said), status)
    if pages.is_moving(claim):
        answer.headers["Refresh"] = f"{REFRESH_S}; url={pages.path_of(key)}"
    return answer


def _who(session: Session, services: Services, token: str, form: Form) -> SignedIn | None:
    """Who sent this form; None also for a form that did not come from a page of this sign-in."""
    who = cashiers.signed_in(session, token, services.clock.now())
    same = who is not None and cashiers.same(form.get("form_token", ""), who.form_token)
    return who if same else None


def _sign_in_limits(services: Services, request: Request, name: str) -> tuple[Limit, ...]:
    """Few tries for one name from one place, so that nobody elsewhere can lock a cashier out."""
    settings = services.settings
    place = network(request.client.host if request.client else "")
    window_s = settings.cashier_window_s
    return (
        Limit(hashed_key("cashier", f"{name} {place}"), settings.cashier_tries, window_s),
        Limit(hashed_key("cashiers", place), 4 * settings.cashier_tries, window_s),
    )


def _page(html: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status, HEADERS)


def _signed_out() -> Response:
    return _page(pages.sign_in_page(pages.SIGN_IN_AGAIN), 403)


def _to(path: str) -> Response:
    """303: a page that is loaded again does nothing twice."""
    return RedirectResponse(path, 303, HEADERS)
