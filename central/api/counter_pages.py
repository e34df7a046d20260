"""The cashier's pages as HTML: sign in, find, one claim with what can be done, and the receipt to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote

from central.api.pages import Both, Desk, dollars, heading, moment_words, rows, verdict
from central.api.slips import reason_words
from central.cashiers import SignedIn
from central.counter import ClaimSeen, Happened, Machine, Payment
from central.holding import COUNTER, can_be_paid_at_the_counter
from central.models import Deed
from kiosk.money import Money
from kiosk.slips.wording import amount_in_words

DESK = Desk("counter", Both("出納櫃檯領款", "Refund claims at the counter"))

DEEDS = {
    Deed.ISSUED: Both("開立", "issued"),
    Deed.WANTED: Both("請求移轉", "asked for it"),
    Deed.HANDED_OVER: Both("交出，不再支付", "handed it over"),
    Deed.GIVEN: Both("移交機台", "given to the machine"),
    Deed.TAKEN_OVER: Both("機台接手", "took it over"),
    Deed.NOT_TAKEN: Both("機台未收到，收回", "never received it; taken back"),
    Deed.LET_GO: Both("櫃檯放回", "the counter let it go"),
    Deed.PAID: Both("支付", "paid it"),
    Deed.CONTRADICTED: Both("回報與紀錄不符", "reported what cannot be"),
    Deed.HOLDER_LOST: Both("機台停用，收回", "its machine is out of use; taken back"),
    Deed.UNBLOCKED: Both("查核後解除", "looked into and released"),
}
NOT_FOUND = Both(
    "查無此憑證碼或學號。機台若曾斷線，可能尚未回報，請稍後再查。",
    "No such code or student number. A machine that was offline may not have reported it yet.",
)
WRONG_SIGN_IN = Both("帳號或密碼不符。", "Name and password do not belong together.")
TOO_MANY_TRIES = Both(
    "嘗試次數過多，請十五分鐘後再試。", "Too many attempts. Please try again in fifteen minutes."
)
SIGN_IN_AGAIN = Both("登入已逾時，請重新登入。", "You have been signed out; please sign in again.")
NOT_PAYABLE = Both(
    "這次沒有付款：此憑單此刻不由櫃檯支付，請看下方狀態。",
    "Nothing was paid this time: the claim is not the counter's to pay now; its state is below.",
)


def path_of(key: tuple[str, str]) -> str:
    return f"/counter/claims/{quote(key[0], safe='')}/{quote(key[1], safe='')}"


# ---- Signing in and finding ----------------------------------------------------------------------------


def sign_in_page(said: Both | None = None) -> str:
    return DESK.page(
        _said(said),
        '<form method="post" action="/counter/sign-in" class="card">',
        _field("name", Both("帳號", "Name"), 'autocomplete="username" autofocus required'),
        _field(
            "password", Both("密碼", "Password"), 'type="password" autocomplete="current-password" required'
        ),
        _button(Both("登入", "Sign in")),
        "</form>",
    )


def start_page(who: SignedIn, paid: Sequence[Payment], said: Both | None = None, typed: str = "") -> str:
    return DESK.page(
        _bar(who),
        _said(said),
        _form("/counter/find", who, 'class="card"'),
        _field(
            "what",
            Both("憑證碼或學號", "Code on the slip, or student number"),
            f'autofocus required autocomplete="off" maxlength="40" value="{escape(typed)}"',
        ),
        _button(Both("查詢", "Find")),
        "</form>",
        *_paid_today(paid),
    )


def list_page(who: SignedIn, found: Sequence[ClaimSeen]) -> str:
    """What one student is owed."""
    owner = found[0].owner if found else None
    listed = "\n".join(
        f'<li class="card"><a href="{path_of(claim.key)}">{dollars(claim.amount)}</a> '
        f"{_one_word(claim).inline()}<br>{moment_words(claim.opened_at).inline()}<br>"
        f"{reason_words(claim.reason).inline()}</li>"
        for claim in found
    )
    nothing = Both("此人沒有任何領款憑單。", "There is no claim of this person.").paragraph()
    return DESK.page(
        _bar(who),
        heading(Both("領款憑單", "Claims")),
        f"<p>{escape(owner.number)} {escape(owner.name_zh)}</p>" if owner else "",
        f"<ul>{listed}</ul>" if found else nothing,
    )


def _paid_today(paid: Sequence[Payment]) -> tuple[str, ...]:
    listed = "\n".join(
        f"<tr><td>{_clock(payment.at)}</td>"
        f'<td><a href="{path_of(payment.key)}">{escape(payment.key[1])}</a></td>'
        f'<td>{escape(payment.who)}</td><td class="sum">{dollars(payment.amount)}</td></tr>'
        for payment in paid
    )
    total = dollars(sum(payment.amount for payment in paid))
    count = Both(f"今日付出 {len(paid)} 筆，共 {total}", f"Paid out today: {len(paid)}, together {total}")
    return heading(count), f"<table>{listed}</table>" if paid else ""


# ---- One claim -------------------------------------------------------------------------------------------


def claim_page(who: SignedIn, claim: ClaimSeen, now: datetime, said: Both | None = None) -> str:
    return DESK.page(
        _bar(who),
        _said(said),
        *_state(who, claim),
        rows(
            (Both("應退金額", "Amount"), dollars(claim.amount)),
            (Both("領款人", "Owner"), _owner(claim)),
            (Both("原因", "Reason"), reason_words(claim.reason)),
            (Both("開立機台", "Issued by"), _machine(claim.issued_by)),
            (Both("回報時間", "Reported"), moment_words(claim.opened_at)),
            (Both("案號", "Case"), claim.key[1]),
        ),
        *_receipt(claim, now),
        '<div class="screen">',
        heading(Both("經過", "History")),
        f"<table>{''.join(_happened(one) for one in claim.history)}</table>",
        "</div>",
    )


def is_moving(claim: ClaimSeen) -> bool:
    """Will the page say something else in a moment, without anybody touching it?"""
    return claim.standing.wanted_by == COUNTER and not claim.standing.paid


def _state(who: SignedIn, claim: ClaimSeen) -> tuple[str, ...]:
    standing = claim.standing
    if standing.paid:
        return _paid(claim)
    if standing.blocked:
        return (
            verdict("unknown", "✗", Both("暫停支付", "Stopped")),
            Both(
                "機台的回報互相矛盾，可能已在別處支付。請勿付款，請主管查明後由系統管理者解除。",
                "What the machines reported cannot all be so; it may have been paid elsewhere. Do not pay. "
                "Let a supervisor find out; an administrator then releases it.",
            ).paragraph(),
        )
    if can_be_paid_at_the_counter(standing):
        pay = Both(f"已交付現金 {dollars(claim.amount)}", f"Cash handed out: {dollars(claim.amount)}")
        return (
            verdict("at-counter", "●", Both("可付款", "Pay now")),
            Both(
                "請核對證件，交付現金後按下列按鈕。機台不會再支付。",
                "Check the owner's card, hand out the cash, press the button. No machine pays it any more.",
            ).paragraph(),
            _action(who, claim, "pay", pay, "main"),
            _action(who, claim, "let-go", Both("不付了，放回機台", "Not paid after all: let go")),
        )
    if standing.wanted_by == COUNTER:
        return _waiting(who, claim)
    free = Both("待領取，任一機台或櫃檯", "Open, at any machine or here")
    return (
        verdict("open", "", free if claim.holder is None else Both("由機台保管", "Held by a machine")),
        Both(
            "要在櫃檯支付，請先轉過來；之後機台不再支付。",
            "To pay it here, take it over first; after that no machine pays it.",
        ).paragraph(),
        "" if claim.holder is None else _contact(claim.holder),
        _action(who, claim, "take", Both("轉到櫃檯支付", "Take over to the counter"), "main"),
    )


def _waiting(who: SignedIn, claim: ClaimSeen) -> tuple[str, ...]:
    cancel = _action(who, claim, "let-go", Both("取消", "Cancel"))
    machine = claim.holder
    if machine is None or machine.in_contact:
        return (
            verdict("moving", "…", Both("等待機台交出", "Waiting for the machine")),
            Both(
                "機台連線中，通常十秒內完成；若本人正在機台付款，則於其結束後完成。本頁會自動更新，請先勿付款。",
                "The machine is online and hands it over within ten seconds, or when a payment in which it "
                "is used has ended. This page looks again by itself. Do not pay yet.",
            ).paragraph(),
            cancel,
        )
    return (
        verdict("unknown", "✗", Both("機台未連線，請勿付款", "The machine is offline: do not pay")),
        _contact(machine),
        Both(
            "機台可能已付給本人而尚未回報；在它交出之前，櫃檯付款就可能付兩次。",
            "The machine may have paid it to its owner already and not been able to say so; until it has "
            "handed it over, the counter could pay it a second time.",
        ).paragraph(),
        "<ol>",
        *(
            f"<li>{words.inline()}</li>"
            for words in (
                Both(
                    "機台恢復服務後，本人可直接在該機台領取。",
                    "When it serves again, the owner can get it there.",
                ),
                Both(
                    "或留下聯絡方式：機台恢復連線後，本頁會顯示可付款。",
                    "Or leaves word where to be reached: when the machine is back, this page says pay now.",
                ),
                Both(
                    "機台停用或無法修復時，請洽系統管理者。",
                    "If the machine is out of use for good, ask the system's administrator.",
                ),
            )
        ),
        "</ol>",
        cancel,
    )


def _paid(claim: ClaimSeen) -> tuple[str, ...]:
    last = next((one for one in reversed(claim.history) if one.deed is Deed.PAID), None)
    when = None if last is None else moment_words(last.at)
    by_machine = claim.holder is not None
    words = Both("已由機台支付", "Paid by a machine") if by_machine else Both("已由櫃檯支付", "Paid here")
    return (
        verdict("paid", "✓", words),
        *(() if when is None else (f"<p>{when.inline()}</p>",)),
        Both(
            "請勿再付。" if by_machine else "請勿再付。列印本頁由領款人簽收（Ctrl+P）。",
            "Do not pay again."
            if by_machine
            else "Do not pay again. Print this page (Ctrl+P) for the owner to sign.",
        )
        .paragraph()
        .replace("<p>", '<p class="screen">'),
    )


def _receipt(claim: ClaimSeen, now: datetime) -> tuple[str, ...]:
    """What is signed: only where the counter paid."""
    paid = next((one for one in claim.history if one.deed is Deed.PAID and one.at_counter), None)
    if paid is None:
        return ()
    return (
        heading(Both("領款收據", "Receipt for a refund")),
        rows(
            (
                Both("實付", "Paid out"),
                f"新臺幣{amount_in_words(Money(claim.amount))} {dollars(claim.amount)}",
            ),
            (Both("支付時間", "Paid on"), moment_words(paid.at)),
            (Both("經手人", "Cashier"), paid.who),
            (Both("列印時間", "Printed"), moment_words(now)),
        ),
        '<p class="sign">領款人簽名 <span lang="en">Received by</span></p>',
        '<p class="sign">出納 <span lang="en">Cashier</span></p>',
    )


def _one_word(claim: ClaimSeen) -> Both:
    if claim.standing.paid:
        return Both("已付", "paid")
    return Both("待領取", "open") if not claim.standing.blocked else Both("暫停支付", "stopped")


def _owner(claim: ClaimSeen) -> str | Both:
    if claim.owner is None:
        return Both("不記名，憑單領取", "nobody identified: pay to who brings the slip")
    return f"{claim.owner.number} {claim.owner.name_zh} {claim.owner.name_en}"


def _machine(machine: Machine) -> str:
    return f"{machine.kiosk_id} {machine.place_zh}"


def _contact(machine: Machine) -> str:
    since = Both("從未", "never") if machine.seen_at is None else moment_words(machine.seen_at)
    if machine.locked:
        words = Both("機台已被鎖定，其回報不予採信", "locked: what it reports is not believed any more")
    elif machine.in_contact:
        words = Both("連線中", "online")
    else:
        words = Both(f"未連線，最後連線 {since.zh}", f"offline, last seen {since.en}")
    return rows((Both("機台", "Machine"), _machine(machine)), (Both("狀態", "Contact"), words))


def _happened(one: Happened) -> str:
    where = Both("櫃檯", "counter").inline() if one.at_counter else ""
    detail = f"<br>{escape(one.detail)}" if one.detail else ""
    return (
        f"<tr><td>{_moment(one.at)}</td><td>{where} {escape(one.who)}</td>"
        f"<td>{DEEDS[one.deed].inline()}{detail}</td></tr>"
    )


def _moment(at: datetime) -> str:
    return escape(moment_words(at).en)


def _clock(at: datetime) -> str:
    return _moment(at).rpartition(" ")[2]


# ---- Forms -----------------------------------------------------------------------------------------------


def _bar(who: SignedIn) -> str:
    return (
        f'<div class="bar screen"><a href="/counter">{Both("首頁", "Start").inline()}</a>'
        f"{_form('/counter/sign-out', who)}{escape(who.name)} {_button(Both('登出', 'Sign out'))}</form>"
        "</div>"
    )


def _action(who: SignedIn, claim: ClaimSeen, deed: str, words: Both, look: str = "") -> str:
    return f"{_form(f'{path_of(claim.key)}/{deed}', who, 'class=screen')}{_button(words, look)}</form>"


def _form(action: str, who: SignedIn, more: str = "") -> str:
    token = f'<input type="hidden" name="form_token" value="{escape(who.form_token)}">'
    return f'<form method="post" action="{escape(action)}" {more}>{token}'


def _field(name: str, words: Both, more: str) -> str:
    return f'<label>{words.inline()}<input name="{name}" {more}></label>'


def _button(words: Both, look: str = "") -> str:
    return f'<button class="{look}">{words.inline()}</button>'


def _said(words: Both | None) -> str:
    return "" if words is None else f'<p class="said" role="alert">{words.inline()}</p>'
