"""Bodies are bounded before anything reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from central.limits import BodyLimit


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = (await receive())["body"] if scope["type"] == "http" else b"-"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def ask(pieces: Sequence[bytes], path: str = "/") -> tuple[int, bytes, int]:
    """Status, body, and how many pieces were read."""
    read = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": pieces[read - 1], "more_body": read < len(pieces)}

    async def send(message: Message) -> None:
        sent.append(message)

    app = BodyLimit(echo, longest=10, longest_at={"/long": 20})
    asyncio.run(app({"type": "http", "path": path}, receive, send))
    return sent[0]["status"], sent[1]["body"], read


@pytest.mark.parametrize(
    ("pieces", "path", "status"),
    [
        ([b""], "/", 200),
        ([b"x" * 10], "/", 200),
        ([b"x" * 11], "/", 413),
        ([b"x" * 5, b"x" * 5], "/", 200),
        ([b"x" * 5, b"x" * 6], "/", 413),
        ([b"x" * 20], "/long", 200),
        ([b"x" * 21], "/long", 413),
    ],
)
def test_limit(pieces: list[bytes], path: str, status: int) -> None:
    answered, body, _ = ask(pieces, path)
    assert answered == status
    assert body == (b"".join(pieces) if status == 200 else b'{"error":"too-long"}')


def test_it_stops_reading_at_the_limit() -> None:
    assert ask([b"x" * 6] * 1000)[2] == 2


def test_other_traffic_passes() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("not asked for")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(BodyLimit(echo, 1, {})({"type": "lifespan"}, receive, send))
    assert sent[1]["body"] == b"-"
