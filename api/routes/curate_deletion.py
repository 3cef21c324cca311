"""Deleting a record from its form: asked first, with what refers to it and what stands in the way."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.http.auth import Writer, identify_client, identify_writer, origin_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, choose
from api.http.problems import STATUSES
from api.http.responses import headers_with
from api.http.routing import Routes
from api.http.session import root_of
from api.representations.curating import statements_of
from api.representations.entities import class_at
from api.representations.pages.curate.curation_deletion import DeletionPage, deletion_page
from api.service import Served
from kg.changes import Refused
from kg.desk.drafts import datasets_of, referring
from kg.desk.operations import Operation, Overtaken
from kg.edition import Edition
from kg.errors import KgError

router = Routes(include_in_schema=False)

_SOURCE = "HTTP"
Collection = Annotated[str, Path()]
Name = Annotated[str, Path()]


class _Sent(BaseModel):
    """Why a record is to go, the version at which its page was read, and the dataset whose statements are meant."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Annotated[str, Field(pattern=r"\S", max_length=2_000)]
    version: Annotated[int, Field(ge=0)]
    dataset: Annotated[str, Field(max_length=200)] = ""


@router.get("/curate/{collection}/{slug}/delete", dependencies=[ONLY_KNOWN])
async def ask_deletion(
    service: Served, request: Request, collection: Collection, slug: Name, dataset: str = ""
) -> Response:
    """Show what would go and what stands in the way; whoever is not signed in does that first."""
    choose(request, [HTML])
    class_at(request, collection)
    if identify_client(request) is None:
        here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        address = f"{root_of(request)}/sign-in?{urlencode({'next': here})}"
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    writer, obstacle = identify_writer(request), None
    async with service.editions.lease() as edition:
        page = await to_thread(_page, request, edition, f"{collection}/{slug}", dataset)
        operation = Operation("delete", page.record.id, None, edition.version)
        try:
            origin = origin_of(writer, "Preview", _SOURCE)
            await service.desk.edit(origin, [operation], page.dataset, rehearse=True)
        except (Refused, Overtaken) as error:
            obstacle = error
        return await _shown(page, obstacle)


@router.post("/curate/{collection}/{slug}/delete")
async def delete_from_form(
    service: Served,
    request: Request,
    writer: Writer,
    collection: Collection,
    slug: Name,
    sent: Annotated[_Sent, Form()],
) -> Response:
    """Delete a record, or show once more what stands in the way: what refers to it, or what others made of it."""
    class_at(request, collection)
    async with service.editions.lease() as edition:
        page = await to_thread(_page, request, edition, f"{collection}/{slug}", sent.dataset, sent.reason)
        operation = Operation("delete", page.record.id, None, sent.version)
        try:
            origin = origin_of(writer, sent.reason, _SOURCE)
            version, _ = await service.desk.edit(origin, [operation], page.dataset)
        except (Refused, Overtaken) as error:
            return await _shown(page, error, STATUSES[error.kind])
    return RedirectResponse(f"{request.base_url}curate?deleted={version}", 303, headers_with(""))


def _page(request: Request, edition: Edition, id_: str, dataset: str, reason: str = "") -> DeletionPage:
    """Read what there is to say of a record that is to go. Raises UnknownIri and UnknownDataset."""
    store, mapping, iri = edition.store, edition.mapping, edition.iri(id_)
    record, dataset = statements_of(edition, iri, dataset)
    datasets, references = datasets_of(store, mapping, iri), list(referring(store, mapping, iri))
    return DeletionPage(request, edition, record, dataset, datasets, references, reason=reason)


async def _shown(page: DeletionPage, obstacle: KgError | None, status: int = 200) -> Response:
    html = await to_thread(deletion_page, replace(page, obstacle=obstacle))
    return HTMLResponse(html, status, headers_with(""))
