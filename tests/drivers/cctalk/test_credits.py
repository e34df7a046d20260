from __future__ import annotations

import pytest

from drivers.cctalk.credits import CreditReader, Read
from kiosk.devices import AcceptorCursor, CoinRefused
from kiosk.money import Money

VALUES = {2: Money(5), 3: Money(10), 5: Money(50)}
SERIAL = 12345678


def bytes_of(counter: int, *pairs: tuple[int, int]) -> bytes:
    return bytes([counter, *(part for pair in pairs for part in pair)]).ljust(11, b"\0")


def cursor(counter: int, *pairs: tuple[int, int], epoch: int = 4, serial: int = SERIAL) -> AcceptorCursor:
    return AcceptorCursor(serial, epoch, counter, bytes_of(counter, *pairs)[1:].hex())


def reader(start: AcceptorCursor | None, serving: bool = True) -> CreditReader:
    """`serving`: the first read of this program is already past."""
    made = CreditReader("coins", start)
    made.begin(SERIAL, VALUES)
    if serving and start is not None:
        assert made.read(bytes([start.counter]) + bytes.fromhex(start.buffer)) == Read()
    return made


def values(read: Read | None) -> list[int]:
    assert read is not None
    assert read.coins is not None
    return [credit.value.amount for credit in read.coins.credits]


def names(read: Read | None) -> list[tuple[int, int, int]]:
    assert read is not None
    assert read.coins is not None
    return [(credit.serial, credit.epoch, credit.counter) for credit in read.coins.credits]


def test_nothing_new_says_nothing() -> None:
    coins = reader(cursor(7, (3, 1)))
    assert coins.read(bytes_of(7, (3, 1))) == Read()
    assert coins.cursor == cursor(7, (3, 1))


def test_a_coin_is_credited_once_and_named() -> None:
    coins = reader(cursor(7, (3, 1)))
    read = coins.read(bytes_of(8, (5, 1), (3, 1)))
    assert values(read) == [50]
    assert names(read) == [(SERIAL, 4, 8)]
    assert coins.read(bytes_of(8, (5, 1), (3, 1))) == Read()


def test_several_coins_are_credited_oldest_first() -> None:
    coins = reader(cursor(0))
    assert values(coins.read(bytes_of(3, (5, 1), (3, 1), (2, 1)))) == [5, 10, 50]


def test_no_name_comes_twice_when_the_counter_comes_round() -> None:
    coins = reader(cursor(0))
    given: list[tuple[int, int, int]] = []
    for number in range(1, 600):
        counter = (number - 1) % 255 + 1
        given += names(coins.read(bytes_of(counter, *[(3, 1)] * min(number, 5))))
    assert len(given) == len(set(given)) == 599
    assert given[254:256] == [(SERIAL, 4, 255), (SERIAL, 5, 1)]


def test_errors_are_refusals_and_move_the_cursor() -> None:
    coins = reader(cursor(7, (3, 1)))
    read = coins.read(bytes_of(9, (0, 17), (0, 1), (3, 1)))
    assert read is not None
    assert read.refused == (CoinRefused("coins", 1, True), CoinRefused("coins", 17, False))
    assert read.codes == (1, 17)
    assert values(read) == []
    assert coins.cursor is not None
    assert coins.cursor.counter == 9


@pytest.mark.parametrize("code", [0, 27, 253, 254, 255])
def test_what_is_not_about_a_coin_refuses_none(code: int) -> None:
    read = reader(cursor(7)).read(bytes_of(8, (0, code)))
    assert read is not None
    assert read.refused == ()
    assert read.codes == (code,)


def test_a_swallowed_coin_is_in_the_box_without_a_value() -> None:
    read = reader(cursor(7)).read(bytes_of(8, (0, 36)))
    assert read is not None
    assert read.coins is not None
    assert (read.coins.unvalued, read.refused) == (1, ())


# ---- what must be seen twice ---------------------------------------------------------------------


def seen_twice(coins: CreditReader, data: bytes) -> Read:
    assert coins.read(data) is None
    read = coins.read(data)
    assert read is not None
    return read


