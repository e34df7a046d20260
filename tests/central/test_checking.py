"""What is said about a paper, without the page around it."""

from __future__ import annotations

from dataclasses import replace

from central.checking import PaperState, check_paper
from central.keys import add_paper_key
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


def test_paper_signed_with_an_older_key_still_verifies(bench: Bench) -> None:
    document = bench.order().json()["documents"][0]
    keys = add_paper_key(bench.services.settings.keys)
    renewed = replace(bench.services, keys=keys)
    forgotten = replace(bench.services, keys=replace(keys, papers=keys.papers[-1:]))
    paper = document["data"]["paper"]
    with bench.database.reading() as session:
        given = (paper["serial"], paper["code"], document["payload"])
        assert check_paper(session, renewed, *given) is not None
        assert check_paper(session, forgotten, *given) is None
