"""The trial print: shows staff that the receipt printer prints and cuts. Worth nothing to anybody."""

from __future__ import annotations

from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces
from kiosk.slips.layout import Block, Rule, Text
from kiosk.slips.raster import draw
from kiosk.slips.report import ReportHead, head_blocks
from kiosk.slips.words import Words


def trial(head: ReportHead, words: Words, faces: Faces, width: int) -> SlipImage:
    return draw(trial_blocks(head, words), faces, width)


def trial_blocks(head: ReportHead, words: Words) -> tuple[Block, ...]:
    lines = (Text(line) for line in words.trial.lines)
    return (*head_blocks(head, words.trial.title, words), *lines, Rule(dashed=True))
