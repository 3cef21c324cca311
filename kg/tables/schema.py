"""The schema: a table for each record class, and tables for evidence, names of things, edges, amounts and scores.

>>> [column.name for column in columns_of(load_vocabulary().classes["Contribution"]) if "when" in column.name]
['when', 'when_date', 'when_year']
>>> {table.name for table in tables()} >= {"contributions", "evidence", "edges_funding", "amounts", "scores"}
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from kg.network import View, load_views
from kg.reference import fields
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, FieldKind, RecordClass, load_vocabulary

_XSD = PREFIXES["xsd"]
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


class Kind(Enum):
    """What the values of a column are, by the name that DuckDB has for it."""

    TEXT = "VARCHAR"
    TEXTS = "VARCHAR[]"
    DECIMAL = "DECIMAL(38,9)"
    INTEGER = "BIGINT"
    DATE = "DATE"
    YEAR = "INTEGER"
    NUMBER = "DOUBLE"
    TRUTH = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its values are, and what they mean.

    `field` is the field of a record that it is read from, with the part of it that it tells.
    """

    name: str
    kind: Kind
    meaning: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns."""

    name: str
    meaning: str
    columns: Sequence[Column]


def columns_of(record_class: RecordClass) -> tuple[Column, ...]:
    """List the columns of a record class: its IRI, its label, the record it is shown as, then its fields."""
    meanings = {entry.name: entry.definition for entry in fields(record_class.collection)}
    own = [each for each in record_class.fields.values() if each.name != "label"]
    return (
        Column("id", Kind.TEXT, "The IRI of the record.", "id"),
        Column("label", Kind.TEXT, "What it is called.", "label"),
        Column("shown_as", Kind.TEXT, "The IRI of the record that it is one with and shown as, where that is another."),
        *(column for field in own for column in _columns(field, meanings.get(field.name, ""))),
    )


def column_of(field: Field, meaning: str = "") -> Column:
    """Give the column of a field."""
    return Column(field.name, _kind(field), meaning, field.name)


def _columns(field: Field, meaning: str) -> Iterator[Column]:
    """Give the column of a field; of a time two more, for what of it is whole."""
    yield column_of(field, meaning)
    if field.datatype == EDTF:
        yield Column(f"{field.name}_date", Kind.DATE, f"The day, where `{field.name}` is one.", field.name)
        yield Column(f"{field.name}_year", Kind.YEAR, f"The year in which `{field.name}` begins.", field.name)


def _kind(field: Field) -> Kind:
    if field.many or field.kind is FieldKind.EVIDENCE:
        return Kind.TEXTS
    if field.kind is not FieldKind.LITERAL:
        return Kind.TEXT
    return {f"{_XSD}decimal": Kind.DECIMAL, f"{_XSD}integer": Kind.INTEGER}.get(field.datatype, Kind.TEXT)


THINGS = Table(
    "things",
    "Every record of every class: what an IRI in the other tables is called.",
    (
        Column("id", Kind.TEXT, "The IRI of the record."),
        Column("label", Kind.TEXT, "What it is called."),
        Column("class", Kind.TEXT, "The class of the record, such as Organisation."),
        Column("table", Kind.TEXT, "The table that it is in."),
    ),
)
EVIDENCE = Table(
    "evidence",
    "The passages that records rest on.",
    (
        Column("id", Kind.TEXT, "The IRI of the passage, as in the column `evidence` of its record."),
        Column("record", Kind.TEXT, "The IRI of the record."),
        Column("document", Kind.TEXT, "The IRI of the document."),
        Column("start", Kind.INTEGER, "The place in the text of the document where it begins, in characters."),
        Column("end", Kind.INTEGER, "The place where it ends."),
        Column("digest", Kind.TEXT, "The digest of the passage."),
    ),
)
AMOUNTS = Table(
    "amounts",
    "The money on the edges of networks, a row for each figure; parts of a whole and repeats are in one.",
    (
        Column("view", Kind.TEXT, "The network."),
        Column("source", Kind.TEXT, "The IRI of the node that the edge comes from."),
        Column("target", Kind.TEXT, "The IRI of the node that it leads to."),
        Column("role", Kind.TEXT, "The role of the edge."),
        Column("currency", Kind.TEXT, "The currency (ISO 4217)."),
        Column("kind", Kind.TEXT, "The kind of money, such as grant."),
        Column("value", Kind.DECIMAL, "How much."),
        Column("bound", Kind.TEXT, "Whether it is exact, or over, nearly ..."),
        Column("joint", Kind.TRUTH, "Whether several gave or received it together: never add it."),
        Column("doubtful", Kind.TRUTH, "Whether the curator doubts it: never add it."),
        Column("records", Kind.TEXTS, "The IRIs of the records that it was read from."),
    ),
)
MONEY = Table(
    "money",
    "What contributions come to, each fact once, as `/network/funding/money` has it: those that count, of one currency "
    "and kind, come to between the sums of `low` and `high`.",
    (
        Column("record", Kind.TEXT, "The IRI of the contribution."),
        Column("currency", Kind.TEXT, "The currency (ISO 4217)."),
        Column("kind", Kind.TEXT, "The kind of money, such as grant."),
        Column("counts", Kind.TRUTH, "Whether it counts."),
        Column("low", Kind.DECIMAL, "The least that it is."),
        Column("high", Kind.NUMBER, "The most that it is, infinite where nothing bounds it, as with over 13 million."),
        Column("funders", Kind.TEXTS, "The IRIs of who gave it; several gave it together."),
        Column("recipients", Kind.TEXTS, "The IRIs of who received it; several received it together."),
        Column("programmes", Kind.TEXTS, "The IRIs of the programmes that it is of."),
        Column("years", Kind.TEXTS, "The years in which it was given."),
        Column("reason", Kind.TEXT, "Why it does not count: a part, a repeat, a plan, no amount ..."),
        Column("beside", Kind.TEXT, "The IRI of the contribution that counts instead of a part or a repeat."),
    ),
)
SCORES = Table(
    "scores",
    "What measures give the nodes of networks.",
    (
        Column("view", Kind.TEXT, "The network."),
        Column("measure", Kind.TEXT, "The measure."),
        Column("node", Kind.TEXT, "The IRI of the node."),
        Column("label", Kind.TEXT, "What it is called."),
        Column("score", Kind.NUMBER, "What the measure gives."),
        Column("rank", Kind.INTEGER, "The place by score, from 1; equal scores have one rank."),
    ),
)
ABOUT = Table(
    "about",
    "What the tables were made of.",
    (
        Column("name", Kind.TEXT, "A fact: `version` of the graph, `base`, `recipe NETWORK`, `left out` ..."),
        Column("value", Kind.TEXT, "Its value."),
    ),
)


def edges_table(view: View) -> Table:
    """Give the table of the edges of a view."""
    rests_on = "activities that both take part in" if view.co_participation else "records that it rests on"
    return Table(
        f"edges_{view.name.replace('-', '_')}",
        f"The network {view.name}: {view.description}",
        (
            Column("source", Kind.TEXT, "The IRI of the node that it comes from; undirected, the first by IRI."),
            Column("source_label", Kind.TEXT, "What that is called."),
            Column("target", Kind.TEXT, "The IRI of the node that it leads to."),
            Column("target_label", Kind.TEXT, "What that is called."),
            Column("role", Kind.TEXT, "The role in which it links them."),
            Column("weight", Kind.INTEGER, "How many facts are behind it."),
            Column("confidence", Kind.TEXT, "That of its surest record."),
            Column("dated", Kind.TRUTH, "Whether any of its records tells a time."),
            Column("records", Kind.TEXTS, f"The IRIs of the {rests_on}."),
        ),
    )


@cache
def tables() -> tuple[Table, ...]:
    """List all tables."""
    classes = load_vocabulary().classes.values()
    of_records = (
        Table(each.collection, f"The records of the class {each.name}.", columns_of(each)) for each in classes
    )
    return (*of_records, THINGS, EVIDENCE, *map(edges_table, load_views().values()), AMOUNTS, MONEY, SCORES, ABOUT)
