"""Cashiers, their passwords and the browsers they are signed in with."""

from __future__ import annotations

import pytest

from central import cashiers
from central.models import Cashier, CashierSession
from tests.central.bench import NOW, Bench

NAME = "lin.counter"


def added(bench: Bench, name: str = NAME) -> str:
    with bench.database.writing() as session:
        return cashiers.add_cashier(session, name, NOW)


def proven(bench: Bench, name: str, password: str) -> bool:
    with bench.database.reading() as session:
        return cashiers.fits(cashiers.password_hash(session, name), password)


def token(bench: Bench) -> str:
    with bench.database.writing() as session:
        return cashiers.sign_in(session, NAME, bench.clock.now())


def signed_in(bench: Bench, cookie: str) -> str:
    with bench.database.writing() as session:
        who = cashiers.signed_in(session, cookie, bench.clock.now())
        return "" if who is None else who.name


def test_password_is_made_here_and_only_its_hash_is_kept(bench: Bench) -> None:
    password = added(bench)
    assert len(password) == 19  # 80 bits in four groups
    with bench.database.reading() as session:
        assert session.get_one(Cashier, NAME).password_hash.startswith("$argon2id$")
    assert proven(bench, NAME, password)
    assert proven(bench, NAME, password.lower().replace("-", " "))
    assert not proven(bench, NAME, password[:-1])
    assert not proven(bench, NAME, "")
    assert not proven(bench, "nobody", password)
    assert not proven(bench, "'; --", password)


def test_new_password_replaces_the_old_one_and_signs_out(sqlite_bench: Bench) -> None:
    old = added(sqlite_bench)
    cookie = token(sqlite_bench)
    assert signed_in(sqlite_bench, cookie) == NAME
    new = added(sqlite_bench)
    assert not proven(sqlite_bench, NAME, old)
    assert proven(sqlite_bench, NAME, new)
    assert signed_in(sqlite_bench, cookie) == ""


def test_who_is_removed_stays_on_record_and_comes_in_no_more(sqlite_bench: Bench) -> None:
    password = added(sqlite_bench)
    cookie = token(sqlite_bench)
    with sqlite_bench.database.writing() as session:
        assert cashiers.remove_cashier(session, NAME)
        assert not cashiers.remove_cashier(session, "nobody")
    assert not proven(sqlite_bench, NAME, password)
    assert signed_in(sqlite_bench, cookie) == ""
    with sqlite_bench.database.reading() as session:
        assert not session.get_one(Cashier, NAME).active


@pytest.mark.parametrize("name", ["", "Lin", "a b", "林", "x" * 33, ".x"])
def test_bad_name_is_refused(sqlite_bench: Bench, name: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        added(sqlite_bench, name)


def test_signed_in_for_as_long_as_it_is_used_and_a_day_at_most(sqlite_bench: Bench) -> None:
    added(sqlite_bench)
    cookie = token(sqlite_bench)
    with sqlite_bench.database.reading() as session:
        assert cookie not in str(vars(session.query(CashierSession).one()))
    for _ in range(23):
        sqlite_bench.clock.passes(minutes=25)
        assert signed_in(sqlite_bench, cookie) == NAME, sqlite_bench.clock.now()
    sqlite_bench.clock.passes(minutes=25)  # ten hours together
    assert signed_in(sqlite_bench, cookie) == ""
    idle = token(sqlite_bench)
    sqlite_bench.clock.passes(minutes=30)
    assert signed_in(sqlite_bench, idle) == ""
    assert signed_in(sqlite_bench, "another") == ""


def test_sign_out(sqlite_bench: Bench) -> None:
    added(sqlite_bench)
    cookie = token(sqlite_bench)
    with sqlite_bench.database.writing() as session:
        cashiers.sign_out(session, cookie)
    assert signed_in(sqlite_bench, cookie) == ""


def test_form_token_is_compared_whole() -> None:
    assert cashiers.same("abc", "abc")
    assert not cashiers.same("", "abc")
    assert not cashiers.same("林", "abc")
