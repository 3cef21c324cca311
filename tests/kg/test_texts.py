from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.records import Passage, Record
from kg.texts import Contradicted, NotAtHand, SourceTexts, cite, digest, normalise, resolve

Form = Literal["NFC", "NFD"]

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
    assert str(first) == f"d:12-20:{digest('funds it')}"
    assert str(second) == f"d:29-37:{digest('funds it')}"
    for occurrence, times in ((3, "only 2 times"), (0, "only 2 times")):
        with pytest.raises(KgError, match=times):
            cite("d", TEXT, "funds it", occurrence)


@pytest.mark.parametrize("passage", ["nothing of it", "", "  ", "the council", "."[:0]])
def test_a_passage_that_is_not_there(passage: str) -> None:
    with pytest.raises(KgError, match="nowhere"):
        cite("d", TEXT, passage)


@pytest.mark.parametrize(
    "evidence", ["d", "d:4-11:0123456789abcdef", f"d:11-4:{digest('Council')}", f"d:900-907:{digest('Council')}"]
)
def test_evidence_that_does_not_resolve(evidence: str) -> None:
    assert resolve(TEXT, Passage.of(evidence)) is None
    assert resolve(TEXT, Passage.of(f"d:4-11:{digest('Council')}")) == "Council"


def source(text: str, name: str = "a.txt", slug: str = "a") -> Record:
    digest_ = hashlib.sha256(text.encode()).hexdigest()
    return Record("Source", f"sources/{slug}", {"label": (name,), "digest": (digest_,)})


def document(**fields: str) -> Record:
    return Record("Document", "documents/d", {name: (value,) for name, value in fields.items()})


def test_the_text_of_a_document_is_a_part_of_its_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"One  two\r\nthree")
    texts, known = SourceTexts(tmp_path), {"sources/a": source("One two three")}
    assert texts.text(document(source="sources/a"), known) == "One two three"
    assert texts.text(document(source="sources/a", source_start="4", source_end="7"), known) == "two"
    assert texts.text(document(source="sources/a", source_start="8"), known) == "three"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "no source is named"),
        ({"source": "sources/b"}, "no record"),
        ({"source": "sources/a", "source_start": "9", "source_end": "3"}, "no positions"),
        ({"source": "sources/a", "source_start": "3", "source_end": "3"}, "no positions"),
        ({"source": "sources/a", "source_start": "x", "source_end": "3"}, "no positions"),
        ({"source": "sources/a", "source_start": "٣", "source_end": "9"}, "no positions"),
        ({"source": "sources/a", "source_start": "9" * 5000}, "no positions"),
    ],
)
def test_why_there_is_no_text_is_told(tmp_path: Path, fields: dict[str, str], reason: str) -> None:
    (tmp_path / "a.txt").write_text("One two three")
    with pytest.raises(NotAtHand, match=f"The text of d is not at hand, because .*{reason}"):
        SourceTexts(tmp_path).text(document(**fields), {"sources/a": source("One two three")})


def test_why_there_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder, reason in (
        (None, r"no folder of source texts is given \(--sources or KG_SOURCES\)"),
        (tmp_path / "none", "none cannot be read: No such file"),
        (tmp_path / "file", "file cannot be read: Not a directory"),
        (tmp_path, "has no file of the name of its source"),
    ):
        with pytest.raises(NotAtHand, match=reason):
            SourceTexts(folder).text(document(source="sources/a"), {"sources/a": source("one")})


def test_another_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("another")
    with pytest.raises(Contradicted, match=r"is another text than sources/a.*Put the original there") as caught:
        SourceTexts(tmp_path).text(document(source="sources/a"), {"sources/a": source("one")})
    assert (caught.value.record.id, caught.value.field) == ("sources/a", "digest")


def test_a_source_that_names_the_file_of_another_has_a_digest_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    texts, known = SourceTexts(tmp_path), {"sources/a": source("one"), "sources/b": source("two", slug="b")}
    assert texts.text(document(source="sources/a"), known) == "one"
    with pytest.raises(Contradicted, match="another text than sources/b"):
        texts.text(document(source="sources/b"), known)


@pytest.mark.parametrize("name", ["울산 회의록.txt", "Café Ålesund.txt", "ｆｕｌｌ.txt"])
@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("in_record", ["NFC", "NFD"])
def test_a_file_is_found_however_its_letters_are_composed(
    tmp_path: Path, name: str, on_disk: Form, in_record: Form
) -> None:
    (tmp_path / unicodedata.normalize(on_disk, name)).write_text("one")
    known = {"sources/a": source("one", unicodedata.normalize(in_record, name))}
    assert SourceTexts(tmp_path).text(document(source="sources/a"), known) == "one"


def test_the_end_of_a_document_lies_in_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One two three")
    for start, end, field in (("4", "14", "source_end"), ("13", "", "source_start"), ("13", "14", "source_end")):
        given = document(source="sources/a", source_start=start, **({"source_end": end} if end else {}))
        with pytest.raises(Contradicted, match="has only 13 characters") as caught:
            SourceTexts(tmp_path).text(given, {"sources/a": source("One two three")})
        assert (caught.value.record.id, caught.value.field) == ("documents/d", field)
