"""The pages of `docs/reference`, from the vocabulary, the shapes, the command line and the HTTP interface."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import click

from api.app import create_app
from docs.markdown import page, table
from kg.cli.main import kg
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.records.folder import DOCUMENTATION
from kg.records.report import NOTICE, WARNING
from kg.records.tables import OPTIONAL_COLUMNS
from kg.reference import concepts, fields, label_of, narrowable, needed, schemes
from kg.settings import Settings, describe
from kg.store.rdf import compact
from kg.tables import Table, tables
from kg.validation.plausibility import CHECKS
from kg.vocabulary import (
    Field,
    FieldKind,
    RecordClass,
    load_vocabulary,
)

_RANGE = "https://schema.org/rangeIncludes"
_WIDTH = 100

_RECORDS = f"""Every table of a dataset, with its columns. The file is named after the table (`organisations.csv`), its
first row names the columns, and every column must be there, even if its cells are empty; only these may be left out,
for few records have use for them: {", ".join(f"`{name}`" for name in sorted(OPTIONAL_COLUMNS))}.

- `id` is the slug of the record: small letters, digits and single hyphens. A record is referred to as `table/slug`.
- Columns marked **filled** may not be left empty. All others may: what a source does not say is not filled in.
- *Several* values of a cell are separated by ` | `.
- A reference is `table/slug` or a full IRI. A term is one of those in [terms](terms.md). A date is EDTF (`2025`,
  `2025-03`, `XXXX-06-24`, `2024/2026`, `../2026`) and stands in the calendar. A passage is what `kg cite` prints.
- Text is Unicode; characters that nobody sees, and those that a wrong encoding leaves, are refused by name and place.
  Decomposed letters are composed, and every kind of space becomes an ordinary one.
- What leads to something larger or earlier never leads back to where it began, over however many records: `part_of`,
  `within`, `includes`, `attributed_to` of contributions, links `successor-of` and `established`. The report names the
  circle.

The same names are the keys of the JSON that the [HTTP interface](http.md) gives and takes."""


_TYPED_TABLES = """What `kg export duckdb`, `kg export parquet` and `kg sql` give: typed tables of one version of the
graph, made of records and networks as they are then.

- A record is a row of the table of its class, by its IRI in `id`. References are IRIs, so tables are joined by `id`;
  `things` tells what any IRI is called. What has several values is a list (`unnest`). What nobody stated is NULL.
- Each record is a row of its own. Where it was decided that several are one, `shown_as` names the one that is shown;
  in the tables of networks that one stands for all.
- A time is text as records have it (EDTF), with its day and its year in columns of their own where they are told.
- Decimals have 9 digits after the point and 29 before it; a longer one is NULL, and its text is in `printed`.
- `amounts` are not for adding where they are `joint` or `doubtful`, and never over currencies or kinds.
- A network with more edges than `KG_NETWORK_EDGES` is left out, which `about` says.

