"""The command that anybody can run on a paper."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from starlette.responses import RedirectResponse

from central.__main__ import main
from central.keys import published, revoke_paper_key
from central.revoking import revoke
from central.trial import serving
from central.verify_command import EVERYTHING, UNREACHABLE, ask_online
from central.verify_content import original
from central.verify_paper import COMPARED, address_in
from kiosk.documents.preview import png
from tests.central.bench import Bench, make_bench
from tests.central.printed import KEYS, printed


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "public.json"
    file.write_text(json.dumps({"papers": published(KEYS)}))
    return file


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "paper.pdf"
    file.write_bytes(printed().pdf)
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "data.json"
    file.write_text(json.dumps(printed().entry["data"]))
    return file


class Told:
    def __init__(self, code: int, words: str) -> None:
        self.code, self.words = code, words

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.words)
        return found


def verify(capsys: pytest.CaptureFixture[str], *arguments: object) -> Told:
    code = main(["verify", *map(str, arguments)])
    return Told(code, capsys.readouterr().out)


def test_pdf_picture_and_code(
    capsys: pytest.CaptureFixture[str], keys: Path, paper: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "scan.png"
    picture.write_bytes(png(printed().pdf, 0, 1654))
    for what, compared in ((paper, list(COMPARED)), (picture, []), (printed().address, [])):
        told = verify(capsys, what, "--keys", keys, "--json")
        assert told.code == 0
        assert told.json["verdict"] == "valid"
        assert told.json["compared"] == compared
        assert told.json["source"] == ("code" if what == printed().address else "file")
        assert told.json["not_compared"] != ""
        said = {name: told.json[name] for name in ("serial", "kind", "holder", "issued", "kid", "registry")}
        assert said == {
            "serial": "114E0000001",
            "kind": "EN-ZH",
            "holder": "林O例",
            "issued": "2026-03-05",
            "kid": KEYS[0].kid.hex(),
            "registry": "not asked",
        }
        assert "林範例" not in told.words


def test_words_for_people(capsys: pytest.CaptureFixture[str], keys: Path, paper: Path) -> None:
    told = verify(capsys, paper, "--keys", keys)
    assert told.words.startswith("有效 VALID\n")
    for words in ("114E0000001", "中文在學證明", "林O例", "marks and other words"):
        assert words in told.words


def test_forged_is_one_and_unreadable_is_two(
    capsys: pytest.CaptureFixture[str], keys: Path, tmp_path: Path
) -> None:
    address = printed().address
    forged = address[:-20] + ("A" if address[-20] != "A" else "B") + address[-19:]
    told = verify(capsys, forged, "--keys", keys)
    assert (told.code, told.words.splitlines()[0]) == (1, "無效 NOT VALID")
    (tmp_path / "rubbish.pdf").write_bytes(b"rubbish")
    for what in (tmp_path / "rubbish.pdf", tmp_path / "none.pdf", "https://example.org"):
        assert verify(capsys, what, "--keys", keys).code == 2
    assert main(["verify", address, "--keys", str(tmp_path / "none.json")]) == 2


def test_with_its_data_every_word_and_dot_is_compared(
    capsys: pytest.CaptureFixture[str], keys: Path, paper: Path, data: Path
) -> None:
    told = verify(capsys, paper, "--keys", keys, "--data", data, "--json")
    assert (told.code, told.json["compared"], told.json["not_compared"]) == (0, list(EVERYTHING), "")
    whole = json.loads(data.read_text())
    data.write_text(json.dumps({"data": whole, "payload": "x"}))  # as an order's answer has it
    assert verify(capsys, paper, "--keys", keys, "--data", data).code == 0
    told = verify(capsys, printed().address, "--keys", keys, "--data", data, "--json")
    assert (told.code, told.json["compared"]) == (0, ["data"])
    assert "by eye" in told.json["not_compared"]


def test_one_altered_word_shows_only_beside_the_data(
    capsys: pytest.CaptureFixture[str], keys: Path, paper: Path, data: Path
) -> None:
    """What a code can bind and what it cannot, in one test."""
    altered = json.loads(data.read_text())
    altered["student"]["department_zh"] = "應用外語系"
    forged = original(altered, printed().address)
    assert forged is not None
    paper.write_bytes(forged)
    assert verify(capsys, paper, "--keys", keys).code == 0
    told = verify(capsys, paper, "--keys", keys, "--data", data, "--json")
    assert (told.code, told.json["reasons"]) == (1, ["sheet 1: its words are not those of the original"])
    data.write_text(json.dumps(altered))
    told = verify(capsys, paper, "--keys", keys, "--data", data, "--json")
    assert (told.code, told.json["reasons"]) == (1, ["the data are not those that were signed"])


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"data": 1}', '{"data": {"paper": 1}}'])
def test_rubbish_for_data(
    capsys: pytest.CaptureFixture[str], keys: Path, paper: Path, data: Path, content: str
) -> None:
    data.write_text(content)
    assert verify(capsys, paper, "--keys", keys, "--data", data).code == 2


# ---- With the registry ------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Bench]:
    """A central system whose database this test may keep."""
    (tmp_path / "central").mkdir()
    made = make_bench(tmp_path / "central", students=20)
    yield made
    made.database.dispose()


@pytest.fixture
def issued(home: Bench, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    line = {"code": "EN-ZH", "copies": 1, "fee": 20}
    entry = home.order(lines=[line]).json()["documents"][0]
    pdf = original(entry["data"], entry["verify_url"])
    assert pdf is not None
    (tmp_path / "issued.pdf").write_bytes(pdf)
    return tmp_path / "issued.pdf", entry


def where(home: Bench) -> list[str]:
    settings = home.services.settings
    return ["--keys", str(settings.keys), "--database", settings.database]


def test_registrar_needs_nothing_but_the_paper(
    capsys: pytest.CaptureFixture[str], home: Bench, issued: tuple[Path, dict[str, Any]]
) -> None:
    file, entry = issued
    told = verify(capsys, file, "--registry", "--json", *where(home))
    assert told.json["compared"] == list(EVERYTHING)
    altered = {**entry["data"], "student": {**entry["data"]["student"], "department_zh": "應用外語系"}}
    forged = original(altered, entry["verify_url"])
    assert forged is not None
    file.write_bytes(forged)
    assert verify(capsys, file, "--registry", *where(home)).code == 1


def test_states_of_the_registry(
    capsys: pytest.CaptureFixture[str], home: Bench, issued: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    file, entry = issued
    with serving(home.trial.app) as base:

        def both(wanted: str) -> list[int]:
            codes = []
            for option in (["--online", base], ["--registry"]):
                told = verify(capsys, file, "--json", *option, *where(home))
                assert told.json["registry"] == wanted
                codes.append(told.code)
            return codes

        told = verify(capsys, file, "--online", base, "--json", *where(home))
        assert (told.code, told.json["registry"]) == (0, "valid")
        with home.database.writing() as session:
            revoke(session, entry["copy_serial"], "範例", "a test", home.clock.now())
        assert both("void") == [1, 1]
        stranger = printed().address
        told = verify(capsys, stranger, "--online", base, "--json", *where(home))
        assert (told.code, told.json["registry"]) == (1, "unknown")
    assert verify(capsys, file, "--online", base, *where(home)).code == 2


def test_revoked_key_speaks_against_the_paper_everywhere(
    capsys: pytest.CaptureFixture[str], home: Bench, issued: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = issued
    keys = home.services.settings.keys
    revoke_paper_key(keys, home.services.keys.signing.kid.hex(), "lost", home.clock.now().date())
    with serving(home.trial.app) as base:
        told = verify(capsys, file, "--online", base, "--json", *where(home))
    assert (told.code, told.json["registry"]) == (1, "key-revoked")
    assert told.json["reasons"] == ["the key that signed it has been revoked"]


def test_nothing_odd_from_the_network_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    address = address_in(printed().address)
    assert address is not None

    def answering(status: int, body: bytes) -> None:
        answer = requests.Response()
        answer.status_code, answer.raw = status, io.BytesIO(body)
        monkeypatch.setattr(requests, "get", lambda *_args, **_more: answer)

    for status, body in ((200, b"<html>"), (200, b"[]"), (200, b'{"state": 1}'), (429, b"{}"), (302, b"{}")):
        answering(status, body)
        assert ask_online("http://127.0.0.1:9", replace(address)) == UNREACHABLE
    answering(404, b'{"state": "unknown"}')
    assert ask_online("http://127.0.0.1:9", address) == "unknown"


def test_no_page_can_send_the_question_elsewhere() -> None:
    """Whoever answers at the address that was named could otherwise name a friendlier one."""
    address = address_in(printed().address)
    assert address is not None
    app = FastAPI()

    @app.get("/V/{rest:path}")
    def _elsewhere(rest: str) -> RedirectResponse:
        return RedirectResponse("/friendly")

    @app.get("/friendly")
    def _friendly() -> dict[str, str]:
        return {"state": "valid"}

    with serving(app) as base:
        assert requests.get(f"{base}/V/x", timeout=5).json() == {"state": "valid"}
        assert ask_online(base, address) == UNREACHABLE
