"""What changed, as pages: the log, one change, the history of a record, the difference of two versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.record_words import RecordWords
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.review.notices import back_to, notice_of
from api.representations.pages.speech import Value
from kg.catalogue import DERIVED
from kg.edition import Edition
from kg.query.consequences import KINDS

Body = Mapping[str, Any]

_OPEN = 12
"""Records up to which all that changed in each is shown at once."""

ACTIONS = {
    "added": marked("added"),
    "changed": marked("changed"),
    "removed": marked("removed"),
}
SOURCES = {
    "file": marked("file"),
    "HTTP": marked("web"),
    "update": marked("SPARQL update"),
    "graph store": marked("graph store"),
    "command": marked("command line"),
    "import": marked("import"),
}
"""By which way changes come, as people call it."""

SINGULAR = {
    marked("organisations"): marked("organisation"),
    marked("groups"): marked("group"),
    marked("places"): marked("place"),
    marked("people"): marked("person"),
    marked("posts"): marked("post"),
    marked("programmes"): marked("programme"),
    marked("projects"): marked("project"),
    marked("events"): marked("event"),
    marked("agreements"): marked("agreement"),
    marked("goals"): marked("goal"),
    marked("contributions"): marked("contribution"),
    marked("participations"): marked("participation"),
    marked("outcomes"): marked("outcome"),
    marked("names"): marked("name"),
    marked("identifiers"): marked("identifier"),
    marked("links"): marked("link"),
    marked("documents"): marked("document"),
    marked("sources"): marked("source"),
    marked("questions"): marked("question"),
    marked("decisions"): marked("decision"),
    marked("omissions"): marked("omission"),
    marked("terms"): marked("term"),
}
"""Collections, and what one record of each is called."""

EDGE_CHANGES = {
    "entered": ("added", "+", marked("entered")),
    "left": ("removed", "−", marked("left")),
    "changed": ("changed", "~", marked("changed")),
}
"""What may become of an edge: the class and the sign of its mark, and what it is called."""

INCLUDED = {
    "money": marked("Money"),
    "edges": marked("Networks"),
    "ranks": marked("Ranks"),
    "answers": marked("Saved queries"),
}
"""What follows from a difference, by the kinds of `KINDS`."""


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What became of a field."""

    label: str
    before: Sequence[Value]
    after: Sequence[Value]


@dataclass(frozen=True, slots=True)
class RecordWord:
    """What became of a record: `history` is the address of its history, empty where it is of no class of ours."""

    name: Value
    type: str
    action: str
    dataset: str
    was: str
    history: str
    fields: Sequence[FieldWords]


def changed_in_words(edition: Edition, request: Request, changes: Iterable[Body]) -> list[RecordWord]:
    """Put into words what became of records."""
    changes, words = list(changes), RecordWords(edition, request)
    words.learn(each["record"] for each in changes)
    for each in changes:
        for field in each["fields"]:
            words.learn_values(each["type"], field["field"], (*field["before"], *field["after"]))
    return [_in_words(each, words, edition, root_of(request)) for each in changes]


def _in_words(change: Body, words: RecordWords, edition: Edition, root: str) -> RecordWord:
    base, type_ = edition.mapping.base_iri, change["type"]
    is_gone = change["action"] == "removed" and not edition.catalogue.type_of(change["record"])
    name = words.named(change["record"])
    return RecordWord(
        Value(name.text) if is_gone else name,
        type_,
        change["action"],
        edition.mapping.reference(change["dataset"]).removeprefix("datasets/"),
        change["was"],
        local(change["record"], base, f"{root}/history") if type_ else "",
        [*_fields(change, words)],
    )


def _fields(change: Body, words: RecordWords) -> Iterator[FieldWords]:
    catalogue = words.edition.catalogue
    is_here = bool(catalogue.type_of(change["record"]))
    cited = {*catalogue.record(change["record"]).values.get("evidence", ())} if is_here else set()
    for each in change["fields"]:
        before, after = (
            [
                words.value(change["type"], each["field"], text, change["record"] if text in cited else "")
                for text in each[side]
            ]
            for side in ("before", "after")
        )
        yield FieldWords(words.field_label(change["type"], each["field"]), before, after)


