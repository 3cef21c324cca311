"""What changed, as pages: the log, one change, the history of a record, the difference of two versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request

from api.representations.pages.rendering import local, render, root_of

Body = Mapping[str, Any]


def log_page(request: Request, body: Body, formats: Sequence[str]) -> bytes:
    """Show one page of the log."""
    return render(
        request, "changes.html", {"body": body, "formats": formats, "given": request.query_params.multi_items()}
    )


def changed_page(request: Request, template: str, body: Body, base: str, formats: Sequence[str]) -> bytes:
    """Show what became of records, by one change or between two versions, each with the way to its history."""
    history = partial(_history, root=root_of(request), base=base)
    return render(request, template, {"body": body, "formats": formats, "history": history})


def history_page(request: Request, body: Body, base: str, formats: Sequence[str]) -> bytes:
    """Show what happened to a record, with the way to it where it is still there."""
    is_gone = not body["items"] or body["items"][0]["action"] == "removed"
    address = "" if is_gone else local(body["id"], base, root_of(request))
    return render(request, "history.html", {"body": body, "formats": formats, "address": address})


def _history(change: Body, root: str, base: str) -> str:
    """Give the address of the history of a record; nothing where that is of no class of ours."""
    return local(change["record"], base, f"{root}/history") if change["type"] else ""
