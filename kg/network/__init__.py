"""Networks: project a view of the graph, measure it, walk it, write it to a file.

    projection  which records count, what they link: a `Network` in arrays (`model`), which follows edits
    measures    pure functions from a network to a score for each node; `kernels` are their loops, compiled
    ranking     scores in order, with coverage and how far the order can be relied on
    structure   pieces, groups, ways, likeness, removal, years
    ledger      money that counts, and what does not: intervals, never across currencies or kinds
    questions   what may be asked, each with its answer as text: the same in the shell, over HTTP and in Python
    exports     files for Gephi, Cytoscape, Pajek, networkx, pandas; `drawing` makes the picture

>>> from kg.store import EMBEDDED
>>> network = project(StoreColumns(EMBEDDED.in_memory()), find_view("funding"), Filters(as_of="2025"))
>>> rank(network, "betweenness").coverage
Coverage(nodes=0, edges=0, components=0, stated_share=0.0, undated_edges=0, undated_share=0.0, left_out={})
"""

from kg.network.basis import Basis
from kg.network.bodies import communities_body, edge_body, node_body, paths_body, ranking_body, write_network
from kg.network.bounds import bounds_of, demand_bounds, within
from kg.network.columns import Columns, StoreColumns
from kg.network.declarations import View, find_view, load_views
from kg.network.exports import EXPORTS, Content, Export, content_of
from kg.network.filters import CONFIDENCES, MEMBERS, SEPARATE, UNDATED, WEIGHTS, Filters, listed
from kg.network.graphs import to_networkx
from kg.network.measures import MEASURES, Measure
from kg.network.model import Amount, Edge, Network, Node
from kg.network.projection.following import follow
from kg.network.projection.project import Projection, project, projected
from kg.network.questions import (
    MEANINGS,
    MEDIA_TYPES,
    PATHS,
    QUESTIONS,
    SIMILARITIES,
    BasisQuestion,
    Bridges,
    Bridging,
    Concentrated,
    Divided,
    Figures,
    Linked,
    Money,
    Near,
    NetworkQuestion,
    Pieces,
    Question,
    Ranked,
    Series,
    Similar,
    Stable,
    Streams,
    Suggested,
    Whole,
    Without,
)
from kg.network.questions.tables import write_answer
from kg.network.ranking.rank import Coverage, Ranking, Score, coverage, nothing_left, rank
from kg.network.ranking.stability import Sampling
from kg.network.recipes import parse_recipe
from kg.network.remarks import REMARKS, Remark, fillings, remarked
from kg.network.structure.concentration import Concentration, concentrate
from kg.network.structure.exploring import ego, find_node, largest, pieces
from kg.network.structure.grouping import Communities, Community, communities
from kg.network.structure.series import STEPS
from kg.network.structure.summary import Figure, summary
from kg.network.structure.ways import NetworkPath, paths

__all__ = [
    "CONFIDENCES",
    "EXPORTS",
    "MEANINGS",
    "MEASURES",
    "MEDIA_TYPES",
    "MEMBERS",
    "PATHS",
    "QUESTIONS",
    "REMARKS",
    "SEPARATE",
    "SIMILARITIES",
    "STEPS",
    "UNDATED",
    "WEIGHTS",
    "Amount",
    "Basis",
    "BasisQuestion",
    "Bridges",
    "Bridging",
    "Columns",
    "Communities",
    "Community",
    "Concentrated",
    "Concentration",
    "Content",
    "Coverage",
    "Divided",
    "Edge",
    "Export",
    "Figure",
    "Figures",
    "Filters",
    "Linked",
    "Measure",
    "Money",
    "Near",
    "Network",
    "NetworkPath",
    "NetworkQuestion",
    "Node",
    "Pieces",
    "Projection",
    "Question",
    "Ranked",
    "Ranking",
    "Remark",
    "Sampling",
    "Score",
    "Series",
    "Similar",
    "Stable",
    "StoreColumns",
    "Streams",
    "Suggested",
    "View",
    "Whole",
    "Without",
    "bounds_of",
    "communities",
    "communities_body",
    "concentrate",
    "content_of",
    "coverage",
    "demand_bounds",
    "edge_body",
    "ego",
    "fillings",
    "find_node",
    "find_view",
    "follow",
    "largest",
    "listed",
    "load_views",
    "node_body",
    "nothing_left",
    "parse_recipe",
    "paths",
    "paths_body",
    "pieces",
    "project",
    "projected",
    "rank",
    "ranking_body",
    "remarked",
    "summary",
    "to_networkx",
    "within",
    "write_answer",
    "write_network",
]
