"""The application. Everything it serves stands on this one screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import TextIO

from fastapi import FastAPI
from starlette.middleware import Middleware

from api.console import readable
from api.http.auth import Identities, ReadAccess, read_tokens
from api.http.cache import AnswerCache, KeptAnswers
from api.http.cors import cors
from api.http.endings import CloseAfterAnswer, Deadline
from api.http.immutable import ImmutableAnswers
from api.http.incoming import BodyLimit, Utf8Query
from api.http.negotiation import CSV, HTML, JSON, JSONLD, TURTLE
from api.http.observation import AccessLog, Metrics, Observability, counting
from api.http.outgoing import Compression, HeadAsGet, SecurityHeaders
from api.http.problems import install_problems
from api.http.routing import DirectDispatch
from api.http.session import Sessions
from api.http.session_requests import SessionRequests
from api.http.suffixes import FormatSuffix
from api.http.throttle import Throttle
from api.http.visitor import PageVisitor
from api.representations.changes import PATCH
from api.representations.openapi import Described
from api.representations.pages.problems import problem_page
from api.representations.query_formats import SUFFIXES
from api.representations.query_requests import POSTED
from api.routes import (
    about,
    around,
    bridging,
    changes,
    collections,
    conflicts,
    curate,
    curate_deletion,
    curate_forms,
    curation,
    description,
    editing,
    flows,
    graphs,
    handover,
    jobs,
    loads,
    money,
    network,
    network_time,
    operations,
    quality,
    recipes,
    records,
    review,
    scores,
    search,
    sign_in,
    sparql,
    structure,
    timeline,
    validate,
)
from api.service import Service, version_of
from kg.changes import Repository
from kg.desk.handover import Door
from kg.settings import Settings
from kg.tokens import TokenFile
from kg.workspace import Workspace

_SUFFIXED = (
    "/changes",
    "/changes/",
    "/history/",
    "/diff",
    "/duplicates",
    "/conflicts",
    "/quality",
    "/quality/",
    "/search",
    "/review",
    "/review/",
    "/about",
    "/datasets",
)
_FORMATS = (JSON, CSV, TURTLE, JSONLD, PATCH, HTML)
"""Where the format may stand at the end of the address though the route knows no suffix, and which formats."""

_GRACE = 5.0
"""Seconds that a reading may take beyond those of a query, which ends by itself."""


def create_app(
    settings: Settings | None = None,
    opened: Callable[[Workspace], Repository] = Workspace.repository,
    door: Door | None = None,
    terminal: TextIO | None = None,
) -> FastAPI:
    """Build the application for `settings`, or for those of the environment.

    At its start it asks `opened` for the open graph, which it closes at its end. As long as it runs, its `door` is in
    the home: who shows the secret of that may hand over what commands do, and is admitted like an admin. Somebody who
    looks at its `terminal` sees each request there.
    """
    settings = settings or Settings.from_environment()
    metrics, log, answers = Metrics(), AccessLog(settings.access_log), KeptAnswers(settings.cache << 20)
    logs = [log, *([AccessLog(terminal, readable)] if terminal else [])]
    metrics.read("kg_log_lines_lost", "Lines that the access log had no room for.", lambda: log.lost)
    # read here, so that a fault in the settings is told before the graph is opened
    identities, sessions = Identities(read_tokens(settings.tokens), TokenFile(settings.home)), Sessions()
    app = Described(
        title="Innovation knowledge graph",
        summary="Who funds and partners with whom, through which programme, with evidence for every claim.",
        version=version("innovation-kg"),
        lifespan=partial(_serving, settings=settings, opened=opened, door=door, logs=logs, answers=answers),
        middleware=[  # the outermost first
            Middleware(SecurityHeaders),
            Middleware(Observability, metrics=metrics, logs=logs),
            Middleware(PageVisitor),
            cors(settings.cors_origins),
            Middleware(Deadline, within=settings.query_timeout + _GRACE),
            Middleware(CloseAfterAnswer),
            Middleware(BodyLimit, limit=settings.body_limit << 20),
            Middleware(SessionRequests, sessions=sessions, identities=identities),
            Middleware(ReadAccess, is_open=settings.readers == "anyone"),
            Middleware(HeadAsGet),
            Middleware(FormatSuffix, paths=_SUFFIXED, formats={each.name: each.media_type for each in _FORMATS}),
            Middleware(FormatSuffix, paths=("/sparql",), formats=SUFFIXES),
            Middleware(AnswerCache, answers=answers, version=version_of, posted=POSTED),
            Middleware(Utf8Query),
            Middleware(ImmutableAnswers, is_open=settings.readers == "anyone"),
            Middleware(Compression),
            Middleware(DirectDispatch, routes=sparql.router.routes),
        ],
        openapi_url=None,  # it is a route of ours
        docs_url=None,
        redoc_url=None,
    )
    app.state.metrics, app.state.identities, app.state.secret = metrics, identities, door.secret if door else ""
    app.state.sessions, app.state.throttle = sessions, Throttle()
    metrics.read("kg_sessions", "Sessions of people who are signed in, in browsers.", lambda: len(sessions))
    install_problems(app, problem_page)
    networks = (around, recipes, network, network_time, scores, money, flows, structure, bridging, jobs)
    # `collections` takes every path of one or two parts, so what has an address of its own comes before it
    curating = (curation, quality, conflicts, loads, review, curate, curate_deletion, curate_forms)
    data = (changes, timeline, about, description, *curating, search, collections, records)
    for routes in (operations, sign_in, sparql, editing, graphs, *networks, validate, handover, *data):
        app.router.routes.extend(routes.router.routes)
    return app


@asynccontextmanager
async def _serving(
    app: FastAPI,
    settings: Settings,
    opened: Callable[[Workspace], Repository],
    door: Door | None,
    logs: Sequence[AccessLog],
    answers: KeptAnswers,
) -> AsyncIterator[None]:
    """Open the graph and give the application the service that its routes ask; close all at the end."""
    metrics: Metrics = app.state.metrics
    workspace = Workspace(settings)
    try:
        async with AsyncExitStack() as running:
            await running.enter_async_context(counting(metrics))
            service = await running.enter_async_context(Service(workspace, opened(workspace)))
            if door is not None:
                running.enter_context(door.open_in(settings.home))
                service.networks.workers.open_soon()  # to load the libraries takes longer than most networks do
            service.show(metrics, answers)
            app.state.service, app.state.run = service, service.run
            yield
    finally:
        for log in logs:
            log.close()
