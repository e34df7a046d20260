"""Everything around a panel, in small and without processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from kiosk.documents.fonts import static_fonts
from simulator.controls import Controls
from simulator.mirror import Mirror
from simulator.network import Network
from simulator.panel.server import Panel, Surroundings
from tests.simulator.fakes import FakeMirror, FakeTwins


@dataclass
class FakeSwitch:
    """A kiosk that can be killed and started."""

    at: FakeMirror
    alive: bool = True
    runs: int = 1

    @property
    def mirror(self) -> Mirror | None:
        return Mirror(self.at.url) if self.alive else None

    def kill(self) -> None:
        self.alive = False

    def start(self) -> None:
        self.alive, self.runs = True, self.runs + 1


@dataclass
class Small:
    url: str
    mirror: FakeMirror
    twins: FakeTwins
    kiosk: FakeSwitch
    network: Network
    central: dict[str, Any] = field(default_factory=dict)


@contextmanager
def small_world() -> Iterator[Small]:
    with ExitStack() as stack:
        mirror = stack.enter_context(closing(FakeMirror()))
        twins = stack.enter_context(closing(FakeTwins()))
        network = stack.enter_context(Network(1))
        kiosk = FakeSwitch(mirror)
        seen: dict[str, Any] = {
            "acked_seq": 42,
            "quarantined": False,
            "alarms": 0,
            "orders": [
                {
                    "order_id": "YT01-3f9c2a-o1",
                    "number": "B11199042",
                    "price": 20,
                    "receipt_no": 1,
                    "state": "delivered",
                }
            ],
            "claims": [{"claim_id": "YT01-3f9c2a-c1", "amount": 40, "reason": "overpaid", "state": "open"}],
        }
        people = [{"number": "B11199042", "birthday": "0930305", "name": "林範例", "note": "8 semesters"}]
        around = Surroundings(
            kiosk, network, Controls(twins.url), lambda: seen or None, people, static_fonts()
        )
        service = stack.enter_context(Panel(around).serve(0))
        yield Small(service.url, mirror, twins, kiosk, network, seen)
