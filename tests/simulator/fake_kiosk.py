"""A kiosk as a person sees it: the screens of one visit with the real words, and nothing behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.texts import Texts
from tests.simulator.fakes import FakeMirror, FakeTwins, node

PAPER = {"zh-TW": "中文歷年成績單", "en": "Chinese Cumulative Transcript"}


class FakeKiosk(FakeMirror):
    """Knows one person; gives back the first `refuses` coins."""

    def __init__(
        self, texts: Mapping[str, Texts], number: str, birthday: str, *, price: int = 20, refuses: int = 0
    ) -> None:
        super().__init__()
        self._all = list(texts.values())
        self._texts = self._all[0]
        self._known = (number, birthday)
        self._price, self._credit, self._refuses = price, 0, refuses
        self._cart = False
        self.twins = FakeTwins()
        self.twins.state["coin_acceptor"]["returned"] = []
        self.twins.done = self._deed
        self._show("attract")

    def close(self) -> None:
        self.twins.close()
        super().close()

    # ---- What is seen --------------------------------------------------------------------------------

    def _show(self, screen: str) -> None:
        texts = self._texts
        names = {
            "attract": [texts("attract.start"), texts("attract.start.in", language=self._all[1].name)],
            "identify": [*"BMD0123456789", texts("identify.letters"), texts("identify.birthday")],
            "choose": [texts("choose.add.name", name=PAPER[texts.language])],
            "pay": [texts("pay.cancel")],
            "finished": [texts("finish.done")],
        }[screen]
        words: list[str] = []
        if screen == "identify" and len("".join(self.typed)) >= 15:
            names.append(texts("identify.next"))
        if screen == "choose" and self._cart:
            names.append(texts("choose.pay"))
        if screen == "pay":
            words = [
                texts("pay.title"),
                texts("pay.share", credit=f"NT${self._credit}", price=f"NT${self._price:,}"),
            ]
        self.screen = screen
        self.nodes = [node(name) for name in names] + [node(word, touchable=False) for word in words]

    # ---- What is done --------------------------------------------------------------------------------

    def tapped(self, body: dict[str, Any]) -> None:
        texts, name = self._texts, body["name"]
        if name == texts("attract.start.in", language=self._all[1].name) and self.screen == "attract":
            self._texts = self._all[1]
            self._show("identify")
        elif name == texts("attract.start"):
            self._show("identify")
        elif name == texts("identify.letters"):
            self.nodes = [node(letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"]
            self.nodes.append(node(texts("identify.birthday")))
        elif name == texts("identify.next"):
            typed = "".join(self.typed)
            if typed == "".join(self._known):
                self._show("choose")
            else:
                self.nodes.append(node(texts("identify.no-match"), touchable=False))
        elif name == texts("choose.add.name", name=PAPER[texts.language]):
            self._cart = True
            self._show("choose")
        elif name == texts("choose.pay"):
            self._show("pay")
        elif name == texts("finish.done"):
            self._show("attract")

    def keys(self, digits: str) -> None:
        if len("".join(self.typed)) >= 15:
            self._show("identify")

    def _deed(self, deed: dict[str, Any]) -> None:
        if self._refuses:
            self._refuses -= 1
            self.twins.state["coin_acceptor"]["returned"].append(int(deed["coin"]))
            return
        self._credit += int(deed["coin"])
        self._show("finished" if self._credit >= self._price else "pay")
