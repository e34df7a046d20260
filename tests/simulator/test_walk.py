from __future__ import annotations

import time

import pytest

from simulator.walk import Stopwatch, exactly, languages


@pytest.mark.parametrize(("price", "coins"), [(20, [10, 10]), (36, [10, 10, 10, 5, 1]), (0, []), (1, [1])])
def test_pays_exactly_with_what_a_purse_has(price: int, coins: list[int]) -> None:
    assert exactly(price) == coins


def test_the_texts_keep_the_order_of_the_kiosk() -> None:
    assert list(languages(("en", "zh-TW"))) == ["en", "zh-TW"]


def test_a_stopwatch_adds_up_what_has_one_name_also_when_it_fails() -> None:
    watch = Stopwatch()
    with watch("pay"):
        time.sleep(0.01)
    first = watch.seconds["pay"]
    with pytest.raises(ZeroDivisionError), watch("pay"):
        raise ZeroDivisionError
    assert watch.seconds["pay"] >= first >= 0.01
