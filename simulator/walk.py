"""Walks a scripted student through one visit of a running installation, with one mishap on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.texts import Texts
from simulator.central_process import Student as Person
from simulator.installation import Installation
from simulator.network import Line
from simulator.scenario import Fault
from simulator.student import Eyes, Lost, NotSold, Student, Wants

LANGUAGES = Path(__file__).parents[1] / "config" / "languages"
DELIVERY_S = 60.0
PATIENT_DELIVERY_S = 170.0  # the machine itself waits for somebody to bring paper
SYNC_S = 60.0  # after a cut, the kiosk tries again every 20 s at the latest
PRINTING_S = 30.0
PURSE = (10, 5, 1)  # a person who pays exactly has tens, fives and ones


@dataclass
class Stopwatch:
    """Seconds by the name of what took them."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - began, 3)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who comes, for what, with which coins (None: the exact price), and what goes wrong."""

    person: Person
    paper: Mapping[str, str]  # what it is called, by language
    coins: tuple[int, ...] | None = None
    fault: Fault = Fault.NONE
    language: str = "zh-TW"
    cancel_after: int = 0  # coins; 0: pays to the end
    notes: tuple[int, ...] = ()  # before the coins


def languages(names: tuple[str, ...]) -> dict[str, Texts]:
    """The texts a kiosk shows, in its order; the first is the one that a visit begins in."""
    return {name: Texts.load(LANGUAGES, name) for name in names}


