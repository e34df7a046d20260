"""What is the same on every screen for staff: a dark head, so that nobody takes it for the visitors' side.

+--------------------------+
| wrench  title      time  |   dark
|         who              |
+--------------------------+
| body, paged              |
| foot                     |
+--------------------------+
| access bar               |
+--------------------------+
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.devices import Condition, DeviceStatus, Outcome
from kiosk.maintenance.events import PageOpened
from kiosk.maintenance.states import Page, ServiceSlip, Session
from screens.boxes import Text, Touch
from screens.frame import AccessBar, Pager, bar_height, margin
from screens.kit import Align, Kit, Layout, Sheet
from screens.layout import AtLeast, Column, Grow, Pad, Row
from screens.nodes import Blend, Fill, Rect, Role
from screens.pages import Paged
from screens.theme import NIGHT, Size
from screens.view import View
from screens.widgets import Tone, badge, banner, button


@dataclass(frozen=True, slots=True, eq=False)
class ServiceFrame(Layout):
    view: View
    title: str
    body: Sequence[Layout]
    foot: Layout | None = None
    who: str = ""
    follow: int = 0

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        palette, edge, bar = kit.palette, margin(kit), bar_height(kit)
        sheet.mark(Fill(rect, palette.bg) if palette.flat else Blend(rect, (palette.bg2, palette.bg)))
        y = self._head(kit, rect, sheet)
        low = rect.bottom - bar
        inner = rect.inset(edge, 0)
        if self.foot is not None:
            tall = kit.height(self.foot, inner.w)
            low -= tall + kit.px(24)
            self.foot.place(kit, Rect(inner.x, low, inner.w, tall), sheet)
        gap = 16 if self.view.display.compact else 24
        room = Rect(inner.x, y + kit.px(gap), inner.w, low - y - kit.px(2 * gap))
        paged = Paged(self.body, Pager(self.view), self.view.ui.page, self.follow, gap)
        paged.place(kit, room, sheet)
        AccessBar(self.view).place(kit, Rect(rect.x, rect.bottom - bar, rect.w, bar), sheet)

    def _head(self, kit: Kit, rect: Rect, sheet: Sheet) -> int:
        with kit.wearing(NIGHT):
            words: list[Layout] = [Text(self.title, Size.H2, True, role=Role.TITLE)]
            if self.who:
                words.append(Text(self.who, Size.NOTE, False, "ink2"))
            row = Row((badge("wrench", 80, "warn_fill", "on_warn", 2.1), Grow(Column(words)),
                       Text(self.view.clock(), Size.H2, True, align=Align.END, cap=56)), gap=24)  # fmt: skip
            head = AtLeast(Pad(row, 16, 20, 20), h=120 if self.view.display.compact else 144)
            tall = kit.height(head, rect.w - 2 * margin(kit))
            band = Rect(rect.x, rect.y, rect.w, tall)
            sheet.mark(Fill(band, kit.palette.bg2))
            if kit.palette.flat:
                sheet.mark(Fill(Rect(rect.x, band.bottom - 3, rect.w, 3), kit.palette.line))
            head.place(kit, band.inset(margin(kit), 0), sheet)
        return band.bottom


def page(
    view: View, state: Session, key: str, body: Sequence[Layout], foot: Layout | None, follow: int = 0
) -> Layout:
    """A page of the menu, with the name of who is signed in."""
    texts = view.texts
    who = texts(f"service.who.{state.staff.role.value}", number=state.staff.staff_id)
    return ServiceFrame(view, texts(key), body, foot, who, follow)


def to_menu(view: View) -> Touch:
    return button(view.texts("service.menu"), PageOpened(Page.OVERVIEW), left="back", size=Size.H3)


def slip_note(view: View, slip: ServiceSlip | None) -> list[Layout]:
    """How the slip that was asked for is getting on."""
    if slip is None:
        return []
    texts = view.texts
    match slip.outcome:
        case None:
            return [banner(Tone.INFO, texts("service.slip.printing"))]
        case Outcome.DELIVERED:
            return [banner(Tone.GOOD, texts("service.slip.delivered"))]
        case Outcome.NOT_DELIVERED:
            return [banner(Tone.BAD, texts("service.slip.not-delivered"))]
        case _:
            return [banner(Tone.WARN, texts("service.slip.unknown"))]


def light(condition: Condition) -> Layout:
    """Shape and colour: a check, a triangle, a stop sign, a dash."""
    sign, fill, ink = {
        Condition.READY: ("check", "ok", "surface"),
        Condition.ATTENTION: ("warn", "warn_fill", "on_warn"),
        Condition.STOPPED: ("stop", "bad", "surface"),
        Condition.OFFLINE: ("minus", "disabled", "surface"),
    }[condition]
    return badge(sign, 52, fill, ink, 2.4 if sign in ("warn", "stop") else 3.4)


def troubles(view: View, status: DeviceStatus) -> str:
    """What is wrong with a device, in words; or that nothing is."""
    texts = view.texts
    words = [texts(f"trouble.{trouble.value}") for trouble in status.troubles]
    return texts("list.comma").join(words) or texts("service.well")
