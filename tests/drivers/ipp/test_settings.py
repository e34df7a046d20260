from __future__ import annotations

import pytest
from pydantic import ValidationError

from drivers.ipp.settings import Settings
from drivers.transport.http_exchange import HttpAddress


@pytest.mark.parametrize(
    ("url", "address", "uri"),
    [
        (
            "ipp://10.0.0.5/ipp/print",
            HttpAddress("10.0.0.5", 631, "/ipp/print"),
            "ipp://10.0.0.5:631/ipp/print",
        ),
        ("http://laser:8631/ipp", HttpAddress("laser", 8631, "/ipp"), "ipp://laser:8631/ipp"),
        ("http://laser", HttpAddress("laser", 80, "/"), "ipp://laser:80/"),
        ("ipp://[::1]:8631/p", HttpAddress("::1", 8631, "/p"), "ipp://[::1]:8631/p"),
    ],
)
def test_where_the_printer_is(url: str, address: HttpAddress, uri: str) -> None:
    settings = Settings(url=url)
    assert settings.address == address
    assert settings.printer_uri == uri


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "usb://laser"},
        {"url": "ipp:///ipp/print"},
        {"url": "ipp://laser:99999/ipp"},
        {"url": "ipp://laser:0/ipp"},
        {"url": "ipps://laser/ipp"},
        {"url": "ipp://laser/ipp?x=1"},
        {"url": "ipp://laser", "stopped_patience_s": 1},
        {"url": "ipp://laser", "silent_patience_s": 10_000},
        {"url": "ipp://laser", "low_sheets": -1},
        {"url": "ipp://laser", "low_sheet": 5},
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(options)


def test_every_option_is_explained() -> None:
    assert all(field.description for field in Settings.model_fields.values())
