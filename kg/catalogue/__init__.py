"""Lists of records, and search over what names them: the catalogue of one version of the graph.

    Catalogue(store, mapping, version, index)   reads one version, whose store is opened when it is needed;
                                                where it is given no index, it makes one in memory
        .page(collection, Selection(...))       filters, ranges, search, order, cursor -> Page
        .find(search)                           the best hits of all collections -> Findings
        .look_up(class, Selection(...))         search and filters, of one class or any, or what is linked with that
        .facets(collection, Selection(...))     by what a list can be narrowed, and how many would be left -> [Facet]
        .pointing_at(iri)                       who points at something, by collection and field -> [Pointing]; the
                                                records are `.page(collection, Selection({field: (iri,)}))`
        .items(iris)  .names(iris)              what clients get of records, and what things are called
        .record(iri)  .label(iri)  .type_of(iri)  .versions(iri)  .quads(iris)
    CatalogueFollower(path, mapping)            keeps the index on disk at the newest version of the journal

The index is a SQLite database (:mod:`kg.catalogue.database`). It holds of each record its facts and its place in each
order of its class, and *postings*: under each value of a field, and under each word of a name, the set of records, as a
bitmap. A list is an intersection of such sets, of which one page is read in order; its total is their size. What is
written about a record follows from its facts alone (:mod:`kg.catalogue.entries`), so a change set rewrites what it
touches and nothing else (:mod:`kg.catalogue.writer`).
"""

from kg.catalogue.columns import IndexColumns
from kg.catalogue.database import Database
from kg.catalogue.divisions import Touches
from kg.catalogue.follower import CatalogueFollower, index_among
from kg.catalogue.items import Item, Name, address, entity
from kg.catalogue.layout import DERIVED
from kg.catalogue.linking import LINKED_TYPES, MOST_FOUND
from kg.catalogue.lists import Catalogue, class_of
from kg.catalogue.quality import NO_CLAIMS, SHORTCOMINGS, YEARS, years_ago
from kg.catalogue.ranking import Hit
from kg.catalogue.selection import (
    ANY,
    DATASET,
    SEPARATE,
    Facet,
    FacetValue,
    Findings,
    LinkedTotal,
    NearWord,
    Page,
    Pointing,
    Selection,
)
from kg.catalogue.standing import LASTING, Standing, standing_of
from kg.catalogue.times import Dated, Stretch, TimeLine, TimeWish
from kg.catalogue.usage import Usage
from kg.catalogue.years import UNSURE, yearly_fields

__all__ = [
    "ANY",
    "DATASET",
    "DERIVED",
    "LASTING",
    "LINKED_TYPES",
    "MOST_FOUND",
    "NO_CLAIMS",
    "SEPARATE",
    "SHORTCOMINGS",
    "UNSURE",
    "YEARS",
    "Catalogue",
    "CatalogueFollower",
    "Database",
    "Dated",
    "Facet",
    "FacetValue",
    "Findings",
    "Hit",
    "IndexColumns",
    "Item",
    "LinkedTotal",
    "Name",
    "NearWord",
    "Page",
    "Pointing",
    "Selection",
    "Standing",
    "Stretch",
    "TimeLine",
    "TimeWish",
    "Touches",
    "Usage",
    "address",
    "class_of",
    "entity",
    "index_among",
    "standing_of",
    "yearly_fields",
    "years_ago",
]
