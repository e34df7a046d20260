"""From reads of the acceptor's event buffer to coins that are ours to answer for, each exactly once.

The cursor says how far the buffer has been read. It outlives this program: the kiosk journals it with the
credits it covers and hands it back at the next start, so that coins which fell around a crash are not lost.
A lost connection is not a reset: the cursor stays, and what came in meanwhile is still in the buffer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.cctalk import coin_codes
from drivers.cctalk.event_buffer import Entry, News, compare
from kiosk.devices import AcceptorCursor, CoinCredit, CoinRefused, CoinsRead
from kiosk.money import Money


@dataclass(frozen=True, slots=True)
class Read:
    """What one believed read brought. `codes` are its error codes, oldest first."""

    coins: CoinsRead | None = None
    refused: tuple[CoinRefused, ...] = ()
    codes: tuple[int, ...] = ()

    @property
    def reset(self) -> bool:
        return self.coins is not None and self.coins.reset


class CreditReader:
    """Owns the cursor of one acceptor."""

    def __init__(self, name: str, cursor: AcceptorCursor | None) -> None:
        self._name = name
        self._cursor = cursor
        self._serial = 0
        self._values: Mapping[int, Money] = {}
        self._first = True  # nothing has been read since this program started
        self._doubted = b""
        self.disbelieved = 0  # reads that a second read did not confirm

    @property
    def cursor(self) -> AcceptorCursor | None:
        return self._cursor

    def begin(self, serial: int, values: Mapping[int, Money]) -> None:
        """The device answers (again), has this serial number and these coins on its positions."""
        self._serial = serial
        self._values = values

    def knows(self, serial: int) -> bool:
        """Whether this device has been read since the program started, and may be read on at any time."""
        cursor = self._cursor
        return not self._first and cursor is not None and cursor.serial == serial == self._serial

    def read(self, data: bytes) -> Read | None:
        """Take the eleven bytes of a reply. None: too strange to believe once, read again now.

        A stale or damaged reply that slipped through a checksum could feign a reset or lost coins; the
        buffer does not go away, so asking twice costs nothing.
        """
        cursor = self._cursor
        counter, results = data[0], data[1:]
        if cursor is None or cursor.serial != self._serial:
            if not self._seen_twice(data):
                return None
            # Another device, or the first ever. With another, coins may have gone into the old one unread.
            epoch = 0 if cursor is None else cursor.epoch + 1
            return self._moved(News(reset=cursor is not None), epoch, counter, results)
        news = compare(cursor.counter, bytes.fromhex(cursor.buffer), counter, results)
        unlisted = any(entry.a and entry.a not in self._values for entry in news.entries)
        if (unlisted or not news.plain) and not self._seen_twice(data):
            return None
        self.disbelieved += bool(self._doubted)
        self._doubted = b""
        if news == News():
            self._first = False
            return Read()
        if news.reset and self._first:
            # Nobody polled while the device counted up again, so that its watchdog kept it shut.
            news = News(reset=True)
        return self._moved(news, cursor.epoch + (news.reset or news.next_round), counter, results)

    def _seen_twice(self, data: bytes) -> bool:
        if data == self._doubted:
            self._doubted = b""
            return True
        self.disbelieved += bool(self._doubted)
        self._doubted = data
        return False

    def _moved(self, news: News, epoch: int, counter: int, results: bytes) -> Read:
        """Advance the cursor. `epoch` is the one that `counter` belongs to."""
        self._cursor = AcceptorCursor(self._serial, epoch, counter, results.hex())
        errors = [entry.b for entry in news.entries if entry.a == 0]
        credits = []
        unvalued = news.lost + errors.count(coin_codes.SWALLOWED_COIN)
        for entry in news.entries:
            if entry.a in self._values:
                at = epoch - (news.next_round and not entry.next_round)
                credits.append(CoinCredit(self._values[entry.a], self._serial, at, entry.counter))
            elif entry.a:
                unvalued += 1
        coins = CoinsRead(self._name, tuple(credits), unvalued, news.reset, self._cursor)
        refused = () if self._first or news.reset else self._refused(news.entries)
        self._first = False
        return Read(coins, refused, tuple(errors))

    def _refused(self, entries: tuple[Entry, ...]) -> tuple[CoinRefused, ...]:
        """What the visitor should be told. Errors from before the start concern nobody who is here."""
        silent = coin_codes.NOT_ABOUT_A_COIN | {coin_codes.SWALLOWED_COIN}
        return tuple(
            CoinRefused(self._name, entry.b, entry.b in coin_codes.RETURNED)
            for entry in entries
            if entry.a == 0 and entry.b not in silent
        )
