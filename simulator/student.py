"""The scripted student: reads the kiosk's screen, touches things by their names, puts in coins, waits.

Knows of the machine only what a person sees, in the language chosen; so a screen that does not say what it
should, or a button that is covered, stops the student as it would stop a person.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.texts import Texts
from kiosk.visit.states import ChooseProblem, IdentityProblem
from simulator.controls import Controls
from simulator.mirror import Mirror, Tree

LOOK_EVERY_S = 0.04
SCREEN_S = 30.0
COIN_S = 8.0
NOTE_S = 25.0
OLD_ANSWER_S = 0.5  # so long the refusal before may still be seen after the next try
AFTER_REFUSAL_S = 1.0  # a hand takes the coin out of the return tray and tries again
TRIES_PER_COIN = 5
MONEY = r"NT\$([\d,]+)"


class Lost(RuntimeError):
    """The screen does not show what the student waits for; says what it shows."""


class NotSold(RuntimeError):
    """The machine does not sell what the student wants, and says why; no money has been taken."""


class Eyes:
    """Looks at one kiosk's screen, and keeps a picture of each screen when it is first seen."""

    def __init__(self, mirror: Mirror, keep: Callable[[str, bytes], None]) -> None:
        self.mirror = mirror
        self._keep = keep
        self._last = ""

    def look(self) -> Tree:
        tree = self.mirror.tree()
        if tree.screen != self._last:
            self._last = tree.screen
            self.snap(tree.screen)
        return tree

    def snap(self, name: str) -> None:
        """Keep a picture of what is there now."""
        self._keep(name, self.mirror.picture())

    def until(self, seen: Callable[[Tree], bool], what: str, patience_s: float = SCREEN_S) -> Tree:
        """The first look that shows it. Raises Lost, with every word on the screen."""
        until = time.monotonic() + patience_s
        tree = None
        while time.monotonic() < until:
            tree = self.look()
            if seen(tree):
                return tree
            time.sleep(LOOK_EVERY_S)
        words = f"{tree.screen}: {tree.said()}" if tree else "nothing"
        raise Lost(f"waited {patience_s:g} s for {what}; the screen shows {words}")

    def screen(self, *names: str, patience_s: float = SCREEN_S) -> Tree:
        return self.until(lambda tree: tree.screen in names, " or ".join(names), patience_s)


@dataclass(frozen=True, slots=True)
class Wants:
    """Whom the student gives out to be, and what to buy."""

    number: str
    birthday: str  # eight digits, western
    paper: Mapping[str, str]  # its name by language


