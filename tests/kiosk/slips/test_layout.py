"""The words of a slip can be read off its blocks."""

from __future__ import annotations

from kiosk.slips.layout import Code, Pair, Qr, Row, Rule, SignatureLine, Space, Text, Title, texts
from kiosk.slips.words import Label


def test_every_word_in_order() -> None:
    blocks = (
        Title(Label(zh="收據", en="RECEIPT")),
        Text("一"),
        Pair(Label(zh="二", en="two"), "2"),
        Row(("三", "3"), (0.5, 0.5)),
        Rule(),
        Space(1),
        Qr("HTTPS://HIDDEN", ("四",)),
        Code("AAAA-B"),
        SignatureLine("五"),
    )
    assert texts(blocks) == ("收據", "RECEIPT", "一", "二", "two", "2", "三", "3", "四", "AAAA-B", "五")
