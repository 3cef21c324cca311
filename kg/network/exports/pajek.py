"""Networks for Pajek (`.net`): vertices by number with their names, and lines with their weight and role.

Pajek has no place for anything else, and stricter readers refuse what they do not know; so all that is told of the
network, of each node and of each edge stands in comments before, as JSON. A name of Pajek holds no straight quotes and
no line breaks, and readers take it for the vertex; so quotes are written as typographic ones, line breaks as spaces,
and a name that several have with the end of the IRI. The comments have all as it is.

Source: de Nooy, Mrvar & Batagelj, Exploratory Social Network Analysis with Pajek.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from kg.network.content import Content, plain_row
from kg.network.model import Node

_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def write_pajek(content: Content, output: IO[bytes]) -> None:
    """Write a network for Pajek, in UTF-8 with a byte order mark, by which Pajek knows it."""
    output.write("\ufeff".encode())
    for line in _lines(content):
        output.write(f"{line}\r\n".encode())


def _lines(content: Content) -> Iterator[str]:
    number = {iri: place for place, iri in enumerate(content.network.iris, start=1)}
    yield f"% network {_written(content.about)}"
    for row in content.nodes():
        yield f"% vertex {number[row['id']]} {_written(plain_row(row, content.node_columns))}"
    for row in content.edges():
        ends = f"{number[row['source']]} {number[row['target']]}"
        yield f"% line {ends} {_written(plain_row(row, content.edge_columns))}"
    yield f"*Vertices {len(number)}"
    for place, name in enumerate(_names(content.network.nodes), start=1):
        yield f'{place} "{name}"'
    yield "*Arcs" if content.network.directed else "*Edges"
    for row in content.edges():
        yield f'{number[row["source"]]} {number[row["target"]]} {row["weight"]} l "{_quotable(row["role"])}"'


def _names(nodes: Sequence[Node]) -> list[str]:
    """Give the name of each node; no two are the same."""
    labels = [(_quotable(node.label) or node.iri, node.iri) for node in nodes]
    times = Counter(label for label, _ in labels)
    named = [(f"{label} ({iri.rpartition('/')[2]})" if times[label] > 1 else label, iri) for label, iri in labels]
    again = Counter(name for name, _ in named)
    return [iri if again[name] > 1 else name for name, iri in named]


def _quotable(text: str) -> str:
    """Take out of a text what a name in Pajek cannot hold."""
    return _LINE.sub(" ", text.replace('"', "”").replace("\\", "＼")).strip()


def _written(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