What the fields mean in full, and which are filled, is told with the [records](records.md)."""


_FOLDER = [
    ("`dataset.yml`", "says what the dataset is, see below"),
    ("a table, such as `organisations.csv`, or `OUTCOMES.CSV`", "is read: comma-separated, UTF-8, columns as below"),
    ("`*.jsonl`", "is read: one record a line, of any table, as one JSON object"),
    (
        "`queries/*.rq`, `queries/GROUP/*.rq`",
        "are queries to begin with on the page `/sparql`, see below; `kg diff --answers` compares the answers of those "
        "that stand in no group",
    ),
    (
        "hidden files, `Thumbs.db`, `desktop.ini`; texts of the name "
        + ", ".join(f"`{name.upper()}`" for name in DOCUMENTATION),
        "nothing is said of them",
    ),
    ("copies and locks of programs (`*.bak`, `*~`, `~$*`); notes, pictures, folders of texts", "are named in a note"),
    (
        "what could be meant as records: workbooks, tables separated by tabs, JSON, archives, RDF, tables of other "
        "names, sub-folders with any of these; links to nothing, pipes, devices",
        "is a violation: records that are not read would be removed from the graph",
    ),
]
_DESCRIPTION = [
    ("`name`", "names the graph: small letters, digits and single hyphens. No two datasets have one"),
    ("`title`, `description`, `publisher`", "text"),
    ("`licence`", "its address, such as `https://creativecommons.org/licenses/by/4.0/`"),
    ("`other_files`", 'names and patterns of what else the folder may hold, such as `[raw.xlsx, "scans*"]`'),
]

_QUERY = [
    ("the first line, `# Question: …` or `# …`", "what the query asks; without one, the name of the file does"),
    ("`# Question@ko: …`", "the same in the language of the tag, here Korean: one line for each language"),
    (
        "`# Group@ko: …`",
        "what the folder of the query is called in that language; one query of the folder says it for all",
    ),
]


def _folder() -> str:
    return "\n\n".join(
        [
            "## The folder of a dataset",
            table(["in the folder", "what becomes of it"], _FOLDER),
            "Of the keys of `dataset.yml` only `name` must be there; without the file, the folder gives the name:",
            table(["key", "form"], _DESCRIPTION),
            "The comments at the head of a query say what it asks, and other languages than that of its first line:",
            table(["line", "says"], _QUERY),
            "A tag is that of a language as on the web (BCP 47). Pages say both in the language of the reader where a "
            "query does, else as the first line and the folder do. Any other comment is one for people.",
            "A folder of several datasets holds their folders, and is gone through in the same way.",
        ]
    )


def records() -> str:
    """Describe each table with its fields: form, meaning and RDF property."""
    classes = load_vocabulary().classes.values()
    ranges = _ranges()
    parts = [_record_class(each, ranges) for each in classes]
    contents = ", ".join(f"[{each.collection}](#{each.collection})" for each in classes)
    return page("Records", _RECORDS, f"Tables: {contents}.", _folder(), *parts)


def _record_class(record_class: RecordClass, ranges: Mapping[str, list[str]]) -> str:
    meanings = {entry.name: entry.definition for entry in fields(record_class.collection)}
    rows = [
        (
            f"`{each.name}`",
            _form(each, ranges) + (" **filled**" if each.name in needed(record_class.name) else ""),
            meanings[each.name],
            f"`{compact(each.iri)}`",
        )
        for each in record_class.fields.values()
    ]
    meaning = ontology().definition(record_class.iri)
    head = f"## {record_class.collection}\n\n`{record_class.name}`, in RDF `{compact(record_class.iri)}`. {meaning}"
    return f"{head}\n\n{table(['column', 'form', 'meaning', 'property'], rows)}"


def _form(field: Field, ranges: Mapping[str, list[str]]) -> str:
    several = ", several" if field.many else ""
    if field.spans_schemes:
        return f"[term](terms.md) with its scheme, or the id of one of this table{several}"
    if field.kind is FieldKind.CONCEPT:
        return f"term of [{field.scheme_name}](terms.md#{field.scheme_name}){several}"
    if field.kind is FieldKind.EVIDENCE:
        return f"passage{several}"
    if field.kind is FieldKind.FIELD:
        return f"name of a column{several}"
    if field.kind is FieldKind.REFERENCE:
        targets = [name for name in ranges.get(field.iri, []) if name]
        return f"reference{several}" + (f": {', '.join(targets)}" if targets else "")
    return {"string": "text", "EDTF": "date (EDTF)"}.get(_local(field.datatype), _local(field.datatype)) + several


def _ranges() -> dict[str, list[str]]:
    """Map each property to the tables of the records that it may refer to, in the order of the vocabulary."""
    order = {iri: record_class.collection for iri, record_class in load_vocabulary().by_iri.items()}
    fields_of_all = [field for each in load_vocabulary().classes.values() for field in each.fields.values()]
    ranges = {field.iri: ontology().texts(field.iri, _RANGE) for field in fields_of_all}
    return {iri: [name for target, name in order.items() if target in targets] for iri, targets in ranges.items()}


def terms() -> str:
    """Describe each scheme with its terms."""
    intro = "The terms that fields of [records](records.md) take, by scheme. `kg ref SCHEME` prints the same. "
    intro += f"Of {', '.join(narrowable())}, a dataset may bring narrower ones ([terms](records.md#terms))."
    return page("Terms", intro, *(_scheme(name) for name in schemes()))


def _scheme(name: str) -> str:
    iri = f"{ONTOLOGY_IRI}/{name}"
    rows = [(f"`{each.name}`", each.label, each.definition) for each in concepts(name)]
    definition = ontology().definition(iri)
    head = f"## {name}\n\n{label_of(iri)}: {definition}".rstrip(": ")
    return f"{head}\n\n{table(['term', 'label', 'meaning'], rows)}"


_CHECKS = """What `kg check`, `kg load` and `/validate` find beside the shapes: what conforms, and may well be wrong all
the same. A finding has a level:

| level | in SHACL | forbids to load | listed by `kg check` |
| --- | --- | --- | --- |
| violation | `sh:Violation` | yes; exit code 1 | always |
| warning | `sh:Warning` | no; exit code 1 with `--strict` | where there is no violation, or with `--level warning` |
| notice | `sh:Info` | no | with `--level notice`, and in every format for programs |

`kg load` counts the warnings by check. A check speaks only where it can be sure: what needs the words of a passage is
silent where these are not known, which is counted as unverified, or where the field is marked in `implied_fields` or
`ambiguous_fields`. The words are known where the text is at hand (`--sources`, `KG_SOURCES`), and where the `quote` of
a record is all of the passage. Figures are read in English and Korean, with their scales, fractions, ranges and
percentages.

