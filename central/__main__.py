"""Command line of the central system: for operators, cashier, registrar, and whoever holds a paper."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import uvicorn
from sqlalchemy import select

from central.app import create_app
from central.auth import add_kiosk
from central.cashiers import add_cashier, remove_cashier
from central.claims import retire, unblock
from central.clock import SystemClock
from central.database import Database
from central.invented import invent
from central.keys import KeyFileError, add_paper_key
from central.models import Student
from central.records import record_of
from central.registrar_command import add_parsers as registrar_parsers
from central.registrar_command import copy_command, key_command
from central.seed import seed_students
from central.settings import Settings, SettingsError, load_catalogue, load_settings
from central.specimen import NoSuchPaper, Press
from kiosk.catalogue import CatalogueError

INVENTED, SEED = 320, 7  # students of the invented university, and what it grows from


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    try:
        settings = load_settings(
            given.settings, os.environ, database=given.database, catalogue=given.catalogue, keys=given.keys
        )
        return _run(given, settings)
    except (SettingsError, CatalogueError, KeyFileError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def _run(given: argparse.Namespace, settings: Settings) -> int:
    match given.command:
        case "serve":
            uvicorn.run(
                create_app(settings),
                host=given.host,
                port=given.port,
                log_level=given.log_level,
                access_log=False,  # the address of a refund claim is the code that redeems it
            )
        case "seed":
            _seed(settings, given.students, given.seed)
        case "kiosk" if given.what == "retire":
            return _retire_kiosk(settings, given.kiosk_id, given.by)
        case "kiosk":
            _add_kiosk(settings, given.kiosk_id, given.place)
        case "student":
            return _print_student(settings, given.number)
        case "students":
            _print_students(settings, given.json)
        case "cashier":
            return _cashier(settings, given.what, given.name)
        case "claim":
            return _unblock(settings, (given.kiosk_id, given.claim_id), given.by, given.why)
        case "key":
            print(json.dumps(key_command(settings, given, SystemClock().now()), ensure_ascii=False))
        case "copy":
            return _copy(settings, given)
        case "verify":
            from central.verify_command import verify_command  # it brings what makes and reads papers

            return verify_command(settings, given, sys.stdout)
        case "paper":
            return _print_paper(settings, given.code, given.student, given.choice)
    return 0


def _open(settings: Settings) -> Database:
    database = Database(settings.database)
    database.upgrade()
    return database


def _seed(settings: Settings, students: int, seed: int) -> None:
    if not settings.keys.exists():
        add_paper_key(settings.keys)
    with _open(settings).writing() as session:
        added = seed_students(session, students, seed)
    print(json.dumps({"added": added, "keys": str(settings.keys)}))


def _add_kiosk(settings: Settings, kiosk_id: str, place: str) -> None:
    with _open(settings).writing() as session:
        keys = add_kiosk(session, kiosk_id, place)
    print(json.dumps({"kiosk": keys.kiosk_id, "api_key": keys.api_key, "claim_key": keys.claim_key}))


def _retire_kiosk(settings: Settings, kiosk_id: str, who: str) -> int:
    with _open(settings).writing() as session:
        freed = retire(session, kiosk_id, who, SystemClock().now())
    if freed is None:
        print(f"no kiosk {kiosk_id}", file=sys.stderr)
        return 1
    print(json.dumps({"retired": kiosk_id, "claims_freed": freed}))
    return 0


def _facts(student: Student) -> dict[str, object]:
    return {
        "number": student.number,
        "birthday": student.birth.strftime("%Y%m%d"),
        "name_zh": student.name_zh,
        "status": student.status.value,
        "level": student.level.value,
        "semesters": sum(semester.term < 3 for semester in student.semesters),
        "missing_grades": len(record_of(student).missing_grades),
        "invented": student.invented,
    }


def _print_student(settings: Settings, number: str) -> int:
    with _open(settings).reading() as session:
        student = session.scalars(select(Student).where(Student.number == number)).one_or_none()
        if student is None:
            print(f"no student {number}", file=sys.stderr)
            return 1
        print(json.dumps(_facts(student), ensure_ascii=False))
    return 0


def _print_students(settings: Settings, as_json: bool) -> None:
    """Invented ones only: a list of real people with birthdays must not be a command away."""
    with _open(settings).reading() as session:
        chosen = select(Student).where(Student.invented).order_by(Student.number)
        everyone = [_facts(student) for student in session.scalars(chosen)]
    if as_json:
        print(json.dumps(everyone, ensure_ascii=False))
        return
    for facts in everyone:
        print(*facts.values(), sep="\t")


def _cashier(settings: Settings, what: str, name: str) -> int:
    with _open(settings).writing() as session:
        if what == "add":
            password = add_cashier(session, name, SystemClock().now())
            print(json.dumps({"cashier": name, "password": password}))
            return 0
        known = remove_cashier(session, name)
    print(json.dumps({"removed": name}) if known else f"no cashier {name}")
    return 0 if known else 1


def _unblock(settings: Settings, key: tuple[str, str], who: str, why: str) -> int:
    with _open(settings).writing() as session:
        done = unblock(session, key, who, why, SystemClock().now())
    print(json.dumps({"released": key[1]}) if done else f"no claim {key[1]} of {key[0]} is stopped")
    return 0 if done else 1


def _copy(settings: Settings, given: argparse.Namespace) -> int:
    told = copy_command(_open(settings), given, SystemClock().now())
    if told is None:
        print(f"no copy {given.serial}", file=sys.stderr)
        return 1
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _print_paper(settings: Settings, code: str, number: str, choice: str) -> int:
    """Of the invented university, which needs no database."""
    record = next((one for one in invent(INVENTED, SEED) if one.number == number), None)
    if record is None:
        print(f"the invented university has no student {number}", file=sys.stderr)
        return 1
    try:
        press = Press(load_catalogue(settings.catalogue))
        entry = press.paper(record, code, SystemClock().now(), choice)
    except NoSuchPaper as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(entry, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--settings", type=Path, help="TOML file; YUNTECH_CENTRAL_* variables win over it")
    common.add_argument("--database", help="sqlite:///file or postgresql://...")
    common.add_argument("--catalogue", type=Path)
    common.add_argument("--keys", type=Path, help="file with central's private keys")
    parser = argparse.ArgumentParser(prog="python -m central")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", parents=[common], help="run the web service")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument(
        "--log-level", default="info", choices=("critical", "error", "warning", "info", "debug")
    )
    seed = commands.add_parser("seed", parents=[common], help="add the invented university, and keys if none")
    seed.add_argument("--students", type=int, default=INVENTED)
    seed.add_argument("--seed", type=int, default=SEED)
    kiosk = commands.add_parser("kiosk", help="kiosks").add_subparsers(dest="what", required=True)
    add = kiosk.add_parser("add", parents=[common], help="add one; prints its keys, once")
    add.add_argument("kiosk_id")
    add.add_argument("--place", default="行政大樓門口 2 號機", help="as printed on papers")
    gone = kiosk.add_parser(
        "retire",
        parents=[common],
        help="its disk is lost for good: take nothing from it any more, let others pay the claims it held",
    )
    gone.add_argument("kiosk_id")
    gone.add_argument("--by", required=True, help="who decided it; goes on record")
    student = commands.add_parser(
        "student", parents=[common], help="number, birthday and state of one student"
    )
    student.add_argument("number")
    students = commands.add_parser("students", parents=[common], help="all invented students")
    students.add_argument("--json", action="store_true")
    paper = commands.add_parser(
        "paper", parents=[common], help="the data of one specimen, as a kiosk would be given it"
    )
    paper.add_argument("code", help="of the catalogue, as TR-ZH")
    paper.add_argument("--student", required=True, help="number of an invented student")
    paper.add_argument("--choice", default="", help="as 113-1 or class-cumulative")
    cashier = commands.add_parser("cashier", parents=[common], help="who pays refund claims at the counter")
    cashier.add_argument("what", choices=("add", "remove"), help="add: prints a new password, once")
    cashier.add_argument("name")
    claim = commands.add_parser("claim", help="refund claims").add_subparsers(dest="what", required=True)
    release = claim.add_parser(
        "release", parents=[common], help="one that was stopped because machines contradicted each other"
    )
    release.add_argument("kiosk_id")
    release.add_argument("claim_id")
    release.add_argument("--by", required=True, help="who looked into it")
    release.add_argument("--why", required=True, help="what came out; goes on record")
    registrar_parsers(commands, common)
    verify = commands.add_parser(
        "verify", parents=[common], help="whether a paper is good, offline; 0 valid, 1 not, 2 cannot be told"
    )
    verify.add_argument("what", help="PDF, picture, or the text of a paper's QR code")
    verify.add_argument("--json", action="store_true")
    verify.add_argument("--data", type=Path, help="the paper's data (JSON), to compare every word and dot")
    asked = verify.add_mutually_exclusive_group()
    asked.add_argument(
        "--registry", action="store_true", help="at the registrar's: state and data from there"
    )
    asked.add_argument("--online", metavar="URL", help="ask the verification pages there for its state")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
