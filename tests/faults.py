"""Single faults to make in a dataset: what a steward, a spreadsheet or a file transfer gets wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where a fault must be told: the table, its line and its field."""

    table: str
    line: int
    field: str


@dataclass(frozen=True)
class Cell:
    """Something wrong in one cell, of the `nth` row in which that cell is filled. `{...}` stands for other cells."""

    name: str
    table: str
    column: str
    value: str
    nth: int = 0

    def __str__(self) -> str:
        return self.name

    def record(self, folder: Path) -> str:
        """Name the record that is to be spoilt."""
        header, rows = read_cells(folder / f"{self.table}.csv")
        return f"{self.table}/{self._row(header, rows)[0]}"

    def apply(self, folder: Path) -> Place:
        header, rows = read_cells(folder / f"{self.table}.csv")
        row = self._row(header, rows)
        row[header.index(self.column)] = self.value.format(**dict(zip(header, row, strict=True)))
        return Place(self.table, write_cells(folder / f"{self.table}.csv", header, rows, row), self.column)

    def _row(self, header: list[str], rows: list[list[str]]) -> list[str]:
        filled = [row for row in rows if row[header.index(self.column)]] or rows
        return filled[self.nth % len(filled)]


def read_cells(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def write_cells(path: Path, header: list[str], rows: list[list[str]], wanted: list[str]) -> int:
    """Write a table and tell on which line `wanted` begins."""
    line = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in [header, *rows]:
            if row is wanted:
                file.flush()
                line = path.read_bytes().count(b"\n") + 1
            writer.writerow(row)
    return line


def _cells(table: str, *faults: tuple[str, str, str]) -> Iterator[Cell]:
    """Spread the faults of a table over its rows, so that they can also stand in it together."""
    for nth, (what, column, value) in enumerate(faults):
        yield Cell(f"{table}-{column}-{what}", table, column, value, nth)


SHAPE_FAULTS = [
    *_cells(
        "contributions",
        ("with-thousands-separator", "amount", "1,000"),
        ("not-available", "amount", "n/a"),
        ("negative", "amount", "-5"),
        ("exponent", "amount", "1e6"),
        ("not-a-number", "amount", "NaN"),
        ("foreign-digits", "amount", "١٢"),
        ("sign", "currency", "£"),
        ("small-letters", "currency", "gbp"),
        ("word", "currency", "pounds"),
        ("unknown-code", "currency", "QQQ"),
        ("two", "currency", "GBP | EUR"),
        ("missing", "currency", ""),
        ("missing", "kind", ""),
        ("unknown", "kind", "donation"),
        ("unknown", "bound", "roughly"),
        ("unknown", "funder_sector", "charity"),
        ("day-first", "when", "05/07/2019"),
        ("itself", "part_of", "contributions/{id}"),
        ("wrong-type", "part_of", "programmes/diatomic"),
        ("itself", "same_fact_as", "contributions/{id}"),
        ("wrong-type", "funder", "events/birmingham-tech-week"),
    ),
    *_cells(
        "programmes",
        ("missing", "label", ""),
        ("two-lines", "label", "DIATOMIC\nprogramme"),
        ("unknown", "kind", "scheme"),
        ("itself", "part_of", "programmes/{id}"),
        ("wrong-type", "part_of", "organisations/innovate-uk"),
        ("wrong-type", "addresses", "places/ulsan"),
        ("wrong-type", "places", "organisations/innovate-uk"),
        ("month-13", "when", "2019-13"),
        ("hyphen", "financial_year", "2025-26"),
        ("words", "duration", "four years"),
        ("unknown", "sectors", "gardening | technology"),
        ("unknown", "modality", "finished"),
        ("unknown", "confidence", "certain"),
        ("missing", "confidence", ""),
        ("missing", "evidence", ""),
    ),
    *_cells(
        "participations",
        ("missing", "participant", ""),
        ("wrong-type", "participant", "programmes/diatomic"),
        ("missing", "role", ""),
        ("unknown", "role", "funder"),
        ("missing", "activity", ""),
        ("wrong-type", "activity", "places/ulsan"),
        ("thirtieth-of-february", "when", "2019-02-30"),
        ("unknown-document", "evidence", "no-such-document"),
        ("unknown-document-with-position", "evidence", "no-such-document:1-5:0123456789abcdef"),
        ("backwards", "evidence", "wm-ulsan-partnership:20-10:0123456789abcdef"),
    ),
    *_cells(
        "organisations",
        ("unknown", "kind", "funder"),
        ("itself", "part_of", "organisations/{id}"),
        ("wrong-type", "located_in", "organisations/dit"),
        ("wrong-type", "governs", "organisations/dit"),
        ("not-on-the-web", "homepage", "ftp://example.org/"),
    ),
    *_cells(
        "outcomes",
        ("word", "value", "many"),
        ("two-lines", "unit", "firms\nand jobs"),
        ("word", "as_of", "now"),
        ("itself", "same_fact_as", "outcomes/{id}"),
        ("wrong-type", "about", "names/dit-acronym"),
    ),
    *_cells("places", ("itself", "within", "places/{id}"), ("unknown", "kind", "village"), ("missing", "kind", "")),
    *_cells("projects", ("unknown", "kind", "building"), ("missing", "kind", "")),
    *_cells("events", ("unknown", "kind", "party")),
    *_cells("agreements", ("unknown", "kind", "handshake"), ("wrong-type", "signed_at", "organisations/dit")),
    *_cells("groups", ("word", "count", "twenty-one"), ("negative", "count", "-1"), ("separator", "count", "1,000")),
    *_cells("posts", ("wrong-type", "held_by", "organisations/dit"), ("wrong-type", "organisation", "places/ulsan")),
    *_cells(
        "links",
        ("itself", "subject", "{object}"),
        ("unknown", "relation", "friend-of"),
        ("missing", "object", ""),
    ),
    *_cells("names", ("word", "language", "English"), ("missing", "name", ""), ("unknown", "kind", "nickname")),
    *_cells(
        "identifiers", ("missing", "scheme", ""), ("missing", "value", ""), ("not-on-the-web", "url", "ftp://a.b/")
    ),
    *_cells(
        "identifiers",
        ("unknown", "scheme", "XI-ORR"),
        ("exponent", "value", "1.24E+09"),
        ("swapped", "value", "0xt45aa77"),
    ),
    *_cells("omissions", ("unknown", "reason", "boring")),
    *_cells("goals", ("unknown", "kind", "dream"), ("wrong-type", "goal_of", "people/dean-cook")),
    *_cells(
        "documents",
        ("after-end", "source_start", "999999"),
        ("missing-end", "source_end", ""),
        ("word", "published", "5 July 2019"),
        ("unknown", "kind", "tweet"),
    ),
    *_cells("sources", ("short", "digest", "abc123"), ("negative", "length", "-1")),
    Cell("places-within-circle", "places", "within", "places/seoul-underground", nth=3),
    Cell("posts-when-backward", "posts", "when", "2028/2025"),
    Cell("goals-when-no-leap-year", "goals", "when", "2025-02-29", nth=3),
    Cell("goals-financial-year-of-two-years", "goals", "financial_year", "2025/27", nth=4),
    Cell("outcomes-as-of-backward", "outcomes", "as_of", "2025-12/2025-03", nth=9),
    Cell("documents-published-year-zero", "documents", "published", "0000", nth=1),
]
"""Faults of which the shapes tell."""

FORM_CELLS = [
    *_cells(
        "organisations",
        ("capitals-and-space", "id", "Innovate UK"),
        ("missing", "id", ""),
        ("underscore", "id", "innovate_uk"),
        ("no-reference", "located_in", "South Korea"),
        ("no-iri", "homepage", "www.example.org"),
        ("broken-iri", "homepage", "https://example.org:http/"),
        ("broken-percent", "homepage", "https://example.org/100%"),
        ("no-term", "kind", "local authority"),
        ("two", "kind", "company | media"),
        ("two", "governs", "places/busan | places/ulsan"),
        ("words", "evidence", "page 3"),
        ("short-digest", "evidence", "wm-ulsan-partnership:1-5:0123"),
        ("no-digest", "evidence", "wm-ulsan-partnership:1-5"),
        ("leading-zeros", "evidence", "wm-ulsan-partnership:01-05:0123456789abcdef"),
        ("foreign-digits", "evidence", "wm-ulsan-partnership:٣-٤:0123456789abcdef"),
        ("nul", "label", "a\x00b"),
        ("control-character", "note", "a\x1bb"),
        ("non-character", "description", "a\uffffb"),
        ("cp1252-quotation-mark", "label", "Ulsan\x92s"),
        ("replacement-character", "label", "Caf\ufffd"),
        ("zero-width-space", "label", "Ulsan\u200bTechnopark"),
        ("right-to-left-override", "label", "Ulsan \u202eytic"),
        ("left-to-right-mark", "homepage", "https://example.org/\u200ex"),
        ("word-joiner", "description", "a\u2060b"),
        ("soft-hyphen", "note", "inno\u00advate"),
        ("byte-order-mark-within", "description", "a\ufeffb"),
        ("line-separator", "note", "a\u2028b"),
        ("private-use", "label", "\ue0bc한글"),
        ("joiner-in-a-latin-word", "label", "In\u200dnovate"),
        ("tag-character", "label", "UK\U000e0067"),
        ("hangul-filler", "label", "\u3164"),
        ("vertical-tab", "note", "a\x0bb"),
    )
]
"""Faults of the form of one cell, told before there is any RDF."""

FileFault = Callable[[Path], Place]


def _edit(table: str, change: Callable[[list[bytes]], None], line: int, field: str) -> FileFault:
    def apply(folder: Path) -> Place:
        path = folder / f"{table}.csv"
        lines = path.read_bytes().splitlines(keepends=True)
        change(lines)
        path.write_bytes(b"".join(lines))
        return Place(table, line, field)

    return apply


def _replace(lines: list[bytes], at: int, old: bytes, new: bytes) -> None:
    assert old in lines[at]
    lines[at] = lines[at].replace(old, new, 1)


def _all(lines: list[bytes], change: Callable[[bytes], bytes]) -> None:
    lines[:] = [change(line) for line in lines]


def _rename(folder: Path) -> Place:
    (folder / "people.csv").rename(folder / "persons.csv")
    (folder / "posts.csv").unlink()
    return Place("persons", 1, "-")


def _missing_column(folder: Path) -> Place:
    header, rows = read_cells(folder / "people.csv")
    at = header.index("description")
    write_cells(folder / "people.csv", header[:at] + header[at + 1 :], [row[:at] + row[at + 1 :] for row in rows], [])
    return Place("people", 1, "description")


def _duplicate(folder: Path) -> Place:
    path = folder / "people.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[1]]))
    return Place("people", len(lines) + 1, "id")


def _utf16(folder: Path) -> Place:
    path = folder / "people.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    return Place("people", 1, "-")


def _latin1(folder: Path) -> Place:
    path = folder / "people.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    slug = lines[2].partition(b",")[0]
    lines[2] = slug + ",Séan,,stated,wm-ulsan-partnership,\n".encode("latin-1")
    path.write_bytes(b"".join(lines))
    return Place("people", 3, "label")


FILE_FAULTS: dict[str, FileFault] = {
    "missing-column": _missing_column,
    "unknown-column": _edit("people", lambda it: _all(it, lambda line: line.replace(b"\n", b",x\n")), 1, "x"),
    "misspelt-header": _edit("sources", lambda it: _replace(it, 0, b"length", b"lenght"), 1, "lenght"),
    "duplicated-column": _edit("people", lambda it: _all(it, lambda line: line[:-1] + b",note\n"), 1, "note"),
    "unnamed-column": _edit(
        "people",
        lambda it: _all(it, lambda line: line[:-1] + b",x\n" if line[:2] != b"id" else line[:-1] + b",\n"),
        1,
        "-",
    ),
    "semicolons": _edit("people", lambda it: _all(it, lambda line: line.replace(b",", b";")), 1, "-"),
    "tabs": _edit("people", lambda it: _all(it, lambda line: line.replace(b",", b"\t")), 1, "-"),
    "row-too-short": _edit("people", lambda it: _replace(it, 2, it[2], b"sam-oh,Sam Oh,,stated\n"), 3, "-"),
    "row-too-long": _edit("people", lambda it: _replace(it, 2, b"\n", b",one,more\n"), 3, "-"),
    "comma-without-quotes": _edit("people", lambda it: _replace(it, 2, b",", b",Weedon, Alex,"), 3, "-"),
    "unclosed-quote": _edit("people", lambda it: _replace(it, 9, b",", b',"'), 10, "-"),
    "text-after-quote": _edit("people", lambda it: _replace(it, 2, b",", b',"Alex" W'), 3, "-"),
    "broken-utf-8": _edit("people", lambda it: _replace(it, 2, b"Alex", b"Al\xffex"), 3, "label"),
    "latin-1": _latin1,
    "utf-16": _utf16,
    "empty-file": _edit("people", lambda it: it.clear(), 1, "-"),
    "blank-file": _edit("people", lambda it: it.__setitem__(slice(None), [b"\n"]), 1, "-"),
    "unknown-table": _rename,
    "duplicate-id": _duplicate,
}
"""Faults of the form of one file."""
