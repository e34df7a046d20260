"""The command `service`: the service menu walked from end to end on a machine that has just sold a paper.

OUT/screens/       each screen of the menu when it first appeared
OUT/*.png          the slips that were printed: collection, refill, recount, trial
OUT/journal.sqlite, OUT/reconciliation.json, OUT/service.json; OUT/run/ has configuration and logs
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from simulator import central_process
from simulator.controls import Controls
from simulator.installation import Installation
from simulator.outcome import chain_holds
from simulator.processes import CHECKOUT
from simulator.staff import Staff
from simulator.student import Eyes, Lost
from simulator.visit import PAPER, WENT_WRONG, paper_names, say
from simulator.walk import Plan, Stopwatch, Walk, languages

CASHIER, CASHIER_PIN = "7001", "246802"  # as config/demo.toml says
TECHNICIAN, TECHNICIAN_PIN = "7002", "975310"
COINS = (50,)
FILLED, FILL = 50, 10  # ten coins of NT$50 are put in
ROBBED = 10  # from this hopper a coin is missing
RECONCILE_S = 60.0


def service(config: Path, out: Path) -> int:
    """Exit code 0 when books and machine agree in the end, 1 when not."""
    shutil.rmtree(out, ignore_errors=True)
    (out / "screens").mkdir(parents=True)
    watch = Stopwatch()
    try:
        with watch("total"):
            report = _walked(Installation(config, out / "run"), out, watch)
    except WENT_WRONG as error:
        print(f"the walk failed: {error}", file=sys.stderr)
        report = {"violations": [str(error)]}
    report["timings"] = watch.seconds
    words = json.dumps(report, ensure_ascii=False)
    (out / "service.json").write_text(words + "\n", encoding="utf-8")
    print(words)
    return 1 if report["violations"] else 0


class Album:
    """Keeps the pictures of the screens in the order in which they were seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.names: list[str] = []

    def keep(self, name: str, picture: bytes) -> None:
        self.names.append(name)
        (self._folder / f"{len(self.names):02d}-{name}.png").write_bytes(picture)


def _walked(installation: Installation, out: Path, watch: Stopwatch) -> dict[str, Any]:
    say("starts central, the devices and the kiosk")
    with watch("setup"):
        installation.open()
    try:
        installation.start()
        with watch("visit"):
            _sell(installation, out, watch)
        album = Album(out / "screens")
        with watch("menu"):
            slips = _menu(installation, album, out)
        truth = cash_in(installation.controls)
        installation.stop()
        return _judged(installation, album, slips, truth, out)
    finally:
        installation.close()


def _sell(installation: Installation, out: Path, watch: Stopwatch) -> None:
    """A student buys a paper and gets change, so that there is something to count."""
    say("lets a student buy a paper with NT$50")
    person = central_process.find(installation.students, "")
    folder = out / "run" / "visit"
    folder.mkdir()
    Walk(installation, Plan(person, paper_names(PAPER), COINS), folder, watch).through()


def _menu(installation: Installation, album: Album, out: Path) -> list[str]:
    """Everything the menu has, by its two roles; the names of the slips that came out."""
    mirror, controls = installation.mirror, installation.controls
    if mirror is None:
        raise Lost("the kiosk is not running")
    first = installation.languages[0]
    eyes = Eyes(mirror, album.keep)
    staff = Staff(eyes, languages((first,))[first])
    slips: list[str] = []

    def kept(name: str) -> None:
        slips.append(name)
        (out / f"{name}.png").write_bytes(controls.slip(controls.state()["slips"]))

    say("the cashier finds the corner, mistypes the PIN, then signs in")
    staff.find_corner()
    staff.try_pin(CASHIER, "111222")
    eyes.snap("service_wrong_pin")
    if staff.try_pin(CASHIER, CASHIER_PIN).screen != "service_overview":
        raise Lost("the cashier is not let in")
    eyes.snap("service_overview")

    say("fills the hopper of NT$50, and counts that of NT$10, where a coin is missing")
    hold(controls, FILLED, coins_in(controls, FILLED) + FILL)
    staff.fill(FILLED, FILL)
    eyes.snap("service_filled")
    kept("refill")
    staff.finish()
    hold(controls, ROBBED, coins_in(controls, ROBBED) - 1)
    staff.count_hopper(ROBBED, coins_in(controls, ROBBED))
    eyes.snap("service_recounted")
    kept("recount")
    staff.finish()

    say("collects the cash box")
    found = boxes(controls)
    staff.begin_collection()
    staff.count(found, denominations(controls))
    eyes.snap("service_counted")
    staff.compare()
    eyes.snap("service_compared")
    controls.do("coin_acceptor", "empty_cash_box")
    staff.confirm_collection()
    eyes.snap("service_collected")
    kept("collection")
    staff.finish()

    say("looks at the last visits and at what is owed, and signs out")
    for page in ("visits", "claims"):
        staff.go(page)
        eyes.snap(f"service_{page}_read")
        staff.go_back()
    staff.sign_out()

    say("the technician tries the devices, closes the machine and opens it again")
    staff.sign_in(TECHNICIAN, TECHNICIAN_PIN)
    staff.go("devices")
    staff.print_trial()
    kept("trial")
    staff.ask_hopper(FILLED)
    eyes.snap("service_asked")
    staff.go_back()
    staff.close_machine()
    staff.sign_out()
    eyes.snap("closed_by_staff")
    staff.sign_in(TECHNICIAN, TECHNICIAN_PIN)
    staff.open_machine()
    staff.sign_out()
    eyes.screen("attract")
    return slips


