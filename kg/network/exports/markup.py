"""Networks in XML: GEXF 1.3 for Gephi, with times, and GraphML for everything else.

Sources: GEXF 1.3 (https://gexf.net), whose intervals may not overlap; GraphML (http://graphml.graphdrawing.org), whose
ids hold no slash, so that nodes and edges go by number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from kg.dates import days
from kg.network.content import Columns, Content, Kind, Row, plain_row
from kg.store.xml_output import guarded

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_GEXF_TYPES: Mapping[Kind, str] = {Kind.INTEGER: "integer", Kind.NUMBER: "double", Kind.FIGURE: "double"}
_GRAPHML_TYPES: Mapping[Kind, str] = {Kind.INTEGER: "long", Kind.NUMBER: "double", Kind.FIGURE: "double"}
_GEXF_NODE, _GEXF_EDGE = ("label",), ("source", "target", "weight")
_GRAPHML_EDGE = ("source", "target")


def write_gexf(content: Content, output: IO[bytes]) -> None:
    """Write GEXF 1.3 in UTF-8; nodes go by their IRI. What is told of all stands in the description, as JSON."""
    _write(_gexf(content), output)


def write_graphml(content: Content, output: IO[bytes]) -> None:
    """Write GraphML in UTF-8; nodes go by number, with their `iri`. What is told of all is data of the graph."""
    _write(_graphml(content), output)


def spells(times: Iterable[str]) -> list[tuple[str, str]]:
    """Give the stretches of days that some times (EDTF) cover, the earliest first; an end that is open is empty.

    >>> spells(["2019", "2019-06/2020-02", "2022-05", "XXXX-01"])
    [('2019-01-01', '2020-02-29'), ('2022-05-01', '2022-05-31')]
    >>> spells(["../2018", "2017/.."]), spells([])
    ([('', '')], [])
    """
    stretches = sorted(span for span in map(days, times) if any(span))
    joined: list[tuple[str, str]] = []
    for first, last in stretches:
        if joined and (not joined[-1][1] or first <= joined[-1][1]):
            before, until = joined.pop()
            joined.append((before, max(last, until) if last and until else ""))
        else:
            joined.append((first, last))
    return joined


def _gexf(content: Content) -> Iterator[str]:
    times, directed = bool(content.network.rows.dated.any()), content.network.directed
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    about = _text(json.dumps(content.about, ensure_ascii=False))
    yield f"<meta><creator>innovation-kg</creator><description>{about}</description></meta>\n"
    when = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"} if times else {"mode": "static"}
    yield _tag("graph", {"defaultedgetype": "directed" if directed else "undirected", **when}) + "\n"
    nodes = {name: kind for name, kind in _node_columns(content).items() if name not in _GEXF_NODE}
    edges = {name: kind for name, kind in content.edge_columns.items() if name not in _GEXF_EDGE}
    for which, columns in (("node", nodes), ("edge", edges)):
        yield _tag("attributes", {"class": which, "mode": "static"}) + "\n"
        for name, kind in columns.items():
            yield _tag("attribute", {"id": name, "title": name, "type": _GEXF_TYPES.get(kind, "string")}, "/") + "\n"
        yield "</attributes>\n"
    yield "<nodes>\n"
    for row in _nodes(content):
        yield _tag("node", {"id": row["iri"], "label": row["label"]}) + _values(row, nodes) + "</node>\n"
    yield "</nodes>\n<edges>\n"
    for place, row in enumerate(content.edges()):
        ends = {"source": row["source"], "target": row["target"], "weight": row["weight"], "kind": row["role"]}
        yield _tag("edge", {"id": f"e{place}", **ends}) + _values(row, edges) + _spells(row) + "</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _values(row: Row, columns: Columns) -> str:
    values = (_tag("attvalue", {"for": name, "value": value}, "/") for name, value in plain_row(row, columns).items())
    return f"<attvalues>{''.join(values)}</attvalues>"


def _spells(row: Row) -> str:
    stretches = spells(row["when"])
    ends = [{"start": first, "end": last} for first, last in stretches]
    inside = (_tag("spell", {name: day for name, day in each.items() if day}, "/") for each in ends)
    return f"<spells>{''.join(inside)}</spells>" if stretches else ""


def _graphml(content: Content) -> Iterator[str]:
    directed = content.network.directed
    about: dict[str, Any] = {name: json.dumps(each) if name == "coverage" else each for name, each in _about(content)}
    edges = {name: kind for name, kind in content.edge_columns.items() if name not in _GRAPHML_EDGE}
    nodes = _node_columns(content)
    scopes = {"graph": dict.fromkeys(about, Kind.TEXT), "node": nodes, "edge": edges}
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    keys: dict[tuple[str, str], str] = {}
    for scope, columns in scopes.items():
        for name, kind in columns.items():
            keys[scope, name] = f"k{len(keys)}"
            type_ = _GRAPHML_TYPES.get(kind, "string")
            attributes = {"id": keys[scope, name], "for": scope, "attr.name": name, "attr.type": type_}
            yield _tag("key", attributes, "/") + "\n"

    def data(scope: str, row: Mapping[str, Any]) -> str:
        values = (f"{_tag('data', {'key': keys[scope, name]})}{_text(value)}</data>" for name, value in row.items())
        return "".join(values)

    yield _tag("graph", {"edgedefault": "directed" if directed else "undirected"}) + data("graph", about) + "\n"
    for place, row in enumerate(_nodes(content)):
        yield _tag("node", {"id": f"n{place}"}) + data("node", plain_row(row, nodes)) + "</node>\n"
    number = {iri: place for place, iri in enumerate(content.network.iris)}
    for place, row in enumerate(content.edges()):
        ends = {end: f"n{number[row[end]]}" for end in _GRAPHML_EDGE}
        yield _tag("edge", {"id": f"e{place}", **ends}) + data("edge", plain_row(row, edges)) + "</edge>\n"
    yield "</graph>\n</graphml>\n"


def _about(content: Content) -> Iterable[tuple[str, Any]]:
    return ((name, str(each).lower() if isinstance(each, bool) else each) for name, each in content.about.items())


def _node_columns(content: Content) -> Columns:
    """Name the columns of nodes; their `id` is called `iri`, for these formats mean another by it."""
    return {"iri" if name == "id" else name: kind for name, kind in content.node_columns.items()}


def _nodes(content: Content) -> Iterator[Row]:
    return ({**row, "iri": row["id"]} for row in content.nodes())


def _tag(name: str, attributes: Mapping[str, Any], end: str = "") -> str:
    return f"<{name}{''.join(f' {key}={quoteattr(str(value))}' for key, value in attributes.items())}{end}>"


def _text(value: Any) -> str:
    return escape(str(value))


def _write(parts: Iterable[str], output: IO[bytes]) -> None:
    with guarded(output, "xml") as guard:
        guard.write(_DECLARATION.encode())
        for part in parts:
            guard.write(part.encode())
