"""The kiosk's command line: run the machine, check a configuration, verify or export a journal, show a paper.

Exit codes: 0 done, 1 no such paper to show, 2 wrong call or configuration, 3 the journal is in use, 4 the
journal is damaged, 75 start me again (a commit failed and the journal must be opened anew).
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
from dataclasses import asdict
from getpass import getpass
from pathlib import Path

from kiosk import VERSION
from kiosk.codec import ALL, decode
from kiosk.config import device_section, load, load_keys
from kiosk.errors import (
    START_AGAIN,
    ConfigurationError,
    JournalBusy,
    JournalDamaged,
    JournalError,
    JournalUncertain,
)
from kiosk.journal import exported
from kiosk.pins import WeakPin, hashed
from kiosk.reconciliation import Entry, reconcile
from kiosk.snapshots import verify


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        match chosen.command:
            case "run":
                return _run(chosen.config)
            case "check":
                return _check(chosen.config)
            case "journal" if chosen.deed == "verify":
                print(f"{chosen.file}: {verify(chosen.file)}")
            case "journal" if chosen.deed == "reconcile":
                return _reconcile(chosen.file, chosen.since, chosen.until, chosen.json)
            case "pin":
                return _pin()
            case "journal":
                for row in exported(chosen.file):
                    print(json.dumps(asdict(row), ensure_ascii=False))
            case "document":
                return _preview(chosen)
            case _:
                print(VERSION)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    except JournalBusy as error:
        print(error, file=sys.stderr)
        return 3
    except JournalDamaged as error:
        print(f"the journal is damaged: {error}", file=sys.stderr)
        return 4
    except JournalUncertain as error:
        print(error, file=sys.stderr)
        return START_AGAIN
    except JournalError as error:
        print(error, file=sys.stderr)
        return 4
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (("run", "run the machine"), ("check", "check a configuration and say what is wrong")):
        command = commands.add_parser(name, help=words)
        command.add_argument("--config", type=Path, required=True)
    journal = commands.add_parser("journal", help="read a journal that no kiosk has open")
    journal.add_argument("deed", choices=("verify", "export", "reconcile"))
    journal.add_argument("--since", default="", help="reconcile: from this time on, as 2026-09-01 (UTC)")
    journal.add_argument("--until", default="", help="reconcile: before this time, as 2026-10-01 (UTC)")
    journal.add_argument("--json", action="store_true", help="reconcile: one JSON object")
    journal.add_argument("file", type=Path)
    document = commands.add_parser("document", help="show a paper without a machine, for who edits templates")
    document.add_argument("deed", choices=("preview",))
    document.add_argument("code", help="of config/catalogue.toml, as TR-ZH")
    source = document.add_mutually_exclusive_group(required=True)
    source.add_argument("--student", help="number of a student of the invented university")
    source.add_argument("--data", type=Path, help="JSON: what `central paper` printed, or a template's data")
    document.add_argument("--choice", default="", help="as 113-1 or class-cumulative; with --student")
    document.add_argument("--out", type=Path, help="the PDF; pictures are put beside it")
    commands.add_parser("pin", help="ask for a PIN and print what goes into [staff.NUMBER] pin_hash")
    commands.add_parser("version", help="say which version this is")
    return parser


def _preview(chosen: argparse.Namespace) -> int:
    from kiosk.documents import desk  # opens the typesetter; the other commands must not need it

    out = chosen.out or Path("out") / "preview" / f"{chosen.code}.{chosen.student or chosen.data.stem}.pdf"
    try:
        given = (
            desk.from_file(chosen.data)
            if chosen.data
            else desk.from_central(chosen.code, chosen.student, chosen.choice)
        )
        shown = desk.show(chosen.code, given, out)
    except desk.NoPreview as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{shown.sheets} sheet(s)", *shown.files, sep="\n")
    return 0


def _reconcile(file: Path, since: str, until: str, as_json: bool) -> int:
    entries = (Entry(row.wall_utc, decode(row.kind, row.body)) for row in exported(file) if row.kind in ALL)
    report = reconcile(entries, since, until)
    print(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.as_text())
    return 0 if report.balanced else 1


def _pin() -> int:
    pin = getpass("PIN (6 to 12 digits): ")
    if getpass("once more: ") != pin:
        print("the two are not the same", file=sys.stderr)
        return 2
    try:
        print(hashed(pin))
    except WeakPin as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _check(path: Path) -> int:
    config = load(path)
    load_keys(config.kiosk.key_file)
    device_section(path, "coin_acceptor", config.coin_acceptor, "port")
    device_section(path, "receipt_printer", config.receipt_printer, "port")
    device_section(path, "document_printer", config.document_printer, "")
    print(f"{path}: good")
    return 0


def _run(path: Path) -> int:
    from kiosk.front import run  # opens the window's library; the other commands must not need it

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run(path)


if __name__ == "__main__":
    sys.exit(main())
