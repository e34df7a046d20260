"""What is said about a paper, without the page around it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from central.checking import PaperState, check_paper
from central.keys import KeyFile, add_paper_key, revoke_paper_key
from central.revoking import revoke
from central.services import Services
from tests.central.bench import Bench


def test_code_is_read_as_it_was_meant(bench: Bench) -> None:
    document = bench.order().json()["documents"][0]
    paper = document["data"]["paper"]
    code = paper["code"]
    with bench.database.reading() as session:
        for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "O").replace("1", "l")):
            checked = check_paper(session, bench.services, paper["serial"].lower(), typed, None)
            assert checked is not None, typed
            assert (checked.state, checked.masked_name, checked.specimen) == (PaperState.VALID, "林O例", True)
        assert check_paper(session, bench.services, paper["serial"], "", None) is None
        assert check_paper(session, bench.services, "", "", None) is None


def given_of(bench: Bench) -> tuple[str, str, str]:
    document = bench.order().json()["documents"][0]
    paper = document["data"]["paper"]
    return paper["serial"], paper["code"], document["payload"]


def with_key_file(bench: Bench, folder: Path) -> Services:
    """The same central system with a key file of its own, as it was."""
    file = folder / "keys.json"
    shutil.copy(bench.services.settings.keys, file)
    return replace(bench.services, key_file=KeyFile(file))


def test_paper_signed_with_an_older_key_still_verifies(sqlite_bench: Bench, tmp_path: Path) -> None:
    given = given_of(sqlite_bench)
    services = with_key_file(sqlite_bench, tmp_path)
    add_paper_key(tmp_path / "keys.json", date(2026, 8, 3))
    strangers = replace(services, key_file=KeyFile(stranger(tmp_path / "others.json")))
    with sqlite_bench.database.reading() as session:
        assert services.keys.signing.kid != sqlite_bench.services.keys.signing.kid
        assert check_paper(session, services, *given) is not None
        assert check_paper(session, strangers, *given) is None


def stranger(file: Path) -> Path:
    add_paper_key(file, date(2026, 8, 3))
    return file


def test_paper_dated_after_its_keys_time_does_not_verify(sqlite_bench: Bench, tmp_path: Path) -> None:
    given = given_of(sqlite_bench)
    services = with_key_file(sqlite_bench, tmp_path)
    add_paper_key(tmp_path / "keys.json", date(2026, 8, 2))
    with sqlite_bench.database.reading() as session:
        assert check_paper(session, services, *given) is None


def test_paper_of_a_revoked_key_says_so_at_once(sqlite_bench: Bench, tmp_path: Path) -> None:
    """Without a restart, from the code and as typed; a paper that is void stays void."""
    serial, code, payload = given_of(sqlite_bench)
    services = with_key_file(sqlite_bench, tmp_path)
    with sqlite_bench.database.reading() as session:
        before = check_paper(session, services, serial, code, payload)
    kid = services.keys.signing.kid.hex()
    revoke_paper_key(tmp_path / "keys.json", kid, "in a stolen backup", date(2026, 8, 4))
    with sqlite_bench.database.writing() as session:
        after = [check_paper(session, services, serial, code, said) for said in (payload, None)]
        revoke(session, serial, "範例", "a test", sqlite_bench.clock.now())
        void = check_paper(session, services, serial, code, payload)
    assert [None if one is None else one.state for one in (before, *after, void)] == [
        PaperState.VALID,
        PaperState.KEY_REVOKED,
        PaperState.KEY_REVOKED,
        PaperState.VOID,
    ]
