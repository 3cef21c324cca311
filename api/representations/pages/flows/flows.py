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
from api.representations.pages.flows.sankey import WIDTH, Band, Bar, sankey
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
    entries: int
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
    """A stop in the drawing, with its name in lines where it is told: the first of several that are one together."""

    bar: Bar
    stop: ShownStop
    lines: Sequence[str]
    others: int


@dataclass(frozen=True, slots=True)
class DrawnStream:
    """A stream in the drawing."""

    band: Band
    stream: ShownStream


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
        "bars": [
            DrawnStop(bar, stop, stop.lines, len(stop.who[1:])) for bar in drawing.bars for stop in [page.stops[bar.id]]
        ],
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
        "left_out": [
            (
                Value(each["label"], page.local(each["record"])),
                _WHY.get(each["reason"]) or REASONS[each["reason"]],
                each,
            )
            for each in body["excluded"]["items"]
        ],
        "reasons": [(_WHY.get(name) or REASONS[name], count) for name, count in body["coverage"]["excluded"].items()],
        "confidences": get_args(FlowWishes.model_fields["min_confidence"].annotation),
        "query": query,
        "tops": (5, 8, 12, 20),
        "top": int(query.get("top", "12")),
    }
    return render(request, "flows/flows.html", values)


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

    def drawing(self) -> Any:
        """Lay out stops and streams; what nothing can be said of, for the total is nothing, is drawn thin."""
        columns = [[each["id"] for each in self._body["stops"] if each["column"] == name] for name in COLUMNS]
        total = Decimal(self._body["total"]["figure"])
        shares = {
            (each["source"], each["target"]): float(Decimal(each["figure"]) / total) if total else 0.0
            for each in self._body["streams"]
        }
        return sankey(columns, shares)

    def units(self) -> Iterator[tuple[str, str, str, int, str, bool]]:
        """Yield currency, kind, sum, contributions and address of each unit, and whether it is shown."""
        for each in self._body["units"]:
            unit = {"currency": each["currency"], "kind": each["kind"]}
            yield (
                each["currency"],
                kind_label(each["kind"]),
                self.sum(each),
                each["entries"],
                self._links.without("source", "target", "offset", **unit),
                all(self._body[name] == value for name, value in unit.items()),
            )

    def plans(self) -> Iterator[tuple[str, str, int, str]]:
        """Yield currency, kind, number and address of the plans of each unit, which do not count so far."""
        for each in self._body["plans"]:
            unit = {"currency": each["currency"], "kind": each["kind"], "include_planned": "true"}
            address = self._links.without("source", "target", "offset", **unit)
            yield each["currency"], kind_label(each["kind"]), each["entries"], address

    def chosen(self) -> Sequence[ShownStop]:
        """Give the stops by which the listed contributions run."""
        ids = (self._body["chosen"][end] for end in ("source", "target"))
        return [self.stops[each] for each in ids if each in self.stops]

    def entries(self) -> Iterator[tuple[Value, Sequence[Sequence[Value]], str, Mapping[str, Any]]]:
        """Yield each contribution with the steps of its way and its amount."""
        for each in self._body["entries"]["items"]:
            steps = [[self._named(who) for who in each[f"{column}s"]] for column in COLUMNS]
            yield Value(each["label"], self.local(each["record"])), steps, self.sum(each), each

    def sum(self, told: Mapping[str, Any]) -> str:
        """Write what a sum may be."""
        return in_words(told["low"], told["high"], self._translate)

    def _named(self, who: Mapping[str, str]) -> Value:
        return Value(who["label"], self.local(who["id"]))

    def _stop(self, stop: Mapping[str, Any]) -> ShownStop:
        end = "target" if stop["column"] == COLUMNS[-1] else "source"
        other = "source" if end == "target" else "target"
        return ShownStop(
            stop["id"],
            stop["column"],
            stop["role"],
            [self._named(each) for each in stop["who"]],
            stop["parties"],
            self.sum(stop),
            stop["entries"],
            self._links.without(other, "offset", **{end: self._short(stop["id"])}) + "#contributions",
        )

    def _stream(self, stream: Mapping[str, Any]) -> ShownStream:
        ends = {end: self._short(stream[end]) for end in ("source", "target")}
        return ShownStream(
            self.stops[stream["source"]],
            self.stops[stream["target"]],
            self.sum(stream),
            stream["entries"],
            self._links.without("offset", **ends) + "#contributions",
            stream["low"] == stream["high"],
        )

    def _short(self, id_: str) -> str:
        """Write a stop with ids in the place of IRIs, as addresses have them."""
        return id_.replace(self._base, "")
