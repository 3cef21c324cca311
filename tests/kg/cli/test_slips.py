"""A name with a slip in it: whatever is not known is told with what was probably meant, everywhere alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SHIPPED, RunKg

SLIPS = {
    "a verb": (("chek",), "check"),
    "a verb of a verb": (("token", "nwe"), "new"),
    "a format": (("export", "recrods"), "records"),
    "another format": (("check", SHIPPED, "--format", "jsn"), "json"),
    "a shortcoming": (("quality", "single-sorce"), "single-source"),
    "a verdict": (("decide", "organisations/a", "organisations/b", "smae", "--reason", "One"), "same"),
    "a confidence": (("network", "funding", "--min-confidence", "statde"), "stated"),
    "a measure": (("network", "funding", "degre"), "degree"),
    "a table": (("new", "contribution", "--path", SHIPPED), "contributions"),
    "a term": (("ref", "techno-park"), "technopark"),
    "a document": (("coverage", SHIPPED, "--document", "wm-ulsan-partnershp"), "wm-ulsan-partnership"),
}
IDS = {
    "in a history": ("history", "organisations/inovate-uk"),
    "in a decision": ("decide", "organisations/inovate-uk", "organisations/korea", "same", "--reason", "One"),
    "in a new name": ("rename", "organisations/inovate-uk", "organisations/iuk"),
    "in another table": ("history", "programmes/innovate-uk"),
}


@pytest.mark.parametrize(("words", "meant"), SLIPS.values(), ids=SLIPS)
def test_what_was_meant_is_named(kg: RunKg, words: tuple[str | Path, ...], meant: str) -> None:
    told = kg(*words)
    assert told.code == 2
    assert f"Did you mean '{meant}'?" in " ".join(told.err.split())


def test_the_id_that_was_meant_is_named(kg: RunKg, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert kg("--home", home, "load", SHIPPED).code == 0
    for place, words in IDS.items():
        told = kg("--home", home, *words)
        assert told.code == 2, place
        assert "Did you mean 'organisations/innovate-uk'?" in told.err, place
