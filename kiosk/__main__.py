"""The kiosk's command line: run the machine, check a configuration, verify or export a journal.

Exit codes: 0 done, 2 wrong call or configuration, 3 the journal is in use, 4 the journal is damaged,
75 start me again (a commit failed and the journal must be opened anew).
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk import VERSION
from kiosk.config import device_section, load, load_keys
from kiosk.errors import ConfigurationError, JournalBusy, JournalDamaged, JournalError
from kiosk.journal import exported
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
            case "journal":
                for row in exported(chosen.file):
                    print(json.dumps(asdict(row), ensure_ascii=False))
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
    journal = commands.add_parser("journal", help="verify or export a journal that no kiosk has open")
    journal.add_argument("deed", choices=("verify", "export"))
    journal.add_argument("file", type=Path)
    commands.add_parser("version", help="say which version this is")
    return parser


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
