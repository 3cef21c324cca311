"""The application. Everything it serves stands on this one screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api.auth import read_tokens
from api.head import HeadAsGet
from api.limits import BodyLimit
from api.problems import install_problems
from api.routes import collections, description, graphs, network, operations, sparql, validate
from api.service import Service
from kg.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application for `settings`, or for those of the environment."""
    chosen = settings or Settings.from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = Service(chosen)
        try:
            async with service.pool:
                await service.snapshot()  # so that the command line can read beside the service
                app.state.service = service
                app.state.tokens = read_tokens(chosen.tokens)
                yield
        finally:
            service.repository.close()

    app = FastAPI(
        title="Innovation knowledge graph",
        summary="Who funds and partners with whom, through which programme, with evidence for every claim.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[each for each in chosen.cors_origins.replace(" ", "").split(",") if each],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "KG-Version"],
    )
    app.add_middleware(BodyLimit, limit=chosen.body_limit << 20)
    install_problems(app)
    for routes in (operations, sparql, graphs, network, validate, description, collections):
        app.include_router(routes.router)
    return app
