"""Kiosks and their keys."""

from __future__ import annotations

import hashlib

import pytest

from central.auth import add_kiosk, authenticate
from central.models import Kiosk
from tests.central.bench import Bench


def test_only_the_hash_of_the_api_key_is_kept(bench: Bench) -> None:
    keys = bench.trial.kiosks["KIOSK-1"]
    assert len(bytes.fromhex(keys.api_key)) == len(bytes.fromhex(keys.claim_key)) == 32
    with bench.database.reading() as session:
        kiosk = session.get_one(Kiosk, "KIOSK-1")
    assert kiosk.api_key_sha256 == hashlib.sha256(keys.api_key.encode()).hexdigest()
    assert keys.api_key not in str(vars(kiosk))
    assert kiosk.claim_key == keys.claim_key


def test_key_proves_its_own_kiosk_only(bench: Bench) -> None:
    one, two = (bench.trial.kiosks[name].api_key for name in ("KIOSK-1", "KIOSK-2"))
    with bench.database.reading() as session:
        for kiosk_id, header, proven in [
            ("KIOSK-1", f"Bearer {one}", True),
            ("KIOSK-1", f"bearer {one}", True),
            ("KIOSK-1", f"Bearer {two}", False),
            ("KIOSK-1", f"Basic {one}", False),
            ("KIOSK-1", one, False),
            ("KIOSK-1", "Bearer ", False),
            ("KIOSK-1", f"Bearer {hashlib.sha256(one.encode()).hexdigest()}", False),
            ("KIOSK-9", f"Bearer {one}", False),
            ("KIOSK-1\x00", f"Bearer {one}", False),
            ("", "", False),
        ]:
            assert (authenticate(session, kiosk_id, header) is not None) is proven, (kiosk_id, header)


@pytest.mark.parametrize("kiosk_id", ["", "a b", "-x", "K" * 33, "林"])
def test_bad_id_is_refused(sqlite_bench: Bench, kiosk_id: str) -> None:
    with sqlite_bench.database.reading() as session, pytest.raises(ValueError, match="letters"):
        add_kiosk(session, kiosk_id, "here")


def test_taken_id_is_refused(sqlite_bench: Bench) -> None:
    with sqlite_bench.database.reading() as session, pytest.raises(ValueError, match="exists already"):
        add_kiosk(session, "KIOSK-1", "here")
