"""The network views: nodes, edges with their evidence, measures, communities and paths."""

from __future__ import annotations

import json
from asyncio import to_thread
from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import VIEW_NAMES, answer, ask, named, written_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, choose, choose_written, in_format, suffixes
from api.http.preferences import MAY_BE_LATER
from api.http.responses import respond, tag_of
from api.http.routing import OWN_ADDRESS, Routes
from api.representations.examples import QUERIED, answers
from api.representations.models.questions import (
    CommunityWishes,
    Filtered,
    NeighbourhoodWishes,
    NetworkWishes,
    PathWishes,
    RankingWishes,
)
from api.representations.network_examples import HEAD, NODE, A, B
from api.representations.networks import COMPONENTS, NETWORK, PATHS, TABLE, VIEWS
from api.representations.pages.network.explorer import drawn
from api.service import AskedVersion, Served, Service
from kg.network import (
    MEASURES,
    Divided,
    Near,
    Pieces,
    Whole,
)
from kg.query.analysis import Analysis, Subject
from kg.query.elsewhere import elsewhere
from kg.quoting import quote_paths

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

_ENDINGS = (202, 304, *QUERIED, 404, 406)
_EDGE = {
    "source": A,
    "target": B,
    "role": "co-participation",
    "weight": 2,
    "confidence": "stated",
    "when": ["2025-03"],
    "from": "2025-03",
    "until": "2025-03",
    "precision": "month",
    "amounts": [],
    "records": [],
    "evidence": [],
    "facts": [],
}
EXAMPLE_NETWORK = {
    **HEAD,
    "directed": False,
    "truncated": False,
    "total_nodes": 41,
    "whole": {"nodes": 41, "edges": 97},
    "nodes": [NODE],
    "edges": [_EDGE],
}
_SCORES = {
    **HEAD,
    "measure": "betweenness",
    "parameters": {"weighted": False},
    "meaning": "…",
    "exactness": "Exact to the nine significant digits that are given.",
    "remarks": [],
    "coded_remarks": [],
    "scores": [{"id": A, "label": "Connected Places Catapult", "score": 0.21, "rank": 1}],
    "undefined": [],
}
_PATHS = {
    **HEAD,
    "choice": "shortest",
    "truncated": False,
    "paths": [{"length": 1, "nodes": [NODE], "edges": [{**_EDGE, "passages": []}]}],
}
_PAIR = "Connected Places Catapult and West Midlands Combined Authority"
_GROUPS = {
    **HEAD,
    "seed": 0,
    "resolution": 1.0,
    "weighted": True,
    "runs": 10,
    "modularity": 0.61,
    "agreement": 0.97,
    "remarks": [],
    "coded_remarks": [],
    "communities": [[A, B]],
    "about": [
        {
            "label": _PAIR,
            "size": 2,
            "best_linked": [A, B],
            "sureness": 1.0,
        }
    ],
    "nodes": [{**NODE, "sureness": 1.0}],
    "bubbles": [{"x": 44.0, "y": 44.0, "radius": 44.0}],
    "links": [],
}
_PIECES = {
    **HEAD,
    "components": [[A, B]],
    "about": [
        {"label": "Connected Places Catapult and West Midlands Combined Authority", "size": 2, "best_linked": [A, B]}
    ],
    "nodes": [NODE],
}

_LISTED = {
    "views": [{"name": "funding", "label": "Funding", "description": "Who gives money to whom.", "directed": True}],
    "measures": [
        {
            "name": "degree",
            "meaning": "How many others it is directly linked to.",
            "exactness": "Exact: it is counted.",
            "weightable": False,
        }
    ],
}
View = Annotated[Subject, named()]


@router.get("", summary="The views and measures", responses=answers(VIEWS, _LISTED, 304, 400, 406, model="Views"))
def views(service: Served, request: Request) -> Response:
    """List what there is to ask: the views with what an edge of each says, and the measures with what each tells."""
    representation = choose(request, VIEWS)
    tag = tag_of(request, service.version, representation.media_type)
    return respond(VIEWS[representation](request), representation, tag)


@router.get(
    "/{view}",
    summary="A network",
    responses=answers(NETWORK, EXAMPLE_NETWORK, *_ENDINGS, model="Network"),
    dependencies=[OWN_ADDRESS],
)
async def network(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: Annotated[Subject, named(f"{VIEW_NAMES}; {in_format(NETWORK)}.", suffixed=True)],
    wishes: Annotated[NetworkWishes, Query()],
) -> Response:
    """Give nodes and edges; each edge names its records and evidence.

    `coverage` tells how much it rests on, and what was left out. Very large networks are cut to the nodes with most
    neighbours, and say so. Those that would have more edges than the service allows are refused, before they are made.
    """
    suffix = request.path_params.get("view", "").partition(".")[2]
    representation, written = choose_written(
        request, written_of(subject, NETWORK), suffix, wishes.format, excel=wishes.excel
    )
    wishes = drawn(wishes) if representation is HTML else wishes
    most = service.settings.network_limit
    choices = wishes.measured, wishes.communities, wishes.edges, wishes.layout, wishes.drawn, wishes.community
    question = Whole(wishes.top, most, *choices)
    analysis = subject.ask(question, wishes.filters(directed=wishes.directed), written)
    return await answer(request, version, representation, analysis)


