"""The configuration of one kiosk: a TOML file, every key known, every value checked before anything starts.

Device sections name their driver; what else may stand in them is the driver's own `Settings`.
"""

from __future__ import annotations

import json
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.cash import Limits
from kiosk.errors import ConfigurationError
from kiosk.maintenance.states import Role

DEVICE_MODELS = Path(__file__).parents[1] / "config" / "devices"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KioskSection(Section):
    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}$", description="This machine's name in every record.")]
    simulated: bool = Field(
        False, strict=True, description="Simulated hardware: papers are specimens, the mirror may open."
    )
    key_file: Path = Field(description="JSON with api_key and claim_key, as `central kiosk add` gives it.")
    data_folder: Path = Field(description="Where the journal lies. On a real disk, never in memory.")


class SiteSection(Section):
    school_zh: str = Field(description="The school's name on screens and slips.")
    school_en: str
    place_zh: str = Field(description="Where this machine stands, as people there say it.")
    place_en: str
    counter_zh: str = Field(description="Where claims are paid: office and floor.")
    counter_en: str
    elsewhere_zh: str = Field("", description="Where another machine stands; empty where there is none.")
    elsewhere_en: str = ""
    notes: tuple[Literal[100, 200, 500, 1000, 2000], ...] = Field(
        (100, 500, 1000), description="Which notes the screens speak of, where a bill validator is fitted."
    )
    public_url: Annotated[str, Field(pattern=r"^HTTPS?://[0-9A-Z./:-]+[0-9A-Z]$")] = Field(
        description="Where the central system's public pages are found, in capitals: shorter QR codes."
    )


class CentralSection(Section):
    url: Annotated[str, Field(pattern=r"^https?://", description="The central system's address.")]


class ScreenSection(Section):
    width: Annotated[int, Field(ge=480, le=4096)] = 1080
    height: Annotated[int, Field(ge=480, le=4096)] = 1920
    px_per_mm: Annotated[float, Field(gt=1, lt=20, description="Dots per millimetre of the panel.")] = 4.03
    languages: tuple[str, ...] = Field(("zh-TW", "en"), min_length=1, description="The first is the default.")


class PatienceSection(Section):
    """How long the machine waits for people before it goes on without them."""

    printer_s: Annotated[float, Field(ge=5, le=600)] = Field(
        90.0, description="For somebody to help a stopped document printer; then paid papers become a claim."
    )


class StaffSection(Section):
    role: Role = Field(description="technician or cashier: what the service menu lets this person do.")
    pin_hash: Annotated[str, Field(pattern=r"^\$argon2id\$")] = Field(
        description="What `python -m kiosk pin` prints."
    )


class LimitsSection(Section):
    """In pieces; from which counts on somebody should come."""

    low: Annotated[int, Field(ge=0, le=5000)] = Field(0, description="Fewer than this: to be filled.")
    high: Annotated[int, Field(ge=1, le=20000)] = Field(description="So many or more: soon full.")
    full: Annotated[int, Field(ge=1, le=20000)] = Field(description="What fits in.")


class MirrorSection(Section):
    port: Annotated[int, Field(ge=0, le=65535, description="Loopback port; 0 takes any free one.")] = 0


class Config(Section):
    kiosk: KioskSection
    site: SiteSection
    central: CentralSection
    coin_acceptor: dict[str, Any]
    hoppers: dict[Annotated[str, Field(pattern=r"^hopper_[a-z0-9_]+$")], dict[str, Any]] = Field(
        default_factory=dict, description="Sections [hoppers.hopper_50]; on the coin acceptor's bus."
    )
    start_float: dict[str, Annotated[int, Field(ge=0, le=2000)]] = Field(
        default_factory=dict,
        description="Coins in each hopper when this machine first sees it; later counts are journalled.",
    )
    limits: dict[Annotated[str, Field(pattern=r"^(coin_box|note_box|hopper_[a-z0-9_]+)$")], LimitsSection] = (
        Field(default_factory=dict, description="Sections [limits.hopper_50] and so on; see USUAL_LIMITS.")
    )
    staff: dict[Annotated[str, Field(pattern=r"^[0-9]{3,8}$")], StaffSection] = Field(
        default_factory=dict, description="Sections [staff.1001], by staff number: who may open the menu."
    )
    bill_validator: dict[str, Any] | None = Field(None, description="Without it no notes are taken.")
    receipt_printer: dict[str, Any]
    document_printer: dict[str, Any]
    screen: ScreenSection = Field(default_factory=lambda: ScreenSection.model_validate({}))
    patience: PatienceSection = Field(default_factory=lambda: PatienceSection.model_validate({}))
    mirror: MirrorSection | None = Field(None, description="Frames out, touches in; simulated machines only.")


