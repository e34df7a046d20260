"""Pictures that say something: the mark, coins at life size, the front of the machine, sheets of paper, bars.

Every function returns the SVG body for the viewbox named beside it; nothing here knows pygame.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin

from screens.theme import Palette

MARK = (64.0, 64.0)
COIN = (100.0, 100.0)
NOTE = (176.0, 76.0)
MACHINE = (140.0, 320.0)
SHEET = (200.0, 284.0)
SLIP = (134.0, 230.0)
RING = (208.0, 208.0)

COIN_MM = {1: 20.0, 5: 22.0, 10: 26.0, 20: 26.85, 50: 28.0}  # Central Bank's figures for the coins in use


def mark(fill: str, lines: str, edge: str = "") -> str:
    """Three rounded lines: a cloud, and the lines of a transcript."""
    frame = f' stroke="{edge}" stroke-width="2"' if edge else ""
    return (
        f'<rect x="1" y="1" width="62" height="62" rx="17" fill="{fill}"{frame}/>'
        f'<g fill="none" stroke="{lines}" stroke-width="6.4" stroke-linecap="round">'
        '<path d="M25 20.5h12"/><path d="M15.5 32h33"/><path d="M21 43.5h19"/><path d="M48 43.5h.1"/></g>'
    )


# ---- Coins -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Metal:
    face: str
    rim: str
    shine: str
    ink: str


_SILVER = Metal("#E3E7E8", "#A3AEB1", "#FFFFFF", "#22292B")
METALS = {
    1: Metal("#D7A06B", "#9A6230", "#F0CDA5", "#3B1F08"),
    5: _SILVER,
    10: _SILVER,
    20: Metal("#E9D9A4", "#9AA4A6", "#FFF7DA", "#2E2608"),
    50: Metal("#F0CF6E", "#B98A1E", "#FFF0B8", "#3D2A00"),
}
NOT_TAKEN = Metal("#E4E9E7", "#CBD4D1", "#F2F5F4", "#55655F")


def coin(metal: Metal) -> str:
    """A coin without its figure, which is set in type."""
    return (
        '<defs><linearGradient id="f" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="100" y2="100">'
        f'<stop offset="0" stop-color="{metal.shine}"/><stop offset="0.35" stop-color="{metal.face}"/>'
        f'<stop offset="1" stop-color="{metal.rim}"/></linearGradient>'
        '<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="100" y1="100" x2="0" y2="0">'
        f'<stop offset="0" stop-color="{metal.shine}"/><stop offset="0.5" stop-color="{metal.face}"/>'
        f'<stop offset="1" stop-color="{metal.face}"/></linearGradient></defs>'
        f'<circle cx="50" cy="50" r="49" fill="{metal.rim}"/>'
        '<circle cx="50" cy="50" r="47.5" fill="url(#f)"/>'
        f'<circle cx="50" cy="50" r="40" fill="url(#g)" stroke="{metal.rim}" stroke-width="1.5"/>'
        f'<circle cx="50" cy="50" r="44.7" fill="none" stroke="{metal.rim}" stroke-width="2.6" '
        'stroke-dasharray="2.2 4.2" stroke-opacity="0.8"/>'
    )


# ---- Notes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Print:
    """The colours by which a note is known; nothing of its real artwork is imitated."""

    face: str
    band: str
    ink: str


PRINTS = {
    100: Print("#F7DAD5", "#E2A29A", "#7A1420"),
    200: Print("#D9EBD6", "#A3CB9D", "#1B4A22"),
    500: Print("#EADBC8", "#C7A57E", "#55320D"),
    1000: Print("#D3E2F2", "#96B8DC", "#0B386B"),
    2000: Print("#E6DAF0", "#BFA2D8", "#46206D"),
}
NOT_TAKEN_NOTE = Print("#EDF1F0", "#D5DDDA", "#55655F")


def note(print_: Print) -> str:
    """A note without its figure: its colour, a band on the left, a plain frame."""
    return (
        f'<rect x="1" y="1" width="174" height="74" rx="7" fill="{print_.face}" stroke="{print_.ink}" '
        f'stroke-width="2"/><path d="M8 2h18v72h-18a6 6 0 0 1-6-6v-60a6 6 0 0 1 6-6z" fill="{print_.band}"/>'
        f'<rect x="33" y="9" width="135" height="58" rx="4" fill="none" stroke="{print_.band}" '
        'stroke-width="2.5"/>'
    )


# ---- The front of the machine ------------------------------------------------------------------------


class Part(StrEnum):
    """What can be pointed at on the front."""

    COIN_SLOT = "coin-slot"
    NOTE_SLOT = "note-slot"
    COIN_RETURN = "coin-return"
    RECEIPT = "receipt"
    PAPERS = "papers"


Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Front:
    """Where each part is on the front, in units of MACHINE: (x, y, w, h). None: there is no such part."""

    coin_slot: Place = (104, 168, 14, 34)
    note_slot: Place | None = (42, 176, 50, 18)
    coin_return: Place = (92, 252, 34, 24)
    receipt: Place = (84, 222, 40, 14)
    papers: Place = (14, 222, 62, 54)

    def at(self, part: Part) -> Place | None:
        places = {
            Part.COIN_SLOT: self.coin_slot,
            Part.NOTE_SLOT: self.note_slot,
            Part.COIN_RETURN: self.coin_return,
            Part.RECEIPT: self.receipt,
            Part.PAPERS: self.papers,
        }
        return places[part]


FRONT = Front()


def machine(palette: Palette, front: Front, lit: frozenset[Part], fill: str = "") -> str:
    """The front with its outlets; what is lit is filled and has a thick frame."""
    edge = palette.ink2 if palette.flat else palette.edge
    lamp, dark = fill or palette.warn_fill, "#10231F"
    body = (
        f'<rect x="4" y="4" width="132" height="290" rx="16" fill="{palette.surface}" stroke="{edge}" '
        f'stroke-width="3"/><path d="M20 296v18h100v-18" fill="none" stroke="{edge}" stroke-width="3" '
        f'stroke-linejoin="round"/><rect x="18" y="20" width="104" height="136" rx="8" '
        f'fill="{palette.sunken}" stroke="{edge}" stroke-width="2.5"/>'
    )
    for part in Part:
        place = front.at(part)
        if place is None:
            continue
        x, y, w, h = place
        on = part in lit
        frame, wide = (palette.ink, 3.5) if on else (edge, 2.2)
        stroke = dark if on else edge
        body += (
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="6" fill="{lamp if on else "none"}" '
            f'stroke="{frame}" stroke-width="{wide}"/>'
        )
        mouth = f"M{x + w / 2} {y + 8}v{h - 16}" if h > w else f"M{x + 8} {y + h / 2}h{w - 16}"
        body += f'<path d="{mouth}" stroke="{stroke}" stroke-width="2.8" stroke-linecap="round"/>'
    return body


def blinking_machine(palette: Palette, front: Front, lit: frozenset[Part]) -> tuple[str, ...]:
    """The lamp breathes between its fill and its tint: eight steps for one second."""
    if palette.flat or not lit:
        return (machine(palette, front, lit),)
    shades = (0.0, 0.25, 0.5, 0.75, 1.0, 0.75, 0.5, 0.25)
    return tuple(machine(palette, front, lit, mixed(palette.warn_fill, palette.warn_tint, s)) for s in shades)


def mixed(one: str, other: str, share: float) -> str:
    """`share` 0 is the first colour, 1 the other."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


