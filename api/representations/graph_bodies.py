"""The RDF that a request brings for one graph: in its body, or in the files of a form."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.http.client import WhileWanted, client_of
from api.http.incoming import content_type_of, refuse_charset, refuse_codings
from api.representations.contexts import gather_contexts
from api.service import served
from kg.errors import LimitExceeded, UnreadableInput
from kg.ontology import context
from kg.query import Document
from kg.store.rdf import GRAPH_FORMATS, MEDIA_TYPES, DefaultGraph, NamedNode, Quad

FORM = "multipart/form-data"
FILES = 100
"""Documents that one form may bring."""

_SUFFIXES = {f".{each.suffix}": name for name, each in GRAPH_FORMATS.items()}
_SAYS_NOTHING = frozenset({"", "application/octet-stream", "text/plain"})
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!--|[^\s<>]+\s)")  # no IRI has a space in it


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that RDF is read into, the base of its IRIs, and our contexts, to which its JSON-LD may refer.

    A document may have `most` quads, and so may all documents of a form together.
    """

    request: Request
    graph: NamedNode | DefaultGraph
    base_iri: str
    contexts: Mapping[str, Any]
    most: int

    async def parse(self, data: bytes, format_name: str) -> list[Quad]:
        """Have one document parsed where it can do no harm. Raises UnreadableInput, and what `QueryPool.parse` does."""
        service, contexts = served(self.request), {}
        if format_name == "jsonld":
            remote = service.workspace.remote
            contexts = await asyncio.to_thread(gather_contexts, data, self.base_iri, self.contexts, remote)
        document = Document(data, format_name, self.base_iri, self.graph, contexts, self.most)
        async with WhileWanted(self.request):
            return await service.pool.parse(document, client_of(self.request))


def target(request: Request, graph: NamedNode | DefaultGraph, base_iri: str) -> Target:
    """Say where the RDF of a request goes; `base_iri` is that of the service, whose context is at hand."""
    ours = dict.fromkeys((f"{base_iri}context.jsonld", f"{request.base_url}context.jsonld"), context())
    base = graph.value if isinstance(graph, NamedNode) else str(request.url)
    return Target(request, graph, base, ours, served(request).settings.change_limit)


async def read_body(request: Request, goal: Target, *, may_be_empty: bool) -> list[Quad]:
    """Read the RDF of a request; `may_be_empty`: no bytes at all are no statements, in any format.

    Answers 415 for a media type, a charset or a content coding that is not read here. Raises UnreadableInput.
    """
    refuse_codings(request)
    content_type = content_type_of(request.headers)
    if content_type.media_type == FORM:
        return await _read_form(request, goal, content_type.parameters.get("boundary"))
    if content_type.media_type and content_type.media_type not in MEDIA_TYPES:
        raise HTTPException(415, f"Send RDF as one of: {', '.join((*MEDIA_TYPES, FORM))}.")
    refuse_charset(content_type, "The body")
    data = await request.body()
    if not data and may_be_empty:
        return []
    return await goal.parse(data, MEDIA_TYPES.get(content_type.media_type) or _guess(data))


async def _read_form(request: Request, goal: Target, boundary: str | None) -> list[Quad]:
    if boundary is None or f"--{boundary}--".encode() not in await request.body():
        raise HTTPException(400, "The form has no boundary, or does not end in it: a part of it may be missing.")
    quads: list[Quad] = []
    async with request.form(max_files=FILES, max_fields=FILES) as form:
        parts = form.multi_items()
        for name, part in parts:
            quads += await _read_part(name, part, goal)
            if len(quads) > goal.most:
                raise LimitExceeded.of_size(goal.most)
    if not parts:
        raise HTTPException(400, "The form brings no document.")
    return quads


async def _read_part(name: str, part: UploadFile | str, goal: Target) -> list[Quad]:
    if isinstance(part, str) or not part.filename:
        raise HTTPException(400, f"The part {name!r} is no file: send each document with a file name.")
    label, content_type = f"The part {part.filename!r}", content_type_of(part.headers)
    format_name = MEDIA_TYPES.get(content_type.media_type)
    if format_name is None and content_type.media_type not in _SAYS_NOTHING:
        raise HTTPException(415, f"{label} is {content_type.media_type}. Send RDF as one of: {', '.join(MEDIA_TYPES)}.")
    format_name = format_name or _SUFFIXES.get(PurePath(part.filename).suffix.lower())
    if format_name is None:
        raise HTTPException(400, f"{label} has neither an RDF media type nor one of: {', '.join(_SUFFIXES)}.")
    refuse_charset(content_type, label)
    try:
        return await goal.parse(await part.read(), format_name)
    except UnreadableInput as error:
        raise UnreadableInput(f"{label}: {error.message}", error.fix) from None


def _guess(data: bytes) -> str:
    """Tell the format of a body that does not say it; nothing but XML begins with a tag that has attributes.

    >>> _guess(b'<rdf:RDF xmlns:rdf="">'), _guess(b"<urn:a> <urn:b> 1 ."), _guess(b" {}")
    ('rdfxml', 'turtle', 'jsonld')
    """
    if _XML.match(data):
        return "rdfxml"
    return "jsonld" if data.lstrip()[:1] == b"{" else "turtle"
