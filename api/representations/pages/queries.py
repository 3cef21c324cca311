"""The page for queries: a form, and the first rows of an answer as a table, or its first lines as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request

from api.representations.pages.rendering import render
from kg.query import QueryResult

_FOLDER = Path(__file__).parent / "examples"

_ROWS, _BYTES = 500, 1 << 18
"""What a page shows of an answer; the whole of it is there in every data format."""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The first rows under their names, or the first lines as `text`; `more` tells that it goes on."""

    version: int

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    text: str
    more: bool


async def first_part(result: QueryResult) -> ResultTable:
    """Read as much of an answer in TSV or Turtle as a page shows. Raises as its chunks do."""
    data, is_cut = b"", False
    async for chunk in result.chunks:
        data += chunk
        if len(data) > _BYTES:
            is_cut = True
            break
    lines = data.decode(errors="replace").split("\n")
    if is_cut:
        del lines[-1]
    if result.kind != "solutions":
        return ResultTable(result.version, (), (), "\n".join(lines), is_cut)
    names = [each.removeprefix("?") for each in lines[0].split("\t")] if lines[0] else []
    rows = [line.split("\t") for line in lines[1:] if line or names]
    if rows and not is_cut:
        del rows[-1]  # the end of the last line
    return ResultTable(result.version, names, rows[:_ROWS], "", is_cut or len(rows) > _ROWS)


def query_page(request: Request, query: str, result: ResultTable | None = None, problem: str = "") -> bytes:
    """Show the form with a query, and its answer or what is wrong with it."""
    values = {"query": query, "result": result, "problem": problem, "examples": examples()}
    return render(request, "sparql.html", values)


@cache
def examples() -> list[tuple[str, str]]:
    """List queries to begin with, as (title, text)."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.rq"))]
    return [(title.removeprefix("# "), query.strip()) for title, _, query in (text.partition("\n") for text in texts)]
