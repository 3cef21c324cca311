"""Jobs as they are told of, and the answer once it is there."""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.jobs import Job

_UNKEPT = {"Cache-Control": "no-store"}
_OF_TAG = ("etag", "cache-control", "content-length")
SOON = {"Retry-After": "1"}


def accepted(request: Request, job: Job) -> Response:
    """Say that a question is answered later, and where."""
    body = job_body(request, job)
    headers = {**_UNKEPT, **SOON, "Location": body["links"]["self"], "Preference-Applied": "respond-async"}
    return JSONResponse(body, 202, headers)


def status(request: Request, job: Job) -> Response:
    """Say how a job stands."""
    return JSONResponse(job_body(request, job), headers={**_UNKEPT, **(SOON if job.status == "running" else {})})


def job_body(request: Request, job: Job) -> dict[str, Any]:
    """Tell of a job."""
    address = f"{request.base_url}jobs/{job.id}"
    result = {"result": f"{address}/result"} if job.status == "done" else {}
    failure = {"problem": json.loads(bytes(job.response.body))} if job.status == "failed" and job.response else {}
    return {
        "status": job.status,
        "asked": job.asked,
        "version": job.snapshot.version,
        "started": job.started.isoformat(timespec="milliseconds"),
        "seconds": round(job.seconds, 3),
        **failure,
        "links": {"self": address, **result},
    }


def result_of(job: Job) -> Response:
    """Give the answer as the question would have had it, but for a tag: it is gone with the job.

    Answers 404 where there is none.
    """
    if job.response is None:
        raise HTTPException(
            404, f"The job is {job.status}: it has no result.", SOON if job.status == "running" else None
        )
    headers = {name: value for name, value in job.response.headers.items() if name not in _OF_TAG}
    headers = {**headers, **_UNKEPT, "Content-Location": job.asked}
    return Response(job.response.body, job.response.status_code, headers)
