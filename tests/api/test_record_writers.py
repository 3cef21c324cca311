"""Many write at once: what is acknowledged is there, and no edit is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from kg.changes import Journal
from kg.changes.position import START
from tests.api.conftest import ALL_TOKENS, authorised, serving
from tests.generated import sizes
from tests.waiting import PATIENCE

WRITERS = 8
SUM = {
    "label": "Counter",
    "amount": 0,
    "kind": "grant",
    "currency": "GBP",
    "confidence": "stated",
    "evidence": ["note"],
}


def increment(address: str, times: int) -> int:
    """Read the counter, add one, and put it back with what was read, until that is acknowledged so many times."""
    acknowledged = 0
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=authorised()) as client:
        while acknowledged < times:
            read = client.get("/contributions/counter")
            body = {**read.json(), "amount": read.json()["amount"] + 1}
            answer = client.put("/contributions/counter", json=body, headers={"if-match": read.headers["etag"]})
            assert answer.status_code in (200, 412), answer.text
            acknowledged += answer.is_success
    return acknowledged


@pytest.mark.parametrize("times", sizes(5, 50))
def test_a_counter_ends_at_the_number_of_acknowledgements(tmp_path: Path, times: int) -> None:
    with serving(tmp_path / "home", KG_DATA="", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        assert client.post("/datasets", json={"name": "mine"}).is_success
        assert client.post("/documents", json={"id": "documents/note", "label": "Note", "kind": "report"}).is_success
        made = client.post("/contributions", json={"id": "contributions/counter", **SUM})
        assert made.status_code == 201, made.text
        with ThreadPoolExecutor(WRITERS) as pool:
            done = sum(pool.map(lambda _: increment(str(client.base_url), times), range(WRITERS)))
        read = client.get("/contributions/counter")
        assert (done, read.json()["amount"]) == (WRITERS * times, WRITERS * times)
        changes = list(Journal(tmp_path / "home" / "journal").since(START))
        assert len(changes) == int(read.headers["kg-version"]) == 3 + done
