"""Networks: projected from cold, asked over HTTP, and asked again after an edit.

`python -m benchmarks.networks [--cold 100k 1M 10M] [--sizes 100k 1M] [--rounds N]`: each view is projected in a fresh
process, from the index of the catalogue and, but for the largest graph, from the store, and told are the CPU seconds of
the projection alone and the memory that it keeps. Then a service is asked for a network and for a ranking of it, for
the first time, again at the same address, again with another number of nodes, and as the first question after one edit
of a record that takes part in it, each from the request to the last byte.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from contextlib import closing
from itertools import count
from pathlib import Path

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import Ecosystem, prepare
from benchmarks.peers import ours

COMMENTARY = """
Before networks were arrays (docs/decisions/0070), on the same machine: funding of 100,000 triples 0.69 s of CPU,
partnership 1.2 s; of a million, partnership with its hub took 271 s, and was refused by a limit of 250,000 edges.
What a question takes again is mostly what it shows: at a million triples the 100 best linked of partnership have 4,950
edges that rest on 63 MB of identifiers. At ten million triples each two of partnership would be 22 GB as rows: they are
counted from who takes part in what (docs/decisions/0086).
"""

_VIEWS = ("funding", "affiliation", "involvement", "partnership")
_COLD = {"100k": 0.1, "1M": 1.0, "10M": 12.0}
"""The most CPU seconds of a projection of partnership from cold."""
_TOKEN = "bench-only-" + "0" * 16
_ONE = "participations/t1"
_ASKED = {
    "partnership": "/network/partnership?top={top}",
    "its degrees": "/network/partnership/centrality/degree?top={top}",
    "funding": "/network/funding?top={top}",
    "its degrees ": "/network/funding/centrality/degree?top={top}",
}
_FIRST, _AGAIN, _AFTER = 2.0, 0.05, 0.02
_EDITS = count(1)


def main() -> None:
    """Measure each size in turn."""
    options = report.options(__doc__, rounds=10, cold=["100k", "1M"], sizes=["100k", "1M"])
    for size in options.cold:
        report.part(f"{size} from cold")
        _cold(prepare(size), options.rounds)
    for size in options.sizes:
        report.part(f"{size} over HTTP")
        _over_http(prepare(size), options.rounds)


def _cold(data: Ecosystem, rounds: int) -> None:
    for view in _VIEWS:
        for source in ("index", "store") if data.size != "10M" else ("index",):
            command = [sys.executable, "-m", "benchmarks.networks", "--project", str(data.folder), view, source]
            runs = [json.loads(subprocess.check_output(command)) for _ in range(max(1, rounds // 3))]
            cpu = statistics.median(run["cpu"] for run in runs)
            memory = statistics.median(run["memory"] for run in runs)
            edges = runs[0]["edges"]
            each = 1024 * 1024 * memory / max(edges, 1)
            report.row(triples=data.size, view=view, read_from=source, edges=edges, cpu_s=cpu, MiB=memory)
            if (view, source) == ("partnership", "index"):
                claim = f"{data.size}: CPU of partnership from cold, s"
                report.target(claim, cpu, at_most=_COLD.get(data.size, 12.0))
                report.target(f"{data.size}: bytes that an edge of it takes", each, at_most=120)


def _project(folder: Path, view: str, source: str) -> None:
    """Project once, in this process, and print what it took."""
    from kg.catalogue import CatalogueFollower  # noqa: PLC0415
    from kg.curated import Curated  # noqa: PLC0415
    from kg.mapping import Mapping  # noqa: PLC0415
    from kg.network import StoreColumns, find_view, project  # noqa: PLC0415
    from kg.settings import BASE_IRI, Settings  # noqa: PLC0415
    from kg.store import EMBEDDED  # noqa: PLC0415
    from kg.vocabulary import load_vocabulary  # noqa: PLC0415

    declared, mapping = find_view(view), Mapping(load_vocabulary(), BASE_IRI)
    with closing(EMBEDDED.open_snapshot(folder / "home" / "snapshots" / "1")) as store:
        index = CatalogueFollower(folder / "home" / "index", mapping).columns(1)
        before, began = _memory(), time.process_time()
        columns = index if index is not None and source == "index" else StoreColumns(Curated(store, BASE_IRI))
        network = project(columns, declared, most_edges=Settings().network_edges)
        cpu = time.process_time() - began
        print(json.dumps({"cpu": cpu, "memory": _memory() - before, "edges": network.edge_count}))


def _memory() -> float:
    """Give the MiB that this process has in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / (1 << 20)


def _over_http(data: Ecosystem, rounds: int) -> None:
    with (
        ours(data, KG_TOKENS=f"steward:bench:{_TOKEN}", KG_QUERY_MEMORY="4096") as server,
        Client(server.url) as client,
    ):
        for name, address in _ASKED.items():
            first = _ask(client, address.format(top=100))
            same = statistics.median(_ask(client, address.format(top=100), anew=False) for _ in range(rounds))
            again = [_ask(client, address.format(top=101 + number)) for number in range(rounds)]
            after = [_after_an_edit(client, address, number) for number in range(rounds)]
            more = statistics.median(after) - statistics.median(again)
            report.row(
                triples=data.size,
                asked=name.strip(),
                first_ms=1000 * first,
                same_address_ms=1000 * same,
                again_ms=1000 * statistics.median(again),
                after_an_edit_ms=1000 * statistics.median(after),
                more_ms=1000 * more,
            )
            report.target(f"{data.size}: {name.strip()} for the first time, s", first, at_most=_FIRST)
            report.target(f"{data.size}: {name.strip()} again, s", same, at_most=_AGAIN)
            report.target(f"{data.size}: {name.strip()} of other nodes, s", statistics.median(again), at_most=_AGAIN)
            report.target(f"{data.size}: {name.strip()} after an edit, s more", more, at_most=_AFTER)


def _after_an_edit(client: Client, address: str, number: int) -> float:
    client.patch(f"/{_ONE}", {"note": f"Edit {next(_EDITS)}"}, _TOKEN, minimal=True)
    return _ask(client, address.format(top=201 + number))


def _ask(client: Client, address: str, *, anew: bool = True) -> float:
    caching = {"Cache-Control": "no-cache"} if anew else {}
    reply = client.get(address, {"Accept": "application/json", **caching})
    if reply.status != 200:
        raise ValueError(f"{address}: {reply.status} {reply.body[:500]!r}")
    return reply.last


if __name__ == "__main__":
    if sys.argv[1:2] == ["--project"]:
        _project(Path(sys.argv[2]), *sys.argv[3:])
    else:
        main()