@router.get(
    "/{view}/centrality/{measure}",
    summary="A measure of every node",
    responses=answers(TABLE, _SCORES, *_ENDINGS, model="Ranking"),
)
async def centrality(
    request: Request,
    version: AskedVersion,
    subject: View,
    measure: Annotated[
        str,
        Path(
            description=f"One of: {', '.join(MEASURES)}; {in_format(TABLE)}.",
            examples=["betweenness"],
        ),
    ],
    wishes: Annotated[RankingWishes, Query()],
) -> Response:
    """Rank the nodes. The answer says what the measure means and how much it rests on.

    With `stability=true` it also says which ranks can be told apart. Half of the facts are left out many times over:
    each score has a `rank_interval`, and all of these hold at once with a probability of 95 %. Its `scenario_ranks` are
    those without what is ambiguous, implied or told by one document only. In `stability` stand those that may be first,
    the stretches of ranks that are `alike`, and the correlation stability coefficient (Epskamp, Borsboom & Fried 2018).
    """
    name, _, suffix = measure.partition(".")
    representation, written = choose_written(request, written_of(subject, TABLE), suffix, excel=wishes.excel)
    analysis = subject.ask(wishes.question(name), wishes.filters(directed=wishes.directed), written)
    return await answer(request, version, representation, analysis)


@router.get(
    "/{view}/communities",
    summary="Groups that hang together",
    responses=answers(TABLE, _GROUPS, *_ENDINGS, model="Communities"),
)
@router.get("/{view}/communities.{suffix}", summary="The same in a format", include_in_schema=False)
async def find_communities(
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[CommunityWishes, Query()],
) -> Response:
    """Divide the network into groups that are denser inside than between (Leiden); the same seed gives the same groups.

    Several runs tell how sure that is: `agreement` of all, `sureness` of each group and of each member.
    """
    suffix = request.path_params.get("suffix", "")
    representation, written = choose_written(request, written_of(subject, TABLE), suffix, excel=wishes.excel)
    question = Divided(wishes.seed, wishes.resolution, wishes.weighted, wishes.runs)
    return await answer(request, version, representation, subject.ask(question, wishes.filters(), written))


@router.get(
    "/{view}/components",
    summary="The connected pieces",
    responses=answers(COMPONENTS, _PIECES, *_ENDINGS, model="Components"),
)
@router.get("/{view}/components.{suffix}", summary="The same in a format", include_in_schema=False)
async def find_components(
    request: Request, version: AskedVersion, subject: View, wishes: Annotated[Filtered, Query()]
) -> Response:
    """List what hangs together, whatever the direction of the edges, the largest piece first."""
    representation = choose(request, written_of(subject, COMPONENTS), request.path_params.get("suffix", ""))
    analysis = subject.ask(Pieces(), wishes.filters(), COMPONENTS[representation])
    return await answer(request, version, representation, analysis)


@router.get("/{view}/path", summary="How two are linked", responses=answers(PATHS, _PATHS, *_ENDINGS, model="Paths"))
async def find_paths(
    service: Served, request: Request, version: AskedVersion, subject: View, wishes: Annotated[PathWishes, Query()]
) -> Response:
    """Give paths between two nodes: the records and evidence of every step, and the words that may be shown.

    Where there is none, `misses` tells what comes near: what each hangs together with, names that are alike, and
    whether they are linked in the widest view or without filters.
    """
    representation = choose(request, written_of(subject, PATHS), request.path_params.get("suffix", ""), wishes.format)
    question = wishes.question(service.mapping.node)
    analysis = subject.ask(question, wishes.filters(), PATHS[representation])
    complete = partial(_complete, service, version, analysis)
    return await answer(request, version, representation, analysis, complete=complete)


@router.get("/{view}/path.{suffix}", include_in_schema=False)
async def find_paths_in_format(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    suffix: Annotated[str, Path(description=f"One of: {', '.join(suffixes(PATHS))}.", examples=["svg"])],  # noqa: ARG001
    wishes: Annotated[PathWishes, Query()],
) -> Response:
    """Give paths in the format that the address names, as all other networks are given."""
    return await find_paths(service, request, version, subject, wishes)


async def _complete(
    service: Service, version: int | None, analysis: Analysis, request: Request, body: dict[str, Any]
) -> None:
    """Add to paths the passages behind them, and where there are some instead."""

    async def read(other: Analysis) -> Any:
        return json.loads(await (await ask(request, version, other)).chunks.read())

    if "misses" in body:
        body["misses"]["elsewhere"] = await elsewhere(analysis, read)
    about = body["version"]
    async with service.edition_of(about) as edition:
        await to_thread(quote_paths, edition, service.repository.gate.texts, body)


@router.get(
    "/{view}/ego/{id:path}",
    summary="The neighbourhood of one node",
    responses=answers(NETWORK, EXAMPLE_NETWORK, *_ENDINGS, model="Network"),
)
async def neighbourhood(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    id: Annotated[
        str, Path(description="IRI, collection/id or name.", examples=["organisations/connected-places-catapult"])
    ],
    wishes: Annotated[NeighbourhoodWishes, Query()],
) -> Response:
    """Give what is within some steps of a node, whatever the direction of the edges."""
    representation, written = choose_written(request, written_of(subject, NETWORK), wishes.format, excel=wishes.excel)
    most = service.settings.network_limit
    wishes = drawn(wishes) if representation is HTML else wishes
    about = service.mapping.node(id), wishes.radius
    question = Near(*about, wishes.top, most, wishes.measured, wishes.communities, wishes.edges, wishes.layout)
    analysis = subject.ask(question, wishes.filters(), written)
    return await answer(request, version, representation, analysis)
