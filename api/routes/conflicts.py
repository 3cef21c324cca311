"""Claims that contradict each other."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.forms import Done
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.conflicts import CONFLICTS, ConflictsPage
from api.representations.examples import answers
from api.service import Leased
from kg.claims import KINDS
from kg.errors import UnknownField

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_BASE, _ROOT = "https://w3id.org/innovation-kg", "http://127.0.0.1:8000"


def _said(slug: str, value: str, document: str, *, preferred: bool) -> dict[str, object]:
    id_ = f"contributions/{slug}"
    return {
        "id": f"{_BASE}/{id_}",
        "label": slug.replace("-", " ").capitalize(),
        "links": {"self": f"{_ROOT}/{id_}"},
        "value": value,
        "confidence": "stated",
        "evidence": [f"{document}:4-21:ab381e5e1ca6049f"],
        "datasets": ["west-midlands-korea"],
        "preferred": preferred,
    }


_FUNDER = "organisations/innovate-uk"
_ITEM = {
    "kind": "same-payment",
    "field": "amount",
    "about": [{"id": f"{_BASE}/{_FUNDER}", "label": "Innovate UK", "links": {"self": f"{_ROOT}/{_FUNDER}"}}],
    "claims": [
        _said("grant-in-the-press", "3000000 GBP", "article", preferred=False),
        _said("grant-in-the-register", "2750000 GBP", "register", preferred=True),
    ],
    "preferred": f"{_BASE}/contributions/grant-in-the-register",
    "reason": "directness of the source: grant-publication over article",
}


@router.get(
    "/conflicts",
    summary="Claims that contradict each other",
    responses=answers(
        CONFLICTS, {"items": [_ITEM], "total": 1, "next": None, "version": 7}, 304, 400, 404, 406, model="Conflicts"
    ),
)
def conflicts(
    edition: Leased,
    request: Request,
    kind: Annotated[str, Query(description=f"One of: {', '.join(KINDS)}.", examples=["same-payment"])] = "",
    after: Annotated[int, Query(ge=0, le=(1 << 32) - 1, description="Where the page begins, from `next`.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Conflicts on the page.")] = 50,
    done: Done = None,  # noqa: ARG001
) -> Response:
    """List the facts on which records contradict each other: each claim with its evidence, and the preferred one.

    Nothing is overwritten. A claim is preferred for its confidence, then for the directness and date of its source,
    then for its evidence; where these do not decide, none is.
    """
    representation = choose(request, CONFLICTS)
    if kind and kind not in KINDS:
        raise UnknownField("kind of conflict", kind, KINDS)
    tag = tag_of(request, edition.version, representation.media_type)
    of_kind = [each for each in edition.conflicts() if kind in ("", each.kind)]
    return respond(
        CONFLICTS[representation](ConflictsPage(request, edition, of_kind, after, limit)), representation, tag
    )
