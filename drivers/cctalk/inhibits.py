"""Which coins an acceptor lets in: set, read back, and looked at for ever after."""

from __future__ import annotations

from drivers.cctalk import headers
from drivers.cctalk.host import Addressee, Command, Reply, Result

LOOK_S = 1.0  # a reset between two coins shows nowhere but here
TRIES = 3  # then it is trouble, though it is still tried once a second

TIMEOUT_S = 0.3  # three tries fit between two reads that keep the acceptor awake

ACKNOWLEDGEMENT = range(1)
A_MASK = range(1, 17)


def mask_bytes(mask: int) -> bytes:
    """Positions 1 to 8 in the first byte, 9 to 16 in the second; 1 lets the coin in (header 231)."""
    return mask.to_bytes(2, "little")


class Inhibits:
    """The inhibits as we want them, and as the device has confirmed them."""

    def __init__(self, addressee: Addressee) -> None:
        self.wanted = 0
        self.confirmed: int | None = None  # None: not known, or no longer
        self.since = 0.0  # when `confirmed` was read back; a new confirmation gives a new time
        self._addressee = addressee
        self._sent: int | None = None  # acknowledged, waits for its read-back
        self._failures = 0
        self._at = 0.0  # when to try again, or to look whether all is as it was

    @property
    def settled(self) -> bool:
        return self.confirmed == self.wanted

    @property
    def failing(self) -> bool:
        return self._failures >= TRIES

    def forget(self, now: float) -> None:
        """The device may have been reset: say it again."""
        self.confirmed = self._sent = None
        self._failures = 0
        self._at = now

    def look(self, now: float) -> None:
        """Something makes us doubt: read them now."""
        self._at = now

    def next_command(self, now: float) -> Command | None:
        if self.settled:
            return self._request() if now >= self._at else None
        if self._failures and now < self._at:
            return None
        if self._sent == self.wanted:
            return self._request()
        self.confirmed = None  # from here on the device may have either
        return self._addressee.command(
            headers.MODIFY_INHIBIT_STATUS, mask_bytes(self.wanted), reply=ACKNOWLEDGEMENT, timeout_s=TIMEOUT_S
        )

    def on_result(self, result: Result, now: float) -> None:
        if not isinstance(result, Reply):
            self._failed(now)
        elif result.command.header == headers.MODIFY_INHIBIT_STATUS:
            self._sent = int.from_bytes(result.command.data, "little")
        else:
            self._on_read_back(int.from_bytes(result.data[:2], "little"), now)

    def _request(self) -> Command:
        return self._addressee.command(headers.REQUEST_INHIBIT_STATUS, reply=A_MASK, timeout_s=TIMEOUT_S)

    def _on_read_back(self, mask: int, now: float) -> None:
        sent, self._sent = self._sent, None
        if sent is None:  # a look
            if mask != self.confirmed:
                self.forget(now)
            else:
                self._failures = 0
                self._at = now + LOOK_S
        elif mask != sent:
            self._failed(now)
        else:
            self.confirmed, self.since = mask, now
            self._failures = 0
            self._at = now + LOOK_S

    def _failed(self, now: float) -> None:
        self._sent = None
        self._failures += 1
        self._at = now + LOOK_S if self.failing else now
