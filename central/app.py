"""Composition root: settings in, a web application out. Importing it does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from central.api import claims, counter, identify, journal, orders, service, slips, verify
from central.api.common import Problem, answer
from central.clock import Clock, SystemClock
from central.limits import BodyLimit
from central.services import Services, assemble
from central.settings import Settings

API = "/api/v1"
PHRASES = {400: "malformed", 404: "not-found", 405: "method-not-allowed"}


def create_app(settings: Settings, clock: Clock | None = None) -> FastAPI:
    """Migrates the database, then serves; raises on settings, keys or a catalogue that cannot be used."""
    return app_for(assemble(settings, clock or SystemClock()))


def app_for(services: Services) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        services.database.dispose()

    app = FastAPI(
        title="Central system of the transcript and fee machines",
        version="1",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # it would load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.services = services
    for resource in (identify, orders, claims, journal, service):
        app.include_router(resource.router, prefix=API)
    for pages in (verify, slips, counter):
        app.include_router(pages.router)
    app.add_middleware(
        BodyLimit,
        longest=services.settings.longest_body,
        longest_at={f"{API}/journal": services.settings.longest_journal_body},
    )
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _plain)
    return app


def _problem(_request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    return answer(problem)


def _malformed(_request: Request, _error: Exception) -> JSONResponse:
    """Says nothing about the content: it may be personal, or not even text."""
    return JSONResponse({"error": "malformed"}, 422)


def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse(
        {"error": PHRASES.get(error.status_code, "refused")}, error.status_code, error.headers
    )