# ---- Paper -------------------------------------------------------------------------------------------


def sheet(edge: str = "#C9D6D1") -> str:
    """An A4 page with lines, a seal's square and a code's square; no school's form is imitated."""
    rows = "".join(
        f'<rect x="20" y="{48 + i * 16.5:.1f}" width="{160 if i % 4 else 100}" height="6" rx="3"/>'
        for i in range(11)
    )
    return (
        f'<rect x="1" y="1" width="198" height="282" rx="8" fill="#FFFFFF" stroke="{edge}" stroke-width="2"/>'
        '<rect x="56" y="20" width="88" height="9" rx="4" fill="#10231F"/>'
        f'<g fill="#BFD0CA">{rows}</g>'
        '<rect x="124" y="236" width="26" height="26" rx="4" fill="none" stroke="#B5342B" stroke-width="4"/>'
        '<rect x="160" y="236" width="24" height="26" rx="2" fill="#10231F"/>'
    )


def slip(edge: str = "#C9D6D1") -> str:
    """A receipt or claim slip with its bar code."""
    rows = "".join(
        f'<rect x="19" y="{41 + i * 17.2:.1f}" width="{96 if i % 3 else 60}" height="5" rx="2"/>'
        for i in range(8)
    )
    bars = "".join(
        f'<rect x="{21 + i * 6.7:.1f}" y="191" width="{(3, 5, 2, 4)[i % 4]}" height="23"/>' for i in range(14)
    )
    return (
        f'<rect x="1" y="1" width="132" height="228" rx="8" fill="#FFFFFF" stroke="{edge}" stroke-width="2"/>'
        '<rect x="33" y="16" width="67" height="8" rx="4" fill="#10231F"/>'
        f'<g fill="#BFD0CA">{rows}</g><g fill="#10231F">{bars}</g>'
    )


def expected(size: tuple[float, float], edge: str) -> str:
    """A place for paper that has not come out."""
    w, h = size
    return (
        f'<rect x="2" y="2" width="{w - 4}" height="{h - 4}" rx="10" fill="none" stroke="{edge}" '
        'stroke-width="3" stroke-dasharray="10 11" stroke-linecap="round"/>'
    )


def stripes(w: float, h: float, dark: str, light: str) -> tuple[str, ...]:
    """Busy, share unknown: stripes that move, never a percentage. One round moves them by their distance."""
    step, frames = 30.0, 12
    lean = h + 8
    bodies = []
    for frame in range(frames):
        shift = step * frame / frames - 2 * step
        lines = "".join(
            f'<path d="M{shift + i * step:.1f} {h + 4}L{shift + i * step + lean:.1f} -4"/>'
            for i in range(int(w / step) + 5)
        )
        bodies.append(
            f'<rect width="{w}" height="{h}" fill="{light}"/><g stroke="{dark}" stroke-width="13">{lines}</g>'
        )
    return tuple(bodies)


def ring(share: float, track: str, colour: str) -> str:
    """How much time is left, as a ring that empties clockwise."""
    base = f'<circle cx="104" cy="104" r="92" fill="none" stroke="{track}" stroke-width="16"/>'
    if share >= 0.99:
        return base.replace(track, colour)
    if share <= 0:
        return base
    angle = 2 * pi * share
    x, y = 104 + 92 * sin(angle), 104 - 92 * cos(angle)
    return base + (
        f'<path d="M104 12A92 92 0 {1 if share > 0.5 else 0} 1 {x:.2f} {y:.2f}" fill="none" '
        f'stroke="{colour}" stroke-width="16" stroke-linecap="round"/>'
    )
