"""A paper as central would issue it, for whoever wants to look at one.

It has a number that nobody has, is kept nowhere, and is signed with a key of its own, so that no verification
page will ever call it valid.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.builders import Asked
from central.choices import options_for
from central.clock import local_day
from central.keys import SigningKey
from central.papers import Issuer, answer_of, make_copy
from central.record import StudentRecord
from central.settings import Settings
from central.terms import academic_year
from kiosk.catalogue import Catalogue

PLACE = "行政大樓門口 2 號機"
PERSON_ID = "SPECIMEN"


class NoSuchPaper(ValueError):
    """There is nothing to print; the text says why."""


@dataclass(frozen=True, slots=True)
class Press:
    """Makes specimens; `key` verifies what it made."""

    catalogue: Catalogue
    base: str = Settings().verify_base
    key: SigningKey = field(
        default_factory=lambda: SigningKey.of(Ed25519PrivateKey.generate().private_bytes_raw())
    )

    def paper(
        self, record: StudentRecord, code: str, now: datetime, choice: str = "", number: int = 0
    ) -> dict[str, Any]:
        """One entry of `documents` as POST /orders answers it; whether the person may have it is not asked.

        Raises NoSuchPaper.
        """
        kind = self.catalogue.kind(code)
        if kind is None:
            raise NoSuchPaper(f"the catalogue has no {code}")
        if not kind.template:
            raise NoSuchPaper(f"{code} has no template: an office makes it by hand")
        keys = [option.key for option in options_for(kind, record)]
        if choice and choice not in keys:
            raise NoSuchPaper(f"{code} has no choice {choice}; there are: {', '.join(keys) or 'none'}")
        if kind.choose is not None and not keys:
            raise NoSuchPaper(f"{code}: this student has nothing to choose from")
        serial = f"{academic_year(local_day(now))}{kind.serial_letter}{number:07d}"
        asked = Asked(kind, choice or next(iter(keys), ""))
        issuer = Issuer(self.base, self.key, "SPECIMEN", PLACE)
        copy = make_copy(issuer, replace(record, invented=True), asked, serial, now)
        return answer_of(copy, PERSON_ID, self.base)
