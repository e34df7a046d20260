"""State tables that follow from the journal's facts: balances, open claims, receipts, closed visits.

A projection is written in the commit of the row it follows from and holds nothing that the rows do not.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from kiosk.visit.facts import (
    ASSETS,
    ClaimHandedOver,
    ClaimIssued,
    ClaimRedeemed,
    ClaimTakenOver,
    Fact,
    OrderPaid,
    Posted,
    VisitClosed,
)

TABLES = ("balance", "claim", "receipt", "closed_visit")

POST = text(
    "INSERT INTO balance (account, amount) VALUES (:account, :amount)"
    " ON CONFLICT (account) DO UPDATE SET amount = amount + excluded.amount"
)
CLAIM = text("INSERT INTO claim VALUES (:claim_id, :amount, :reason, :person_id)")
CLAIM_GONE = text("DELETE FROM claim WHERE claim_id = :claim_id")
RECEIPT = text("INSERT INTO receipt VALUES (:receipt_no, :order_id, :price)")
VISIT = text("INSERT INTO closed_visit VALUES (:visit_id, :inserted, :price, :paid_out, :owed, :suspense)")


def project(connection: Connection, fact: Fact) -> None:
    match fact:
        case Posted(debit, credit, amount):
            for account, sign in ((debit, 1), (credit, -1)):
                change = amount.amount * (sign if account in ASSETS else -sign)
                connection.execute(POST, {"account": account.value, "amount": change})
        case ClaimIssued(claim_id, amount, reason, person_id) | ClaimTakenOver(
            claim_id, amount, reason, person_id
        ):
            row = {"claim_id": claim_id, "amount": amount.amount, "reason": reason.value}
            connection.execute(CLAIM, {**row, "person_id": person_id})
        case ClaimRedeemed(claim_id=claim_id) | ClaimHandedOver(claim_id=claim_id):
            connection.execute(CLAIM_GONE, {"claim_id": claim_id})
        case OrderPaid(order_id=order_id, price=price, receipt_no=receipt_no):
            connection.execute(
                RECEIPT, {"receipt_no": receipt_no, "order_id": order_id, "price": price.amount}
            )
        case VisitClosed(visit_id, inserted, price, paid_out, owed, suspense):
            sums = {"inserted": inserted, "price": price, "paid_out": paid_out, "owed": owed}
            amounts = {name: money.amount for name, money in {**sums, "suspense": suspense}.items()}
            connection.execute(VISIT, {"visit_id": visit_id, **amounts})
        case _:
            return


def clear(connection: Connection) -> None:
    for table in TABLES:
        connection.execute(text(f"DELETE FROM {table}"))


def dump(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every projection's rows, sorted; what a rebuilt one is compared with."""
    return {
        table: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}")))
        for table in TABLES
    }
