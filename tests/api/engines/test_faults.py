"""An engine that is away, killed, read-only, emptied or answers nonsense: what was acknowledged is not lost."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from _pytest.mark import ParameterSet

from kg.changes import Origin, Repository
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from tests.api.conftest import assert_problem
from tests.api.engines.conftest import UPDATE, ask, authorised_client, caught_up, rows, write
from tests.engines import NAMES, Meddler, running_engine
from tests.waiting import eventually

NUMBERS = "SELECT ?n { GRAPH <urn:e:g> { <urn:e:s> <urn:e:n> ?n } }"


def add(client: httpx.Client, number: int) -> int:
    return write(client, f"INSERT DATA {{ GRAPH <urn:e:g> {{ <urn:e:s> <urn:e:n> {number} }} }}")


def numbers(client: httpx.Client) -> set[int]:
    return set(map(int, rows(client, NUMBERS)))


def refused(client: httpx.Client) -> httpx.Response | None:
    """The answer to a query that the engine does not answer well."""
    answer = client.post("/sparql", data={"query": NUMBERS}, headers={"cache-control": "no-cache"})
    return None if answer.is_success else answer


def in_short(cases: Sequence[str], count: int) -> list[ParameterSet]:
    """All cases, those after the first `count` in the long run only."""
    return [pytest.param(each, marks=[pytest.mark.long] * (place >= count)) for place, each in enumerate(cases)]


@pytest.fixture(scope="module")
def meddler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meddler]:
    """Fuseki, with a meddler before it."""
    with running_engine("fuseki", tmp_path_factory.mktemp("fuseki")) as engine:
        meddler = Meddler(engine.settings["KG_STORE"])
        yield meddler
        meddler.close()


@pytest.fixture(scope="module")
def meddled(meddler: Meddler, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server whose engine is behind the meddler."""
    home = tmp_path_factory.mktemp("meddled") / "home"
    with authorised_client(
        home, {**meddler.settings, "KG_DATA": "", "KG_QUERY_TIMEOUT": "6", "KG_RESULT_LIMIT": "1"}
    ) as client:
        yield client
        meddler.mood = "pass"


@pytest.mark.parametrize("mood", in_short(Meddler.moods, 3))
def test_an_engine_that_answers_nonsense_loses_nothing(meddler: Meddler, meddled: httpx.Client, mood: str) -> None:
    meddler.mood = "pass"
    caught_up(meddled)
    before = numbers(meddled)
    meddler.mood = mood
    answer = eventually(lambda: refused(meddled), "the nonsense is told")
    body = assert_problem(answer, 502, "engine-failed")
    assert int(answer.headers["retry-after"]) > 0
    assert not re.search("elsewhere|Secret", body["detail"])
    version = add(meddled, len(before))
    assert_problem(eventually(lambda: unready(meddled), "it is not ready"), 502, "engine-failed")
    assert meddled.get("/graphs", params={"graph": "urn:e:g"}).headers["kg-version"] == str(version)
    meddler.mood = "pass"
    assert caught_up(meddled) == version
    assert numbers(meddled) == {*before, len(before)}
    assert "/elsewhere" not in meddler.asked


def unready(client: httpx.Client) -> httpx.Response | None:
    answer = client.get("/ready")
    return None if answer.is_success else answer


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_change_in_the_midst_of_an_answer_is_in_it_wholly_or_not_at_all(
    meddler: Meddler, meddled: httpx.Client, times: int
) -> None:
    """Between the answer to a query and the question of which version it is, a change is made in the engine."""
    meddler.mood = "pass"
    version, before = caught_up(meddled), numbers(meddled)

    def change() -> None:
        newest = add(meddled, 10_000 * times + len(meddler.meanwhile))
        if len(meddler.meanwhile) > times - 3:  # the third time the engine is held at its version, until it answers
            eventually(lambda: f"kg_engine_version {newest}.0" in meddled.get("/metrics").text, "the engine has it")

    meddler.meanwhile = [change] * times
    answer = ask(meddled, f"{NUMBERS} # {times}", "text/csv")
    assert not meddler.meanwhile
    found, of = set(map(int, answer.text.split()[1:])), int(answer.headers["kg-version"])
    assert len(found) - len(before) == of - version
    assert version < of <= version + times
    assert caught_up(meddled) == version + times


def test_a_query_over_its_time_is_ended_whatever_the_engine_does(meddler: Meddler, meddled: httpx.Client) -> None:
    meddler.mood = "pass"
    caught_up(meddled)
    meddler.mood = "hang"
    answer = meddled.post("/sparql", data={"query": NUMBERS}, headers={"cache-control": "no-cache"})
    assert_problem(answer, 504, "time-limit")
    meddler.mood = "pass"
    eventually(lambda: refused(meddled) is None, "it answers again")


