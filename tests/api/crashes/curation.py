"""Somebody who changes records at random, by SPARQL updates and the graph store, and what was acknowledged of it."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import httpx

from kg.mapping import Mapping
from kg.records import Record
from kg.store.rdf import Literal, NamedNode, Quad
from tests.kg.catalogue.histories import AMOUNTS, DATES, KINDS, WORDS

UPDATE, TRIPLES = {"Content-Type": "application/sparql-update"}, {"Content-Type": "application/n-triples"}
BODIES, PLACES, DOCUMENTS = 20, 6, 6
"""Numbers of what the other records refer to, and what is never removed."""


class Curation:
    """Writes that conform, each of which also leaves its mark, and those that were acknowledged, by version."""

    def __init__(self, mapping: Mapping, chance: Random) -> None:
        self.acknowledged: dict[int, NamedNode] = {}
        self._mapping, self._chance = mapping, chance
        self._number = 0

    def begin(self, client: httpx.Client) -> None:
        """Write what the other records refer to."""
        records = [Record("Place", f"places/p{n}", self._values(label=f"Quay {n}", kind="city")) for n in range(PLACES)]
        records += map(self._organisation, range(BODIES))
        for n in range(DOCUMENTS):
            values = {"label": (f"Document {n}",), "kind": ("report",), "published": (f"201{n + 4}",)}
            records.append(Record("Document", f"documents/d{n}", values))
        self._send(client, "POST", "demo", records)

    def write(self, client: httpx.Client) -> None:
        """Change something, and note that it was acknowledged. Raises httpx.TransportError where the service ends."""
        match self._chance.randrange(4):
            case 0:
                self._send(
                    client, "POST", "demo", [self._contribution(1000 + self._number), self._name(1000 + self._number)]
                )
            case 1:
                records = [self._contribution(2000 + n) for n in range(self._chance.randrange(8))]
                self._send(client, "PUT", "other", records)
            case _:
                self._rewrite(client)

    def _send(self, client: httpx.Client, method: str, dataset: str, records: Iterable[Record]) -> None:
        graph, quads = self._mapping.graph(dataset), self._marked(dataset, records)
        body = "".join(f"{_triple(each)} .\n" for each in quads)
        self._acknowledge(
            client.request(method, "/graphs", params={"graph": graph.value}, content=body, headers=TRIPLES), quads[-1]
        )

    def _rewrite(self, client: httpx.Client) -> None:
        """Put records in the place of those of the same ids, if there are any, or remove these."""
        makers = (self._organisation, self._contribution, self._contribution, self._name)
        count = self._chance.choice((1, 1, 2, 6))
        records = {each.id: each for each in (self._chance.choice(makers)(self._number_()) for _ in range(count))}
        staying = [each for each in records.values() if each.type == "Organisation" or self._chance.random() < 0.7]
        graph, quads = self._mapping.graph("demo"), self._marked("demo", staying)
        removals = [
            f"DELETE {{ GRAPH {graph} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} "
            f'FILTER(STR(?s) = "{iri}" || STRSTARTS(STR(?s), "{iri}#")) }}'
            for iri in map(self._mapping.iri, records)
        ]
        additions = " . ".join(map(_triple, quads))
        update = " ;\n".join([*removals, f"INSERT DATA {{ GRAPH {graph} {{ {additions} }} }}"])
        self._acknowledge(client.post("/sparql", content=update, headers=UPDATE), quads[-1])

    def _acknowledge(self, answer: httpx.Response, mark: Quad) -> None:
        assert answer.is_success, answer.text
        assert isinstance(mark.subject, NamedNode)
        self.acknowledged[int(answer.headers["kg-version"])] = mark.subject

    def _marked(self, dataset: str, records: Iterable[Record]) -> list[Quad]:
        """Give the quads of records, the last of which is the mark of a new write."""
        self._number += 1
        graph = self._mapping.graph(dataset)
        mark = Quad(NamedNode(f"urn:write:{self._number}"), NamedNode("urn:is"), Literal(str(self._number)), graph)
        return [*(quad for record in records for quad in self._mapping.to_quads(record, graph)), mark]

    def _organisation(self, number: int) -> Record:
        place = self._some(f"places/p{self._chance.randrange(PLACES)}")
        values = self._values(label=self._text(), kind=self._chance.choice(KINDS), located_in=place)
        return Record("Organisation", f"organisations/o{number}", values)

    def _contribution(self, number: int) -> Record:
        chance = self._chance
        amount = self._some(*(each for each in AMOUNTS if not each.startswith("-")))
        values = self._values(
            label=self._text(),
            kind="grant",
            funder=self._some(self._body()),
            recipient=self._some(self._body()),
            amount=amount,
            currency=chance.choice(("GBP", "KRW")) if amount else "",
            when=self._some(*(each for each in DATES if each != "202X")),
        )
        return Record("Contribution", f"contributions/c{number}", values)

    def _name(self, number: int) -> Record:
        return Record("Name", f"names/n{number}", self._values(name=self._text(), kind="acronym", name_of=self._body()))

    def _values(self, **values: str) -> dict[str, tuple[str, ...]]:
        evidence = f"d{self._chance.randrange(DOCUMENTS)}"
        return {
            name: (value,) for name, value in (values | {"confidence": "stated", "evidence": evidence}).items() if value
        }

    def _some(self, *values: str) -> str:
        return self._chance.choice(values) if self._chance.random() < 0.8 else ""

    def _body(self) -> str:
        return f"organisations/o{self._chance.randrange(BODIES)}"

    def _number_(self) -> int:
        return self._chance.randrange(BODIES)

    def _text(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.choice((1, 1, 2, 2, 3))))


def _triple(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
