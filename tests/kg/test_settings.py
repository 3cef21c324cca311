from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.settings import Settings, describe, misspelt

BAD = [
    ("KG_BASE_IRI", "example.org/"),
    ("KG_BASE_IRI", "https://example.org"),
    ("KG_BASE_IRI", ""),
    ("KG_BASE_IRI", "https://exa mple.org/"),
    ("KG_BASE_IRI", "https://example.org/#/"),
    ("KG_DEFAULT_GRAPH", "all"),
    ("KG_QUERY_TIMEOUT", "soon"),
    ("KG_QUERY_TIMEOUT", "0"),
    ("KG_QUERY_TIMEOUT", "-1"),
    ("KG_QUERY_TIMEOUT", "nan"),
    ("KG_WORKERS", "2.5"),
    ("KG_WORKERS", "0"),
    ("KG_PAGE_SIZE", ""),
    ("KG_STORE", "localhost:3030/ds"),
    ("KG_STORE", "file:///ds"),
    ("KG_STORE", "http://"),
    ("KG_STORE", "http://host:99999/ds"),
    ("KG_STORE", "http://host/a b"),
    ("KG_STORE", "http://me:secret@host/ds"),
    ("KG_STORE", "http://host/ds#x"),
    ("KG_STORE_UPDATE", "ftp://host/ds"),
    ("KG_STORE_UNION", "the union"),
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda each: each or "empty")
def test_a_bad_value_is_named_with_a_way_out(name: str, value: str) -> None:
    with pytest.raises(KgError) as raised:
        Settings.from_environment({name: value})
    assert name in raised.value.message
    assert raised.value.fix.startswith("Set it to ")
    assert "secret" not in str(raised.value)


def test_values_are_read() -> None:
    given = {
        "KG_HOME": "/x",
        "KG_DATA": "",
        "KG_SOURCES": "texts",
        "KG_WORKERS": "3",
        "KG_DEFAULT_GRAPH": "unnamed",
        "PATH": "/bin",
    }
    found = Settings.from_environment(given)
    assert (found.home, found.data, found.sources) == (Path("/x"), None, Path("texts"))
    assert (found.workers, found.default_graph) == (3, "unnamed")
    assert Settings.from_environment({}) == Settings()


def test_an_engine_has_an_address_and_perhaps_another_for_updates() -> None:
    engine = {"KG_STORE": "https://[::1]:8890/sparql?x=1", "KG_STORE_UPDATE": "http://host/sparql-auth"}
    assert Settings.from_environment(engine).store_update == "http://host/sparql-auth"
    with pytest.raises(KgError, match="KG_STORE is ''"):
        Settings.from_environment({"KG_STORE_UPDATE": "http://host/sparql-auth"})


def test_the_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_PAGE_SIZE", "7")
    assert Settings.from_environment().page_size == 7


def test_they_are_frozen_and_all_described() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().workers = 3  # type: ignore[misc]
    assert [name for name, _, _ in describe()] == [f"KG_{each.name.upper()}" for each in fields(Settings)]
    assert all(len(text) > 15 for _, _, text in describe())


@pytest.mark.parametrize(
    ("variable", "setting"),
    [
        ("KG_TOKEN", "KG_TOKENS"),
        ("KG_WORKER", "KG_WORKERS"),
        ("KG_QUERY_TIME", "KG_QUERY_TIMEOUT"),
        ("KG_BASEIRI", "KG_BASE_IRI"),
        ("kg_data", "KG_DATA"),
        ("KG_CHANGES_LIMIT", "KG_CHANGE_LIMIT"),
    ],
)
def test_a_variable_with_a_slip_in_its_name_is_told(variable: str, setting: str) -> None:
    assert misspelt({variable: "1"}) == [(variable, setting)]


def test_variables_that_are_no_settings_are_left_alone() -> None:
    others = ["KG_SERVICE_HOST", "KG_SERVICE_PORT", "KG_PORT", "KG_PORT_8000_TCP_ADDR", "KG", "KG_", "PATH", "XKG_HOME"]
    assert misspelt(dict.fromkeys(others, "1")) == []
    assert misspelt({name: "1" for name, _, _ in describe()}) == []
