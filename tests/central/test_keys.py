"""The file with central's keys, and each key's time."""

from __future__ import annotations

import hashlib
import json
import stat
from datetime import date
from pathlib import Path

import pytest

from central.keys import (
    KeyFile,
    KeyFileError,
    add_paper_key,
    load_keys,
    load_public_keys,
    published,
    revoke_paper_key,
)

FIRST, SECOND, THIRD = date(2026, 8, 3), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_new_file_is_private_and_has_both_keys(file: Path) -> None:
    ring = add_paper_key(file, FIRST)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(ring.papers) == 1
    assert ring.ack.kid != ring.signing.kid
    assert ring.signing.kid == hashlib.sha256(ring.signing.public_raw).digest()[:4]
    assert load_keys(file).signing.kid == ring.signing.kid
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_newest_key_signs_and_older_ones_still_verify(file: Path) -> None:
    first = add_paper_key(file, FIRST)
    second = add_paper_key(file, SECOND)
    assert second.ack.kid == first.ack.kid
    assert second.papers[0].kid == first.signing.kid
    assert second.signing.kid == second.papers[1].kid != first.signing.kid
    assert set(second.paper_publics) == {key.kid for key in second.papers}


def test_each_key_has_its_time_and_both_sign_on_the_day_between(file: Path) -> None:
    add_paper_key(file, FIRST)
    old, new = add_paper_key(file, SECOND).papers
    assert [(key.since, key.until) for key in (old, new)] == [(FIRST, SECOND), (SECOND, None)]
    days = (date(2026, 8, 2), FIRST, date(2026, 8, 31), SECOND, date(2026, 9, 2))
    assert [old.signed_on(day) for day in days] == [False, True, True, True, False]
    assert [new.signed_on(day) for day in days] == [False, False, False, True, True]


def test_private_half_goes_when_the_next_key_begins(file: Path) -> None:
    secret = add_paper_key(file, FIRST).signing.private.private_bytes_raw().hex()
    assert secret in file.read_text()
    add_paper_key(file, SECOND)
    assert secret not in file.read_text()


def test_revoking_an_old_key_leaves_the_one_in_use(file: Path) -> None:
    add_paper_key(file, FIRST)
    before = add_paper_key(file, SECOND)
    after = revoke_paper_key(file, before.papers[0].kid.hex(), "in a stolen backup", THIRD)
    assert after.signing.kid == before.signing.kid
    assert [key.revoked is None for key in after.papers] == [False, True]
    revoked = after.papers[0].revoked
    assert revoked is not None
    assert (revoked.on, revoked.reason) == (THIRD, "in a stolen backup")
    assert after.papers[0].until == SECOND


def test_revoking_the_key_in_use_begins_another(file: Path) -> None:
    before = add_paper_key(file, FIRST)
    after = revoke_paper_key(file, before.signing.kid.hex(), "a clerk left", SECOND)
    assert [key.revoked is None for key in after.papers] == [False, True]
    assert after.signing.kid == after.papers[1].kid
    assert before.signing.private.private_bytes_raw().hex() not in file.read_text()


@pytest.mark.parametrize("kid", ["", "00000000", "zz"])
def test_unknown_key_is_not_revoked(file: Path, kid: str) -> None:
    add_paper_key(file, FIRST)
    before = file.read_bytes()
    with pytest.raises(KeyFileError, match="no key"):
        revoke_paper_key(file, kid, "none", SECOND)
    assert file.read_bytes() == before


def test_no_key_is_revoked_twice(file: Path) -> None:
    kid = add_paper_key(file, FIRST).signing.kid.hex()
    revoke_paper_key(file, kid, "once", SECOND)
    with pytest.raises(KeyFileError, match="no key"):
        revoke_paper_key(file, kid, "twice", THIRD)


def test_verifiers_read_the_list_and_the_file_alike(file: Path, tmp_path: Path) -> None:
    add_paper_key(file, FIRST)
    ring = revoke_paper_key(file, add_paper_key(file, SECOND).papers[0].kid.hex(), "lost", THIRD)
    listed = tmp_path / "public.json"
    listed.write_text(json.dumps({"ack": "whatever", "papers": published(ring.papers)}))
    assert load_public_keys(listed) == load_public_keys(file) == ring.papers
    for secret in (ring.ack, ring.signing):
        assert secret.private.private_bytes_raw().hex() not in listed.read_text()


def test_public_key_under_another_kid_is_refused(file: Path) -> None:
    add_paper_key(file, FIRST)
    content = json.loads(file.read_text())
    content["papers"][0]["kid"] = "00000000"
    file.write_text(json.dumps(content))
    for load in (load_keys, load_public_keys):
        with pytest.raises(KeyFileError):
            load(file)


def test_file_whose_newest_key_is_not_the_one_that_signs_is_refused(file: Path) -> None:
    add_paper_key(file, FIRST)
    other = add_paper_key(file.with_name("other.json"), FIRST)
    content = json.loads(file.read_text())
    content["signing"] = other.signing.private.private_bytes_raw().hex()
    file.write_text(json.dumps(content))
    with pytest.raises(KeyFileError):
        load_keys(file)


def test_running_system_sees_what_was_done_to_the_file(file: Path) -> None:
    first = add_paper_key(file, FIRST)
    seen = KeyFile(file)
    assert seen.ring is seen.ring
    assert seen.ring.signing.kid == first.signing.kid
    second = add_paper_key(file, SECOND)
    assert seen.ring.signing.kid == second.signing.kid
    file.unlink()
    with pytest.raises(KeyFileError):
        _ = seen.ring


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="python -m central key new"):
        load_keys(tmp_path / "none.json")
    with pytest.raises(KeyFileError, match="no public keys"):
        load_public_keys(tmp_path / "none.json")


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"ack": "00", "papers": []}', json.dumps({"ack": "0" * 64, "papers": ["zz"]})],
)
def test_broken_file_is_refused_without_repeating_it(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(KeyFileError) as caught:
        load_keys(file)
    assert str(caught.value) == f"{file} is not a key file"
    with pytest.raises(KeyFileError):
        add_paper_key(file)
    with pytest.raises(KeyFileError):
        load_public_keys(file)
    assert file.read_text() == content
