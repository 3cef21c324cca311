"""Money on its way as a page shows it: a drawing, and the same as tables, each stream with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.http.visitor import visitor_of
from api.representations.models.flows import FlowWishes
from api.representations.networks import TABLE
from api.representations.pages.flows.sankey import WIDTH, Band, Bar, Sankey, sankey
from api.representations.pages.languages import marked, messages
from api.representations.pages.rendering import Links, local, render, root_of
from api.representations.pages.speech import Value
from kg.network import View
from kg.network.drawing.groups import named_in_lines
from kg.network.drawing.labels import lines
from kg.network.ledger import REASONS, in_words
from kg.network.ledger.streams import COLUMNS, OTHER, UNTOLD
from kg.ontology import ONTOLOGY_IRI
from kg.reference import label_of

HEADS = {
    "funder": marked("Who pays"),
    "programme": marked("Through which programme or project"),
    "recipient": marked("Who benefits"),
}
OTHERS = {OTHER: marked("Others"), UNTOLD: marked("Not stated")}

_WHY = {
    "other_dataset": marked("in another dataset"),
    "planned": marked("only planned"),
    "undated": marked("without a date"),
    "earlier": marked("earlier than asked for"),
    "later": marked("later than asked for"),
    "known_later": marked("became known later"),
    "no_amount": marked("no amount that is a number"),
    "no_currency": marked("no currency stated"),
    "no_kind": marked("no kind stated"),
    "below_confidence": marked("less sure than asked for"),
    "contradicted": marked("contradicted by another dataset"),
    "doubtful": marked("carries a doubt"),
    "repeat": marked("states what another one states"),
    "part": marked("a part of what another one states"),
}
"""Why contributions are left out; what only the question about sums has goes by the words of the ledger."""


@dataclass(frozen=True, slots=True)
class ShownStop:
    """A stop with its name, one or several together or what it is, and the address of what is behind it."""

    id: str
    column: str
    role: str
    who: Sequence[Value]
    parties: int
    amount: str
    address: str

    @property
    def name(self) -> str:
        """Name it in one line, the roles apart from `named` in English."""
        return " + ".join(each.text for each in self.who) or OTHERS.get(self.role, "")

    @property
    def lines(self) -> Sequence[str]:
        """Name the first of those who are told in two lines, in one where there are others to be counted below."""
        names = [each.text for each in self.who]
        return named_in_lines(names[:1]) if names[1:] else lines(names[0]) if names else ()


@dataclass(frozen=True, slots=True)
class ShownStream:
    """A stream between two stops."""

    source: ShownStop
    target: ShownStop
    amount: str
    entries: int
    address: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class DrawnStop:
    """A stop in the drawing."""

    bar: Bar
    stop: ShownStop


@dataclass(frozen=True, slots=True)
class DrawnStream:
    """A stream in the drawing."""

    band: Band
    stream: ShownStream


@dataclass(frozen=True, slots=True)
class Unit:
    """A currency and a kind of money: how many contributions or plans are of it, and the address that shows them."""

    currency: str
    kind: str
    entries: int
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A contribution behind the drawing: who stands at each step of its way, when, and how much it is."""

    record: Value
    steps: Sequence[Sequence[Value]]
    years: Sequence[str]
    amount: str
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A contribution that does not count here, and why; `figure` is empty where none is stated."""

    record: Value
    why: str
    figure: str
    currency: str


def flows_page(request: Request, base: str, _: View, body: Mapping[str, Any]) -> bytes:
    """Show money on its way."""
    page = FlowWords(request, base, body)
    drawing = page.drawing()
    query = request.query_params
    values = {
        "body": body,
        "formats": suffixes(TABLE),
        "heads": [HEADS[column] for column in COLUMNS],
        "width": WIDTH,
        "height": drawing.height,
        "bars": [DrawnStop(each, page.stops[each.id]) for each in drawing.bars],
        "bands": [DrawnStream(each, page.streams[each.source, each.target]) for each in drawing.bands],
        "streams": list(page.streams.values()),
        "units": list(page.units()),
        "plans": list(page.plans()),
        "currencies": sorted({each["currency"] for each in body["units"]} | {body["currency"]} - {""}),
        "kinds": sorted({(kind, kind_label(kind)) for each in (*body["units"], body) if (kind := each["kind"])}),
        "other_kinds": sum(each["entries"] for each in body["units"]) - body["coverage"]["shown"],
        "kind": kind_label(body["kind"]),
        "total": page.sum(body["total"]),
        "chosen": page.chosen(),
        "everything": Links(request).without("source", "target", "offset"),
        "entries": list(page.entries()),
        "left_out": list(page.left_out()),
        "reasons": [(_why(name), count) for name, count in body["coverage"]["excluded"].items()],
        "confidences": get_args(FlowWishes.model_fields["min_confidence"].annotation),
        "query": query,
        "tops": (5, 8, 12, 20),
        "top": int(query.get("top", "12")),
    }
    return render(request, "flows/flows.html", values)


def _why(reason: str) -> str:
    return _WHY.get(reason) or REASONS[reason]


def kind_label(kind: str) -> str:
    """Name a kind of contribution."""
    return label_of(f"{ONTOLOGY_IRI}/contribution-kinds/{kind}") if kind else ""


class FlowWords:
    """Puts a body into words and addresses."""

    def __init__(self, request: Request, base: str, body: Mapping[str, Any]) -> None:
        self._request, self._base, self._root = request, base, root_of(request)
        self._links, self._body = Links(request), body
        self._translate = messages(visitor_of(request).language).gettext
        self.stops = {each["id"]: self._stop(each) for each in body["stops"]}
        self.streams = {(each["source"], each["target"]): self._stream(each) for each in body["streams"]}

    def local(self, iri: str) -> str:
        """Give the address here of an IRI."""
        return local(iri, self._base, self._root)

    def drawing(self) -> Sankey:
        """Lay out stops and streams; what nothing can be said of, for the total is nothing, is drawn thin."""
        columns = [[each["id"] for each in self._body["stops"] if each["column"] == name] for name in COLUMNS]
        total = Decimal(self._body["total"]["figure"])
        shares = {
            (each["source"], each["target"]): float(Decimal(each["figure"]) / total) if total else 0.0
            for each in self._body["streams"]
        }
        return sankey(columns, shares)

    def units(self) -> Iterator[Unit]:
        """Yield the units of what counts."""
        return (self._unit(each) for each in self._body["units"])

    def plans(self) -> Iterator[Unit]:
        """Yield the units of plans, which do not count so far."""
        return (self._unit(each, include_planned="true") for each in self._body["plans"])

    def _unit(self, unit: Mapping[str, Any], **more: str) -> Unit:
        currency, kind = unit["currency"], unit["kind"]
        address = self._links.without("source", "target", "offset", currency=currency, kind=kind, **more)
        is_shown = (currency, kind) == (self._body["currency"], self._body["kind"])
        return Unit(currency, kind_label(kind), unit["entries"], address, is_shown)

    def chosen(self) -> Sequence[ShownStop]:
        """Give the stops by which the listed contributions run."""
        ids = (self._body["chosen"][end] for end in ("source", "target"))
        return [self.stops[each] for each in ids if each in self.stops]

    def entries(self) -> Iterator[EntryRow]:
        """Yield the contributions behind the drawing."""
        for each in self._body["entries"]["items"]:
            record = Value(each["label"], self.local(each["record"]))
            steps = [[self._named(who) for who in each[f"{column}s"]] for column in COLUMNS]
            yield EntryRow(record, steps, each["years"], self.sum(each), each["disputed"])

    def left_out(self) -> Iterator[LeftOutRow]:
        """Yield the contributions that do not count here."""
        for each in self._body["excluded"]["items"]:
            record = Value(each["label"], self.local(each["record"]))
            yield LeftOutRow(record, _why(each["reason"]), each["figure"], each["currency"])

    def sum(self, amount: Mapping[str, Any]) -> str:
        """Write what a sum may be."""
        return in_words(amount["low"], amount["high"], self._translate)

    def _named(self, who: Mapping[str, str]) -> Value:
        return Value(who["label"], self.local(who["id"]))

    def _stop(self, stop: Mapping[str, Any]) -> ShownStop:
        end = "target" if stop["column"] == COLUMNS[-1] else "source"
        other = "source" if end == "target" else "target"
        return ShownStop(
            id=stop["id"],
            column=stop["column"],
            role=stop["role"],
            who=[self._named(each) for each in stop["who"]],
            parties=stop["parties"],
            amount=self.sum(stop),
            address=self._links.without(other, "offset", **{end: self._short(stop["id"])}) + "#contributions",
        )

    def _stream(self, stream: Mapping[str, Any]) -> ShownStream:
        ends = {end: self._short(stream[end]) for end in ("source", "target")}
        return ShownStream(
            source=self.stops[stream["source"]],
            target=self.stops[stream["target"]],
            amount=self.sum(stream),
            entries=stream["entries"],
            address=self._links.without("offset", **ends) + "#contributions",
            is_exact=stream["low"] == stream["high"],
        )

    def _short(self, id_: str) -> str:
        """Write a stop with ids in the place of IRIs, as addresses have them."""
        return id_.replace(self._base, "")
