"""GET /R/number/code and /C/code: the pages that the QR codes on receipts and refund claims open."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from central.api.common import Central
from central.api.pages import Both, Desk, dollars, heading, moment_words, rows, verdict
from central.models import ClaimState, CopyState
from central.services import Services
from central.slips import ClaimFound, Item, Owed, ReceiptFound, Stands, find_claim, find_receipt
from kiosk.catalogue import Office
from kiosk.visit.states import ClaimReason

router = APIRouter()

RECEIPTS = Desk("receipt", Both("收據查詢", "Receipt"))
CLAIMS = Desk("claim", Both("領款憑單查詢", "Refund claim"))

DELIVERY = {
    CopyState.DELIVERED: ("✓", Both("已印出", "delivered")),
    CopyState.VOID: ("✗", Both("未印出", "not delivered")),
    CopyState.ISSUED: ("…", Both("尚無回報", "not known yet")),
    CopyState.UNKNOWN_DELIVERY: ("?", Both("無法確認是否印出", "not known: the machine could not tell")),
}
AT_THE_COUNTER = Both("臨櫃辦理，不由本機列印", "handled at the counter, not printed by the machine")

CLAIM_STATES = {
    ClaimState.OPEN: Both("待領取", "Open, not paid out yet"),
    ClaimState.WANTED: Both("待領取", "Open, not paid out yet"),
    ClaimState.PAID: Both("已領取", "Paid out"),
}

STANDS = {
    Stands.OPEN: Both("待領取", "Open, not paid out yet"),
    Stands.MOVING: Both("移轉中", "On its way"),
    Stands.AT_COUNTER: Both("請至出納櫃檯領取", "Ready at the cashier's counter"),
    Stands.IN_DOUBT: Both("查核中", "Being looked into"),
    Stands.PAID: Both("已領取", "Paid out"),
}
WHAT_TO_DO = {
    Stands.OPEN: Both(
        "在任一機台以學號登入即可領取或抵繳，或至下列單位領取。",
        "Sign in with your student number at any machine to have it paid out or taken off a price, or "
        "go to the office below.",
    ),
    Stands.MOVING: Both(
        "正由開立的機台移轉至提出領取之處，通常數秒內完成；機台未連線時，請稍後再查。",
        "The machine that holds it is handing it over to where you asked for it. That takes seconds; while "
        "the machine has no network, please look again later.",
    ),
    Stands.AT_COUNTER: Both(
        "已轉至櫃檯，機台不再支付。", "It was moved to the counter; the machines do not pay it any more."
    ),
    Stands.IN_DOUBT: Both(
        "各機台的回報不一致，需由人員查核，請洽下列單位。",
        "What the machines reported does not agree; a person has to look. Please ask at the office below.",
    ),
}
AT_THE_CASHIERS = Both("出納櫃檯", "the cashier's counter")

REASONS = {
    ClaimReason.OVERPAID: Both(
        "投入金額多於應付，機器未能全數找零。",
        "More was paid in than the price, and the machine could not give it all back.",
    ),
    ClaimReason.CANCELLED: Both(
        "交易取消，投入的金額未能全數退還。",
        "The visit was cancelled, and the machine could not give back what was paid in.",
    ),
    ClaimReason.LEFT: Both(
        "投幣後久無操作，交易已結束。",
        "Coins were put in, then nothing was touched for a long time and the visit ended.",
    ),
    ClaimReason.NOT_PRINTED: Both(
        "已收款，但文件未能印出。", "It was paid for, but the document was not printed."
    ),
    ClaimReason.INTERRUPTED: Both(
        "機器中斷，交易未完成。", "The machine was interrupted before the visit was done."
    ),
    ClaimReason.LATE_COIN: Both("付款結束後仍收到硬幣。", "A coin arrived after payment had ended."),
}
ANOTHER_REASON = Both("其他原因，請洽下列單位。", "Another reason; please ask the office below.")

NO_DATE = Both("不詳（當時機台時鐘有誤）", "not known (the machine's clock was wrong)")
REPORTED_LATER = Both(
    "沒有網路的機台會在恢復連線後自動補報，請稍後再查。請妥善保存紙本，其效力不受影響。",
    "A machine without network reports later by itself: please look again. Keep the slip; it stays good.",
)


@router.get(
    "/R/{number}/{code}",
    response_class=HTMLResponse,
    responses=RECEIPTS.responses("wrong code, unknown number, or not reported yet: one page"),
)
def get_receipt(number: str, code: str, request: Request, services: Central) -> HTMLResponse:
    """What was paid for, what of it came out, and what is still owed."""

    def find(session: Session) -> str | None:
        found = find_receipt(session, services, number, code)
        return None if found is None else _receipt_page(found, services)

    return RECEIPTS.look_up(request, services, find, _unknown_receipt(services))


@router.get(
    "/C/{code}",
    response_class=HTMLResponse,
    responses=CLAIMS.responses("unknown, or not reported yet: one page"),
)
def get_claim(code: str, request: Request, services: Central) -> HTMLResponse:
    """How much is owed, why, and where it is paid; the code as in the QR code, or with its check symbol."""

    def find(session: Session) -> str | None:
        found = find_claim(session, code)
        return None if found is None else _claim_page(found, services.claims_office)

    return CLAIMS.look_up(request, services, find, _unknown_claim(services))


# ---- Receipts ---------------------------------------------------------------------------------------


def _receipt_page(found: ReceiptFound, services: Services) -> str:
    return RECEIPTS.page(
        verdict("paid", "✓", Both("已繳費", "Paid")),
        rows(
            (Both("號碼", "Number"), found.number),
            (Both("繳費時間", "Paid on"), NO_DATE if found.paid_at is None else moment_words(found.paid_at)),
            (Both("機台", "Machine"), found.place_zh),
            (Both("金額", "Amount"), dollars(found.price)),
        ),
        heading(Both("項目", "Items")),
        _list(_item(item) for item in found.items),
        *_owed(found.owed, services.claims_office),
        heading(Both("如有缺漏", "If something is missing")),
        Both(
            "請於辦公時間攜帶本收據洽詢：", "Please bring this receipt to this office in its hours:"
        ).paragraph(),
        _office(services.papers_office),
    )


def _item(item: Item) -> str:
    price = f"{item.copies} × {dollars(item.fee)} = {dollars(item.copies * item.fee)}"
    papers = [f"{escape(serial)} {_delivery(state)}" for serial, state in item.papers]
    name = Both(item.name_zh, item.name_en).inline()
    return f"{name}<br>\n{price}{_list(papers or [AT_THE_COUNTER.inline()])}"


def _delivery(state: CopyState) -> str:
    sign, words = DELIVERY[state]
    return f"{sign} {words.inline()}"


def _owed(owed: tuple[Owed, ...], office: Office) -> tuple[str, ...]:
    if not owed:
        return ()
    is_open = any(one.state is not ClaimState.PAID for one in owed)
    where = Both("憑另印的領款憑單領取：", "Paid out for the refund claim printed with this receipt:")
    return (
        heading(Both("應退款項", "Owed to you")),
        _list(_one_owed(one) for one in owed),
        *((where.paragraph(), _office(office)) if is_open else ()),
    )


def _one_owed(one: Owed) -> str:
    state = CLAIM_STATES[one.state]
    if one.paid_at is not None:
        when = moment_words(one.paid_at)
        state = Both(f"{state.zh} {when.zh}", f"{state.en} {when.en}")
    return f"{dollars(one.amount)} {state.inline()}"


def _unknown_receipt(services: Services) -> str:
    return RECEIPTS.page(
        verdict("pending", "", Both("尚查無此收據", "Not known (yet)")),
        Both(
            "號碼與查詢碼不符、查無此收據，或機台尚未回報。",
            "Number and code do not belong together, there is no such receipt, or its machine has not "
            "reported it yet.",
        ).paragraph(),
        REPORTED_LATER.paragraph(),
        Both(
            "次一上班日仍查無時，請洽：", "If it is not here on the next working day, please ask:"
        ).paragraph(),
        _office(services.papers_office),
    )


# ---- Claims -----------------------------------------------------------------------------------------


def _claim_page(found: ClaimFound, office: Office) -> str:
    paid: tuple[tuple[Both, str | Both], ...] = ()
    if found.paid_at is not None:
        paid = (
            (Both("領取時間", "Paid on"), moment_words(found.paid_at)),
            (Both("領取地點", "Paid at"), found.paid_place_zh or AT_THE_CASHIERS),
        )
    where = () if found.stands is Stands.PAID else _where_to_get_it(found.stands, office)
    return CLAIMS.page(
        verdict(found.stands.value, "", STANDS[found.stands]),
        rows(
            (Both("應退金額", "Amount"), dollars(found.amount)),
            (Both("原因", "Reason"), reason_words(found.reason)),
            (
                Both("開立時間", "Issued on"),
                NO_DATE if found.issued_at is None else moment_words(found.issued_at),
            ),
            (Both("機台", "Machine"), found.place_zh),
            *paid,
        ),
        *where,
    )


def _where_to_get_it(stands: Stands, office: Office) -> tuple[str, ...]:
    return (
        heading(Both("如何領取", "How to get it")),
        WHAT_TO_DO[stands].paragraph(),
        Both(
            "至櫃檯請攜帶領款憑單與學生證或身分證。",
            "To the counter bring the slip and your student card or ID.",
        ).paragraph(),
        _office(office),
    )


def reason_words(word: str) -> Both:
    """A newer machine may know a reason that this program does not."""
    return REASONS[ClaimReason(word)] if word in set(ClaimReason) else ANOTHER_REASON


def _unknown_claim(services: Services) -> str:
    return CLAIMS.page(
        verdict("pending", "", Both("尚查無此憑單", "Not known (yet)")),
        Both(
            "憑證碼有誤、查無此憑單，或機台尚未回報。",
            "The code is not right, there is no such claim, or its machine has not reported it yet.",
        ).paragraph(),
        REPORTED_LATER.paragraph(),
        Both("領款或洽詢：", "Paid out, and questions answered, at:").paragraph(),
        _office(services.claims_office),
    )


# ---- Both -------------------------------------------------------------------------------------------


def _office(office: Office) -> str:
    phone = ((Both("電話", "Phone"), office.phone),) if office.phone else ()
    return rows(
        (Both("單位", "Office"), Both(office.name_zh, office.name_en)),
        (Both("地點", "Place"), Both(office.place_zh, office.place_en)),
        (Both("時間", "Hours"), Both(office.hours_zh, office.hours_en)),
        *phone,
    )


def _list(entries: Iterable[str]) -> str:
    """Each entry is HTML already."""
    return "\n<ul>\n" + "\n".join(f"<li>{entry}</li>" for entry in entries) + "\n</ul>"
