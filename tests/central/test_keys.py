"""The file with central's private keys."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest

from central.keys import KeyFileError, add_paper_key, load_keys


def test_new_file_is_private_and_has_both_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    ring = add_paper_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(ring.papers) == 1
    assert ring.ack.kid != ring.signing.kid
    assert ring.signing.kid == hashlib.sha256(ring.signing.public_raw).digest()[:4]
    assert load_keys(file).signing.kid == ring.signing.kid
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_newest_key_signs_and_older_ones_still_verify(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first = add_paper_key(file)
    second = add_paper_key(file)
    assert second.ack.kid == first.ack.kid
    assert second.papers[0].kid == first.signing.kid
    assert second.signing.kid != first.signing.kid
    assert set(second.paper_publics) == {key.kid for key in second.papers}


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="python -m central key new"):
        load_keys(tmp_path / "none.json")


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"ack": "00", "papers": []}', json.dumps({"ack": "0" * 64, "papers": ["zz"]})],
)
def test_broken_file_is_refused_without_repeating_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)
    with pytest.raises(KeyFileError) as caught:
        load_keys(file)
    assert str(caught.value) == f"{file} is not a key file"
    with pytest.raises(KeyFileError):
        add_paper_key(file)
    assert file.read_text() == content
