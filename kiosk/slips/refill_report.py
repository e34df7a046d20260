"""The refill report: what a person put into one hopper, or counted in it."""

from __future__ import annotations

from kiosk.cash import RefillReport
from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces
from kiosk.slips.layout import Block, Pair, Rule, Size
from kiosk.slips.raster import draw
from kiosk.slips.report import ReportHead, foot_blocks, head_blocks, signed
from kiosk.slips.words import Words


def refill_report(
    head: ReportHead, report: RefillReport, words: Words, faces: Faces, width: int
) -> SlipImage:
    return draw(refill_blocks(head, report, words), faces, width)


def refill_blocks(head: ReportHead, report: RefillReport, words: Words) -> tuple[Block, ...]:
    says = words.report

    def pieces(count: int) -> str:
        return says.pieces.format(count=count)

    in_doubt = (Pair(says.in_doubt, pieces(report.in_doubt)),) if report.in_doubt else ()
    by_device = (Pair(says.by_device, pieces(report.device)),) if report.device is not None else ()
    if report.counted is None:
        deed: tuple[Block, ...] = (Pair(says.added, pieces(report.added), Size.LARGE, bold=True),)
    else:
        deed = (
            Pair(says.hand, pieces(report.counted), Size.LARGE, bold=True),
            Pair(says.difference, f"NT$ {signed(report.difference)}", Size.LARGE, bold=True),
        )
    return (
        *head_blocks(head, says.refill, words),
        Pair(says.hopper, f"NT$ {report.value.amount}", Size.LARGE, bold=True),
        Pair(says.before, pieces(report.journal)),
        *in_doubt,
        *by_device,
        Pair(says.accuracy, says.accuracies[report.accuracy].zh),
        Rule(dashed=True),
        *deed,
        Pair(says.after, f"{pieces(report.after)}　NT$ {report.value.amount * report.after:,}"),
        *foot_blocks(words),
    )