A finding that is right all the same, you accept in the record: its column `accepted` has the id of the check, a colon
and the reason, such as `time-unsupported: the year is that of the series`. It is a notice then, which gives the
reason."""

_LEVEL_NAMES = {WARNING: "warning", NOTICE: "notice"}


def checks() -> str:
    """Describe each check of plausibility: its id, its level, what it looks at, what it finds."""
    rows = [
        (
            f"`{id_}`",
            _LEVEL_NAMES[each.level],
            ", ".join(f"`{name}`" for name in each.fields) or "all records together",
            each.sentence,
        )
        for id_, each in CHECKS.items()
    ]
    return page("Checks", _CHECKS, table(["check", "level", "looks at", "finds"], rows))


def typed_tables() -> str:
    """Describe each table of `kg export duckdb` with its columns."""
    return page("Tables", _TYPED_TABLES, *map(_typed_table, tables()))


def _typed_table(described: Table) -> str:
    rows = [(f"`{column.name}`", f"`{column.kind.value}`", column.meaning) for column in described.columns]
    return f"## {described.name}\n\n{described.meaning}\n\n{table(['column', 'type', 'meaning'], rows)}"


def command_line() -> str:
    """Give the help of `kg` and of each of its commands."""
    intro = (
        "What `kg --help` and `kg COMMAND --help` print. Exit codes: 0 all is well, 1 records are refused, 2 any "
        "other error."
    )
    settings = {**kg.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    root = click.Context(kg, info_name="kg", **settings)
    helps = [("kg", _help(kg, root))]
    for name in kg.list_commands(root):
        if command := kg.get_command(root, name):
            context = click.Context(command, root, name, terminal_width=_WIDTH, max_content_width=_WIDTH)
            helps.append((f"kg {name}", _help(command, context)))
            for own in command.commands.values() if isinstance(command, click.Group) else ():
                below = click.Context(own, context, own.name, terminal_width=_WIDTH, max_content_width=_WIDTH)
                helps.append((f"kg {name} {own.name}", _help(own, below)))
    return page("Command line", intro, *(f"## {name}\n\n```text\n{text}\n```" for name, text in helps))


def _help(command: click.Command, context: click.Context) -> str:
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def http() -> str:
    """Describe every route as `/openapi.json` does."""
    described = create_app(Settings()).openapi()
    intro = (
        "Every path of the service, from its OpenAPI description (`/openapi.json`). Every failure is a problem "
        "document (RFC 9457) with `type`, `title`, `status` and `detail`; `type` ends in one of the terms of "
        "[problems](terms.md#problems).\n\n"
        "Where a path gives several media types, the `Accept` header or a suffix chooses: `.json .jsonld .ttl .csv "
        ".nt .rdf` for entities and lists, `.json .csv .zip .parquet .gexf .graphml .cyjs .net .svg` and more for "
        "networks, `.ttl .jsonld .nt .rdf` for "
        "descriptions."
    )
    models = described["components"]["schemas"]
    parts = [
        _operation(method.upper(), path, operation, models)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    return page("HTTP interface", intro, *parts)


def _operation(method: str, path: str, operation: Mapping[str, Any], models: Mapping[str, Any]) -> str:
    good = min(status for status in operation["responses"] if status.startswith("2"))
    types = operation["responses"][good].get("content", {})
    takes = operation.get("requestBody", {}).get("content", {})
    lines = [f"## {method} {path}", f"{operation['summary']}. {operation.get('description', '')}"]
    if rows := list(_parameters(operation)):
        lines.append(table(["parameter", "in", "default", "meaning"], rows))
    if takes:
        lines.append("Takes " + ", ".join(f"`{each}`" for each in takes) + ".")
    if fields := [*_fields(takes, models)]:
        lines.append(table(["field of the body", "", "default", "meaning"], fields))
    if types:
        lines.append("Gives " + ", ".join(f"`{each}`" for each in types) + ".")
    if statuses := sorted(each for each in operation["responses"] if each.isdigit()):
        lines.append("Answers with " + ", ".join(statuses) + ".")
    return "\n\n".join(line.strip() for line in lines)


def _parameters(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for each in operation.get("parameters", ()):
        default = each.get("schema", {}).get("default", "")
        shown = "" if default in ("", None) else f"`{str(default).lower()}`"
        required = "must be given" if each.get("required") and each["in"] == "query" else shown
        yield f"`{each['name']}`", each["in"], required, each.get("description", "")


def _fields(takes: Mapping[str, Any], models: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what there can be in a body of JSON that has a model."""
    model = models.get(takes.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2], {})
    for name, field in model.get("properties", {}).items():
        default = field.get("default", "")
        shown = "" if default in ("", None) else f"`{str(default).lower()}`"
        required = "must be given" if name in model.get("required", ()) else ""
        yield f"`{name}`", required, shown, field.get("description", "")


def settings() -> str:
    """Give the table of settings."""
    rows = [
        (f"`{name}`", f"`{default.replace(os.sep, '/')}`" if default else "empty", text)
        for name, default, text in describe()
    ]
    return table(["variable", "default", "meaning"], rows)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
