"""Questions about networks on their way to a process of their own, and the answers on their way back."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.negotiation import HTML, Representation, wants_page
from api.http.preferences import longest_wait
from api.http.responses import respond, tag_at, tag_of
from api.http.visitor import visitor_of
from api.jobs import Work, job_of
from api.representations.answers import answer_with
from api.representations.jobs import accepted
from api.representations.pages.network.names import name_for_reader, name_records
from api.representations.pages.network.networks import network_page
from api.representations.pages.problems import name_of
from api.service import served
from kg.errors import PlaysNoPart, UnknownNode
from kg.network import View, load_views
from kg.query import QueryResult
from kg.query.absent import named_absent
from kg.query.analysis import Analysis, Subject
from kg.query.networks import Networks
from kg.query.processes.on_demand import NewestSnapshot

Complete = Callable[[Request, dict[str, Any]], Awaitable[None]]
"""Adds to an answer in JSON what is known here."""
Page = Callable[[Request, str, View, Any], Any]
"""Shows an answer in JSON to a browser."""

VIEW_NAMES = f"One of: {', '.join(load_views())}"


def named(description: str = f"{VIEW_NAMES}.", example: str = "partnership", *, suffixed: bool = False) -> Any:
    """Give what a route depends on for its subject, the view that stands in its address, perhaps with a suffix."""

    def subject(view: str = Path(description=description, examples=[example])) -> Subject:
        return Subject.of_view(view.partition(".")[0] if suffixed else view)

    return Depends(subject)


async def _posted(request: Request) -> Subject:
    return Subject.of_recipe((await request.body()).decode(errors="replace"))


Posted = Annotated[Subject, Depends(_posted)]
"""The recipe in the body, in the place of a view."""

T = TypeVar("T")


def written_of(subject: Subject, formats: Mapping[Representation, T]) -> Mapping[Representation, T]:
    """Leave pages out of a table of formats where a recipe is posted: they have an address, and lead on by it."""
    return {each: name for each, name in formats.items() if not (each is HTML and subject.recipe)}


def networks_for(request: Request) -> Networks:
    """Give the place where the networks of a request are computed; that of jobs gives them more time."""
    job = job_of(request)
    return served(request).networks if job is None else job.networks


def snapshot_for(request: Request, version: int | None) -> NewestSnapshot:
    """Give what pins the version that a request is about; the newest is for a job what it was when that began."""
    service, job = served(request), job_of(request)
    return service.snapshot_of(version) or (service.snapshot if job is None else job.pin)


async def ask(request: Request, version: int | None, analysis: Analysis) -> QueryResult:
    """Have a question answered about the newest version or an older one; it is closed when the request is over."""
    answer = networks_for(request).run(analysis, client_of(request), snapshot_for(request, version))
    result = closed_after(request, await answer)
    if job_of(request):
        await result.chunks.gather()
    return result


async def answer(
    request: Request,
    version: int | None,
    representation: Representation,
    analysis: Analysis,
    page: Page | Mapping[Representation, Page] = network_page,
    complete: Complete | None = None,
) -> Response:
    """Have a network computed by a process of its own, unless the client has the answer already.

    Pages are shown of the answer in JSON, and so may pictures be. What completes an answer may read the texts at hand,
    so that it changes with them.
    """
    service, pages = served(request), page if isinstance(page, Mapping) else {HTML: page}
    identity = f"{representation.media_type} {analysis.recipe}".rstrip()
    texts = await to_thread(service.workspace.texts.state) if complete and analysis.format == "json" else ""
    tag_of(request, service.version if version is None else version, identity, texts)

    async def work(request: Request) -> Response:
        try:
            result = await ask(request, version, analysis)
        except UnknownNode as error:
            raise await _in_words(request, version, analysis, error) from error
        tag = tag_at(request, result.version, identity, texts)
        shown = pages.get(representation)
        if shown is None and not (complete and analysis.format == "json"):
            return answer_with(result, tag, request)
        body = json.loads(await result.chunks.read())
        if complete:
            await complete(request, body)
        if shown is not None:
            await name_in_language(request, result.version, body)
            body = await to_thread(shown, request, service.mapping.base_iri, analysis.declared, body)
        return respond(body, representation, tag)

    return await now_or_later(request, version, work)


async def _in_words(request: Request, version: int | None, analysis: Analysis, error: UnknownNode) -> UnknownNode:
    """Tell of what is no node what it is, if it is a record; for a page, by the name that it has in its language."""
    async with served(request).edition(version) as edition:
        absent = await to_thread(named_absent, edition, analysis, error)
        if isinstance(absent, PlaysNoPart) and wants_page(request):
            request.state.absent = await to_thread(name_of, edition, request, absent.record)
        return absent


async def name_in_language(request: Request, version: int, body: dict[str, Any]) -> None:
    """Have an answer of a version name things as whoever reads its page does, and the records behind its edges."""
    service, language = served(request), visitor_of(request).language
    async with service.edition_of(version) as edition:
        await to_thread(name_records, edition, body)
        await to_thread(name_for_reader, edition, language, body)


async def now_or_later(request: Request, version: int | None, work: Work) -> Response:
    """Answer a request, or with a job where that takes longer than the client would wait (RFC 7240, section 4.1)."""
    wait = longest_wait(request)
    if wait is None:
        async with WhileWanted(request):
            return await work(request)
    service = served(request)
    job = await service.begin_job(request, version, work)
    try:
        async with WhileWanted(request):
            await job.end_within(min(wait, service.settings.query_timeout))
    except BaseException:  # nobody will ever know its id
        service.jobs.forget(job)
        raise
    if job.response is None:
        return accepted(request, job)
    service.jobs.forget(job)
    return job.response
