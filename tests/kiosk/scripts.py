"""Whole visits as scripts: what people, devices and the network do, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices import OFFLINE, DeviceStatusChanged, Outcome
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    ClockChanged,
    DoneTouched,
    IdentityConfirmed,
    NetworkChanged,
    StartTouched,
    StillHereTouched,
    SyncAcknowledged,
)
from tests.kiosk.rig import Rig
from tests.kiosk.visit.samples import OFFERS, PAPER_OUT, PERSON, READY, coins

LOST, DOUBT = Outcome.NOT_DELIVERED, Outcome.UNKNOWN


def one_paper(rig: Rig) -> None:
    rig.identify("v1")
    rig.order()
    rig.happen(coins(10, counter=1), coins(10, counter=2), DoneTouched())


def two_papers_overpaid(rig: Rig) -> None:
    rig.identify("v1")
    rig.order(2)
    rig.happen(coins(50), SyncAcknowledged(3, "00" * 32, ""))
    rig.wait(60)


def cancelled(rig: Rig) -> None:
    rig.identify("v1")
    rig.order()
    rig.happen(coins(10), CancelTouched(), DoneTouched())


def changed_the_order(rig: Rig) -> None:
    rig.identify("v1")
    rig.order()
    rig.happen(BackTouched())
    rig.order(2)
    rig.happen(coins(10), coins(10, 10, 10, counter=2))
    rig.wait(60)


def paper_out(rig: Rig) -> None:
    rig.world.papers = [LOST, LOST, LOST]
    rig.identify("v1")
    rig.order()
    rig.happen(coins(10, 10))
    rig.wait(60)


def printer_out_for_a_while(rig: Rig) -> None:
    rig.identify("v1")
    rig.order(2)
    rig.world.papers = [Outcome.DELIVERED, LOST]
    rig.world.slips = [LOST]
    rig.happen(coins(10, 10, 10), DeviceStatusChanged("document_printer", PAPER_OUT), coins(10, counter=4))
    rig.wait(40)
    rig.happen(DeviceStatusChanged("document_printer", READY))
    rig.wait(60)


def nobody_knows(rig: Rig) -> None:
    rig.world.papers = [DOUBT]
    rig.world.slips = [DOUBT]
    rig.identify("v1")
    rig.order()
    rig.happen(coins(10, 10))
    rig.wait(60)


def late_coins(rig: Rig) -> None:
    rig.identify("v1")
    rig.order()
    rig.happen(coins(10, 10), coins(5, counter=3))  # in Finished: back to a claim slip of its own
    rig.happen(DoneTouched(), coins(1, counter=4), coins(reset=True, unvalued=2))  # in Attract: nobody's
    rig.identify("v2")
    rig.order()
    rig.happen(coins(1, counter=5), CancelTouched(), coins(1, counter=6), DoneTouched())


def walked_away(rig: Rig) -> None:
    rig.identify("v1")
    rig.order()
    rig.happen(coins(5))
    rig.wait(70)
    rig.happen(StillHereTouched())
    rig.wait(300)


def printer_out_while_paying(rig: Rig) -> None:
    rig.identify("v1")
    rig.order()
    rig.happen(coins(5), DeviceStatusChanged("document_printer", PAPER_OUT), ClockChanged(sane=False))
    rig.happen(ClockChanged(sane=True), DeviceStatusChanged("coin_acceptor", OFFLINE))
    rig.happen(CancelTouched(), DeviceStatusChanged("coin_acceptor", READY), DoneTouched())


def answer_for_nobody(rig: Rig) -> None:
    """The central system answers after the visitor has gone."""
    rig.world.silent = True
    rig.identify("v1")
    rig.happen(CancelTouched(), IdentityConfirmed("v1-i1", PERSON, OFFERS))
    rig.world.silent = False
    rig.happen(NetworkChanged(online=False), StartTouched("v2"), NetworkChanged(online=True))
    rig.identify("v3")
    rig.wait(120)


SCRIPTS: tuple[Callable[[Rig], None], ...] = (
    one_paper,
    two_papers_overpaid,
    cancelled,
    changed_the_order,
    paper_out,
    printer_out_for_a_while,
    nobody_knows,
    late_coins,
    walked_away,
    printer_out_while_paying,
    answer_for_nobody,
)