def test_a_coin_on_an_unlisted_position_is_a_coin_without_a_value() -> None:
    read = seen_twice(reader(cursor(7)), bytes_of(8, (9, 1)))
    assert read.coins is not None
    assert (read.coins.credits, read.coins.unvalued) == ((), 1)


def test_lost_events_are_counted_and_not_guessed() -> None:
    read = seen_twice(reader(cursor(48, *[(2, 1)] * 5)), bytes_of(54, *[(3, 1)] * 5))
    assert values(read) == [10] * 5
    assert read.coins is not None
    assert read.coins.unvalued == 1


def test_a_reset_begins_a_new_epoch_and_says_so() -> None:
    coins = reader(cursor(67, (3, 1)))
    read = seen_twice(coins, bytes_of(0))
    assert read.reset
    assert coins.cursor == cursor(0, epoch=5)
    assert names(coins.read(bytes_of(1, (3, 1)))) == [(SERIAL, 5, 1)]


def test_coins_after_a_reset_that_hid_behind_them_are_credited() -> None:
    read = seen_twice(reader(cursor(2, (5, 1), (5, 1))), bytes_of(3, (3, 1), (3, 1), (3, 1)))
    assert read.reset
    assert values(read) == [10, 10, 10]
    assert names(read)[0] == (SERIAL, 5, 1)


def test_a_stale_or_feigned_reply_is_forgotten_when_the_next_one_fits() -> None:
    coins = reader(cursor(7, (3, 1)))
    assert coins.read(bytes_of(6, (2, 1))) is None  # an old reply, late
    assert coins.read(bytes_of(7, (3, 1))) == Read()
    assert coins.disbelieved == 1
    assert coins.read(bytes_of(6, (2, 1))) is None  # and again: still only once in a row
    assert values(coins.read(bytes_of(8, (2, 1), (3, 1)))) == [5]


# ---- starts --------------------------------------------------------------------------------------


def test_the_first_start_ever_credits_nothing() -> None:
    coins = reader(None)
    read = seen_twice(coins, bytes_of(3, (3, 1), (3, 1), (3, 1)))
    assert values(read) == []
    assert not read.reset
    assert coins.cursor == cursor(3, (3, 1), (3, 1), (3, 1), epoch=0)


def test_coins_around_a_crash_are_ours() -> None:
    coins = reader(cursor(7, (5, 1), (3, 1)), serving=False)
    read = coins.read(bytes_of(9, (2, 1), (3, 1), (5, 1), (3, 1)))
    assert values(read) == [10, 5]
    assert names(read) == [(SERIAL, 4, 8), (SERIAL, 4, 9)]


def test_refusals_before_the_start_are_nobodys() -> None:
    read = reader(cursor(7), serving=False).read(bytes_of(8, (0, 1)))
    assert read is not None
    assert read.refused == ()


def test_a_device_that_was_reset_while_nobody_looked_credits_nothing() -> None:
    coins = reader(cursor(7, (5, 1), (3, 1)), serving=False)
    read = seen_twice(coins, bytes_of(2, (3, 1), (3, 1)))
    assert values(read) == []
    assert read.reset
    assert coins.cursor == cursor(2, (3, 1), (3, 1), epoch=5)


def test_another_device_credits_nothing_and_never_repeats_a_name() -> None:
    coins = reader(cursor(7, serial=99), serving=False)
    read = seen_twice(coins, bytes_of(7))
    assert values(read) == []
    assert read.reset
    assert coins.cursor == cursor(7, epoch=5)


def test_a_lost_connection_is_no_reset() -> None:
    coins = reader(cursor(7, (3, 1)))
    coins.begin(SERIAL, VALUES)  # it answers again
    assert coins.read(bytes_of(7, (3, 1))) == Read()
    assert values(coins.read(bytes_of(8, (5, 1), (3, 1)))) == [50]


def test_only_a_device_that_was_read_before_is_known() -> None:
    coins = reader(cursor(7, (3, 1)), serving=False)
    assert not coins.knows(SERIAL)
    assert coins.read(bytes_of(7, (3, 1))) == Read()
    assert coins.knows(SERIAL)
    assert not coins.knows(99)
