"""The only scenery: sky, clouds and wooded ridges. It tells the hour and, at night or when closed, is still.

The same everywhere: what looks like chance
comes from sines, so that pictures can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sin

WIDTH, HEIGHT = 1080.0, 832.0
LIGHT = (440.0, 430.0)
MIST = (
    (120, 0.79, 520, 16),
    (560, 0.815, 420, 12),
    (-40, 0.87, 420, 14),
    (700, 0.865, 460, 16),
    (240, 0.925, 380, 14),
)
_FULL = 6.283


@dataclass(frozen=True, slots=True)
class Hour:
    sky: tuple[str, ...]
    far: str
    mid: str
    near: str
    front: str
    mist: str
    mist_share: float
    cloud_share: float


DAY = Hour(
    ("#A9D6E4", "#C9E6E8", "#E9F3EA", "#F7F4E3"),
    "#B5D6CF", "#7FB5A8", "#3E8A7A", "#0E5A4D", "#FFFFFF", 0.5, 0.95,
)  # fmt: skip
NIGHT_SKY = Hour(
    ("#06141C", "#0A2029", "#10303A", "#1A434A"),
    "#16404A", "#11343D", "#0C2A32", "#071D22", "#8FB7BC", 0.11, 0.16,
)  # fmt: skip


def light(hour: Hour) -> str:
    """Sun or moon with its cloud, for a viewbox of LIGHT; it belongs into the upper right corner."""
    night = hour is NIGHT_SKY
    colour = "#BFE0E0" if night else "#FFFFFF"
    body = _moon() + _stars() if night else _sun()
    return body + _cloud(42, 250, 1.15, hour.cloud_share, colour)


def land(width: float, hour: Hour) -> str:
    """Clouds and wooded ridges, for a viewbox of `width` by HEIGHT; the last ridge is its lower edge."""
    colour = "#BFE0E0" if hour is NIGHT_SKY else "#FFFFFF"
    clouds = "".join(
        _cloud(x, y, scale, hour.cloud_share * share, colour)
        for x, y, scale, share in ((width - 480, 604, 0.6, 0.75), (-110, 596, 0.8, 0.63))
    )
    bands = [_mist(*place, hour) for place in MIST]
    near, front = (0.92, 40, 14), (0.985, 26, 21)
    ground = f'<rect y="{HEIGHT - 30}" width="{width}" height="30" fill="{hour.front}"/>'
    return "".join(
        (
            clouds,
            *(_ridge(width, 0.80, 60, 3, hour.far), bands[0], bands[1]),
            *(_ridge(width, 0.86, 52, 8, hour.mid), bands[2], bands[3]),
            *(_ridge(width, *near, hour.near), _trees(width, *near, hour.near, 34, 34, 70), bands[4]),
            *(_ridge(width, *front, hour.front), _trees(width, *front, hour.front, 40, 60, 120)),
            ground,
        )
    )


def _sun() -> str:
    return (
        '<circle cx="228" cy="220" r="190" fill="#FFFFFF" fill-opacity="0.14"/>'
        '<circle cx="228" cy="220" r="130" fill="#FFFFFF" fill-opacity="0.22"/>'
        '<circle cx="228" cy="220" r="82" fill="#FFF8DA"/>'
    )


def _moon() -> str:
    halo = "".join(
        f'<circle cx="228" cy="228" r="{r}" fill="#F3EBCB" fill-opacity="0.018"/>' for r in range(70, 190, 12)
    )
    return halo + '<path d="M253 169A64 64 0 1 1 172 259A66 66 0 0 0 253 169Z" fill="#F6EFD2"/>'


def _stars() -> str:
    """Only around the moon: a star behind a letter looks like dirt."""
    stars = ""
    for i in range(46):
        x, y = 10 + _chance(i, 1) * 420, _chance(i, 2) * 400
        if (x - 228) ** 2 + (y - 228) ** 2 < 100**2:
            continue
        radius, share = 1.2 + _chance(i, 3), 0.35 + 0.55 * _chance(i, 4)
        stars += (
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="#DDEFEF" fill-opacity="{share:.2f}"/>'
        )
    return stars


def _cloud(x: float, y: float, scale: float, share: float, colour: str) -> str:
    bars = (70, 0, 130, 18), (24, 28, 250, 20), (96, 58, 232, 18), (0, 58, 66, 18), (150, 86, 110, 14)
    return "".join(
        f'<rect x="{x + a * scale:.1f}" y="{y + b * scale:.1f}" width="{w * scale:.1f}" '
        f'height="{h * scale:.1f}" rx="{h * scale / 2:.1f}" fill="{colour}" fill-opacity="{share:.2f}"/>'
        for a, b, w, h in bars
    )


def _mist(x: float, share: float, w: float, h: float, hour: Hour) -> str:
    return (
        f'<rect x="{x}" y="{HEIGHT * share:.0f}" width="{w}" height="{h}" rx="{h / 2}" fill="{hour.mist}" '
        f'fill-opacity="{hour.mist_share}"/>'
    )


def _height(x: float, base: float, amplitude: float, seed: int) -> float:
    waves = ((0.55, 1.0), (0.28, 2.1), (0.12, 3.7), (0.05, 6.3))
    rise = sum(
        weight * sin((0.7 + 0.6 * _chance(seed, i)) * f * x / WIDTH * _FULL + _FULL * _chance(seed, i + 9))
        for i, (weight, f) in enumerate(waves)
    )
    return HEIGHT * base - amplitude * rise


def _ridge(width: float, base: float, amplitude: float, seed: int, fill: str) -> str:
    steps = int(width / 12)
    points = " ".join(
        f"{width * i / steps:.1f} {_height(width * i / steps, base, amplitude, seed):.1f}"
        for i in range(steps + 1)
    )
    return f'<path d="M0 {HEIGHT} L{points} L{width} {HEIGHT} Z" fill="{fill}"/>'


def _trees(
    width: float, base: float, amplitude: float, seed: int, fill: str, every: float, low: float, high: float
) -> str:
    trees, x, i = "", -10.0, 0
    while x < width + 10:
        tall = low + (high - low) * _chance(seed, i + 20)
        wide = tall * (0.42 + 0.14 * _chance(seed, i + 50))
        y = _height(min(max(x, 0), width), base, amplitude, seed) + tall * 0.30
        trees += (
            f"M{x:.1f} {y - tall:.1f}C{x + wide * 0.5:.1f} {y - tall * 0.72:.1f} {x + wide * 0.55:.1f} "
            f"{y - tall * 0.2:.1f} {x + wide * 0.32:.1f} {y:.1f}H{x - wide * 0.32:.1f}"
            f"C{x - wide * 0.55:.1f} {y - tall * 0.2:.1f} {x - wide * 0.5:.1f} {y - tall * 0.72:.1f} "
            f"{x:.1f} {y - tall:.1f}Z"
        )
        x += every * (0.55 + 0.95 * _chance(seed, i + 80))
        i += 1
    return f'<path d="{trees}" fill="{fill}"/>'


def _chance(seed: int, i: int) -> float:
    """0..1, always the same for the same two numbers."""
    return (sin(seed * 127.1 + i * 311.7) * 43758.5453) % 1.0
