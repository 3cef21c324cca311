"""A service whose disk fills up: what it acknowledged is there, what it refused is not, and it goes on by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.changes.verification import verify
from tests.api.conftest import ALL_TOKENS, PROBLEM, authorised, serving
from tests.generated import sizes
from tests.kg.changes.faults.strikes import fill, small_disk
from tests.waiting import eventually

TRIPLES = 300


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 48) as folder:
        yield folder


def graph(name: str, word: str) -> str:
    return "".join(f'<urn:{name}:{number}> <urn:says> "{word}" .\n' for number in range(TRIPLES))


def put(client: httpx.Client, name: str, word: str) -> httpx.Response:
    headers = {"Content-Type": "text/turtle", **authorised()}
    return client.put("/graphs", params={"graph": f"urn:{name}"}, content=graph(name, word), headers=headers)


def held(client: httpx.Client) -> dict[str, set[str]]:
    """What each graph says, each of it in all its triples."""
    query = "SELECT ?g ?o (COUNT(?s) AS ?n) WHERE { GRAPH ?g { ?s <urn:says> ?o } } GROUP BY ?g ?o"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).raise_for_status()
    words: dict[str, set[str]] = {}
    for line in answer.text.splitlines()[1:]:
        name, word, number = line.split(",")
        assert number == str(TRIPLES), f"{name} has {number} of {TRIPLES} triples that say {word!r}"
        words.setdefault(name.removeprefix("urn:"), set()).add(word)
    return words


@pytest.mark.parametrize("fillings", sizes(4, 16))
def test_a_disk_that_fills_up(disk: Path, fillings: int) -> None:
    home, chance = disk / "home", random.Random(fillings)
    settings = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS}
    wanted: dict[str, set[str]] = {}
    with serving(home, **settings) as client:
        for filling in range(fillings):
            word = f"word {filling}"
            assert put(client, "first", word).is_success
            wanted["first"] = {word}
            filler = fill(disk, chance.randrange(150_000))
            for name in ("first", "second", "third", "first"):
                answer = put(client, name, f"{word} on {name}")
                if answer.is_success:
                    wanted[name] = {f"{word} on {name}"}
                else:
                    assert answer.status_code == 503, answer.text
                    assert answer.headers["Content-Type"] == PROBLEM
                    assert answer.headers["Retry-After"]
            filler.unlink()
            eventually(lambda: client.get("/ready").is_success, "the service is well again")
            assert held(client) == wanted
            assert not list((home / "journal").glob("pending-*"))
        assert put(client, "last", "at last").is_success
        wanted["last"] = {"at last"}
        assert verify(home, deep=True).holds
    with serving(home, **settings) as client:
        assert held(client) == wanted
    assert verify(home, deep=True).holds
