"""Catalogues of a few records, made in memory, and what is read of their pages."""

from collections.abc import Iterable

from hypothesis import strategies as st

from kg.catalogue import Catalogue, Page, Selection
from kg.mapping import Mapping
from kg.records import Record
from kg.settings import Settings
from kg.store import EmbeddedStore
from kg.vocabulary import load_vocabulary

MAPPING = Mapping(load_vocabulary(), Settings().base_iri)


def catalogue(records: Iterable[Record], version: int = 1) -> Catalogue:
    quads = [quad for record in records for quad in MAPPING.to_quads(record, MAPPING.graph("demo"))]
    store = EmbeddedStore.in_memory(quads)
    return Catalogue(lambda: store, MAPPING, version)


def outcome(slug: str, value: str = "", label: str = "") -> Record:
    given = {"value": value, "label": label}
    return Record("Outcome", f"outcomes/{slug}", {name: (text,) for name, text in given.items() if text})


def slugs(page: Page) -> list[str]:
    return [iri.rpartition("/")[2] for iri in page.iris]


def turn(found: Catalogue, collection: str, **selection: object) -> list[str]:
    """Turn all pages from the first to the last."""
    seen: list[str] = []
    cursor = ""
    while True:
        page = found.page(collection, Selection(**selection, cursor=cursor))  # type: ignore[arg-type]
        seen += slugs(page)
        cursor = page.next
        if not cursor:
            return seen


values = st.sampled_from(
    ["", "0", "-1", "-10", "-2.5", "2", "10", "9", "1000000", "0.5", "-0.5", "1250000.5", "1" + "0" * 20]
)
labels = st.sampled_from(["", "a", "A", "b", "Zebra", "é", "한국", "z|y", '"q"'])
many = st.lists(
    st.builds(outcome, st.from_regex(r"[a-c][0-9]", fullmatch=True), values, labels),
    max_size=14,
    unique_by=lambda each: each.id,
)
