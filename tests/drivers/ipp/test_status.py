"""Printer attributes as a printer wrote them, and the one word that the kiosk makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.messages import Attribute, Group, GroupTag, ValueTag, attribute
from drivers.ipp.status import read_printer
from kiosk.devices import Condition, DeviceStatus, Trouble

READY = DeviceStatus(Condition.READY)
# Read from ippeveprinter (CUPS 2.4.2) with A4 in its main tray.
EVE_TRAYS = (
    b"type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=-2;level=-2;status=0;name=auto",
    b"type=sheetFeedAutoRemovableTray;mediafeed=29700;mediaxfeed=21000;maxcapacity=250;level=100;status=0;name=main;",
    b"type=sheetFeedManual;mediafeed=0;mediaxfeed=0;maxcapacity=1;level=-2;status=0;name=manual",
    b"type=sheetFeedAutoNonRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=25;level=-2;status=0;name=by-pass;",
)
EVE_SUPPLIES = (
    b"index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;maxcapacity=100;level=25;colorantname=unknown;",
    b"index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=75;colorantname=black;",
)


def printer(*changed: Attribute) -> Group:
    usual = (
        attribute("printer-state", ValueTag.ENUM, 3),
        attribute("printer-state-reasons", ValueTag.KEYWORD, "none"),
        attribute("printer-is-accepting-jobs", ValueTag.BOOLEAN, True),
        attribute("printer-up-time", ValueTag.INTEGER, 17),
        attribute("operations-supported", ValueTag.ENUM, 2, 4, 5, 6, 8, 9, 10, 11),
        attribute(
            "document-format-supported", ValueTag.MIME_MEDIA_TYPE, "image/pwg-raster", "application/pdf"
        ),
        attribute("media-supported", ValueTag.KEYWORD, "na_letter_8.5x11in", "iso_a4_210x297mm"),
        attribute("media-ready", ValueTag.KEYWORD, "iso_a4_210x297mm"),
        attribute("printer-input-tray", ValueTag.OCTET_STRING, *EVE_TRAYS),
        attribute("printer-supply", ValueTag.OCTET_STRING, *EVE_SUPPLIES),
    )
    names = {item.name for item in changed}
    kept = tuple(item for item in usual if item.name not in names)
    return Group(GroupTag.PRINTER, kept + tuple(item for item in changed if item.values))


def status(*changed: Attribute) -> DeviceStatus:
    return read_printer(printer(*changed), low_sheets=20).status


def reasons(*keywords: str) -> Attribute:
    return attribute("printer-state-reasons", ValueTag.KEYWORD, *keywords)


def state(number: int) -> Attribute:
    return attribute("printer-state", ValueTag.ENUM, number)


def trays(*texts: bytes) -> Attribute:
    return attribute("printer-input-tray", ValueTag.OCTET_STRING, *texts)


def absent(name: str) -> Attribute:
    return Attribute(name, ())


def main_tray(level: int, size: bytes = b"mediafeed=29700;mediaxfeed=21000") -> bytes:
    return b"type=sheetFeedAutoRemovableTray;%s;maxcapacity=250;level=%d;status=0;name=main;" % (size, level)


def test_a_printer_at_rest_is_ready() -> None:
    report = read_printer(printer(), low_sheets=20)
    assert report.status == READY
    assert report.up_time_s == 17
    assert {2, 5, 6} <= report.operations
    assert not report.doubtful


@pytest.mark.parametrize(
    ("keyword", "trouble"),
    [
        ("media-empty", Trouble.PAPER_OUT),
        ("media-needed", Trouble.PAPER_OUT),
        ("media-jam", Trouble.JAM),
        ("door-open", Trouble.COVER_OPEN),
        ("cover-open", Trouble.COVER_OPEN),
        ("interlock-open", Trouble.COVER_OPEN),
        ("toner-empty", Trouble.TONER_OUT),
        ("marker-supply-empty", Trouble.TONER_OUT),
        ("input-tray-missing", Trouble.TRAY_MISSING),
        ("output-tray-missing", Trouble.TRAY_MISSING),
        ("output-area-full", Trouble.OUTPUT_FULL),
        ("fuser-over-temp", Trouble.OVERHEATED),
        ("paused", Trouble.PAUSED),
        ("marker-waste-full", Trouble.OTHER),
        ("other", Trouble.OTHER),
    ],
)
@pytest.mark.parametrize("suffix", ["", "-report", "-warning", "-error"])
def test_what_stops_a_paper_stops_whatever_its_suffix(keyword: str, trouble: Trouble, suffix: str) -> None:
    assert status(reasons(keyword + suffix), absent("printer-input-tray")) == DeviceStatus(
        Condition.STOPPED, (trouble,)
    )


@pytest.mark.parametrize(
    ("keyword", "trouble"),
    [
        ("media-low-report", Trouble.PAPER_LOW),
        ("toner-low-warning", Trouble.TONER_LOW),
        ("marker-supply-low", Trouble.TONER_LOW),
        ("output-area-almost-full", Trouble.OUTPUT_FULL),
        ("marker-waste-almost-full-warning", Trouble.OTHER),
    ],
)
def test_what_only_announces_itself_calls_somebody(keyword: str, trouble: Trouble) -> None:
    assert status(reasons(keyword)) == DeviceStatus(Condition.ATTENTION, (trouble,))


@pytest.mark.parametrize(
    ("keyword", "number", "condition"),
    [
        ("com.maker.strange-error", 3, Condition.STOPPED),
        ("com.maker.strange-warning", 3, Condition.ATTENTION),
        ("com.maker.strange-report", 3, Condition.READY),
        ("com.maker.strange", 3, Condition.ATTENTION),
        ("com.maker.strange", 5, Condition.STOPPED),
        ("none", 5, Condition.STOPPED),
        ("hibernate", 3, Condition.READY),
    ],
)
def test_unknown_reasons_count_by_their_suffix(keyword: str, number: int, condition: Condition) -> None:
    found = status(reasons(keyword), state(number))
    assert found.condition is condition
    assert found.troubles == (() if condition is Condition.READY else (Trouble.OTHER,))


def test_several_reasons_are_told_once_each_the_stopping_ones_first() -> None:
    found = status(reasons("toner-low-warning", "door-open-error", "cover-open-error"), state(5))
    assert found == DeviceStatus(Condition.STOPPED, (Trouble.COVER_OPEN, Trouble.TONER_LOW))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ([trays(main_tray(0))], (Condition.STOPPED, Trouble.PAPER_OUT)),
        ([trays(main_tray(19))], (Condition.ATTENTION, Trouble.PAPER_LOW)),
        ([trays(main_tray(20))], (Condition.READY, None)),
        ([trays(main_tray(-3))], (Condition.READY, None)),
        ([trays(main_tray(0), main_tray(90))], (Condition.READY, None)),
        # Letter paper does not count, nor does the one sheet of a manual tray.
        (
            [trays(main_tray(90, b"mediafeed=27940;mediaxfeed=21590"), main_tray(0))],
            (Condition.STOPPED, Trouble.PAPER_OUT),
        ),
        (
            [trays(EVE_TRAYS[2].replace(b"-2;status", b"1;status"), main_tray(0))],
            (Condition.STOPPED, Trouble.PAPER_OUT),
        ),
        # An empty by-pass tray is no trouble while the counting tray has paper ...
        ([reasons("media-empty-report")], (Condition.READY, None)),
        # ... unless the printer stands still for it.
        ([reasons("media-empty-error"), state(5)], (Condition.STOPPED, Trouble.PAPER_OUT)),
        (
            [attribute("media-ready", ValueTag.KEYWORD, "na_letter_8.5x11in")],
            (Condition.STOPPED, Trouble.PAPER_OUT),
        ),
        ([absent("media-ready"), absent("printer-input-tray")], (Condition.READY, None)),
        (
            [trays(b"", b";;=;", b"level=99999999999999999999;type=sheetFeedAuto", b"\xff\xfe")],
            (Condition.READY, None),
        ),
    ],
)
def test_paper(changed: list[Attribute], expected: tuple[Condition, Trouble | None]) -> None:
    condition, trouble = expected
    assert status(*changed) == DeviceStatus(condition, (trouble,) if trouble else ())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            [attribute("printer-supply", ValueTag.OCTET_STRING, EVE_SUPPLIES[1].replace(b"75", b"10"))],
            Trouble.TONER_LOW,
        ),
        (
            [attribute("printer-supply", ValueTag.OCTET_STRING, EVE_SUPPLIES[1].replace(b"75", b"0"))],
            Trouble.TONER_OUT,
        ),
        ([attribute("printer-supply", ValueTag.OCTET_STRING, EVE_SUPPLIES[1].replace(b"75", b"-3"))], None),
        ([attribute("printer-supply", ValueTag.OCTET_STRING, EVE_SUPPLIES[0].replace(b"25", b"0"))], None),
        (
            [
                attribute(
                    "printer-supply",
                    ValueTag.OCTET_STRING,
                    b"type=toner;unit=impressions;maxcapacity=2600;level=130",
                ),
            ],
            Trouble.TONER_LOW,
        ),
        ([attribute("marker-levels", ValueTag.INTEGER, 0)], Trouble.TONER_OUT),
        ([attribute("marker-levels", ValueTag.INTEGER, -1)], None),
        (
            [
                attribute("marker-levels", ValueTag.INTEGER, 0, 14),
                attribute("marker-types", ValueTag.KEYWORD, "waste-toner", "toner"),
                attribute("marker-low-levels", ValueTag.INTEGER, 0, 15),
            ],
            Trouble.TONER_LOW,
        ),
    ],
)
def test_toner(changed: list[Attribute], expected: Trouble | None) -> None:
    found = status(*changed)
    assert found.troubles == ((expected,) if expected else ())
    assert found.serves == (expected is not Trouble.TONER_OUT)


@pytest.mark.parametrize(
    "changed",
    [
        absent("printer-up-time"),
        attribute("document-format-supported", ValueTag.MIME_MEDIA_TYPE, "image/urf"),
        attribute("media-supported", ValueTag.KEYWORD, "na_letter_8.5x11in"),
    ],
)
def test_what_is_no_a4_pdf_printer_is_the_wrong_device(changed: Attribute) -> None:
    assert status(changed) == DeviceStatus(Condition.STOPPED, (Trouble.WRONG_DEVICE,))


def test_a_printer_that_takes_no_jobs_is_paused() -> None:
    closed = attribute("printer-is-accepting-jobs", ValueTag.BOOLEAN, False)
    assert status(closed) == DeviceStatus(Condition.STOPPED, (Trouble.PAUSED,))


@pytest.mark.parametrize(
    ("keyword", "doubtful"),
    [("media-jam", True), ("door-open", True), ("media-empty", False), ("toner-empty", False)],
)
def test_a_sheet_that_may_still_be_inside_makes_counts_doubtful(keyword: str, doubtful: bool) -> None:
    assert read_printer(printer(reasons(keyword), state(5)), 20).doubtful is doubtful


@given(
    st.lists(
        st.tuples(
            st.sampled_from([item.name for item in printer().attributes] + ["marker-levels", "marker-types"]),
            st.lists(
                st.integers(-5, 5) | st.text(max_size=30) | st.binary(max_size=60) | st.booleans(), min_size=1
            ),
        )
    )
)
def test_strange_values_give_a_status_and_no_exception(
    strange: list[tuple[str, list[int | str | bytes]]],
) -> None:
    changed = [attribute(name, ValueTag.OCTET_STRING, *contents) for name, contents in strange]
    assert status(*changed).condition in Condition
