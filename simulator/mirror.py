"""Looks at the kiosk's screen and touches it, through the mirror that a simulated kiosk offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import HTTPError

ANSWER_S = 10.0
CHUNK = 65536


class MirrorGone(ConnectionError):
    """The kiosk does not answer: it was killed, or has not started yet."""


class CannotTouch(LookupError):
    """There is nothing of that name to touch now, more than one, or it is off."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing on the screen, as the mirror's tree tells it."""

    role: str
    name: str
    value: str
    states: frozenset[str]
    touchable: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The picture as meaning: which screen, and what stands on it."""

    screen: str
    width: int
    height: int
    nodes: tuple[Node, ...]

    def said(self) -> str:
        """Every word on the screen, for looking things up and for complaining."""
        return " | ".join(part for node in self.nodes for part in (node.name, node.value) if part)

    def can_touch(self, name: str) -> bool:
        return any(node.touchable and node.name == name for node in self.nodes)


class Mirror:
    """One kiosk's mirror. Calls may come from any thread; each is a request of its own."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def tree(self) -> Tree:
        answer = self._get("/tree")
        if answer.status_code != requests.codes.ok:
            raise MirrorGone(f"no tree: {answer.text}")
        said = answer.json()
        return Tree(
            said["screen"], said["width"], said["height"], tuple(_node(node) for node in said["nodes"])
        )

    def picture(self) -> bytes:
        """The frame as PNG, every pixel as on the panel."""
        answer = self._get("/frame.png")
        if answer.status_code != requests.codes.ok:
            raise MirrorGone(f"no picture: {answer.text}")
        return answer.content

    def tap(self, name: str) -> None:
        self._touch({"name": name})

    def tap_at(self, x: int, y: int) -> None:
        self._touch({"x": x, "y": y})

    def type(self, digits: str) -> None:
        """Press the keys one after the other, as they stand on the screen; letters too."""
        self._told(self._post("/type", {"digits": digits}), digits)

    def stream(self) -> tuple[str, Iterator[bytes]]:
        """The moving picture: its content type, and its bytes for as long as the kiosk lives."""
        answer = self._get("/mjpeg", stream=True)
        return answer.headers["Content-Type"], _until_gone(answer)

    def _touch(self, where: dict[str, object]) -> None:
        self._told(self._post("/tap", where), str(where))

    def _told(self, answer: requests.Response, what: str) -> None:
        if answer.status_code != requests.codes.ok:
            raise CannotTouch(f"{what}: {answer.text}")

    def _get(self, path: str, stream: bool = False) -> requests.Response:
        try:
            # A picture stream is quiet for as long as nothing changes.
            answer = requests.get(
                self._url + path, timeout=(ANSWER_S, None if stream else ANSWER_S), stream=stream
            )
        except requests.RequestException as error:
            raise MirrorGone(str(error)) from error
        return answer

    def _post(self, path: str, body: dict[str, object]) -> requests.Response:
        try:
            return requests.post(self._url + path, json=body, timeout=ANSWER_S)
        except requests.RequestException as error:
            raise MirrorGone(str(error)) from error


def _node(said: dict[str, Any]) -> Node:
    return Node(
        said["role"],
        said["name"],
        said.get("value", ""),
        frozenset(said.get("states", ())),
        bool(said["touchable"]) and not said["covered"],
    )


def _until_gone(answer: requests.Response) -> Iterator[bytes]:
    with answer:
        try:
            while piece := answer.raw.read1(CHUNK):
                yield piece
        except (HTTPError, OSError):
            return
