"""The graph in a notebook: one way to ask, whether it lies in a folder or is served elsewhere.

    opening   `open_graph` gives a `Graph` for a folder or an address
    graph     `Graph`: networks, SPARQL, records, money
    nets      `Net`: one network at one version, ranked, divided, walked, drawn, cited
    answers   `Answer`: what a call gives, with its version and coverage; as a frame for pandas, Polars, Arrow
    rows      the rows that answers have, read from their bodies
    source    `Source`: what both ways to the graph are able to do
    local     in this process and its workers, from a home
    remote    over HTTP, from a service

`kg.open` is `open_graph`; all this is loaded when it is first asked for (`kg/__init__.py`).
"""

from kg.notebook.answers import Answer, Citation
from kg.notebook.graph import Graph
from kg.notebook.nets import Net
from kg.notebook.opening import open_graph

__all__ = ["Answer", "Citation", "Graph", "Net", "open_graph"]
