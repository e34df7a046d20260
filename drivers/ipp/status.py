"""What Get-Printer-Attributes says, in the kiosk's words: condition, troubles, boot, abilities.

Reasons come with -report, -warning, -error or nothing (RFC 8011 section 5.4.12). The suffix is not to be
relied on: ippeveprinter says media-empty-report while idle and media-empty-warning while printing. So
what a known reason means for a paid paper is decided here, and the suffix only for unknown ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.ipp.messages import Group
from drivers.ipp.requests import DOCUMENT_FORMAT, MEDIA
from kiosk.devices import Condition, DeviceStatus, Trouble

STATE_STOPPED = 5  # printer-state, RFC 8011 section 5.4.11
TONER_LOW_PERCENT = 10  # where the printer names no low level of its own
NEUTRAL = frozenset({"none", "connecting-to-device", "identify-printer-requested", "hibernate", "standby"})

STOPS = {
    "media-empty": Trouble.PAPER_OUT,
    "media-needed": Trouble.PAPER_OUT,
    "media-jam": Trouble.JAM,
    "cover-open": Trouble.COVER_OPEN,
    "door-open": Trouble.COVER_OPEN,
    "interlock-open": Trouble.COVER_OPEN,
    "toner-empty": Trouble.TONER_OUT,
    "marker-supply-empty": Trouble.TONER_OUT,
    "developer-empty": Trouble.TONER_OUT,
    "input-tray-missing": Trouble.TRAY_MISSING,
    "output-tray-missing": Trouble.TRAY_MISSING,
    "output-area-full": Trouble.OUTPUT_FULL,
    "fuser-over-temp": Trouble.OVERHEATED,
    "paused": Trouble.PAUSED,
    "moving-to-paused": Trouble.PAUSED,
    "shutdown": Trouble.OTHER,
    "timed-out": Trouble.OTHER,
    "spool-area-full": Trouble.OTHER,
    "marker-waste-full": Trouble.OTHER,
    "opc-life-over": Trouble.OTHER,
    "interpreter-resource-unavailable": Trouble.OTHER,
    "other": Trouble.OTHER,
}
WARNS = {
    "media-low": Trouble.PAPER_LOW,
    "toner-low": Trouble.TONER_LOW,
    "marker-supply-low": Trouble.TONER_LOW,
    "developer-low": Trouble.TONER_LOW,
    "output-area-almost-full": Trouble.OUTPUT_FULL,
    "marker-waste-almost-full": Trouble.OTHER,
    "opc-near-eol": Trouble.OTHER,
    "fuser-under-temp": Trouble.STARTING,
    "stopped-partly": Trouble.OTHER,
}
# A count of finished sheets is not believed while one of these stands: a sheet may still be inside.
DOUBTFUL = frozenset({Trouble.JAM, Trouble.COVER_OPEN, Trouble.OTHER})


@dataclass(frozen=True, slots=True)
class PrinterReport:
    """One answer to Get-Printer-Attributes. `up_time_s` starts again when the printer does."""

    status: DeviceStatus
    up_time_s: int
    operations: frozenset[int]
    doubtful: bool


def read_printer(group: Group, low_sheets: int) -> PrinterReport:
    """`low_sheets`: with fewer in the tray, where the printer counts them, somebody should come."""
    stopped = group.integer("printer-state") == STATE_STOPPED
    paper = _sheets_in_trays(group)
    stops: list[Trouble] = []
    warns: list[Trouble] = []
    if _is_wrong_device(group):
        stops.append(Trouble.WRONG_DEVICE)
    for reason in group.texts("printer-state-reasons"):
        _sort_reason(reason, stopped, bool(paper), stops, warns)
    ready = group.texts("media-ready")
    if paper == 0 or (ready and not any(media.startswith("iso_a4") for media in ready)):
        stops.append(Trouble.PAPER_OUT)
    elif paper is not None and paper < low_sheets:
        warns.append(Trouble.PAPER_LOW)
    _sort_toner(_toner_percents(group), stops, warns)
    if group.boolean("printer-is-accepting-jobs") is False:
        stops.append(Trouble.PAUSED)
    if stopped and not stops:
        stops.append(Trouble.OTHER)
    condition = Condition.STOPPED if stops else Condition.ATTENTION if warns else Condition.READY
    return PrinterReport(
        status=DeviceStatus(condition, tuple(dict.fromkeys(stops + warns))),
        up_time_s=group.integer("printer-up-time") or 0,
        operations=frozenset(group.integers("operations-supported")),
        doubtful=not DOUBTFUL.isdisjoint(stops),
    )


def _is_wrong_device(group: Group) -> bool:
    """Not a printer of A4 PDF that tells its boots apart; all three attributes are REQUIRED of a printer."""
    return (
        group.integer("printer-up-time") is None
        or DOCUMENT_FORMAT not in group.texts("document-format-supported")
        or MEDIA not in group.texts("media-supported")
    )


def _sort_reason(
    reason: str, stopped: bool, paper_seen: bool, stops: list[Trouble], warns: list[Trouble]
) -> None:
    name, severity = reason, ""
    for suffix in ("-report", "-warning", "-error"):
        if reason.endswith(suffix):
            name, severity = reason.removesuffix(suffix), suffix
    if name in NEUTRAL:
        return
    if name == "media-empty" and paper_seen and not stopped and severity != "-error":
        return  # an empty by-pass tray; the tray that counts its sheets has some
    if name in STOPS:
        stops.append(STOPS[name])
    elif name in WARNS:
        warns.append(WARNS[name])
    elif severity == "-error" or (stopped and not severity):
        stops.append(Trouble.OTHER)
    elif severity != "-report":
        warns.append(Trouble.OTHER)


def _fields(octets: bytes) -> dict[str, str]:
    """printer-input-tray and printer-supply: key=value;... in one octetString (PWG 5100.13, 5100.9)."""
    pairs = (part.partition("=") for part in octets.decode("ascii", errors="replace").split(";"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def _count(text: str) -> int | None:
    """A count of the Printer MIB; its negative numbers mean "not known" in several ways."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _sheets_in_trays(group: Group) -> int | None:
    """Sheets of A4 where a tray that feeds by itself counts them, else None."""
    counted: list[int] = []
    for octets in group.octets("printer-input-tray"):
        tray = _fields(octets)
        level = _count(tray.get("level", ""))
        sides = {tray.get("mediafeed", "0"), tray.get("mediaxfeed", "0")}
        other_paper = "0" not in sides and sides not in ({"29700", "21000"}, {"297000", "210000"})
        if level is not None and not other_paper and tray.get("type", "").startswith("sheetFeedAuto"):
            counted.append(level)
    return sum(counted) if counted else None


def _toner_percents(group: Group) -> list[tuple[int, int]]:
    """(level, low level) in percent of each toner; waste boxes fill up and are left to the reasons."""
    found: list[tuple[int, int]] = []
    types = group.texts("marker-types")
    lows = group.integers("marker-low-levels")
    for index, level in enumerate(group.integers("marker-levels")):
        kind = types[index] if index < len(types) else "toner"
        if level >= 0 and kind in ("toner", "toner-cartridge", "tonerCartridge"):
            found.append((level, lows[index] if index < len(lows) else TONER_LOW_PERCENT))
    for octets in group.octets("printer-supply"):
        supply = _fields(octets)
        left, most = _count(supply.get("level", "")), _count(supply.get("maxcapacity", ""))
        if supply.get("type") in ("toner", "tonerCartridge") and left is not None and most:
            found.append((left * 100 // most, TONER_LOW_PERCENT))
    return found


def _sort_toner(percents: list[tuple[int, int]], stops: list[Trouble], warns: list[Trouble]) -> None:
    if any(level == 0 for level, _ in percents):
        stops.append(Trouble.TONER_OUT)  # it would go on and count blank sheets as printed
    elif any(level <= low for level, low in percents):
        warns.append(Trouble.TONER_LOW)
