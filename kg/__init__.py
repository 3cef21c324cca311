"""A knowledge graph of innovation ecosystems: who funds and partners with whom, with evidence for every claim.

Data flows one way, and each package has one verb:

    records     read      rows of tables become records, which know no RDF
    mapping     map       a record becomes quads through `ontology/context.jsonld`, and quads become a record
    desk        write     a load, an edit or an update becomes a change set: quads to remove, quads to add
    validation  check     what a change would make of the graph is held against the shapes and the evidence
    changes     commit    a change set passes the gate, enters the journal, and reaches the store as a version
    store       hold      the quads; the only package that speaks to the engine
    query       answer    users' SPARQL, in processes that can be stopped
    network     project   views of who funds and partners with whom, and measures on them
    catalogue   list      filter, search, sort and turn pages
    history     tell      who changed what, and how two versions differ
    export      write     records, RDF, grants
    tables      fill      typed tables for SQL
    notebook    open      the graph in a notebook, from a folder or an address: `kg.open`

    citing      find      passages in texts, and the words of texts that no record rests on
    figures     read      what a printed number may mean
    identifiers tell      what is wrong with an identifier of a register
    claims      compare   records that contradict each other over one fact
    likeness    suggest   records that may describe one thing, for people who decide
    sparql      spell     queries so that the engine reads them as the grammar says
    cli         run       one module per verb of `kg`

Everything that changes the graph goes through :meth:`kg.changes.Repository.commit`. What the graph can say stands in
`ontology/`, not here: classes, fields, terms, shapes and network edges are data.

>>> from kg.mapping import Mapping
>>> from kg.vocabulary import load_vocabulary
>>> from kg.records import Record
>>> mapping = Mapping(load_vocabulary(), "https://example.org/")
>>> len(mapping.to_quads(Record("Place", "places/ulsan", {"label": ("Ulsan",)}), mapping.graph("demo")))
2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.notebook import Graph, Net
    from kg.notebook import open_graph as open  # noqa: A004

__all__ = ["Graph", "KgError", "Net", "open"]

_PLACES = {
    "open": ("kg.notebook", "open_graph"),
    "Graph": ("kg.notebook", "Graph"),
    "Net": ("kg.notebook", "Net"),
    "KgError": ("kg.errors", "KgError"),
}


def __getattr__(name: str) -> object:
    """Load what is for notebooks when it is first asked for: whoever imports a part of the library does without."""
    if name not in _PLACES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, attribute = _PLACES[name]
    return getattr(import_module(module), attribute)