class Student:
    """One person at the machine. The methods follow the visit; each ends when its screen is over."""

    def __init__(self, eyes: Eyes, hands: Controls, texts: Mapping[str, Texts], language: str) -> None:
        self.eyes = eyes
        self._hands = hands
        self._all = texts
        self._texts = texts[language]
        self._language = language

    # ---- Before the money --------------------------------------------------------------------------

    def begin(self) -> None:
        """Touch start, in the language wanted."""
        first = next(iter(self._all.values()))
        self.eyes.screen("attract", patience_s=60.0)  # the devices must be found first
        if first.language == self._language:
            self._tap(self._texts("attract.start"))
        else:
            self._tap(first("attract.start.in", language=self._texts.name))
        self.eyes.screen("identify")

    def identify(self, wants: Wants) -> Tree:
        """Type number and birthday, go on; the screen that answers."""
        tree = self.eyes.screen("identify")
        again = self._refused(tree)
        if again:
            self._clear_fields()
        self._type_number(self.eyes.look(), wants.number)
        self._tap(self._texts("identify.birthday"))
        self.eyes.mirror.type(self.birthday_as_typed(wants.birthday))
        self._tap(self._texts("identify.next"))
        if again:
            time.sleep(OLD_ANSWER_S)
        return self.eyes.until(lambda tree: tree.screen == "choose" or self._refused(tree), "an answer")

    def _refused(self, tree: Tree) -> bool:
        """The machine says why it does not let us in."""
        words = [self._texts(f"identify.{problem.value}") for problem in IdentityProblem]
        return tree.screen == "identify" and any(node.name in words for node in tree.nodes)

    def _clear_fields(self) -> None:
        for field in ("identify.birthday", "identify.number"):
            self._tap(self._texts(field))
            self._tap(self._texts("identify.clear"))

    def birthday_as_typed(self, birthday: str) -> str:
        """The Chinese screen counts years of the Republic, with three digits; the English one western."""
        if self._language == "zh-TW":
            return f"{int(birthday[:4]) - 1911:03d}{birthday[4:]}"
        return birthday

    def choose(self, wants: Wants) -> None:
        """One copy into the cart, and on to payment. Raises NotSold."""
        paper = wants.paper[self._language]
        add = self._texts("choose.add.name", name=paper)
        tree = self.eyes.until(lambda tree: tree.can_touch(add) or bool(_why_closed(tree, paper)), f"“{add}”")
        if not tree.can_touch(add):
            raise NotSold(_why_closed(tree, paper))
        self._tap(add)
        self._tap(self._texts("choose.pay"))
        self.eyes.screen("preparing", "pay")

    def go_away(self) -> None:
        """Leave without buying."""
        self._tap(self._texts("choose.leave"))
        self.eyes.screen("attract", "out_of_service")

    def wait_until_prepared(self) -> None:
        """Until coins are wanted. Raises NotSold when the machine says why it cannot be."""
        tree = self.eyes.screen("pay", "choose")
        if tree.screen == "choose":
            words = [self._texts(f"choose.{problem.value}") for problem in ChooseProblem]
            raise NotSold(next((node.name for node in tree.nodes if node.name in words), tree.said()))

    # ---- Money -------------------------------------------------------------------------------------

    @property
    def price(self) -> int:
        return self._share(self.eyes.screen("pay"))[1]

    @property
    def credit(self) -> int:
        """What the screen says is in."""
        return self._share(self.eyes.screen("pay"))[0]

    def insert(self, value: int) -> bool:
        """One coin, when the screen says that coins are taken; a few times when it comes back out.

        False when the machine does not take it.
        """
        for _ in range(TRIES_PER_COIN):
            before = self.wait_for_slot()
            given_back = len(self._returned())
            self._hands.do("coin_acceptor", "insert", coin=str(value))
            if self._counted(before + value, given_back):
                return True
            time.sleep(AFTER_REFUSAL_S)
        return False

    def insert_note(self, value: int) -> bool:
        """One note; False when it comes back out."""
        before = self.wait_for_slot()
        given_back = len(self._notes_returned())
        self._hands.do("bill_validator", "insert", note=value)
        until = time.monotonic() + NOTE_S
        while time.monotonic() < until:
            tree = self.eyes.look()
            if tree.screen != "pay" or self._share(tree)[0] >= before + value:
                return True
            if len(self._notes_returned()) > given_back:
                return False
            time.sleep(LOOK_EVERY_S)
        raise Lost(f"the note is gone and not counted: {self.eyes.look().said()}")

    def lose_note(self, value: int) -> None:
        """One note that gets stuck on its way into the box, until the machine has said so."""
        self.wait_for_slot()
        self._hands.do("bill_validator", "insert", note=value)
        self._wait_for_hands(lambda: self._hands.state()["bill_validator"]["place"] == "stacking")
        self._hands.do("bill_validator", "jam", on=True)
        title = self._texts("pay.note.doubt")
        self.eyes.until(lambda tree: any(node.name == title for node in tree.nodes), f"“{title}”")

    def _wait_for_hands(self, seen: Callable[[], bool]) -> None:
        until = time.monotonic() + NOTE_S
        while not seen():
            if time.monotonic() > until:
                raise Lost("the note does not get that far")
            time.sleep(LOOK_EVERY_S / 4)

    def cancel(self) -> None:
        """By the button, which names what comes back: what went in now, not what an earlier visit left."""
        tree = self.eyes.until(lambda tree: bool(cancel_button(tree, self._texts)), "a way to cancel")
        self._tap(cancel_button(tree, self._texts))

    def wait_until_blocked(self) -> None:
        """Until the screen asks to put in no more coins."""
        title = self._texts("pay.title.blocked")
        self.eyes.until(lambda tree: any(node.name == title for node in tree.nodes), f"“{title}”")

    def wait_for_slot(self) -> int:
        """Until the screen says that coins are taken; the credit then."""
        tree = self.eyes.until(self._slot_open, "an open coin slot")
        return self._share(tree)[0]

    def _slot_open(self, tree: Tree) -> bool:
        """Asked to insert, and nothing says to wait; the list of coins may stand on another page."""
        names = [node.name for node in tree.nodes]
        wait = self._texts("pay.coin.wait")
        return (
            tree.screen == "pay"
            and (self._texts("pay.title") in names or self._texts("pay.title.notes") in names)
            and self._texts("pay.stopped") not in names
            and not any(name.endswith(wait) for name in names)
        )

    def _counted(self, credit: int, given_back: int) -> bool:
        """Whether the coin was counted; False when it lies in the return tray."""
        until = time.monotonic() + COIN_S
        while time.monotonic() < until:
            tree = self.eyes.look()
            if tree.screen != "pay" or self._share(tree)[0] >= credit:
                return True
            if len(self._returned()) > given_back:
                return False
            time.sleep(LOOK_EVERY_S)
        raise Lost(f"the coin is gone and not counted: {self.eyes.look().said()}")

    def _returned(self) -> list[int]:
        returned: list[int] = self._hands.state()["coin_acceptor"]["returned"]
        return returned

    def _notes_returned(self) -> list[int]:
        returned: list[int] = self._hands.state()["bill_validator"]["returned"]
        return returned

    def _share(self, tree: Tree) -> tuple[int, int]:
        """Credit and price, as the bar under the big figure says them."""
        for node in tree.nodes:
            found = self._amounts("pay.share", node.name)
            if found:
                return found["credit"], found["price"]
        raise Lost(f"the screen does not say what is in: {tree.said()}")

    def _amounts(self, key: str, words: str) -> dict[str, int]:
        """The amounts in a sentence, by their placeholder; empty when it is another sentence."""
        marks = {"credit": "\0credit\0", "price": "\0price\0"}
        pattern = re.escape(self._texts(key, **marks))
        for name, mark in marks.items():
            pattern = pattern.replace(re.escape(mark), MONEY.replace("(", f"(?P<{name}>"))
        found = re.fullmatch(pattern, words)
        return (
            {name: int(value.replace(",", "")) for name, value in found.groupdict().items()} if found else {}
        )

    # ---- Papers ------------------------------------------------------------------------------------

    def wait_for_papers(self, patience_s: float) -> Tree:
        """Until the machine says what to take."""
        return self.eyes.screen("finished", patience_s=patience_s)

    def leave(self) -> None:
        """I have everything."""
        self._tap(self._texts("finish.done"))
        self.eyes.screen("attract", "out_of_service")

    def leave_after_nothing(self) -> None:
        """Cancelled with nothing in: the screen is free again at once."""
        self.eyes.screen("attract", "out_of_service")

    def speak_again(self) -> None:
        """After a restart the screen speaks its first language: choose ours once more."""
        if self._language != next(iter(self._all)):
            self._tap(self._texts.name)

    # ---- Fingers -----------------------------------------------------------------------------------

    def _tap(self, name: str) -> None:
        self.eyes.until(lambda tree: tree.can_touch(name), f"“{name}” to touch")
        self.eyes.mirror.tap(name)

    def _type_number(self, tree: Tree, number: str) -> None:
        if not tree.can_touch(number[0]):
            self._tap(self._texts("identify.letters"))
            self.eyes.until(lambda tree: tree.can_touch(number[0]), f"a key {number[0]}")
        self.eyes.mirror.type(number)


def cancel_button(tree: Tree, texts: Texts) -> str:
    """The name of the button that cancels the payment; empty where there is none."""
    nothing_in, mark = texts("pay.cancel"), "\0amount\0"
    back = re.escape(texts("pay.cancel.refund", amount=mark)).replace(re.escape(mark), MONEY)
    names = (node.name for node in tree.nodes if node.touchable)
    return next((name for name in names if name == nothing_in or re.fullmatch(back, name)), "")


def _why_closed(tree: Tree, paper: str) -> str:
    """What stands beside a document that cannot be had now."""
    for node in tree.nodes:
        if "closed" in node.states and node.name.startswith(paper):
            return node.name
    return ""
