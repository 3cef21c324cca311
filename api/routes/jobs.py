"""Jobs: questions that take long, asked with `Prefer: respond-async`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import JSON
from api.http.routing import Routes
from api.representations.examples import EXAMPLE_JOB, QUERIED, answers, endings
from api.representations.jobs import result_of, status
from api.service import Served

router = Routes(prefix="/jobs", tags=["network"], dependencies=[ONLY_KNOWN])

_ANY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "…"}}

Id = Annotated[str, Path(description="The id that the answer to the question gave.", examples=["b2V4nRk1y0w"])]


@router.get("/{id}", summary="How a job stands", responses=answers((JSON,), EXAMPLE_JOB, 400, 404, model="Job"))
async def job_status(service: Served, request: Request, id: Id) -> Response:
    """Tell how a question stands that was answered 202; while it is running, `Retry-After` says when to look again.

    It is about the version that was newest when it was asked. Only who knows the id can find it, and nothing lists
    them. Some time after its end it is forgotten, as it is when the service is started anew: then it is 404.
    """
    return status(request, service.jobs.find(id))


@router.get(
    "/{id}/result",
    summary="The answer of a job",
    responses={
        **endings(*QUERIED, 400, 404),
        200: {"description": "The answer, in the media type of the question.", "content": _ANY},
    },
)
async def job_result(service: Served, id: Id) -> Response:
    """Give what the question would have been answered, also where it failed; 404 while it is running."""
    return result_of(service.jobs.find(id))


@router.delete(
    "/{id}",
    summary="Cancel or forget a job",
    responses={204: {"description": "Its work ends, or it is forgotten."}, **endings(400, 404)},
    status_code=204,
)
async def end_job(service: Served, id: Id) -> Response:
    """End the work for a job that is running; one that has ended is forgotten with its answer."""
    service.jobs.cancel(id)
    return Response(status_code=204)