def test_a_result_over_its_size_is_broken_off(meddler: Meddler, meddled: httpx.Client) -> None:
    meddler.mood = "pass"
    caught_up(meddled)
    values = " ".join(map(str, range(120)))
    query = f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    with pytest.raises(httpx.RemoteProtocolError):
        meddled.post("/sparql", data={"query": query})


def test_while_it_takes_no_updates_queries_are_answered_as_of_what_it_has(
    meddler: Meddler, meddled: httpx.Client
) -> None:
    meddler.mood = "pass"
    held, before = caught_up(meddled), numbers(meddled)
    meddler.mood = "read-only"
    version = add(meddled, 1_000)
    answer = eventually(lambda: behind(meddled), "it is behind")
    assert answer["version"] == version
    assert answer["engine"]["version"] == held
    old = ask(meddled, NUMBERS)
    assert old.headers["kg-version"] == str(held)
    assert old.headers["etag"].startswith(f'"{held}-')
    assert set(map(int, old.text.splitlines()[1:])) == before
    assert f"kg_engine_version {held}.0" in meddled.get("/metrics").text
    assert "kg_engine_trouble 1.0" in meddled.get("/metrics").text
    meddler.mood = "pass"
    assert caught_up(meddled) == version
    assert numbers(meddled) == {*before, 1_000}


def behind(client: httpx.Client) -> dict[str, Any] | None:
    said: dict[str, Any] = client.get("/ready").json()
    return said if "403" in said.get("engine", {}).get("trouble", "") else None


@pytest.mark.parametrize("deed", in_short(("emptied", "half filled", "of another home", "of another format"), 2))
def test_an_engine_that_holds_something_else_is_filled_anew(meddler: Meddler, meddled: httpx.Client, deed: str) -> None:
    meddler.mood = "pass"
    version, before = caught_up(meddled), numbers(meddled)
    nothing = f'leaves> "1 x 0 {"0" * 64}"'
    facts = {"of another home": 'holds> "1 x 5 y"', "of another format": 'holds> "0 x 5 y"', "half filled": nothing}
    stray = "GRAPH <urn:e:g> { <urn:e:s> <urn:e:n> 77777 } GRAPH <urn:else> { <urn:s> <urn:p> 1 }"
    noted = f"GRAPH <urn:x-kg:state> {{ <urn:x-kg:state> <urn:x-kg:state:{facts.get(deed)} }}"
    update = f"DROP GRAPH <urn:x-kg:state> ; INSERT DATA {{ {stray} {noted} }}" if deed in facts else "DROP ALL"
    done = httpx.post(f"{meddler.address}/ds/update", content=update, headers={"content-type": UPDATE})
    assert done.is_success, done.text
    answer = meddled.post(
        "/sparql", data={"query": NUMBERS}, headers={"cache-control": "no-cache", "accept": "text/csv"}
    )
    if answer.is_success:  # it was filled again already, for it is looked after all the time
        assert set(map(int, answer.text.splitlines()[1:])) == before
    else:
        assert answer.status_code == 503
    eventually(lambda: refused(meddled) is None, "it answers again")
    assert numbers(meddled) == before
    assert caught_up(meddled) == version
    strange = httpx.post(f"{meddler.address}/ds/query", data={"query": "ASK { GRAPH <urn:else> { ?s ?p ?o } }"}).json()
    assert strange["boolean"] is (deed != "emptied")


def test_graphs_that_are_named_as_ours_are_left_out_and_do_no_harm(meddler: Meddler, meddled: httpx.Client) -> None:
    meddler.mood = "pass"
    for name in ("urn:x-kg:state", "urn:x-kg:unnamed"):
        version = write(meddled, f"INSERT DATA {{ GRAPH <{name}> {{ <{name}> <{name}:holds> 'x' }} }}")
        assert caught_up(meddled) == version
        assert rows(meddled, f"SELECT ?o {{ GRAPH <{name}> {{ ?s ?p ?o }} }}") == []
    done = httpx.post(f"{meddler.address}/ds/update", content="DROP ALL", headers={"content-type": UPDATE})
    assert done.is_success
    eventually(lambda: refused(meddled) is None, "it is noticed, and filled anew")
    assert caught_up(meddled) == version
    assert rows(meddled, "SELECT ?g { GRAPH ?g { ?s <urn:x-kg:state:holds> ?o } }") == []


def test_a_graph_without_triples_is_none(meddler: Meddler, meddled: httpx.Client) -> None:
    meddler.mood = "pass"
    query = "SELECT ?g { GRAPH ?g {} FILTER(?g = <urn:e:short>) }"
    write(meddled, "INSERT DATA { GRAPH <urn:e:short> { <urn:e:s> <urn:e:p> 1 } }")
    assert rows(meddled, query) == ["<urn:e:short>"]
    write(meddled, "CLEAR GRAPH <urn:e:short>")
    assert rows(meddled, query) == []
    state = 'ASK { GRAPH <urn:x-kg:state> { ?s ?p "urn:e:short" } }'
    asked = httpx.post(
        f"{meddler.address}/ds/query", data={"query": state}, headers={"accept": "application/sparql-results+json"}
    )
    assert asked.json()["boolean"] is False


