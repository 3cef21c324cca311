"""Groups and joins in the tables that `kg export duckdb` writes, beside the same questions in SPARQL.

`python -m benchmarks.tables [--size 1M] [--rounds N]`: the CPU seconds that writing the tables takes, in a process of
its own, and then milliseconds of each question, the fastest and the median of some rounds: SQL over the file that was
written, opened as `kg sql` opens it; SPARQL over HTTP, of our service and of Virtuoso where it is here, from the
request to the last byte, with `Cache-Control: no-cache`. All give the same number of rows.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import Ecosystem, prepare
from benchmarks.peers import PEERS, Server, serving
from kg.settings import BASE_IRI
from kg.tables import Tables

_VIRTUOSO = "Virtuoso"
_SHARE = 0.2
_PREFIXES = f"PREFIX ikg: <{BASE_IRI}ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "


@dataclass(frozen=True, slots=True)
class Question:
    """The same question in SQL and in SPARQL, both with one row for each answer and the key first."""

    sql: str
    sparql: str


_QUESTIONS = {
    "group: contributions and their sum by currency": Question(
        "SELECT currency, count(*), CAST(sum(amount) AS BIGINT) FROM contributions GROUP BY ALL ORDER BY ALL",
        "SELECT ?currency (COUNT(*) AS ?n) (SUM(?amount) AS ?sum) "
        "{ ?c ikg:currency ?currency ; ikg:amount ?amount } GROUP BY ?currency ORDER BY ?currency",
    ),
    "group: participations by role": Question(
        "SELECT role, count(*) FROM participations GROUP BY ALL ORDER BY ALL",
        "SELECT ?role (COUNT(*) AS ?n) { ?p a ikg:Participation ; <http://www.w3.org/ns/org#role> ?role } "
        "GROUP BY ?role ORDER BY ?role",
    ),
    "join: who gave most often, by name": Question(
        "SELECT o.id, o.label, count(*) AS n FROM (SELECT unnest(funder) AS id FROM contributions) "
        "JOIN organisations AS o USING (id) GROUP BY ALL ORDER BY n DESC, o.id LIMIT 100",
        "SELECT ?o ?label (COUNT(*) AS ?n) { ?c ikg:funder ?o . ?o skos:prefLabel ?label } "
        "GROUP BY ?o ?label ORDER BY DESC(?n) ?o LIMIT 100",
    ),
    "join: participations with their participant's kind and place": Question(
        "SELECT o.kind, place, count(*) FROM participations AS p "
        "JOIN (SELECT id, kind, unnest(located_in) AS place FROM organisations) AS o ON o.id = p.participant "
        "GROUP BY ALL ORDER BY ALL",
        "SELECT ?kind ?place (COUNT(*) AS ?n) { ?p ikg:participant ?o . "
        "?o <http://www.w3.org/ns/org#classification> ?kind ; ikg:locatedIn ?place } "
        "GROUP BY ?kind ?place ORDER BY ?kind ?place",
    ),
}


def main() -> None:
    """Write the tables, then measure each question in turn."""
    options = report.options(__doc__, rounds=7, size="1M")
    data = prepare(options.size)
    file = data.folder / "tables.duckdb"
    seconds, memory = _write(data, file)
    report.row(triples=options.size, written="all tables", cpu_s=seconds, MiB=memory, bytes=file.stat().st_size)
    peers = {name: peer for name, peer in PEERS.items() if name in ("ours", _VIRTUOSO)}
    with Tables(file, 60.0, 1024) as tables, serving(data, peers) as servers:
        for title, question in _QUESTIONS.items():
            rows = tables.query(question.sql).rows
            asking: dict[str, Callable[[], float]] = {"tables": lambda asked=question: _of_tables(tables, asked)}  # type: ignore[misc]
            for name, server in servers.items():
                reply = _bindings(server, question)
                if len(reply) != len(rows):
                    raise ValueError(f"{title}: {len(rows)} rows in the tables, {len(reply)} of {name}")
                asking[name] = lambda asked=question, of=server: _over_http(of, asked)  # type: ignore[misc]
            _tell(title, len(rows), _measure(asking, options.rounds))


def _write(data: Ecosystem, file: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.tables", "--write", str(data.folder), str(file)]
    taken = json.loads(subprocess.check_output(command))
    return float(taken["seconds"]), float(taken["memory"])


def _write_here(folder: Path, file: Path) -> None:
    """Write the tables in this process, and print what it took."""
    from kg.settings import Settings  # noqa: PLC0415
    from kg.tables import TableWishes, write_duckdb  # noqa: PLC0415
    from kg.workspace import Workspace  # noqa: PLC0415

    began = time.process_time()
    with Workspace(Settings(home=folder / "home")).contents() as contents:
        write_duckdb(contents, file, TableWishes(), 1024, lambda _: None)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.process_time() - began, "memory": memory}))


def _of_tables(tables: Tables, question: Question) -> float:
    began = time.perf_counter()
    tables.query(question.sql)
    return time.perf_counter() - began


def _over_http(server: Server, question: Question) -> float:
    with Client(server.url) as client:
        reply = client.ask(_PREFIXES + question.sparql)
    if reply.status != 200:
        raise ValueError(f"{reply.status}: {reply.body[:500]!r}")
    return reply.last


def _bindings(server: Server, question: Question) -> list[object]:
    with Client(server.url) as client:
        reply = client.ask(_PREFIXES + question.sparql)
    bindings: list[object] = json.loads(reply.body)["results"]["bindings"]
    return bindings


def _measure(asking: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Ask everybody once to warm up, then in turn in each round."""
    taken: dict[str, list[float]] = {name: [] for name in asking}
    for number in range(rounds + 1):
        for name, ask in asking.items():
            seconds = ask()
            if number:
                taken[name].append(seconds)
    return taken


def _tell(title: str, rows: int, taken: Mapping[str, Sequence[float]]) -> None:
    for name, seconds in taken.items():
        report.row(
            question=title, rows=rows, by=name, ms=1000 * statistics.median(seconds), fastest_ms=1000 * min(seconds)
        )
    ours = report.ratio(taken["tables"], taken["ours"])
    report.target(f"{title}: time in the tables to that of our SPARQL", ours, at_most=_SHARE)
    if _VIRTUOSO in taken:
        others = report.ratio(taken["tables"], taken[_VIRTUOSO])
        report.target(f"{title}: time in the tables to that of Virtuoso", others, at_most=1.0)


if __name__ == "__main__":
    if "--write" in sys.argv:
        _write_here(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
