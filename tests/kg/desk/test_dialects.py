"""A revision of a file of any dialect is what the dialect would have written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Record, to_json
from kg.records.json_text import JsonText
from kg.records.lines import read_lines
from kg.records.revision import FileForm, Revision, revised
from kg.records.table_text import TableText
from kg.vocabulary import load_vocabulary

PLACES = load_vocabulary().classes["Place"]


@dataclass(frozen=True)
class Dialect:
    """A way to write a table, and lines of JSON."""

    quoting: int
    end: str
    mark: str
    columns: tuple[str, ...]
    separator: str
    spaces: str
    is_closed: bool

    def table(self, records: Sequence[Record]) -> str:
        output = io.StringIO(newline="")
        writer = csv.writer(output, quoting=self.quoting, lineterminator=self.end)  # type: ignore[arg-type]
        writer.writerow(self.columns)
        for each in records:
            cells = {"id": each.slug, **{name: self.separator.join(value) for name, value in each.values.items()}}
            writer.writerow([cells.get(name, "") for name in self.columns])
        return self.mark + self._ended(output.getvalue())

    def lines(self, records: Sequence[Record]) -> str:
        comma, colon = f",{self.spaces}", f":{self.spaces}"
        bodies = (to_json(each, PLACES) for each in records)
        dumped = (json.dumps(each, separators=(comma, colon), ensure_ascii=self.quoting == 1) for each in bodies)
        return self.mark + self._ended("".join(each + self.end for each in dumped))

    def _ended(self, text: str) -> str:
        return text if self.is_closed else text.removesuffix(self.end)


dialects = st.builds(
    Dialect,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
    st.permutations(PLACES.columns).map(tuple),
    st.sampled_from(["|", " | ", " |"]),
    st.sampled_from(["", " ", "  "]),
    st.booleans(),
)
words = st.sampled_from(["Ulsan", "울산", 'say "no"', "a, b", "two\nlines", "x" * 40, "#1", "'", "\\u00e9 é"])
slug_lists = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=6)


def records_of(slugs: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[Record]]:
    def made(names: list[str]) -> st.SearchStrategy[list[Record]]:
        return st.tuples(*(_record(each) for each in names)).map(list)

    return slugs.flatmap(made)


@st.composite
def _record(draw: st.DrawFn, slug: str) -> Record:
    fields = {"label": (draw(words),), "kind": ("city",), "evidence": ("report", "two")[: draw(st.integers(1, 2))]}
    optional = {name: (draw(words),) for name in ("note", "description") if draw(st.booleans())}
    return Record("Place", f"places/{slug}", {**fields, **optional})


def ways(
    dialect: Dialect, folder: Path
) -> list[tuple[Path, Callable[[Sequence[Record]], str], Callable[[], FileForm]]]:
    """Give, for tables and for lines of JSON, a file, what writes it, and its form."""
    table, lines = folder / "places.csv", folder / "places.jsonl"
    return [
        (table, dialect.table, lambda: TableText.of(table, PLACES, ())),
        (lines, dialect.lines, lambda: JsonText(load_vocabulary())),
    ]


@settings(max_examples=60, deadline=None)
@given(dialects, records_of(slug_lists), st.data())
def test_a_revision_is_what_the_dialect_would_have_written(
    dialect: Dialect, records: list[Record], data: st.DataObject
) -> None:
    """The oracle is the writer of the dialect: all records written anew are what the changed file is."""
    edited = [data.draw(_record(each.slug)) if data.draw(st.booleans()) else each for each in records]
    remaining = [each for each in edited if data.draw(st.integers(0, 3))]
    ids = {each.id for each in remaining}
    changed: Mapping[str, tuple[Record, Record | None]] = {
        old.id: (old, new if new.id in ids else None)
        for old, new in zip(records, edited, strict=True)
        if old != new or new.id not in ids
    }
    with TemporaryDirectory() as folder:
        for path, write, form in ways(dialect, Path(folder)):
            path.write_bytes(write(records).encode())
            lines = list(read_lines(path))
            assert "".join(revised(lines, form(), Revision())) == "".join(lines)
            text = "".join(revised(lines, form(), Revision(changed)))
            units = [unit for id_, unit in form().units(lines) if id_ in ids and id_ not in changed]
            assert [each for each in units if each not in text] == []
            path.write_bytes(write(remaining).encode())
            assert parsed(text, path) == parsed("".join(read_lines(path)), path)


def parsed(text: str, path: Path) -> object:
    """Read a text; several values of a cell in whatever order."""
    if path.suffix == ".csv":
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        return [[sorted(part.strip() for part in cell.split("|")) for cell in row] for row in rows]
    return [json.loads(each) for each in io.StringIO(text, newline="")]