def log_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show one page of the log, with a form that filters it."""
    names = {"author", "source", "dataset", "record", "earliest", "latest"}
    wishes = {name: request.query_params.get(name, "") for name in names}
    values = {
        "body": body,
        "formats": formats,
        "wishes": wishes,
        "is_filtered": any(wishes.values()),
        "authors": sorted({each["author"] for each in body["items"]}),
        "datasets": datasets_in(edition),
        "sources": SOURCES,
        "singular": SINGULAR,
        "record": RecordWords(edition, request).named(edition.mapping.iri(wishes["record"]))
        if wishes["record"]
        else None,
        "days": _by_day(body["items"]),
    }
    return render(request, "review/changes.html", values)


def _by_day(entries: Iterable[Body]) -> list[tuple[str, list[Body]]]:
    days: dict[str, list[Body]] = {}
    for each in entries:
        days.setdefault(each["time"][:10], []).append(each)
    return [*days.items()]


def datasets_in(edition: Edition) -> list[str]:
    """Name the datasets of an edition."""
    iris = (quad.subject for quad in edition.store.quads(None, None, None, edition.mapping.datasets_graph))
    return sorted({edition.mapping.reference(each.value).removeprefix("datasets/") for each in iris})  # type: ignore[union-attr]


def change_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show one change."""
    values = {
        "notice": notice_of(request),
        "back": back_to(request),
        "body": body,
        "formats": formats,
        "sources": SOURCES,
        "singular": SINGULAR,
        "actions": ACTIONS,
        "newest": edition.version,
        "lists": [name for name in body["collections"] if name not in DERIVED],
        "records": changed_in_words(edition, request, body["changes"]),
        "is_open": len(body["changes"]) <= _OPEN,
    }
    return render(request, "review/change.html", values)


def diff_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show what differs between two versions."""
    included = request.query_params.get("include", "").split(",")
    values = {
        "body": body,
        "formats": formats,
        "actions": ACTIONS,
        "kinds": {each: INCLUDED[each] for each in INCLUDED if each in KINDS},
        "included": included,
        "records": changed_in_words(edition, request, body["changes"]),
        "is_open": len(body["changes"]) <= _OPEN,
        "money": [_money(each) for each in body["money"]["items"]] if "money" in body else None,
        "edge_changes": EDGE_CHANGES,
        "edges": _edges(edition, request, body),
    }
    return render(request, "review/diff.html", values)


def _money(change: Body) -> dict[str, Any]:
    """Tell what a total was and is, and by how much it differs where both are certain."""
    totals = [_exact(side) for side in (change["before"], change["after"])]
    difference = None if None in totals else totals[1] - totals[0]  # type: ignore[operator]
    return {**change, "difference": difference}


def _exact(side: Body | None) -> Decimal | None:
    """Give a total that is certain, None for one that is not."""
    if side is None:
        return Decimal(0)
    return Decimal(str(side["low"])) if side["low"] is not None and side["low"] == side["high"] else None


def _edges(edition: Edition, request: Request, body: Body) -> list[dict[str, Any]] | None:
    """Name the ends of edges."""
    if "edges" not in body:
        return None
    words, edges = RecordWords(edition, request), body["edges"]["items"]
    words.learn(each[end] for each in edges for end in ("source", "target"))
    return [{**each, "source": words.named(each["source"]), "target": words.named(each["target"])} for each in edges]


def history_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show what happened to a record, with the way to it where it is still there."""
    root, mapping = root_of(request), edition.mapping
    is_gone = not body["items"] or body["items"][0]["action"] == "removed"
    collection = mapping.reference(body["id"]).partition("/")[0]
    type_ = edition.catalogue.record_class(collection).name
    changes = ({**each, "record": body["id"], "type": type_} for each in body["items"])
    records = changed_in_words(edition, request, changes)
    values = {
        "body": body,
        "formats": formats,
        "sources": SOURCES,
        "actions": ACTIONS,
        "address": "" if is_gone else local(body["id"], mapping.base_iri, root),
        "reference": mapping.reference(body["id"]),
        "steps": [*zip(body["items"], records, strict=True)],
    }
    return render(request, "review/history.html", values)
