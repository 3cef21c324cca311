"""Networks that take long are answered as jobs: how they stand, what they give, how they end, and what they hold."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.desk import load
from kg.settings import Settings
from kg.workspace import Workspace
from tests.api.conftest import ALL_TOKENS, INSTALLED, assert_problem, authorised, network_of, serving
from tests.api.test_models import hold
from tests.generator import crowd, write_dataset
from tests.processes import descendants, open_files, proc, server_of
from tests.waiting import eventually

HOURS = "/network/partnership/communities?runs=100"
SHORT = "/network/affiliation"
AT_ONCE = {"prefer": "respond-async, wait=0"}
UPDATE = "INSERT DATA { GRAPH <urn:example:jobs> { <urn:a> skos:related <urn:%d> } }"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jobs")
    write_dataset(folder / "data" / "crowd", crowd(1_200))
    workspace = Workspace(Settings(home=folder / "home", data=folder / "data"))
    with workspace.repository() as repository:
        load(repository, workspace.intake())
    shutil.copytree(folder / "home", folder / "spare" / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    """A server on which the long question goes on until it is cancelled."""
    with serving(home, KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_CACHE="1", **INSTALLED) as client:
        yield client


def begun(client: httpx.Client, path: str, **headers: str) -> str:
    """Ask for an answer later, and give the address of the job."""
    answer = client.get(path, headers={**AT_ONCE, **headers})
    assert answer.status_code == 202, answer.text
    assert answer.headers["preference-applied"] == "respond-async"
    assert answer.headers["cache-control"] == "no-store"
    assert "retry-after" in answer.headers
    hold(answer.content, "Job")
    assert answer.headers["location"] == answer.json()["links"]["self"]
    return answer.headers["location"]


def ended(client: httpx.Client, job: str) -> dict[str, Any]:
    """Look until a job has ended."""

    def look() -> dict[str, Any] | None:
        answer = client.get(job)
        assert answer.status_code == 200, answer.text
        hold(answer.content, "Job")
        body: dict[str, Any] = answer.json()
        assert ("retry-after" in answer.headers) == (body["status"] == "running")
        return None if body["status"] == "running" else body

    body = eventually(look, "the job ends")
    assert body is not None
    return body


def analysts(home: Path) -> set[int]:
    """The processes that compute networks, and those that they are forked from."""
    return {pid for pid in descendants(server_of(home)) if b"worker.networks" in proc(pid, "cmdline")}


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (SHORT, "application/json"),
        (f"{SHORT}?top=5&min_confidence=stated", "text/html"),
        (f"{SHORT}/communities", "text/csv"),
        (f"{SHORT}/centrality/degree?stability=true", "application/json"),
        (f"{SHORT}/summary", "application/json"),
        (f"{SHORT}/between?one=organisations/body-0&other=organisations/body-1", "application/json"),
        (f"{SHORT}/path?from=organisations/body-0&to=organisations/body-1", "application/json"),
        ("/network/funding/money", "application/json"),
        (f"{SHORT}/series", "application/json"),
        (f"{SHORT}/compare?from=2020&to=2021", "application/json"),
    ],
)
def test_what_a_job_gives_is_what_is_answered_at_once(client: httpx.Client, path: str, accept: str) -> None:
    job = begun(client, path, accept=accept)
    body = ended(client, job)
    now = client.get(path, headers={"accept": accept})
    assert now.is_success, now.text
    assert body["status"] == "done"
    assert body["asked"] == path
    assert body["version"] == int(now.headers["kg-version"])
    assert datetime.fromisoformat(body["started"]).tzinfo is not None
    assert body["seconds"] >= 0
    then = client.get(body["links"]["result"], headers={"accept": "application/xml"})
    assert then.content == now.content
    assert then.status_code == 200
    for name in ("content-type", "kg-version", "content-security-policy"):
        assert then.headers.get(name) == now.headers.get(name)
    assert "etag" not in then.headers
    assert then.headers["cache-control"] == "no-store"
    assert then.headers["content-location"] == path
    assert client.delete(job).status_code == 204
    assert_problem(client.get(body["links"]["result"]), 404, "unknown-name")


def test_a_recipe_of_ones_own_may_be_answered_later(client: httpx.Client) -> None:
    recipe = {"name": "parts", "edges": ["signed_at"]}
    now = client.post("/network", json=recipe)
    assert now.is_success, now.text
    later = client.post("/network", json=recipe, headers=AT_ONCE)
    assert later.status_code == 202
    assert client.get(ended(client, later.headers["location"])["links"]["result"]).content == now.content


@pytest.mark.parametrize(
    "prefer", ["respond-async, wait=50", 'wait="50" , Respond-Async; x=y', "wait=50,respond-async"]
)
def test_what_is_ready_soon_is_answered_at_once(client: httpx.Client, prefer: str) -> None:
    answer = client.get(f"{SHORT}?top=3", headers={"prefer": prefer, "cache-control": "no-cache"})
    assert answer.status_code == 200
    assert "preference-applied" not in answer.headers
    assert answer.content == client.get(f"{SHORT}?top=3").content


@pytest.mark.parametrize("prefer", ["wait=0", "return=minimal", "respond-asynchronously", ";,=", "x=respond-async"])
def test_other_preferences_change_nothing(client: httpx.Client, prefer: str) -> None:
    assert client.get(f"{SHORT}?top=4", headers={"prefer": prefer}).status_code == 200


def test_what_is_wrong_with_a_question_is_told_at_once(client: httpx.Client) -> None:
    assert_problem(client.get("/network/fundng", headers=AT_ONCE), 404, "unknown-name")
    assert_problem(client.get(f"{SHORT}?nonsense=1", headers=AT_ONCE), 400, "bad-request")
    body = ended(client, begun(client, f"{SHORT}/ego/nobody"))
    assert body["status"] == "failed"
    assert (body["problem"]["status"], "result" in body["links"]) == (404, False)
    result = assert_problem(client.get(f"{body['links']['self']}/result"), 404, "unknown-iri")
    assert result == body["problem"]


def test_the_version_is_that_of_the_beginning_and_is_let_go_of(client: httpx.Client, home: Path) -> None:
    """While a job is running its version stays on disk, and with its end it goes."""
    snapshots = home / "snapshots"
    version = int(client.get("/ready").json()["version"])
    # Of one client one job is computed at a time, and one that takes long makes room for another: the third waits.
    blocking = [begun(client, f"{HOURS}&seed={each}") for each in (1, 2)]
    waiting = begun(client, f"{SHORT}?top=6")
    done = client.post("/sparql", data={"update": UPDATE % version}, headers=authorised())
    assert done.status_code == 204, done.text
    assert client.get(f"{SHORT}?top=6").headers["kg-version"] == str(version + 1)
    for each in blocking:
        assert client.get(each).json()["status"] == "running"
        assert client.delete(each).status_code == 204
    body = ended(client, waiting)
    assert (body["status"], body["version"]) == ("done", version)
    assert client.get(body["links"]["result"]).headers["kg-version"] == str(version)

    def is_one() -> bool:
        opened = {
            Path(each).relative_to(snapshots).parts[0]
            for pid in (server_of(home), *descendants(server_of(home)))
            for each in open_files(pid, snapshots)
        }
        return len(opened) <= 1 and len([*snapshots.iterdir()]) == 1

    eventually(is_one, "only the newest version is there")


def test_a_job_is_cancelled_with_its_process_and_then_forgotten(client: httpx.Client, home: Path) -> None:
    files = len(open_files(server_of(home)))
    job = begun(client, HOURS)
    assert_problem(client.get(f"{job}/result"), 404, "unknown-name")
    eventually(lambda: client.get(job).json()["seconds"] > 1, "it is under way")
    before = analysts(home)
    assert client.delete(job).status_code == 204
    eventually(lambda: before - analysts(home), "its process is ended")
    assert ended(client, job)["status"] == "cancelled"
    assert_problem(client.get(f"{job}/result"), 404, "unknown-name")
    assert client.delete(job).status_code == 204
    for answer in (client.get(job), client.delete(job), client.get(f"{job}/result")):
        assert "restart" in assert_problem(answer, 404, "unknown-name")["detail"]
    eventually(lambda: len(open_files(server_of(home))) <= files + 2, "its files are closed")


def jobs_kept(client: httpx.Client) -> int:
    return int(float(re.findall(r"^kg_jobs (\S+)", client.get("/metrics").text, re.MULTILINE)[0]))


def test_a_client_has_few_running_and_whoever_hangs_up_leaves_none(client: httpx.Client) -> None:
    before = jobs_kept(client)
    jobs = [begun(client, f"{HOURS}&seed={each}") for each in range(1, 5)]
    assert jobs_kept(client) == before + 4
    assert len(set(jobs)) == 4
    refused = client.get(HOURS, headers=AT_ONCE)
    assert_problem(refused, 429, "too-many-requests")
    assert "retry-after" in refused.headers
    for job in jobs:
        assert client.delete(job).status_code == 204
        assert ended(client, job)["status"] == "cancelled"
        assert client.delete(job).status_code == 204
    with pytest.raises(httpx.ReadTimeout):
        client.get(HOURS, headers={"prefer": "respond-async, wait=20"}, timeout=0.5)
    eventually(lambda: jobs_kept(client) == before, "the job of whoever hung up is gone")


def test_jobs_end_at_their_own_deadline_expire_and_do_not_outlive_the_service(home: Path) -> None:
    spare = home.parent / "spare" / "home"
    settings = {"KG_JOB_SECONDS": "3", "KG_JOB_KEPT": "2", "KG_DATA": ""}
    with serving(spare, **settings) as client:
        network_of(client, "/network/partnership")  # what computes networks is there, so that its turn comes at once
        body = ended(client, begun(client, HOURS))
        assert body["status"] == "failed"
        assert body["problem"]["detail"].startswith("The network ran over its time limit of 3 s")
        eventually(lambda: client.get(body["links"]["self"]).status_code == 404, "it is forgotten")
        kept = begun(client, HOURS)
    log = spare.with_suffix(".log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    with serving(spare, KG_DATA="") as client:
        told = assert_problem(client.get(f"/jobs/{kept.partition('/jobs/')[2]}"), 404, "unknown-name")
    assert "none outlives a restart" in told["detail"]
