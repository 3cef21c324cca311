"""Eight writers edit at once, in the long run 10,000 times, while the service is killed at random.

Nothing that was acknowledged is missing, no edit of another is lost, and whatever is derived is what the journal says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.changes.journal import Journal
from kg.changes.position import START
from kg.changes.replica import Replica
from kg.changes.verification import verify
from kg.settings import Settings
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, Quad, text_of
from kg.workspace import Workspace
from tests.api.conftest import BASE
from tests.api.crashes.editors import RECORD, TICKS, WAYS, Plan, Told, besiege
from tests.generated import sizes


@dataclass(frozen=True)
class Edited:
    """A home after it all, the rows of each version of its journal as text, and what the editors were told."""

    home: Path
    plan: Plan
    told: Told
    rows: dict[int, str]
    quads: list[Quad]


@pytest.fixture(scope="module", params=sizes(Plan(90, 1), Plan(10_000, 40)))
def edited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    plan: Plan = request.param
    home = tmp_path_factory.mktemp("edits") / "home"
    told = besiege(home, plan, seed=5)
    journal = Journal(home / "journal")
    rows = {each.position.version: each.path.read_text("utf-8") for each in journal.since(START)}
    return Edited(home, plan, told, rows, list(Replica(journal).advance(journal.version).quads()))


def digest(quads: Iterable[Quad]) -> str:
    return hashlib.sha256("\n".join(sorted(map(str, quads))).encode()).hexdigest()


def test_all_ways_are_gone_and_kills_hit_edits_under_way(edited: Edited) -> None:
    answers = edited.told.answers
    for way in {each.__name__ for each in WAYS}:
        assert edited.told.count(way, 200, 201, 204), way
    assert sum(number for (_, status), number in answers.items() if not status) >= edited.plan.kills
    assert sum(number for (_, status), number in answers.items() if 200 <= status < 300) >= edited.plan.edits
    assert {status for _, status in answers} <= {0, 200, 201, 204, 404, 412, 428, 503}, answers


def test_nothing_that_was_acknowledged_is_missing(edited: Edited) -> None:
    for mark, version in edited.told.acknowledged.items():
        assert mark in edited.rows[version], (mark, version)


def test_each_change_is_a_version_of_its_own(edited: Edited) -> None:
    versions = list(edited.told.acknowledged.values())
    assert len(versions) == len(set(versions))


@pytest.mark.parametrize(
    ("way", "subject", "predicate"),
    [("count", BASE + RECORD[1:], f"{PREFIXES['skos']}prefLabel"), ("update", TICKS, "urn:n")],
)
def test_no_count_is_lost(edited: Edited, way: str, subject: str, predicate: str) -> None:
    acknowledged, unheard = edited.told.count(way, 204), edited.told.count(way, 0)
    place = subject, predicate
    [value] = [
        text_of(quad.object) for quad in edited.quads if (text_of(quad.subject), text_of(quad.predicate)) == place
    ]
    assert 0 < acknowledged <= int(value) <= acknowledged + unheard


def test_store_and_followers_are_what_the_journal_says(edited: Edited) -> None:
    workspace = Workspace(Settings(home=edited.home, data=None))
    verification = verify(edited.home, [workspace.index], deep=True)
    assert (verification.holds, [each for each in verification.findings if not each.warning]) == (True, [])
    assert {"journal", "store", "catalogue"} <= set(verification.checked)
    with workspace.repository() as repository:
        assert repository.version == max(edited.rows)
        assert not repository.followers.behind
        assert digest(repository.store.quads()) == digest(edited.quads)
    assert digest(EmbeddedStore.in_memory(edited.quads).quads()) == digest(edited.quads)
