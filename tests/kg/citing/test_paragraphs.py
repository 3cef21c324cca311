"""Paragraphs: whatever the line ends and spaces of a file are, their positions are those of the normalised text."""

from hypothesis import given
from hypothesis import strategies as st

from kg.citing.paragraphs import find_paragraphs
from kg.texts import normalise

pieces = st.sampled_from(["Word", "둘째 줄", "a.\u00a0b", "\n", "\r\n", "\n\n", "\n \t\n", "  ", "\ufeff"])


@given(st.lists(pieces, max_size=12).map("".join))
def test_paragraphs_are_the_normalised_text_without_a_gap(raw: str) -> None:
    text = normalise(raw)
    spans = find_paragraphs(raw)
    assert " ".join(text[start:end] for start, end in spans) == text
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
