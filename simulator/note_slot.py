"""The bill validator's twin on its wire, of the make that the configuration names, and what hands can do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.devices.ict_bill_validator import IctBillValidatorTwin
from simulator.devices.ssp_bill_validator import SspBillValidatorTwin
from simulator.loopback import BadRequest
from simulator.wire import TwinServer

DEVICE_MODELS = Path(__file__).parents[1] / "config" / "devices"


@dataclass(frozen=True, slots=True)
class NoteSlot:
    """One validator; its wire is served while `server` is started."""

    twin: IctBillValidatorTwin | SspBillValidatorTwin
    server: TwinServer

    def do(self, body: dict[str, Any]) -> None:
        """One deed; BadRequest when nobody could do it."""
        with self.server.lock:
            match body:
                case {"deed": "insert", "note": int(value)} if value > 0:
                    self.twin.insert(value)
                case {"deed": "power", "on": bool(on)}:
                    self.twin.power(on)
                case {"deed": "jam", "on": bool(jammed)}:
                    self.twin.jam(jammed)
                case {"deed": "cash_box", "present": bool(present)}:
                    self.twin.move_cash_box(present)
                case _:
                    raise BadRequest(f"nobody can do this to the bill validator: {body}")

    def state(self) -> dict[str, object]:
        with self.server.lock:
            said = self.twin.state()
            return {
                "powered": said["powered"],
                "open": bool(said.get("enabled") or said.get("takes")),
                "inside": said["inside"],
                "place": said["place"],
                "note_box": list(self.twin.stacked),
                "returned": list(self.twin.returned),
                "jammed": said["jammed"],
                "last": said["last"],
                "complaints": said["complaints"],
            }


def fitted(section: dict[str, Any], port: int) -> NoteSlot:
    """The twin of the make that `section` names by `driver` or `model`, on this loopback port (0: any)."""
    known: dict[str, Any] = {}
    if "model" in section:
        known = tomllib.loads((DEVICE_MODELS / f"{section['model']}.toml").read_text(encoding="utf-8"))
    settings = {**known.get("settings", {}), **section}
    match section.get("driver", known.get("driver")):
        case "ict.bill_validator":
            bills = {int(bill_type): int(value) for bill_type, value in settings["bills"].items()}
            return _served(IctBillValidatorTwin(bills=bills), port)
        case "ssp.bill_validator":
            return _served(SspBillValidatorTwin(), port)
        case other:
            raise ValueError(f"there is no twin of a bill validator with driver {other!r}")


def _served(twin: IctBillValidatorTwin | SspBillValidatorTwin, port: int) -> NoteSlot:
    return NoteSlot(twin, TwinServer(twin, port))
