"""The collection report: what was taken out of the boxes, counted three ways, with the difference."""

from __future__ import annotations

from kiosk.cash import CollectionReport
from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces
from kiosk.slips.layout import Block, Pair, Row, Rule, Size
from kiosk.slips.raster import draw
from kiosk.slips.report import ReportHead, foot_blocks, head_blocks, signed
from kiosk.slips.words import Words

SHARES = (0.25, 0.25, 0.25, 0.25)


def collection_report(
    head: ReportHead, report: CollectionReport, words: Words, faces: Faces, width: int
) -> SlipImage:
    return draw(collection_blocks(head, report, words), faces, width)


def collection_blocks(head: ReportHead, report: CollectionReport, words: Words) -> tuple[Block, ...]:
    says = words.report
    columns = (says.value, says.journal, says.counted, says.differs)
    table: list[Block] = [Row(tuple(label.zh for label in columns), SHARES, Size.SMALL)]
    for line in report.lines:
        cells = (f"{line.value.amount:,}", str(line.journal), str(line.counted), signed(line.difference))
        table.append(Row(cells, SHARES, bold=bool(line.difference.amount)))
    count = says.no_count if report.device_pieces is None else says.pieces.format(count=report.device_pieces)
    unvalued = (Pair(says.unvalued, says.pieces.format(count=report.unvalued)),) if report.unvalued else ()
    return (
        *head_blocks(head, says.collection, words),
        *table,
        Rule(),
        Pair(says.journal_total, f"NT$ {report.journal.amount:,}"),
        Pair(says.counted_total, f"NT$ {report.counted.amount:,}", Size.LARGE, bold=True),
        Pair(says.difference, f"NT$ {signed(report.difference)}", Size.LARGE, bold=True),
        Rule(dashed=True),
        Pair(says.device, count),
        *unvalued,
        Pair(says.accuracy, says.accuracies[report.accuracy].zh),
        *foot_blocks(words),
    )
