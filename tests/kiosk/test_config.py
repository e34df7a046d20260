"""A wrong configuration does not start: the message names the file, the key and the reason."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import Config, cash_limits, device_section, load, load_keys
from kiosk.errors import ConfigurationError

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"
KEYS = {"api_key": "0a" * 32, "claim_key": "0b" * 32}


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The demonstration's configuration with one thing changed."""
    text = DEMO.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path = tmp_path / "kiosk.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def refused(path: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as error:
        load(path)
    assert error.value.file == str(path)
    assert str(path) in str(error.value)
    return error.value


def test_the_demonstration_is_a_good_configuration() -> None:
    config = load(DEMO)
    assert config.kiosk.simulated
    assert config.mirror is not None
    assert config.screen.languages[0] == "zh-TW"
    for name, reach in (("coin_acceptor", "port"), ("receipt_printer", "port"), ("document_printer", "")):
        section = config.model_dump()[name]
        module, _, settings = device_section(DEMO, name, section, reach)
        assert module.create
        assert type(settings).__name__ == "Settings"


def test_paths_are_taken_from_where_the_file_lies(tmp_path: Path) -> None:
    path = changed(tmp_path, 'data_folder = "../out/hand/kiosk"', 'data_folder = "here"')
    assert load(path).kiosk.data_folder == tmp_path / "here"
    path = changed(tmp_path, 'data_folder = "../out/hand/kiosk"', 'data_folder = "/var/lib/kiosk"')
    assert load(path).kiosk.data_folder == Path("/var/lib/kiosk")


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("[kiosk]\n", "[kiosk]\nspeed = 9\n", "kiosk.speed", "unknown key"),
        ("[mirror]\n", "[mirrors]\n", "mirrors", "unknown key"),
        ("[site]\n", "[site]\nnotes = [100, 300]\n", "site.notes.1", "100, 200, 500, 1000 or 2000"),
        ("[mirror]\n", "[mirror]\nhost = '0.0.0.0'\n", "mirror.host", "unknown key"),
        ('id = "YT01"\n', "", "kiosk.id", "Field required"),
        ('id = "YT01"\n', "id = 1\n", "kiosk.id", "valid string"),
        ('id = "YT01"\n', 'id = "../../etc"\n', "kiosk.id", "pattern"),
        ("width = 1080\n", 'width = "wide"\n', "screen.width", "valid integer"),
        ("width = 1080\n", "width = 10\n", "screen.width", "greater than or equal to 480"),
        ("port = 8322\n", "port = 70000\n", "mirror.port", "less than or equal to 65535"),
        ('url = "http://127.0.0.1:8000"', 'url = "file:///etc"', "central.url", "pattern"),
        ('languages = ["zh-TW", "en"]', "languages = []", "screen.languages", "at least 1 item"),
        ("simulated = true", 'simulated = "yes"', "kiosk.simulated", "valid boolean"),
        ("[central]\n", "[central\n", "file", "line"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    error = refused(changed(tmp_path, old, new))
    assert error.key == key
    assert reason in error.reason


def test_every_section_is_needed_but_those_with_defaults(tmp_path: Path) -> None:
    values = tomllib.loads(DEMO.read_text(encoding="utf-8"))
    optional = {name for name, field in Config.model_fields.items() if not field.is_required()}
    usual = {"screen", "patience", "mirror", "hoppers", "start_float"}
    assert optional == usual | {"bill_validator", "limits", "staff"}
    text = DEMO.read_text(encoding="utf-8")
    for name in values.keys() - optional - {"coin_acceptor"}:
        path = tmp_path / f"without-{name}.toml"
        path.write_text(
            re.sub(rf"^\[{name}\]\n(?:[^\[].*\n|\n)*", "", text, flags=re.MULTILINE), encoding="utf-8"
        )
        assert refused(path).key == name


def test_the_mirror_opens_on_simulated_machines_only(tmp_path: Path) -> None:
    error = refused(changed(tmp_path, "simulated = true", "simulated = false"))
    assert error.key == "mirror"
    assert "simulated" in error.reason


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.toml").reason == "No such file or directory"
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    assert refused(tmp_path / "binary.toml").key == "file"
    assert refused(tmp_path).key == "file"  # a folder


# ---- Devices -----------------------------------------------------------------------------------------------

ACCEPTOR: dict[str, Any] = {"driver": "cctalk.coin_acceptor", "port": "/dev/ttyUSB0", "positions": {"1": 10}}


def test_a_device_is_found_by_the_name_of_its_driver() -> None:
    module, port, settings = device_section(DEMO, "coin_acceptor", ACCEPTOR, "port")
    assert module.__name__ == "drivers.cctalk.coin_acceptor"
    assert port == "/dev/ttyUSB0"
    assert settings.positions == {1: 10}


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        ({"driver": "cctalk.teapot"}, "coin_acceptor.driver", "no driver 'cctalk.teapot'"),
        ({"driver": None}, "coin_acceptor.driver", "names no driver"),
        ({"driver": 7}, "coin_acceptor.driver", "names no driver"),
        ({"driver": "../../etc"}, "coin_acceptor.driver", "names no driver"),
        ({"driver": ".."}, "coin_acceptor.driver", "names no driver"),
        ({"driver": "cctalk"}, "coin_acceptor.driver", "is not a device"),
        ({"driver": "cctalk.framing"}, "coin_acceptor.driver", "is not a device"),
        ({"port": None}, "coin_acceptor.port", "is missing"),
        ({"port": 4001}, "coin_acceptor.port", "is missing"),
        ({"colour": "red"}, "coin_acceptor.colour", "unknown key"),
        ({"positions": {"1": 3}}, "coin_acceptor.positions", "no coin of NT$3"),
        ({"address": 1}, "coin_acceptor.address", "greater than or equal to 2"),
        ({"model": "no-such-model"}, "file", "No such file"),
        ({"model": "../../kiosk"}, "coin_acceptor.model", "names no file"),
        ({"model": 5}, "coin_acceptor.model", "names no file"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_device_is_named(change: dict[str, Any], key: str, reason: str) -> None:
    section = {name: value for name, value in (ACCEPTOR | change).items() if value is not None}
    with pytest.raises(ConfigurationError) as error:
        device_section(DEMO, "coin_acceptor", section, "port")
    assert error.value.key == key
    assert reason in error.value.reason


def test_a_model_brings_driver_and_settings_and_the_section_wins() -> None:
    section = {"model": "receipt-printer-58mm", "port": "x"}
    module, _, settings = device_section(DEMO, "receipt_printer", section, "port")
    assert module.__name__ == "drivers.escpos.printer"
    assert settings.width_dots == 384
    _, _, settings = device_section(DEMO, "receipt_printer", {**section, "width_dots": 576}, "port")
    assert settings.width_dots == 576


# ---- Keys --------------------------------------------------------------------------------------------------


def test_keys_are_read_and_what_else_stands_there_is_not(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({**KEYS, "kiosk": "YT01"}))
    keys = load_keys(path)
    assert (keys.api_key, keys.claim_key) == (KEYS["api_key"], KEYS["claim_key"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (None, "file"),
        ("{", "file"),
        ("[]", "file"),
        ("{}", "api_key"),
        (json.dumps(KEYS | {"claim_key": "short"}), "claim_key"),
        (json.dumps(KEYS | {"api_key": "0a" * 31 + "0\n"}), "api_key"),
        (json.dumps(KEYS | {"api_key": 5}), "api_key"),
    ],
)
def test_a_wrong_key_file_is_named_and_no_key_is_quoted(tmp_path: Path, text: str | None, key: str) -> None:
    path = tmp_path / "keys.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigurationError) as error:
        load_keys(path)
    assert (error.value.file, error.value.key) == (str(path), key)
    assert "0a0a0a" not in str(error.value)


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("[limits.hopper_99]\nlow = 1\nhigh = 2\nfull = 3\n", "limits.hopper_99"),
        ("[limits.coin_box]\nlow = 9\nhigh = 2\nfull = 3\n", "limits.coin_box"),
        ('[staff.7003]\nrole = "cashier"\npin_hash = "123456"\n', "staff.7003.pin_hash"),
        ('[staff.7003]\nrole = "dean"\npin_hash = "$argon2id$x"\n', "staff.7003.role"),
    ],
)
def test_staff_and_limits_are_checked_before_the_start(tmp_path: Path, section: str, key: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(DEMO.read_text(encoding="utf-8") + "\n" + section, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load(path)
    assert key in str(raised.value)


def test_every_cash_unit_has_limits_and_the_sites_own_win() -> None:
    limits = {found.unit: found for found in cash_limits(load(DEMO))}
    assert {"coin_box", "note_box", "hopper_50", "hopper_1"} <= set(limits)
    assert (limits["hopper_50"].low, limits["hopper_50"].full) == (10, 100)
