"""GET /V/serial/code[/payload]: the page that tells anybody whether a paper is good; GET / asks for them."""

from __future__ import annotations

import ipaddress
from html import escape
from string import Template
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from central.api.common import Central, ErrorBody, Responses
from central.checking import Checked, PaperState, check_paper
from central.codes import as_meant
from central.throttle import Limit, give_back, hashed_key, take

router = APIRouter()

LONGEST_TYPED = 40
PAGES: Responses = {
    404: {"description": "unknown number, wrong code or a signature that is not of this paper: one page"},
    422: {"model": ErrorBody},
    429: {"description": "too many failed look-ups from this address"},
}
FORM_PAGES: Responses = {303: {"description": "to the paper's page"}, 422: {"model": ErrorBody}}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

PAGE = Template("""<!doctype html>
<html lang="zh-Hant-TW">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>文件查驗 Document check</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
h1 { font-size: 1.2rem; font-weight: 600 }
.verdict { border: 3px solid; border-radius: .5rem; padding: .8rem 1rem; font-size: 1.4rem; font-weight: 700 }
.valid { color: #0a5c2b } .superseded { color: #7a4b00 } .void, .unknown { color: #8c1515 }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.2rem } dt { color: #555 } dd { margin: 0 }
label { display: block; margin: .8rem 0 } input { font: inherit; width: 100%; box-sizing: border-box }
button { font: inherit; padding: .4rem 1.2rem }
</style>
</head>
<body>
<h1>國立雲林科技大學　文件查驗<br>
<span lang="en">National Yunlin University of Science and Technology, document check</span></h1>
$content
</body>
</html>
""")

VERDICTS = {
    PaperState.VALID: ("有效", "Valid", "本文件由本校核發。", "This document was issued by the University."),
    PaperState.SUPERSEDED: (
        "已有較新版本",
        "Superseded",
        "本文件由本校核發，但其後已核發內容不同的新文件。",
        "Issued by the University, but a newer document with other content exists.",
    ),
    PaperState.VOID: ("作廢", "Void", "本文件已作廢，請勿採用。", "This document is void. Do not accept it."),
}

SPECIMEN = """<p><strong>樣張：所載人員為虛構，僅供測試。</strong><br>
<span lang="en">Specimen: the person is invented, for tests only.</span></p>"""

UNKNOWN = PAGE.substitute(
    content="""<p class="verdict unknown" role="status">✗ 查無此文件 <span lang="en">Unknown</span></p>
<p>編號與查驗碼不符，或查無此文件。請確認是否輸入正確。<br>
<span lang="en">Number and code do not belong together, or there is no such document.
Please check both.</span></p>
<p><a href="/">重新輸入 <span lang="en">Try again</span></a></p>"""
)

TOO_MANY = PAGE.substitute(
    content="""<p class="verdict unknown" role="status">請稍後再試 <span lang="en">Please try later</span></p>
<p>查驗次數過多。<span lang="en">Too many attempts.</span></p>"""
)

FORM = PAGE.substitute(
    content="""<form action="/" method="get">
<label>編號 <span lang="en">Number</span>
<input name="serial" required maxlength="40" autocomplete="off" autocapitalize="characters"></label>
<label>查驗碼 <span lang="en">Code</span>
<input name="code" required maxlength="40" autocomplete="off" autocapitalize="characters"></label>
<button>查驗 <span lang="en">Check</span></button>
</form>"""
)


@router.get("/V/{serial}/{code}", response_class=HTMLResponse, responses=PAGES)
def get_paper(serial: str, code: str, request: Request, services: Central) -> HTMLResponse:
    """The state of a paper by what is printed on it in letters."""
    return _page(request, services, serial, code, None)


@router.get("/V/{serial}/{code}/{payload}", response_class=HTMLResponse, responses=PAGES)
def get_signed_paper(
    serial: str, code: str, payload: str, request: Request, services: Central
) -> HTMLResponse:
    """As above from the QR code; its signature must hold and belong to this paper."""
    return _page(request, services, serial, code, payload)


@router.get("/", response_class=HTMLResponse, responses=FORM_PAGES)
def get_form(serial: Annotated[str, Query()] = "", code: Annotated[str, Query()] = "") -> Response:
    """A form for number and code, and the way from it to the paper's page."""
    number, letters = as_meant(serial), as_meant(code)
    if not (_typed(number) and _typed(letters)):
        return HTMLResponse(FORM, headers=HEADERS)
    return RedirectResponse(f"/V/{number}/{letters}", 303, HEADERS)


def _typed(words: str) -> bool:
    return words.isascii() and words.isalnum() and len(words) <= LONGEST_TYPED


def _page(request: Request, services: Central, serial: str, code: str, payload: str | None) -> HTMLResponse:
    settings = services.settings
    address = _network(request.client.host if request.client else "")
    limits = (Limit(hashed_key("verify", address), settings.verify_tries, settings.verify_window_s),)
    with services.database.writing() as session:
        if take(session, limits, services.clock.now()):
            return HTMLResponse(TOO_MANY, 429, HEADERS)
        checked = check_paper(session, services, serial, code, payload)
        if checked is None:
            return HTMLResponse(UNKNOWN, 404, HEADERS)
        give_back(session, limits)
    return HTMLResponse(PAGE.substitute(content=_content(checked)), headers=HEADERS)


def _network(host: str) -> str:
    """One IPv6 household has 2^64 addresses; count it once."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


def _content(checked: Checked) -> str:
    zh, en, said_zh, said_en = VERDICTS[checked.state]
    sign = "✓" if checked.state is PaperState.VALID else "✗"
    day = checked.issued
    roc = f"中華民國 {day.year - 1911} 年 {day.month} 月 {day.day} 日"
    rows = [
        ("編號", "Number", checked.serial),
        ("文件", "Document", f"{checked.name_zh} {checked.name_en}"),
        ("核發日期", "Issued", f"{roc}（{day.isoformat()}）"),
        ("姓名", "Name", checked.masked_name),
    ]
    listed = "\n".join(
        f'<dt>{zh} <span lang="en">{en}</span></dt><dd>{escape(value)}</dd>' for zh, en, value in rows
    )
    return f"""<p class="verdict {checked.state.value}" role="status">
{sign} {zh} <span lang="en">{en}</span></p>
<p>{said_zh}<br><span lang="en">{said_en}</span></p>
{SPECIMEN if checked.specimen else ""}
<dl>
{listed}
</dl>
<p>請與紙本比對上列內容。<span lang="en">Compare the above with the paper.</span></p>"""
