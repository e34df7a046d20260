"""GET /V/serial/code[/payload]: the page that tells anybody whether a paper is good; GET / asks for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from central.api.common import Central, ErrorBody, Responses
from central.api.pages import HEADERS, Both, Desk, day_words, rows, verdict
from central.checking import Checked, PaperState, check_paper
from central.codes import as_meant
from central.services import Services

router = APIRouter()

LONGEST_TYPED = 40
JSON = "application/json"
STATES = {404: "unknown", 429: "too-many"}
DESK = Desk("verify", Both("文件查驗", "Document check"))
PAGES = DESK.responses("unknown number, wrong code or a signature that is not of this paper: one page")
FORM_PAGES: Responses = {303: {"description": "to the paper's page"}, 422: {"model": ErrorBody}}

VERDICTS = {
    PaperState.VALID: (
        Both("有效", "Valid"),
        Both("本文件由本校核發。", "This document was issued by the University."),
    ),
    PaperState.SUPERSEDED: (
        Both("已有較新版本", "Superseded"),
        Both(
            "本文件由本校核發，但其後已核發內容不同的新文件。",
            "Issued by the University, but a newer document with other content exists.",
        ),
    ),
    PaperState.VOID: (
        Both("作廢", "Void"),
        Both("本文件已作廢，請勿採用。", "This document is void. Do not accept it."),
    ),
    PaperState.KEY_REVOKED: (
        Both("簽章金鑰已撤銷", "Signing key revoked"),
        Both(
            "簽署本文件的金鑰已撤銷，其簽章不再作為證明。請持有人向註冊組換發新文件。",
            "The key that signed this document has been revoked, so its signature proves nothing any more. "
            "The holder may ask the registrar for a new one.",
        ),
    ),
}

SPECIMEN = """<p><strong>樣張：所載人員為虛構，僅供測試。</strong><br>
<span lang="en">Specimen: the person is invented, for tests only.</span></p>"""

UNKNOWN = DESK.page(
    verdict("unknown", "✗", Both("查無此文件", "Unknown")),
    Both(
        "編號與查驗碼不符，或查無此文件。請確認是否輸入正確。",
        "Number and code do not belong together, or there is no such document. Please check both.",
    ).paragraph(),
    f'<p><a href="/">{Both("重新輸入", "Try again").inline()}</a></p>',
)

FORM = DESK.page("""<form action="/" method="get">
<label>編號 <span lang="en">Number</span>
<input name="serial" required maxlength="40" autocomplete="off" autocapitalize="characters"></label>
<label>查驗碼 <span lang="en">Code</span>
<input name="code" required maxlength="40" autocomplete="off" autocapitalize="characters"></label>
<button>查驗 <span lang="en">Check</span></button>
</form>""")


@router.get("/V/{serial}/{code}", response_class=HTMLResponse, responses=PAGES)
def get_paper(serial: str, code: str, request: Request, services: Central) -> Response:
    """The state of a paper by what is printed on it in letters."""
    return _page(request, services, serial, code, None)


@router.get("/V/{serial}/{code}/{payload}", response_class=HTMLResponse, responses=PAGES)
def get_signed_paper(serial: str, code: str, payload: str, request: Request, services: Central) -> Response:
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


def _page(request: Request, services: Services, serial: str, code: str, payload: str | None) -> Response:
    found: list[Checked] = []

    def find(session: Session) -> str | None:
        checked = check_paper(session, services, serial, code, payload)
        if checked is None:
            return None
        found.append(checked)
        return _paper_page(checked)

    page = DESK.look_up(request, services, find, UNKNOWN)
    if JSON not in request.headers.get("accept", ""):
        return page
    told = _facts(found[0]) if found else {"state": STATES[page.status_code]}
    return JSONResponse(told, page.status_code, HEADERS)


def _facts(checked: Checked) -> dict[str, str | bool]:
    """The page for programs: the same facts, the same limits."""
    return {
        "state": checked.state.value,
        "serial": checked.serial,
        "name_zh": checked.name_zh,
        "name_en": checked.name_en,
        "issued": checked.issued.isoformat(),
        "masked_name": checked.masked_name,
        "specimen": checked.specimen,
    }


def _paper_page(checked: Checked) -> str:
    state, said = VERDICTS[checked.state]
    return DESK.page(
        verdict(checked.state.value, "✓" if checked.state is PaperState.VALID else "✗", state),
        said.paragraph(),
        SPECIMEN if checked.specimen else "",
        rows(
            (Both("編號", "Number"), checked.serial),
            (Both("文件", "Document"), Both(checked.name_zh, checked.name_en)),
            (Both("核發日期", "Issued"), day_words(checked.issued)),
            (Both("姓名", "Name"), checked.masked_name),
        ),
        Both("請與紙本比對上列內容。", "Compare the above with the paper.").paragraph(),
    )
