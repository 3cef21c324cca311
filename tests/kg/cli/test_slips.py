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


HOSTILE = "\x1b[31mred\x9b\u202e"
ECHOES = {
    "a node": ("network", "involvement", "path", "{}", "Innovate UK"),
    "the other node": ("network", "involvement", "path", "Innovate UK", "{}"),
    "a view": ("network", "{}"),
    "a question": ("network", "funding", "{}"),
    "a date": ("network", "funding", "--as-of", "{}"),
    "a currency": ("network", "funding", "--weight", "amount", "--currency", "{}"),
    "a role": ("network", "funding", "--roles", "{}"),
    "a word of a choice": ("network", "funding", "--undated", "{}"),
    "an option": ("network", "--{}"),
    "a verb": ("{}",),
    "a record": ("history", "{}"),
    "a query": ("query", "SELECT {}"),
    "a statement": ("sql", "SELECT {}"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, kg_process: RunKg) -> Path:
    folder = tmp_path_factory.mktemp("echoes") / "home"
    assert kg_process("--home", folder, "load", SHIPPED).code == 0
    return folder


@pytest.mark.parametrize("words", ECHOES.values(), ids=ECHOES)
def test_what_was_typed_does_nothing_to_the_terminal(kg: RunKg, home: Path, words: tuple[str, ...]) -> None:
    told = kg("--home", home, *(word.replace("{}", HOSTILE) for word in words))
    assert told.code == 2
    assert not set("\x1b\x9b\u202e") & set(told.out + told.err)


@pytest.mark.parametrize("words", ECHOES.values(), ids=ECHOES)
def test_a_message_is_no_longer_than_a_screen(kg: RunKg, home: Path, words: tuple[str, ...]) -> None:
    told = kg("--home", home, *(word.replace("{}", "x" * 3000) for word in words))
    assert told.code == 2
    assert len(told.err) < 2000


def test_a_node_without_a_name_is_told_and_how_to_find_one(kg: RunKg, home: Path) -> None:
    told = kg("--home", home, "network", "involvement", "path", "", "Innovate UK")
    assert "no node without a name. " in told.err
    assert "`kg export records`" in told.err
