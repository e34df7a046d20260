"""The icons: 24-unit box, 2-unit stroke, round caps and joins, no fills. Own drawings.

`currentColor` stands where a filled part takes the colour of the stroke.
"""

from __future__ import annotations

BOX = (24.0, 24.0)

PATHS = {
    "printer": (
        '<path d="M7 8V3.5h10V8"/>'
        '<path d="M7 17H5.5A2.5 2.5 0 0 1 3 14.5v-4A2.5 2.5 0 0 1 5.5 8h13a2.5 2.5 0 0 1 2.5 '
        '2.5v4a2.5 2.5 0 0 1-2.5 2.5H17"/>'
        '<path d="M7 13.5h10v7H7z"/>'
    ),
    "counter": (
        '<circle cx="12" cy="6.3" r="3.3"/>'
        '<path d="M5.8 14.5c.5-2.8 2.9-4.3 6.2-4.3s5.7 1.5 6.2 4.3"/>'
        '<path d="M2.5 14.5h19M4.5 14.5v6h15v-6"/>'
    ),
    "coin": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M14.8 8.8c-.6-1-1.6-1.5-2.8-1.5-1.7 0-3 .9-3 2.3 0 3.3 6 1.5 6 4.8 '
        '0 1.4-1.3 2.3-3 2.3-1.3 0-2.4-.5-3-1.6M12 5.6v1.7M12 16.7v1.7"/>'
    ),
    "note": (
        '<rect x="2.5" y="6" width="19" height="12" rx="2"/><circle cx="12" cy="12" r="2.6"/>'
        '<path d="M6 12h.01M18 12h.01"/>'
    ),
    "coins": (
        '<ellipse cx="9.5" cy="7" rx="6" ry="2.8"/>'
        '<path d="M3.5 7v4.5c0 1.5 2.7 2.8 6 2.8M3.5 11.5V16c0 1.5 2.7 2.8 6 2.8"/>'
        '<circle cx="16" cy="15.5" r="5"/>'
        '<path d="M15.5 7v1.2"/>'
    ),
    "net": (
        '<path d="M3 9.5c5-4.7 13-4.7 18 0M6 13c3.4-3.2 8.6-3.2 12 0M9 16.4c1.7-1.5 '
        '4.3-1.5 6 0"/>'
        '<path d="M12 19.8h.01"/>'
    ),
    "globe": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c-5 5.2-5 12.8 0 18M12 3c5 5.2 5 12.8 0 18"/>'
    ),
    "textsize": ('<path d="M2.5 19 8 5l5.5 14M4.5 14.3h7"/><path d="M15 19l3.3-8.4L21.5 19M16.2 16.2h4.2"/>'),
    "contrast": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" stroke="none"/>'
    ),
    "check": '<path d="M4.5 12.8 9.8 18 19.5 6.5"/>',
    "arrow": '<path d="M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5"/>',
    "back": '<path d="M20 12H4.5M11 5.5 4.5 12l6.5 6.5"/>',
    "minus": '<path d="M5 12h14"/>',
    "plus": '<path d="M5 12h14M12 5v14"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "chev": '<path d="M9 5l7 7-7 7"/>',
    "chevl": '<path d="M15 5l-7 7 7 7"/>',
    "up": '<path d="M5 15l7-7 7 7"/>',
    "down": '<path d="M5 9l7 7 7-7"/>',
    "clock": ('<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2.2"/>'),
    "info": ('<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5h.01"/>'),
    "warn": ('<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v5M12 17.8h.01"/>'),
    "eye": (
        '<path d="M2 12c2.5-4.5 6-6.7 10-6.7s7.5 2.2 10 6.7c-2.5 4.5-6 6.7-10 6.7S4.5 '
        '16.5 2 12z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    ),
    "del": (
        '<path d="M8.5 5H20a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H8.5L2.5 12z"/>'
        '<path d="M11.5 9.2l5.5 5.6M17 9.2l-5.5 5.6"/>'
    ),
    "user": ('<circle cx="12" cy="7.5" r="4"/><path d="M4 21c.6-4.6 3.7-7 8-7s7.4 2.4 8 7"/>'),
    "lock": (
        '<rect x="5" y="10.5" width="14" height="10" rx="2.5"/>'
        '<path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2.5"/>'
    ),
    "shield": (
        '<path d="M12 2.8 20 6v5.5c0 4.7-3.2 8-8 9.7-4.8-1.7-8-5-8-9.7V6z"/><path d="M8.5 12l2.6 2.6 4.6-5"/>'
    ),
    "pin": (
        '<path d="M12 21.5c-4.7-4.7-7-8.3-7-11.5a7 7 0 0 1 14 0c0 3.2-2.3 6.8-7 11.5z"/>'
        '<circle cx="12" cy="10" r="2.6"/>'
    ),
    "receipt": (
        '<path d="M5.5 2.8h13v18.4l-2.2-1.7-2.1 1.7-2.2-1.7-2.2 '
        '1.7-2.1-1.7-2.2 1.7z"/>'
        '<path d="M9 8h6M9 12h6"/>'
    ),
    "doc": ('<path d="M6 2.8h8.5L19 7.3v13.9H6z"/><path d="M14.5 2.8v4.5H19M9 12h7M9 16h7"/>'),
    "docs": ('<path d="M8 2.8h7.5L20 7.3V17H8z"/><path d="M15.5 2.8v4.5H20"/><path d="M4.5 7v14h11.5"/>'),
    "refund": ('<path d="M8.5 3.5 3.5 8.5l5 5"/><path d="M3.5 8.5H15a5.7 5.7 0 0 1 0 11.5H7"/>'),
    "wait": '<path d="M6.5 3h11M6.5 21h11M7.5 3c0 5 9 6 9 9s-9 4-9 9M16.5 3c0 5-9 6-9 9s9 4 9 9"/>',
    "ticket": (
        '<path d="M3 7.5h18v3a1.7 1.7 0 0 0 0 3.3v3H3v-3a1.7 1.7 0 0 0 0-3.3z"/>'
        '<path d="M14.5 8v1.5M14.5 11.5v1.5M14.5 15v1.5"/>'
    ),
    "wrench": (
        '<path d="M14.5 6.5a4.5 4.5 0 0 1 5.7-3.7l-2.9 2.9 1 2 2 1 2.2-2.7a4.5 4.5 0 0 '
        '1-6 5.5L8 20a2.5 2.5 0 0 1-3.7-3.6l8.6-8.2a5 5 0 0 1 1.6-1.7z"/>'
    ),
    "door": '<path d="M6 21V3h12v18M3 21h18M14.5 12h.01"/>',
    "db": (
        '<ellipse cx="12" cy="5.5" rx="7.5" ry="2.8"/>'
        '<path d="M4.5 5.5v13c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8v-13M4.5 12c0 1.5 3.4 '
        '2.8 7.5 2.8s7.5-1.3 7.5-2.8"/>'
    ),
    "refresh": ('<path d="M20 4v5h-5"/><path d="M19.4 9A8.3 8.3 0 1 0 20.3 13"/>'),
    "touch": (
        '<path d="M9 12V5.5a1.7 1.7 0 0 1 3.4 0V11l5 1.2a2.4 2.4 0 0 1 1.9 2.7l-.6 '
        '3.6a3 3 0 0 1-3 2.5h-3.2a4 4 0 0 1-3.2-1.6l-3.5-4.7c-.9-1.3.7-2.9 2-2z"/>'
    ),
    "phone": ('<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M11 18.3h2"/>'),
    "exit": '<path d="M14 3.5H5.5v17H14M10 12h11M17 8l4 4-4 4"/>',
    "edit": '<path d="M4 20l1-4.5L16.5 4a2 2 0 0 1 2.9 0l.6.6a2 2 0 0 1 0 2.9L8.5 19z"/>',
    "tray": '<path d="M3 14v5.5h18V14M7 3.5h10V14H7zM3 14h4M17 14h4"/>',
    "slot": (
        '<path d="M4 9.5h16"/><circle cx="12" cy="16" r="4.5"/><path d="M12 3v3M9.5 4.5 12 7l2.5-2.5"/>'
    ),
    "stop": ('<path d="M8.2 2.8h7.6l5.4 5.4v7.6l-5.4 5.4H8.2l-5.4-5.4V8.2z"/><path d="M8 12h8"/>'),
    "bell": ('<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15z"/><path d="M10.2 21.3h3.6"/>'),
    "key": ('<circle cx="7.5" cy="15" r="4.5"/><path d="M11 12l9.5-8.5M17 6.5l3 3M14 9.2l2 2"/>'),
    "hand": (
        '<path d="M2.5 14.5h3.5v6.5H2.5M6 15.5c2-1.6 4-1.6 5.5 0h3.3a1.6 1.6 0 0 1 0 '
        '3.2h-4M14.8 18l4.2-2.8a1.6 1.6 0 0 1 1.9 2.5l-4.6 3.3H6"/>'
        '<path d="M9 3h9v8.5M9 3v9"/>'
    ),
    "list": '<path d="M8.5 6H21M8.5 12H21M8.5 18H21M3.5 6h.01M3.5 12h.01M3.5 18h.01"/>',
}


def icon(name: str, colour: str, stroke: float = 2.0) -> str:
    """The SVG body of an icon, for a viewbox of BOX."""
    paths = PATHS[name].replace("currentColor", colour)
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="{stroke}" stroke-linecap="round" '
        f'stroke-linejoin="round">{paths}</g>'
    )