USUAL_LIMITS = {
    "coin_box": LimitsSection(low=0, high=1200, full=1500),
    "note_box": LimitsSection(low=0, high=450, full=500),
}
USUAL_HOPPER = LimitsSection(low=10, high=400, full=500)


def cash_limits(config: Config) -> tuple[Limits, ...]:
    """Of every cash unit there is, the site's own where it has any."""
    usual = {**USUAL_LIMITS, **dict.fromkeys(config.hoppers, USUAL_HOPPER)}
    return tuple(
        Limits(unit, found.low, found.high, found.full) for unit, found in {**usual, **config.limits}.items()
    )


class Keys(BaseModel):
    """What `python -m central kiosk add` printed; other fields in the file are allowed and ignored."""

    api_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    claim_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def load(path: Path) -> Config:
    """Read and check a configuration. Paths in it are taken from where the file lies.

    Raises ConfigurationError with file, key and reason.
    """
    values = _read(path)
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise _first(path, "", error) from error
    if config.mirror is not None and not config.kiosk.simulated:
        raise ConfigurationError(str(path), "mirror", "is only allowed where kiosk.simulated is true")
    for hopper in config.start_float.keys() - config.hoppers.keys():
        raise ConfigurationError(str(path), f"start_float.{hopper}", "there is no such hopper")
    for unit, limits in config.limits.items():
        if not limits.low < limits.high <= limits.full:
            raise ConfigurationError(str(path), f"limits.{unit}", "low, high, full must ascend")
        if unit.startswith("hopper_") and unit not in config.hoppers:
            raise ConfigurationError(str(path), f"limits.{unit}", "there is no such hopper")
    base = path.resolve().parent
    kiosk = config.kiosk.model_copy(
        update={"key_file": base / config.kiosk.key_file, "data_folder": base / config.kiosk.data_folder}
    )
    return config.model_copy(update={"kiosk": kiosk})


def load_keys(path: Path) -> Keys:
    try:
        return Keys.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigurationError(str(path), "file", error.strerror or "cannot be read") from error
    except ValidationError as error:
        raise _first(path, "", error) from error
    except ValueError as error:
        raise ConfigurationError(str(path), "file", f"is not JSON: {error}") from error


def device_section(path: Path, name: str, section: dict[str, Any], reach: str) -> tuple[Any, str, Any]:
    """The driver's module, how to reach the device, and the driver's checked settings.

    `driver = "cctalk.coin_acceptor"` is drivers/cctalk/coin_acceptor.py; `model = "x"` takes driver
    and settings from config/devices/x.toml, and the section's own keys win over them; `reach` names the key
    that the transport needs (`port`); "" where the driver's own settings say it.
    """
    rest = _with_model(path, name, section)
    driver = rest.pop("driver", None)
    if not isinstance(driver, str) or not all(part.isidentifier() for part in driver.split(".")):
        raise ConfigurationError(str(path), f"{name}.driver", "names no driver, as in 'cctalk.coin_acceptor'")
    address = rest.pop(reach, None) if reach else ""
    if not isinstance(address, str):
        raise ConfigurationError(str(path), f"{name}.{reach}", "is missing")
    try:
        module = import_module(f"drivers.{driver}")
    except ModuleNotFoundError as error:
        raise ConfigurationError(str(path), f"{name}.driver", f"there is no driver {driver!r}") from error
    try:
        settings = module.Settings
    except AttributeError as error:
        raise ConfigurationError(str(path), f"{name}.driver", f"{driver!r} is not a device") from error
    try:
        return module, address, settings.model_validate(rest)
    except ValidationError as error:
        raise _first(path, name, error) from error


def _with_model(path: Path, name: str, section: dict[str, Any]) -> dict[str, Any]:
    rest = dict(section)
    model = rest.pop("model", None)
    if model is None:
        return rest
    if not isinstance(model, str) or not re.fullmatch(r"[a-z0-9-]+", model):
        raise ConfigurationError(str(path), f"{name}.model", "names no file of config/devices")
    known = _read(DEVICE_MODELS / f"{model}.toml")
    return {"driver": known.get("driver"), **known.get("settings", {}), **rest}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(str(path), "file", error.strerror or "cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), "file", str(error)) from error


def _first(path: Path, section: str, error: ValidationError) -> ConfigurationError:
    """The first thing wrong, in words for the person who edits the file."""
    found = error.errors()[0]
    key = ".".join(str(part) for part in ((section, *found["loc"]) if section else found["loc"]))
    reason = "unknown key" if found["type"] == "extra_forbidden" else found["msg"]
    return ConfigurationError(str(path), key or "file", reason)