class Walk:
    """One visit. `coins` and `notes` went in; `credit_after_restart` is what the screen said then."""

    def __init__(
        self,
        installation: Installation,
        plan: Plan,
        album: Path,
        watch: Stopwatch,
        say: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._installation = installation
        self.plan = plan
        self._album = album
        self._watch = watch
        self._say = say
        self._pictures = 0
        self.price = 0
        self.coins: list[int] = []
        self.notes: list[int] = []
        self.stuck: list[int] = []  # notes of which nobody can say where they are
        self.credit_after_restart: int | None = None
        self.refused = ""  # the machine's words, when it does not sell
        self._visits_before = {seen.visit_id for seen in installation.central.look().visits}
        mirror = installation.mirror
        if mirror is None:
            raise Lost("the kiosk is not running")
        texts = languages(installation.languages)
        self.student = Student(Eyes(mirror, self._keep), installation.controls, texts, plan.language)

    def through(self) -> None:
        """The whole visit, to the last row at central."""
        try:
            self.until_payment()
        except NotSold as told:
            self.refused = str(told)
            self._say(f"is told why not, and leaves: {told}")
            self.student.go_away()
            self.wait_for_central()
            return
        if self.plan.fault is Fault.NETWORK_DOWN_BEFORE_PAY:
            self._network(Line.DOWN)
        with self._watch("pay"):
            enough = self.pay()
        with self._watch("deliver"):
            if enough:
                self.deliver()
            else:
                self._say("cancels")
                self.student.cancel()
                self.student.wait_for_papers(DELIVERY_S)
            self._say("takes everything and leaves")
            self.student.leave()
        if self._installation.network.line is not Line.UP:
            self._network(Line.UP)
        with self._watch("sync"):
            self.wait_for_central()

    # ---- The stretches of the visit ----------------------------------------------------------------

    def until_payment(self) -> None:
        person, wants = self.plan.person, self.wants
        with self._watch("identify"):
            self._say(f"touches start and identifies as {person.number}")
            self.student.begin()
            tree = self.student.identify(wants)
            if tree.screen != "choose":
                raise Lost(f"was not let in: {tree.said()}")
        with self._watch("choose"):
            self._say(f"chooses {wants.paper[self.plan.language]}")
            self.student.choose(wants)
        with self._watch("prepare"):
            self.student.wait_until_prepared()
        self.price = self.student.price
        self._say(f"is to pay NT${self.price}")

    @property
    def wants(self) -> Wants:
        return Wants(self.plan.person.number, self.plan.person.birthday, self.plan.paper)

    def pay(self) -> bool:
        """Notes, then coin by coin until the price is in; False when it does not suffice."""
        for note in self.plan.notes:
            if self._pay_with_note(note):
                return True
        left = self.price - self.paid
        for coin in exactly(left) if self.plan.coins is None else self.plan.coins:
            if not self.student.insert(coin):
                self._say(f"NT${coin} comes back again and again")
                continue
            self.coins.append(coin)
            self._say(f"NT${coin} is in")
            if len(self.coins) == 1:
                self.student.eyes.snap("first-coin")
                self._after_first_coin()
            if self.paid >= self.price:
                return True
            if len(self.coins) == self.plan.cancel_after:
                return False
        return False

    @property
    def paid(self) -> int:
        """What the machine must have counted."""
        return sum(self.coins) + sum(self.notes)

    def _pay_with_note(self, note: int) -> bool:
        """Whether the price is in with it."""
        if self.plan.fault is Fault.NOTE_STUCK and not self.stuck:
            self.student.lose_note(note)
            self.stuck.append(note)
            self._say(f"a note of NT${note} is stuck on its way into the box")
        elif self.student.insert_note(note):
            self.notes.append(note)
            self._say(f"a note of NT${note} is in")
        else:
            self._say(f"the note of NT${note} comes back")
        return self.paid >= self.price

    def deliver(self) -> None:
        """Receipt, then paper, with whatever goes wrong while they come."""
        patience_s = DELIVERY_S
        match self.plan.fault:
            case Fault.NETWORK_DOWN_AFTER_PAY:
                self.student.eyes.screen("delivering")
                self._network(Line.DOWN)
            case Fault.PAPER_OUT:
                self.student.eyes.screen("delivering")
                self._say("the document printer runs out of paper")
                self._installation.controls.do("document_printer", "paper", sheets=0)
                patience_s = PATIENT_DELIVERY_S
            case Fault.POWER_CUT_WHILE_DISPENSING:
                self.wait_for_hopper()
                self.power_cut()
            case Fault.KILL_WHILE_PRINTING:
                self._wait_for_printing()
                self.kill_and_start("while the paper prints")
        self.student.wait_for_papers(patience_s)

    def wait_for_central(self) -> None:
        """Until the last row of this visit has been applied."""
        until = time.monotonic() + SYNC_S
        while time.monotonic() < until:
            if any(v.visit_id not in self._visits_before for v in self._installation.central.look().visits):
                return
            time.sleep(0.1)
        raise Lost(f"central does not hear of the end of the visit within {SYNC_S:g} s")

    # ---- Mishaps -----------------------------------------------------------------------------------

    def _after_first_coin(self) -> None:
        match self.plan.fault:
            case Fault.ACCEPTOR_RESET:
                self._say("the coin acceptor loses its power and gets it back")
                self._installation.controls.do("coin_acceptor", "power_cycle")
            case Fault.KILL_WHILE_PAYING:
                self.kill_and_start("while paying")
                self.credit_after_restart = self.student.credit
                self._say(f"the screen comes back with a credit of NT${self.credit_after_restart}")

    def kill_and_start(self, when: str) -> None:
        self._say(f"kill -9 of the kiosk {when}")
        self._installation.kill()
        self.student.eyes.mirror = self._installation.started()[0]
        self.student.speak_again()

    def power_cut(self) -> None:
        """Kiosk and hoppers lose their power at once and get it back."""
        hoppers = self._installation.controls.state()["hoppers"]
        self._say("the power fails while change comes out")
        self._installation.kill()
        for on in (False, True):
            for hopper in hoppers:
                self._installation.controls.do(hopper, "power", on=on)
        self.student.eyes.mirror = self._installation.started()[0]
        self.student.speak_again()

    def wait_for_hopper(self) -> None:
        if not self.hopper_turns_within(PRINTING_S):
            raise Lost(f"no hopper turns within {PRINTING_S:g} s")

    def hopper_turns_within(self, patience_s: float) -> bool:
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if any(h["turning"] for h in self._installation.controls.state()["hoppers"].values()):
                return True
            time.sleep(0.02)
        return False

    def _network(self, line: Line) -> None:
        self._say(f"the network to central is {line}")
        self._installation.network.switch(line)

    def _wait_for_printing(self) -> None:
        until = time.monotonic() + PRINTING_S
        while not self._installation.controls.state()["document_printer"]["printing"]:
            self.student.eyes.look()
            if time.monotonic() > until:
                raise Lost(f"nothing is printed within {PRINTING_S:g} s")
            time.sleep(0.05)

    def _keep(self, name: str, picture: bytes) -> None:
        self._pictures += 1
        (self._album / f"{self._pictures:02d}-{name}.png").write_bytes(picture)


def exactly(price: int) -> list[int]:
    """The price in tens, fives and ones."""
    coins = []
    for value in PURSE:
        coins += [value] * (price // value)
        price %= value
    return coins
