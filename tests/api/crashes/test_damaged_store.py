"""A service whose store is damaged on disk: what needs it is 503 until it is made again, and never wrong."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from kg.changes.verification import verify
from kg.settings import Settings
from kg.workspace import Workspace
from tests.api.conftest import copy_of, serving
from tests.generated import seeded
from tests.waiting import eventually

QUESTIONS = (
    "/organisations?limit=1000",
    "/contributions?limit=1000",
    "/search?q=ulsan",
    "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/network/partnership",
)


def answers(client: httpx.Client) -> list[str]:
    """What is asked, answered without what was kept; what cannot be answered yet is asked again."""

    def ask(path: str) -> str:
        answer = client.get(path, headers={"Cache-Control": "no-cache", "Accept": "application/json"})
        assert answer.status_code in (200, 503), answer.text
        return answer.text.replace(str(client.base_url).rstrip("/"), "http://here") if answer.is_success else ""

    return [eventually(lambda: ask(path), path) for path in QUESTIONS]  # noqa: B023


@pytest.mark.parametrize("place", seeded([0.5, 0.2, 0.9], 3))
def test_a_store_that_was_damaged_is_made_again(server: httpx.Client, loaded: Path, place: float) -> None:
    home, expected = copy_of(loaded, "damaged"), answers(server)
    with Workspace(Settings(home=home, data=None)).repository() as repository:
        repository.snapshot().release()
    for path in [*(home / "store").glob("*.sst"), *(home / "snapshots").glob("*/*.sst")]:
        with path.open("r+b") as file:
            file.seek(int(place * path.stat().st_size))
            file.write(b"DAMAGED")
    with serving(home, KG_REPLICA_MEMORY="0") as client:  # so that all is read from disk
        assert answers(client) == expected
        eventually(lambda: client.get("/ready").is_success, "the service is well")
        assert answers(client) == expected
    assert verify(home, deep=True).holds
