"""SSP validators for the bench: one that repeats its credits until acknowledged, one that does not."""

from __future__ import annotations

from drivers.ssp import codes
from drivers.ssp.bill_validator import SspBillValidator, create
from drivers.ssp.framing import PacketCutter
from drivers.ssp.settings import Settings
from simulator.devices.ssp_bill_validator import COMMON, WITHOUT_ACK, Profile, SspBillValidatorTwin


class SspKind:
    def __init__(self, name: str, profile: Profile) -> None:
        self.name = name
        self._profile = profile
        self._before = b""
        self._held = False

    def driver(self, boot_id: str) -> SspBillValidator:
        self._before, self._held = b"", False
        return create(Settings(), "bill_validator", boot_id)

    def twin(self) -> SspBillValidatorTwin:
        return SspBillValidatorTwin(self._profile)

    def moves_a_note(self, written: bytes) -> bool:
        """A reject, or the first poll after a hold; the same packet again is no new command."""
        if written == self._before:
            return False
        self._before = written
        (packet,) = PacketCutter().receive(written, 1.0)
        code = packet.data[0]
        held, self._held = self._held, code == codes.HOLD
        return code == codes.REJECT or (held and code in (codes.POLL, codes.POLL_WITH_ACK))


SSP = SspKind("SSP", COMMON)
SSP_WITHOUT_ACK = SspKind("SSP without acknowledgements", WITHOUT_ACK)
