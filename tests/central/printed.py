"""Papers as a machine prints them, for those who verify: made once, by the specimen press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from central.keys import PaperKey
from central.settings import OWN_CATALOGUE, load_catalogue
from central.signing import PaperClaims
from central.specimen import Press
from central.verify_content import original
from central.verify_signature import judge
from tests.central.bench import everybody

MOMENT = datetime(2026, 3, 5, 2, tzinfo=UTC)
PRESS = Press(load_catalogue(OWN_CATALOGUE))
KEYS = (PaperKey(PRESS.key.kid, PRESS.key.public_raw, date(2026, 1, 1)),)


@dataclass(frozen=True, slots=True)
class Printed:
    """`entry` is what the kiosk was given."""

    entry: dict[str, Any]
    pdf: bytes

    @property
    def address(self) -> str:
        address: str = self.entry["verify_url"]
        return address

    @property
    def claims(self) -> PaperClaims:
        claims = judge(self.entry["payload"], KEYS).claims
        assert claims is not None
        return claims


@cache
def printed(code: str = "EN-ZH", number: str = "B11199042", serial: int = 1) -> Printed:
    record = next(one for one in everybody() if one.number == number)
    entry = PRESS.paper(record, code, MOMENT, number=serial)
    pdf = original(entry["data"], entry["verify_url"])
    assert pdf is not None
    return Printed(entry, pdf)
