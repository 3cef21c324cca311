"""A survey tells what only a look at all records and texts finds: once for a version, and not of a graph of many."""

from __future__ import annotations

import pytest

from kg import survey
from kg.changes import Repository
from kg.desk import load
from kg.settings import Settings
from kg.survey import KeptSurvey
from kg.texts import SourceTexts
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS


@pytest.fixture
def harbour(workspace: Workspace, repository: Repository) -> Workspace:
    """A workspace in which a dataset is loaded whose texts are at hand."""
    chosen = Workspace(Settings(home=workspace.settings.home, data=HARBOUR, sources=HARBOUR_TEXTS))
    load(repository, chosen.intake(HARBOUR))
    return chosen


def test_it_tells_how_much_of_each_text_is_somebodys(harbour: Workspace, repository: Repository) -> None:
    with harbour.edition(repository) as edition:
        found = survey.survey(edition, harbour.texts)
        assert found is not None
        assert found.covered
        for covered in found.covered.values():
            assert 0 <= covered.in_records + covered.left_out <= covered.sentences
            assert covered.share <= 1
        assert any(covered.in_records for covered in found.covered.values())
        assert set(found.counts) == set(found.warnings) == {"time-unsupported", "without-parties"}
        without = survey.survey(edition, SourceTexts(None))
        assert without is not None
        assert not without.covered
        assert without.conflicts == found.conflicts == len(edition.conflicts())


def test_it_is_made_once_for_each_version_and_not_of_many(
    harbour: Workspace, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptSurvey(harbour.texts)
    with harbour.edition(repository) as edition:
        assert kept.of(edition) is kept.of(edition)
        monkeypatch.setattr(survey, "MOST", edition.catalogue.size - 1)
        assert KeptSurvey(harbour.texts).of(edition) is None
