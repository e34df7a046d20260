"""Composition root of what stands behind the screen: builds the machine from its configuration."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drivers.cctalk.bus import Bus
from drivers.transport.http_runner import HttpRunner
from drivers.transport.serial_runner import SerialRunner
from kiosk import VERSION
from kiosk.ballast import Ballast
from kiosk.central_link import CentralLink
from kiosk.claim_fetch import ClaimFetch
from kiosk.clock import SystemClock
from kiosk.config import Config, Keys, device_section, load, load_keys
from kiosk.devices import AcceptorCursor, TellsAgain
from kiosk.documents.fonts import Faces, coverage, static_fonts
from kiosk.documents.renderer import Renderer
from kiosk.documents.spool import Spool, SpoolError, default_folder
from kiosk.errors import JournalError
from kiosk.health import Health
from kiosk.journal import Journal, Row
from kiosk.loop import Loop
from kiosk.money import Money
from kiosk.perform import Acceptor, HopperPort, PaperPrinter, Paperwork, Performer, SlipPrinter, Validator
from kiosk.pins import PinCheck, StaffMember
from kiosk.slips.drawing import SlipDrawing
from kiosk.slips.words import load_words
from kiosk.snapshots import Keeper, recovered
from kiosk.staffroom import Staffroom
from kiosk.sync import Shipped, Sync
from kiosk.visit.effects import Effect
from kiosk.visit.events import Booted, Event, HopperCounted, HoppersFitted, ProgramFault, Timer
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper
from kiosk.visit.states import Attract, Delivering, Paying, PayingOut

log = logging.getLogger(__name__)

JOURNAL_FILE = "journal.sqlite"
CONFIG = Path(__file__).parents[1] / "config"


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices with their threads."""

    acceptor: Acceptor
    slips: SlipPrinter
    papers: PaperPrinter
    hoppers: dict[str, HopperPort]
    validator: Validator | None
    fitted: tuple[FittedHopper, ...]
    slip_width: int
    runners: tuple[SerialRunner | HttpRunner, ...]
    ask: dict[str, Callable[[], None]]  # how each can be made to tell again how it is


class Kiosk:
    """One running machine: `start` and `stop` from the main thread, which in between is the window's."""

    def __init__(self, path: Path) -> None:
        self.config: Config = load(path)
        self._keys: Keys = load_keys(self.config.kiosk.key_file)
        self.boot_id = secrets.token_hex(4)
        self.faces: Faces = static_fonts()
        folder = self.config.kiosk.data_folder
        folder.mkdir(parents=True, exist_ok=True)
        self.journal_path = folder / JOURNAL_FILE
        ballast = Ballast(folder)
        ballast.make_room()  # the last run may have ended because its disk was full
        self._journal = Journal(self.journal_path, self.boot_id)
        last = self._journal.last_wall()
        self.clock = SystemClock(self._journal.believed_wall())
        self._down_s = (self.clock.read().wall - last).total_seconds() if last else 0.0
        self.failed: JournalError | None = None
        self._visits = 0

        self._spool = Spool(default_folder(f"{self.config.kiosk.id} {self.journal_path.resolve()}"))
        waits = {Timer.RETRY: self.config.patience.printer_s}
        start = recovered(self._journal)
        self._keeper = Keeper(self._journal, self.clock.read, start.seq)
        self.loop = Loop(self._journal, start.machine, self.clock, self._perform, self._background, waits)
        self._devices = _devices(
            path, self.config, self.boot_id, self.loop.machine.cursor, self.loop.put, self.clock.now
        )
        self._health = Health(ballast, self.loop.put)
        self._sync = Sync(self._journal, self.clock.now, self.loop.put, self._ship, self._look)
        self._sync_link = self._link()
        self._claim_fetch = ClaimFetch(
            self._link, self.loop.put, self.loop.call, lambda: self._journal.last_seq
        )
        self._performer = self._new_performer()
        self._thread = threading.Thread(target=self._run, name="loop", daemon=True)
        self.stopped = threading.Event()

    def start(self) -> None:
        """Decide what the last run left open, then let the devices and the loop begin."""
        visit = self.loop.machine.visit
        self._journal.forget_all_but("" if isinstance(visit, Attract) else visit.visit_id)
        known = tuple(FittedHopper(hopper.name, hopper.value) for hopper in self.loop.machine.hoppers)
        if known != self._devices.fitted:
            self.loop.put(HoppersFitted(self._devices.fitted))
        for hopper in self._devices.fitted:
            if hopper not in known and hopper.name in self.config.start_float:
                self.loop.put(HopperCounted(hopper.name, self.config.start_float[hopper.name]))
        self.loop.put(Booted(self.boot_id, VERSION, self._down_s, self._spooled()))
        self._thread.start()
        for runner in self._devices.runners:
            runner.start()

    def stop(self) -> None:
        self.loop.stop()
        self._thread.join(10.0)
        for runner in self._devices.runners:
            runner.stop()
        self._claim_fetch.close()
        self._performer.close()

    def new_visit_id(self) -> str:
        """Unique for ever: the machine, this start of the program, a number."""
        self._visits += 1
        return f"{self.config.kiosk.id}-{self.boot_id}-{self._visits}"

    # ---- On the loop's thread ---------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self.loop.run()
            self._keeper.stopping(self.loop.machine)
        except JournalError as error:
            log.critical("the journal failed: %s", error)
            self.failed = error
        finally:
            self._devices.acceptor.post(self._devices.acceptor.device.inhibit)
            if self._devices.validator is not None:
                self._devices.validator.post(self._devices.validator.device.inhibit)
            self.stopped.set()  # whatever closing the journal says: the process is to end
            self._journal.close()

    def _perform(self, effect: Effect) -> None:
        self._performer.perform(effect)

    def _background(self, machine: Machine) -> None:
        self._health.look(self.clock.now(), self.clock.read())
        self._sync.turn(machine.acknowledged)
        self._keeper.turn(machine)

    def _ship(self, rows: Sequence[Row]) -> None:
        self._work(lambda: Shipped(self._sync_link.ship(rows)))

    def _look(self, told: int) -> None:
        quiet = self._claim_fetch.quiet(told)
        self._work(lambda: Shipped(self._sync_link.ship((), quiet), looked=True))

    def _work(self, ask: Callable[[], Shipped]) -> None:
        def deed() -> None:
            shipped = ask()
            self.loop.call(lambda: self._sync.answered(shipped))

        self._performer.work(deed)

    # ---- Putting together ---------------------------------------------------------------------------

    def _link(self) -> CentralLink:
        return CentralLink(self.config.central.url, self.config.kiosk.id, self._keys.api_key, self.clock.now)

    def _new_performer(self) -> Performer:
        paperwork = Paperwork(self._link, Renderer(self.faces), coverage(self.faces), self._spool)
        drawing = SlipDrawing(
            kiosk=self.config.kiosk.id,
            machine=self.config.site.place_zh,
            public_url=self.config.site.public_url,
            claim_key=bytes.fromhex(self._keys.claim_key),
            words=load_words(CONFIG / "slips.toml"),
            faces=self.faces,
            width=self._devices.slip_width,
            now=self.local_time,
            test=self.config.kiosk.simulated,
        )
        return Performer(
            self.loop.put,
            self._link,
            self._devices.acceptor,
            self._devices.slips,
            self._devices.papers,
            drawing,
            paperwork,
            self._journal.forget,
            self._devices.hoppers,
            validator=self._devices.validator,
            staff=self._staffroom(),
            fetch_claims=self._claim_fetch.begin,
        )

    def _staffroom(self) -> Staffroom:
        staff = {
            number: StaffMember(member.role, member.pin_hash) for number, member in self.config.staff.items()
        }
        pins = PinCheck(staff, lambda: int(self.clock.read().wall.timestamp()))
        return Staffroom(pins, self._journal, self._devices.ask)

    def local_time(self) -> datetime:
        return self.clock.read().wall.astimezone()

    def _spooled(self) -> tuple[str, ...]:
        """Which papers of an interrupted visit still lie whole in the spool; everything else is wiped."""
        match self.loop.machine.visit:
            case Paying(papers=papers) | PayingOut(papers=papers):
                wanted = [paper.copy_serial for paper in papers]
            case Delivering(papers=progress):
                wanted = [p.paper.copy_serial for p in progress]
            case _:
                wanted = []
        found = tuple(serial for serial in wanted if self._is_spooled(serial))
        if not found:
            self._spool.wipe()
        return found

    def _is_spooled(self, copy_serial: str) -> bool:
        try:
            self._spool.take(copy_serial)
        except SpoolError:
            return False
        return True


