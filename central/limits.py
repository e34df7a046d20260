"""Refuses request bodies that are too long before anything reads them."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Reads the body up to the path's limit, then hands it on whole; 413 beyond, whatever the header says."""

    def __init__(self, app: ASGIApp, longest: int, longest_at: Mapping[str, int]) -> None:
        self._app = app
        self._longest = longest
        self._longest_at = longest_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _read(receive, self._longest_at.get(scope["path"], self._longest))
        if body is None:
            refusal = JSONResponse({"error": "too-long"}, 413, {"Connection": "close"})
            await refusal(scope, receive, send)
            return
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)


async def _read(receive: Receive, longest: int) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)  # the other side is gone
        body += message.get("body", b"")
        if len(body) > longest:
            return None
        if not message.get("more_body", False):
            return bytes(body)
