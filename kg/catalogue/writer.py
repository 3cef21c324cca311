"""Writing the index: what it holds of a thing is taken out and put in again, as far as it differs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby
from operator import attrgetter

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.entries import (
    LONGEST,
    Key,
    SortPlace,
    Text,
    block_keys,
    class_names,
    facts_from,
    facts_of,
    first_of_length,
    keys_of,
    label_from,
    places_of,
    text_keys,
    texts_of,
)
from kg.catalogue.items import item_from
from kg.catalogue.layout import Fact, Layout
from kg.catalogue.postings import Postings, PostingsWriter
from kg.curated import Curated
from kg.spelling import fold
from kg.store import Store
from kg.store.rdf import NamedNode, text_of
from kg.store.statements import Statement, statement_of

_MOST_NOTED = 1_000_000
"""Numbers in postings that are noted before they are written; some 100 bytes each."""


class Writer:
    """Brings records into the index, within a transaction of its database."""

    def __init__(self, database: Database, layout: Layout) -> None:
        self._database, self._layout = database, layout
        self._noted, self._postings = PostingsWriter(database), Postings(database)
        self._places: list[tuple[int, int, str, str, int]] = []
        self._texts: list[tuple[int, int, int, str, str, str]] = []
        self._next: dict[int, int] = {}

    def put_all(self, graph: Store) -> None:
        """Bring in all records of a graph, which the index holds nothing of yet."""
        records, base = Curated(graph, self._layout.mapping.base_iri), self._layout.mapping.base_iri
        for name in filter(records.has_graph, graph.graphs()):
            for node, own in groupby(graph.quads(graph=NamedNode(name)), key=attrgetter("subject")):
                iri = text_of(node)
                if iri.startswith(base) and "#" not in iri and isinstance(node, NamedNode):
                    facts = facts_from(iri, map(statement_of, own), records.about, self._layout)
                    self._put_part(iri, facts, records)
        self._put_shown(records)
        self.finish()

    def put_listed(self, statements: Iterable[Statement], later: Collection[str], graph: Store) -> None:
        """Do the same, where there is a list of all that the records said, each of them together: that is faster.

        Of those that something was said of `later`, the graph is asked, and of those of which not all stands together.
        """
        records, iris = Curated(graph, self._layout.mapping.base_iri), {*later}
        listed = filter(records.has_statement, statements)
        for iri, said in groupby(listed, key=lambda statement: statement[0][1:-1].partition("#")[0]):
            by_node = defaultdict[str, list[Statement]](list)
            for statement in said:
                by_node[statement[0]].append(statement)
            own = by_node[f"<{iri}>"]
            if not own:
                iris.add(iri)
            elif iri not in iris:
                self._put_part(iri, facts_from(iri, own, by_node.__getitem__, self._layout), records)
        for iri in sorted(iris):
            self.put(iri, facts_of(records, iri, self._layout))
        self._put_shown(records)
        self.finish()

    def _put_shown(self, records: Curated) -> None:
        """Bring in again, with that, the records that are shown as another."""
        for iri in sorted(records.canonicals()):
            self.put(iri, facts_of(records, iri, self._layout))

    def _put_part(self, iri: str, facts: list[Fact], records: Curated) -> None:
        """Bring in what was met of a record; of one that was met before, in another graph or place, all there is."""
        row = self._database.one("SELECT number, facts FROM thing WHERE iri = ?", (iri,))
        if row and row[1]:
            self.put(iri, facts_of(records, iri, self._layout))
        else:
            self._change(iri, row[0] if row else None, [], facts)

    def put(self, iri: str, facts: list[Fact]) -> None:
        """Let the index hold these facts of a thing, and no others; none where it is gone."""
        row = self._database.one("SELECT number, facts FROM thing WHERE iri = ?", (iri,))
        number, facts_json = row or (None, None)
        self._change(iri, number, [(each, mark, value) for each, mark, value in json.loads(facts_json or "[]")], facts)

    def _change(self, iri: str, number: int | None, old: list[Fact], facts: list[Fact]) -> None:
        if old == facts:
            return
        row = _row(iri, facts, self._layout)
        if number is None:
            number = self._database.insert("INSERT INTO thing VALUES (NULL, ?, ?, ?, ?, ?, ?)", (iri, *row))
        else:
            statement = "UPDATE thing SET type = ?, label = ?, item = ?, refers = ?, facts = ? WHERE number = ?"
            self._database.rows(statement, (*row, number))
        withdrawn, added = places_of(iri, old, self._layout), places_of(iri, facts, self._layout)
        before = keys_of(old) | block_keys(withdrawn, self._layout)
        after = keys_of(facts) | block_keys(added, self._layout)
        self._noted.discard(before - after, number)
        self._noted.add(after - before, number)
        self._move(number, withdrawn, added)
        self._rename(number, texts_of(iri, old, self._layout), texts_of(iri, facts, self._layout))
        if self._noted.size > _MOST_NOTED:
            self._write()

    def touch(self, versions: Iterable[tuple[str, int]]) -> None:
        """Note which things, by IRI, a version said something else of."""
        self._database.run_all("INSERT OR IGNORE INTO touched VALUES (?, ?)", versions)

    def _move(self, number: int, old: set[SortPlace], new: set[SortPlace]) -> None:
        """Change the places of a record."""
        withdrawn = old - new
        if withdrawn:
            self._write_rows()
            leave = "DELETE FROM place WHERE class = ? AND property = ? AND key = ? AND iri = ?"
            self._database.run_all(leave, withdrawn)
        self._places += ((*place, number) for place in new - old)

    def _rename(self, source: int, old: set[Text], new: set[Text]) -> None:
        """Change the texts that a record contributes."""
        dropped: dict[int, set[Key]] = {}
        withdrawn: dict[int, list[int]] = {}
        for text in sorted(old - new):
            self._write_rows()
            owner, number, keys = self._remove_text(text, source)
            dropped.setdefault(owner, set()).update(keys)
            withdrawn.setdefault(_first_number(text), []).append(number)
        for text in sorted(new - old):
            self._add_text(text, source, withdrawn)
        for owner, keys in dropped.items():  # unless another text of it has them
            self._write_rows()
            rows = self._database.rows("SELECT text, folded FROM text WHERE owner = ?", (owner,))
            self._noted.discard(keys.difference(*(text_keys(*each)[1] for each in rows)), owner)

    def _remove_text(self, text: Text, source: int) -> tuple[int, int, set[Key]]:
        owner = self._number(text.owner)
        query = "SELECT number, folded FROM text WHERE owner = ? AND source = ? AND text = ? LIMIT 1"
        ((number, folded),) = self._database.rows(query, (owner, source, text.text))
        self._database.rows("DELETE FROM text WHERE number = ?", (number,))
        keys, owned = text_keys(text.text, folded)
        self._noted.discard(keys, number)
        return owner, number, owned

    def _add_text(self, text: Text, source: int, withdrawn: dict[int, list[int]]) -> None:
        """Bring in a text, under the number of one of its length that is `withdrawn`, if any: what both say stays."""
        folded, owner, first = fold(text.text), self._number(text.owner), _first_number(text)
        number = withdrawn[first].pop() if withdrawn.get(first) else self._new_text_number(len(folded))
        self._texts.append((number, owner, source, text.owner, text.text, folded))
        keys, owned = text_keys(text.text, folded)
        self._noted.add(keys, number)
        self._noted.add(owned, owner)

    def _new_text_number(self, length: int) -> int:
        """Find a number that no text has."""
        first, end = first_of_length(min(length, LONGEST)), first_of_length(min(length, LONGEST) + 1)
        if first not in self._next:
            query = "SELECT max(number) FROM text WHERE number >= ? AND number < ?"
            ((newest,),) = self._database.rows(query, (first, end))
            self._next[first] = first if newest is None else newest + 1
        number = self._next[first]
        if number == end:
            raise OverflowError(f"there is no room for more texts of {length} characters")
        self._next[first] += 1
        return number

    def _number(self, iri: str) -> int:
        """Give the number of a thing, which gets one now if it has none."""
        row = self._database.one("SELECT number FROM thing WHERE iri = ?", (iri,))
        if row is not None:
            return int(row[0])
        return self._database.insert("INSERT INTO thing(iri) VALUES (?)", (iri,))

    def _write_rows(self) -> None:
        """Write the places and texts that are still in memory, in order: that is faster."""
        self._database.run_all("INSERT INTO place VALUES (?, ?, ?, ?, ?)", sorted(self._places))
        self._database.run_all("INSERT INTO text VALUES (?, ?, ?, ?, ?, ?)", sorted(self._texts))
        self._places.clear()
        self._texts.clear()

    def _write(self) -> None:
        self._write_rows()
        touched = self._noted.write()
        if self._database.is_draft:
            return  # all that is new is looked through at the end
        self._keep_vocabulary(key for space, key in touched if space == of.WORD)
        self._keep_parts((space, key) for space, key in touched if space in self._layout.derived)

    def finish(self) -> None:
        """Write what is still in memory."""
        self._write()
        if self._database.is_draft:
            self._database.rows("INSERT INTO word(word) SELECT DISTINCT key FROM posting WHERE space = ?", (of.WORD,))
            self._keep_parts((space, key) for space in self._layout.derived for key in self._postings.keys(space))

    def _keep_vocabulary(self, words: Iterable[str]) -> None:
        """List the words of which there are texts, and no others; their parts are found in another table."""
        for word in sorted(words):
            if not self._postings.is_empty(of.WORD, word):
                number = self._database.insert("INSERT OR IGNORE INTO word(word) VALUES (?)", (word,))
                if number:
                    self._database.rows("INSERT INTO within(rowid, word) VALUES (?, ?)", (number, word))
            elif row := self._database.one("DELETE FROM word WHERE word = ? RETURNING number, word", (word,)):
                self._database.rows("INSERT INTO within(within, rowid, word) VALUES ('delete', ?, ?)", row)

    def _keep_parts(self, keys: Iterable[Key]) -> None:
        """Let what such properties point at play its part as long as something points at it."""
        for property_, key in keys:
            mark, _, value = key.partition(" ")
            if mark in ("/", "<"):
                number = self._number(self._layout.text(mark, value))
                keep = self._noted.discard if self._postings.is_empty(property_, key) else self._noted.add
                keep([(of.PLAYS, self._layout.derived[property_])], number)
        self._noted.write()


def _first_number(text: Text) -> int:
    """Give the first of the numbers that texts of this length have."""
    return first_of_length(min(len(fold(text.text)), LONGEST))


def _row(iri: str, facts: list[Fact], layout: Layout) -> tuple[str | None, ...]:
    """Give what stands of a record beside its number and IRI; nothing where it is gone."""
    if not facts:
        return (None,) * 5
    item, type_ = item_from(iri, facts, layout), next(iter(class_names(facts, layout)), "")
    ready = (item.json, " ".join(item.references)) if item is not None else (None, None)
    return type_, label_from(iri, facts, layout), *ready, json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
