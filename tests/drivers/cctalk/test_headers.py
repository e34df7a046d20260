from __future__ import annotations

from drivers.cctalk import headers

CHECK_FIRST = {167, 134, 125, 154, 251, 250, 1, 176, 160, 107, 135, 240, 238, 239, 172, 204}


def test_nothing_that_moves_money_or_forgets_is_sent_twice() -> None:
    assert not headers.REPEATABLE & CHECK_FIRST


def test_every_header_we_name_has_its_own_number() -> None:
    numbers = [value for name, value in vars(headers).items() if name.isupper() and isinstance(value, int)]
    assert len(numbers) == len(set(numbers))
