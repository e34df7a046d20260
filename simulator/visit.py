"""The command `visit`: a fresh installation, one scripted student, and everything that came out of it.

OUT/paper-1.pdf   what was printed, from the printer's output tray
OUT/receipt.png   the receipt as it came out; other slips are slip-N.png
OUT/screens/      each screen when it first appeared
OUT/journal.sqlite, OUT/visit.json; OUT/run/ has the configuration and the logs of all processes
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kiosk.catalogue import Catalogue
from simulator import central_process
from simulator.central_process import NoSuchStudent, Student
from simulator.controls import Controls, TwinsGone
from simulator.installation import Installation
from simulator.mirror import CannotTouch, MirrorGone
from simulator.outcome import Evidence, Told, address_on, broken_promises, chain_holds, rows_of, told
from simulator.processes import CHECKOUT, ChildFailed
from simulator.scenario import SCENARIOS, Fault, Hoppers, Promise
from simulator.student import Lost
from simulator.walk import Plan, Stopwatch, Walk

PAPER = "TR-ZH"
NOBODY = Student("", "", "", "", 0, 0)  # until the person is found
WENT_WRONG = (ChildFailed, Lost, CannotTouch, MirrorGone, TwinsGone)


def visit(
    config: Path,
    out: Path,
    student: str,
    coins: tuple[int, ...] | None,
    fault: Fault,
    language: str,
    hoppers: Hoppers = Hoppers.FULL,
    cancel_after: int = 0,
    notes: tuple[int, ...] = (),
) -> int:
    """Exit code 0 when it all went as promised, 1 when not, 2 when there is no such student."""
    watch = Stopwatch()
    shutil.rmtree(out, ignore_errors=True)
    (out / "screens").mkdir(parents=True)
    try:
        with watch("total"):
            installation = Installation(config, out / "run", hoppers=hoppers)
            plan = Plan(NOBODY, paper_names(PAPER), coins, fault, language, cancel_after, notes)
            report = _visit(installation, out, student, plan, watch)
    except NoSuchStudent as error:
        print(error, file=sys.stderr)
        return 2
    except WENT_WRONG as error:
        print(f"the visit failed: {error}", file=sys.stderr)
        report = {"fault": fault, "broken_promises": [str(error)]}
    report["timings"] = watch.seconds
    words = json.dumps(report, ensure_ascii=False)
    (out / "visit.json").write_text(words + "\n", encoding="utf-8")
    print(words)
    return 1 if report["broken_promises"] else 0


def _visit(
    installation: Installation, out: Path, student: str, plan: Plan, watch: Stopwatch
) -> dict[str, Any]:
    say("starts central and the devices")
    with watch("setup"):
        installation.open()
    try:
        person = central_process.find(installation.students, student)
        say("starts the kiosk")
        watch.seconds["first_frame"] = round(installation.started()[1], 3)
        walk = Walk(installation, replace(plan, person=person), out / "screens", watch, say)
        walk.through()
        installation.stop()
        return gather(installation, walk, walk.plan, out)
    finally:
        installation.close()


def gather(installation: Installation, walk: Walk, plan: Plan, out: Path) -> dict[str, Any]:
    """Collect what came out of a visit whose kiosk has been stopped, and judge it."""
    journal = installation.journal
    shutil.copy(journal, out / "journal.sqlite")  # one file: the kiosk was stopped, nothing is left in a log
    story = told(rows_of(journal), installation.claim_key)
    addresses = _keep_papers(installation.controls, out)
    slips = _keep_slips(installation.controls, story, out)
    seen = installation.central.look()
    coins_out = paid_by(installation.controls.state())
    cash = (*walk.coins, *walk.notes, *walk.stuck)
    evidence = Evidence(story, seen, tuple(addresses), cash, chain_holds(journal), coins_out)
    promise = promised(plan.fault, walk)
    order = next((order for order in seen.orders if order.visit_id == story.visit_id), None)
    return {
        "student": plan.person.number,
        "language": plan.language,
        "fault": plan.fault,
        "promise": promise.words,
        "refused": walk.refused,
        "price": walk.price,
        "coins": walk.coins,
        "notes": walk.notes,
        "inserted": story.inserted,
        "change": story.paid_out,
        "suspense": story.suspense,
        "claim": asdict(story.claims[0]) if story.claims else None,
        "claims": [asdict(claim) for claim in story.claims],
        "copy_serial": order.copies[0].copy_serial if order else None,
        "verify_url": addresses[0] if addresses else None,
        "receipt_no": story.receipt_no,
        "central_order_state": order.state if order else None,
        "delivered": story.delivered,
        "papers": len(addresses),
        "slips": slips,
        "credit_after_restart": walk.credit_after_restart,
        "chain_verified": evidence.chain_verified,
        "broken_promises": broken_promises(evidence, promise),
    }


def paid_by(state: dict[str, Any]) -> int:
    """NT$ that have come out of all hoppers ever."""
    return sum(hopper["value"] * hopper["paid_out"] for hopper in state["hoppers"].values())


NOT_SOLD = Promise("is told why the paper cannot be had; no money is taken", delivered=False)
NOT_ENOUGH = Promise("cancels; what went in comes back, in coins or as a claim slip", delivered=False)


def promised(fault: Fault, walk: Walk) -> Promise:
    """What this visit had to end with, after what the student was told and could pay."""
    if walk.refused:
        return NOT_SOLD
    return SCENARIOS[fault] if walk.paid >= walk.price else NOT_ENOUGH


def paper_names(code: str) -> dict[str, str]:
    catalogue = Catalogue.parse(tomllib.loads((CHECKOUT / "config" / "catalogue.toml").read_text("utf-8")))
    kind = next(kind for kind in catalogue.kinds if kind.code == code)
    return {"zh-TW": kind.name_zh, "en": kind.name_en}


def say(words: str) -> None:
    print(f"· {words}", file=sys.stderr, flush=True)


def _keep_papers(controls: Controls, out: Path) -> list[str]:
    """The papers in the output tray; the address that each one carries."""
    addresses = []
    for sheet in controls.state()["tray"]:
        paper = controls.sheet(sheet["number"])
        (out / f"paper-{sheet['number']}.pdf").write_bytes(paper)
        addresses.append(address_on(paper))
    return addresses


def _keep_slips(controls: Controls, story: Told, out: Path) -> list[str]:
    """The slips that came out; the journal says which was meant to be the receipt."""
    names = []
    for number in range(1, controls.state()["slips"] + 1):
        kind = story.slips[number - 1] if number <= len(story.slips) else "other"
        names.append("receipt.png" if kind == "receipt" else f"slip-{number}.png")
        (out / names[-1]).write_bytes(controls.slip(number))
    return names