def _devices(
    path: Path,
    config: Config,
    boot_id: str,
    cursor: AcceptorCursor | None,
    put: Callable[[Event], None],
    now: Callable[[], float],
) -> Devices:
    module, port, settings = device_section(path, "coin_acceptor", config.coin_acceptor, "port")
    acceptor = module.create(settings, "coin_acceptor", cursor)
    hoppers: dict[str, Any] = {}
    fitted = []
    for name, section in config.hoppers.items():
        driver, _, hopper_settings = device_section(path, name, section, "")
        hoppers[name] = driver.create(hopper_settings, name)
        fitted.append(FittedHopper(name, Money(hopper_settings.value)))
    bus = Bus("cctalk", [acceptor, *hoppers.values()], settings.echo)
    acceptor_runner = SerialRunner(bus, port, put, now, _own_mistake("cctalk", put))

    validator, others = None, []
    if config.bill_validator is not None:
        module, port, settings = device_section(path, "bill_validator", config.bill_validator, "port")
        notes = module.create(settings, "bill_validator", boot_id)
        notes_runner = SerialRunner(notes, port, put, now, _own_mistake("bill_validator", put))
        validator, others = Validator(notes, notes_runner.post), [notes_runner]

    module, port, settings = device_section(path, "receipt_printer", config.receipt_printer, "port")
    slips, slip_width = module.create(settings, "receipt_printer"), int(settings.width_dots)
    slips_runner = SerialRunner(slips, port, put, now, _own_mistake("receipt_printer", put))

    module, _, settings = device_section(path, "document_printer", config.document_printer, "")
    papers = module.create(settings, "document_printer")
    papers_runner = HttpRunner(papers, put, now)
    asked = {"coin_acceptor": acceptor, **hoppers}
    ask = {name: _telling(acceptor_runner, device) for name, device in asked.items()}
    return Devices(
        Acceptor(acceptor, acceptor_runner.post),
        SlipPrinter(slips, slips_runner.post),
        PaperPrinter(papers, papers_runner.post),
        {name: HopperPort(hopper, acceptor_runner.post) for name, hopper in hoppers.items()},
        validator,
        tuple(fitted),
        slip_width,
        (acceptor_runner, slips_runner, papers_runner, *others),
        ask,
    )


def _telling(runner: SerialRunner, device: TellsAgain) -> Callable[[], None]:
    return lambda: runner.post(device.tell_again)


def _own_mistake(where: str, put: Callable[[Event], None]) -> Callable[[BaseException], None]:
    """A driver's thread ended by an error of ours: the machine closes until the next start."""

    def failed(error: BaseException) -> None:
        log.critical("the thread of %s ended", where, exc_info=error)
        put(ProgramFault(where, type(error).__name__))

    return failed
