"""Whether the service is well, where everything is, and what the operator's monitoring reads.

What monitoring asks is a coroutine and waits for nothing: it is answered also while everything else hangs.
"""

from __future__ import annotations

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import JSON, Representation, choose
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.doors import DOORS, Doors
from api.representations.examples import answers
from api.representations.pages.assets import load_assets
from api.service import Leased, Served
from kg.errors import Unavailable

router = Routes(tags=["operations"])

_LATELY = 5
"""Changes that are named at the door."""


@router.get(
    "/",
    summary="Where everything is",
    responses=answers(
        DOORS,
        {"version": 7, "sparql": "/sparql", "collections": {"places": "/places"}},
        304,
        400,
        404,
        406,
        model="Doors",
    ),
    dependencies=[ONLY_KNOWN],
)
def index(service: Served, edition: Leased, request: Request) -> Response:
    """List the doors of the service: query, browse, analyse; and what the graph holds, of when and from where."""
    representation = choose(request, DOORS)
    tag = tag_of(request, edition.version, representation.media_type)
    versions = range(edition.version, max(edition.version - _LATELY, 0), -1)
    doors = Doors(request, edition, [(version, service.log.origin(version)) for version in versions])
    return respond(DOORS[representation](doors), representation, tag)


@router.get("/health", summary="Is the process alive", responses=answers([JSON], {"status": "ok"}, model="Health"))
async def health() -> Response:
    """Answer as long as the process runs."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/ready",
    summary="Can it answer",
    responses=answers([JSON], {"status": "ready", "version": 7}, model="Ready"),
)
async def ready(service: Served) -> Response:
    """Answer as long as the graph can be read and written, and say where the SPARQL engine stands, if there is one."""
    if service.repository.trouble:
        raise Unavailable(service.repository.trouble)
    followed = service.pool.followed
    engine = {} if followed is None else {"engine": followed.account()}
    return JSONResponse({"status": "ready", "version": service.version, **engine})


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Describe the service for programs; in a thread, for it takes a while the first time."""
    described: bytes = request.app.document(request.scope.get("root_path", ""))
    return Response(described, media_type=JSON.media_type)


_TEXT = Representation("txt", "text/plain")


@router.get("/metrics", summary="Metrics for Prometheus", responses=answers([_TEXT], "kg_graph_version 7.0\n"))
async def metrics(request: Request) -> Response:
    """Give counts and times of requests and queries, and the state of workers and cache."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_PLAIN_1_0_0)


@router.get("/static/{name}", include_in_schema=False)
async def static(name: str) -> Response:
    """Give a style or a script of the pages; its name has a digest of it, so it may be kept for ever."""
    asset = load_assets().files.get(name)
    if asset is None:
        raise HTTPException(404, f"There is no file {name}; reload the page, which names those that there are.")
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset.content, headers=kept, media_type=asset.media_type)
