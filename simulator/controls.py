"""Hands on the device twins of another process, over its control service."""

from __future__ import annotations

from typing import Any

import requests

ANSWER_S = 10.0


class DeedRefused(ValueError):
    """The twins know no such device or deed."""


class TwinsGone(ConnectionError):
    """The process with the twins does not answer."""


class Controls:
    """One control service. Calls may come from any thread."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def do(self, device: str, deed: str, **how: object) -> None:
        try:
            answer = requests.post(
                f"{self._url}/do", json={"device": device, "deed": deed, **how}, timeout=ANSWER_S
            )
        except requests.RequestException as error:
            raise TwinsGone(str(error)) from error
        if answer.status_code != requests.codes.ok:
            raise DeedRefused(answer.json().get("error", answer.text))

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._get("/state").json()
        return state

    def slip(self, number: int) -> bytes:
        """The `number`th slip that came out of the receipt printer, from 1, as PNG."""
        return self._get(f"/slips/{number}.png").content

    def sheet(self, number: int) -> bytes:
        """The `number`th paper in the document printer's tray, from 1, as PDF."""
        return self._get(f"/tray/{number}.pdf").content

    def _get(self, path: str) -> requests.Response:
        try:
            answer = requests.get(self._url + path, timeout=ANSWER_S)
        except requests.RequestException as error:
            raise TwinsGone(str(error)) from error
        if answer.status_code != requests.codes.ok:
            raise DeedRefused(f"{path}: {answer.status_code}")
        return answer
