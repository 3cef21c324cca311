from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.records import Record
from kg.texts import SourceTexts, cite, digest, normalise, resolve

TEXT = "The Council funds it. 항만 연구소 funds it too."


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a  b\r\n\tc ", "a b c"),
        ("\ufeffa", "a"),
        ("e\u0301", "é"),
        ("a\u00a0b\u2003c", "a b c"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal


@given(st.text())
def test_the_normal_form_stays(text: str) -> None:
    assert normalise(normalise(text)) in (normalise(text), normalise(normalise(text).removeprefix("\ufeff")))


@given(st.data())
def test_what_is_cited_is_resolved(data: st.DataObject) -> None:
    text = normalise(data.draw(st.text(min_size=1)))
    start = data.draw(st.integers(0, len(text)))
    passage = normalise(text[start : data.draw(st.integers(start, len(text)))])
    if passage and passage in text:
        evidence = cite("d", text, passage)
        assert resolve(text, evidence) == passage
        assert resolve("x" + text, evidence) != passage or text.startswith("x")


def test_a_passage_that_stands_twice() -> None:
    first, second = cite("d", TEXT, "funds it"), cite("d", TEXT, "funds  it", 2)
    assert first == f"d:12-20:{digest('funds it')}"
    assert second == f"d:29-37:{digest('funds it')}"
    for occurrence, times in ((3, "only 2 times"), (0, "only 2 times")):
        with pytest.raises(KgError, match=times):
            cite("d", TEXT, "funds it", occurrence)


@pytest.mark.parametrize("passage", ["nothing of it", "", "  ", "the council", "."[:0]])
def test_a_passage_that_is_not_there(passage: str) -> None:
    with pytest.raises(KgError, match="nowhere"):
        cite("d", TEXT, passage)


@pytest.mark.parametrize(
    "evidence", ["d", "d:4-11:0123456789abcdef", "d:4-11", "x y", f"d:900-907:{digest('Council')}"]
)
def test_evidence_that_does_not_resolve(evidence: str) -> None:
    assert resolve(TEXT, evidence) is None
    assert resolve(TEXT, f"d:4-11:{digest('Council')}") == "Council"


def source(text: str, name: str = "a.txt") -> Record:
    return Record("Source", "sources/a", {"label": (name,), "digest": (hashlib.sha256(text.encode()).hexdigest(),)})


def document(**fields: str) -> Record:
    return Record("Document", "documents/d", {name: (value,) for name, value in fields.items()})


def test_the_text_of_a_document_is_a_part_of_its_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"One  two\r\nthree")
    texts, known = SourceTexts(tmp_path), {"sources/a": source("One two three")}
    assert texts.text(document(source="sources/a"), known) == "One two three"
    assert texts.text(document(source="sources/a", source_start="4", source_end="7"), known) == "two"
    assert texts.text(document(source="sources/a", source_start="9", source_end="3"), known) is None
    assert texts.text(document(source="sources/a", source_start="x", source_end="3"), known) is None
    assert texts.text(document(source="sources/b"), known) is None
    assert texts.text(document(), known) is None
    assert SourceTexts(None).text(document(source="sources/a"), known) is None
    assert SourceTexts(tmp_path / "none").text(document(source="sources/a"), known) is None


def test_another_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("another")
    with pytest.raises(KgError, match=r"is another text than sources/a.*Put the original there"):
        SourceTexts(tmp_path).text(document(source="sources/a"), {"sources/a": source("one")})