@pytest.mark.long
def test_what_was_written_while_no_service_ran_is_there_after_the_next_start(tmp_path: Path, gate: Gate) -> None:
    """On an engine of its own: two services must not share one."""
    home = tmp_path / "home"
    with running_engine("fuseki", tmp_path / "engine") as engine:
        settings = {**engine.settings, "KG_DATA": ""}
        with authorised_client(home, settings) as client:
            add(client, 1)
            caught_up(client)
        with Repository(home, gate) as repository, repository.prepare(Origin("somebody", "meanwhile")) as writer:
            subject, predicate, graph = map(NamedNode, ("urn:e:s", "urn:e:n", "urn:e:g"))
            writer.add([Quad(subject, predicate, Literal(2), graph)])
            version = repository.commit(writer.finish())
        with authorised_client(home, settings) as client:
            assert caught_up(client) == version
            assert numbers(client) == {1, 2}
    log = home.with_suffix(".log").read_text(encoding="utf-8")
    assert "filled anew" not in log  # it was brought up by the change that it lacked


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_an_engine_killed_in_the_midst_of_commits_has_them_all_in_the_end(name: str, tmp_path: Path) -> None:
    with (
        running_engine(name, tmp_path / "engine") as engine,
        authorised_client(tmp_path / "home", {**engine.settings, "KG_DATA": ""}) as client,
    ):
        total = 0
        for round_ in range(4):
            for number in range(total, total + 12):
                add(client, number)
                if number == total + 3 + round_:
                    engine.kill()
            total += 12
            assert_problem(eventually(lambda: refused(client), "it is away"), 502, "engine-failed")
            engine.start()
            caught_up(client)
            assert numbers(client) == set(range(total))


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_an_engine_killed_in_a_large_change_never_shows_a_part_of_it(name: str, tmp_path: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) FROM <urn:e:many> { ?s ?p ?o }"
    with (
        running_engine(name, tmp_path / "engine") as engine,
        authorised_client(tmp_path / "home", {**engine.settings, "KG_DATA": ""}) as client,
    ):
        turtle = "\n".join(f"<urn:e:{number}> <urn:e:number> {number} ." for number in range(20_000))
        headers = {"content-type": "text/turtle"}
        put = client.put("/graphs", params={"graph": "urn:e:many"}, content=turtle, headers=headers)
        assert put.status_code == 201, put.text
        time.sleep(0.5)  # some of it is there by then, on most machines
        engine.kill()
        engine.start()

        def counted() -> str | None:
            answer = client.post("/sparql", data={"query": count}, headers={"accept": "text/csv"})
            if not answer.is_success:
                return None
            number = answer.text.split()[1]
            assert number in ("0", "20000")
            return number if number == "20000" else None

        eventually(counted, "all of it is there")


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_answers_beside_a_busy_writer_are_each_of_one_version(name: str, tmp_path: Path) -> None:
    """Each version has 400 triples with its own number; an answer has those of one version, which it names."""
    query = "SELECT ?o (COUNT(*) AS ?n) { GRAPH <urn:e:g> { ?s ?p ?o } } GROUP BY ?o"
    numbered: dict[str, int] = {}
    answers: list[tuple[str, list[str]]] = []
    with (
        running_engine(name, tmp_path / "engine") as engine,
        authorised_client(tmp_path / "home", {**engine.settings, "KG_DATA": ""}) as client,
        ThreadPoolExecutor() as threads,
    ):
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                found = client.post("/sparql", data={"query": query}, headers={"accept": "text/csv"})
                if found.is_success:
                    answers.append((found.headers["kg-version"], found.text.splitlines()[1:]))

        readers = [threads.submit(read) for _ in range(2)]
        for number in range(30):
            turtle = "\n".join(f"<urn:e:{each}> <urn:e:p> {number} ." for each in range(400))
            put = client.put(
                "/graphs", params={"graph": "urn:e:g"}, content=turtle, headers={"content-type": "text/turtle"}
            )
            assert put.is_success, put.text
            numbered[put.headers["kg-version"]] = number
        caught_up(client)
        eventually(lambda: answers and answers[-1][1] == ["29,400"], "the last is read")
        stop.set()
        for each in readers:
            each.result()
    assert {tuple(found) for version, found in answers if found != [f"{numbered.get(version)},400"]} <= {()}
    assert len({version for version, _ in answers}) > 1