# ---- What is really there ----------------------------------------------------------------------------


def boxes(controls: Controls) -> Counter[int]:
    """What lies in the cash boxes, by denomination."""
    state = controls.state()
    notes = state.get("bill_validator") or {}
    return Counter([*state["coin_acceptor"]["cash_box"], *notes.get("cash_box", [])])


def denominations(controls: Controls) -> tuple[int, ...]:
    """What the menu asks to be counted."""
    coins = (1, 5, 10, 20, 50)
    return (*coins, 100, 200, 500, 1000, 2000) if controls.state().get("bill_validator") else coins


def cash_in(controls: Controls) -> dict[str, int]:
    """NT$ that are really in each unit."""
    state = controls.state()
    held = {name: hopper["value"] * hopper["coins"] for name, hopper in state["hoppers"].items()}
    return {**held, "boxes": sum(value * count for value, count in boxes(controls).items())}


def coins_in(controls: Controls, value: int) -> int:
    return int(controls.state()["hoppers"][f"hopper_{value}"]["coins"])


def hold(controls: Controls, value: int, level: int) -> None:
    controls.do(f"hopper_{value}", "coins", level=level)


# ---- The judgement -----------------------------------------------------------------------------------


def _judged(
    installation: Installation, album: Album, slips: list[str], truth: dict[str, int], out: Path
) -> dict[str, Any]:
    journal = installation.journal
    shutil.copy(journal, out / "journal.sqlite")
    books = _reconciled(journal)
    (out / "reconciliation.json").write_text(json.dumps(books, ensure_ascii=False, indent=1) + "\n", "utf-8")
    violations = [*books["problems"], *disagreements(books, truth)]
    if not chain_holds(journal):
        violations.append("the chain of the journal does not hold")
    if CASHIER_PIN.encode() in journal.read_bytes() or TECHNICIAN_PIN.encode() in journal.read_bytes():
        violations.append("a PIN stands in the journal")
    if books["accounts"]["difference"]["closing"] != -ROBBED:
        violations.append("the missing coin is not in the account of differences")
    return {
        "screens": len(album.names),
        "screen_names": album.names,
        "slips": slips,
        "collections": books["collections"],
        "refills": books["refills"],
        "collected": books["accounts"]["collected"]["closing"],
        "differences": books["accounts"]["difference"]["closing"],
        "units": {unit["unit"]: unit["value"] for unit in books["units"]},
        "really_there": truth,
        "balanced": books["balanced"],
        "violations": violations,
    }


def disagreements(books: dict[str, Any], truth: dict[str, int]) -> list[str]:
    """Where the books say another sum than is really there."""
    says = {unit["unit"]: unit["value"] for unit in books["units"]}
    said = {name: amount for name, amount in says.items() if name.startswith("hopper_")}
    said["boxes"] = says.get("coin_box", 0) + says.get("note_box", 0)
    return [
        f"{unit}: the books say {said.get(unit)}, there is {amount}"
        for unit, amount in truth.items()
        if said.get(unit) != amount
    ]


def _reconciled(journal: Path) -> dict[str, Any]:
    """As `python -m kiosk journal reconcile` says, in a process of its own."""
    command = [sys.executable, "-m", "kiosk", "journal", "reconcile", str(journal), "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, timeout=RECONCILE_S, check=False)
    if not done.stdout:
        raise Lost(f"reconcile says nothing: {done.stderr.decode(errors='replace')[-500:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
