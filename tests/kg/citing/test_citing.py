"""Words are found in texts, or what stands there instead; quotes become places; places are found again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.citing.anchoring import anchor
from kg.citing.coverage import Passages, SentenceState
from kg.citing.filling import filled
from kg.citing.nearness import excerpt, near
from kg.citing.sentences import find_sentences
from kg.records import Passage, Record
from kg.texts import cite, normalise, resolve

TEXT = (
    "Ashmoor’s council has awarded £1.2 million – over three years – to “Linden Boatworks”. "
    "울산시는 협약을 체결했다. It has."
)
words = st.text(st.sampled_from("ab cé한’'\""), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("ashmoor's COUNCIL", "Ashmoor’s council"),
        ('million - over three years - to "linden', "million – over three years – to “Linden"),
        ("over  three\nYears", "over three years"),
        ("council has awarded £1.3 million", "council has awarded £1."),
        ("울산시는 협약을 맺었다", "울산시는 협약을"),
    ],
)
def test_what_was_meant_is_shown(words: str, meant: str) -> None:
    (nearest,) = near(TEXT, words)
    assert nearest.words == meant
    assert TEXT[nearest.start :].startswith(meant)


@pytest.mark.parametrize("words", ["", " ", "nobody said anything like it", "€", "xyz" * 5000])
def test_what_is_not_near_is_not_shown(words: str) -> None:
    assert near(TEXT, words) == []


def test_every_place_that_looks_alike_is_shown() -> None:
    text = "The Fund. The fund. THE FUND."
    assert [each.start for each in near(text, "the fund")] == [0, 10, 20]


@given(st.lists(words, min_size=3, max_size=8).map(lambda parts: normalise(" ".join(parts))), words)
def test_what_is_near_stands_in_the_text(text: str, passage: str) -> None:
    for each in near(text, passage):
        assert each.words
        assert text[each.start :].startswith(each.words)
        assert excerpt(text, each.start, each.start + len(each.words)).count(each.words) >= 1


def record(quote: str, *evidence: str) -> Record:
    return Record("Project", "projects/p", {"quote": (quote,), "evidence": evidence, "label": ("P",)})


def test_a_quote_becomes_a_place() -> None:
    done = filled(record("three years", "news", "other"), {"news": TEXT})
    first, second = done.record.values["evidence"]
    assert resolve(TEXT, Passage.of(first)) == "three years"
    assert (second, done.faults) == ("other", ())
    assert done.record.one("quote") == "three years"  # for the other document, of which no text is at hand
    alone = filled(record("three years", "news"), {"news": TEXT})
    assert alone.record.values.keys() == {"evidence", "label"}
    assert filled(record("three years", "news"), {"news": TEXT}, keep=True).record.one("quote") == "three years"
    assert filled(alone.record, {"news": TEXT}) == alone


@pytest.mark.parametrize(
    ("quote", "fault"),
    [
        ("has", "stands 2 times in news: quote more words"),
        ("THREE years", "nowhere in news; near it is 'three years': in other capitals"),
        ("something else", "nowhere in news"),
    ],
)
def test_what_cannot_become_a_place_says_why(quote: str, fault: str) -> None:
    done = filled(record(quote, "news"), {"news": TEXT})
    assert fault in done.faults[0]
    assert done.record == record(quote, "news")


@given(st.lists(words.map(normalise).filter(bool), min_size=1, max_size=6), words.map(normalise), words.map(normalise))
def test_a_passage_is_found_again_wherever_it_went(parts: list[str], before: str, after: str) -> None:
    text = normalise(" ".join(parts))
    passage = cite("news", text, parts[0])
    corrected = normalise(f"{before} {text} {after}")
    found = anchor(corrected, passage)
    assert found is not None
    assert resolve(corrected, found) == resolve(text, passage) == parts[0]


@pytest.mark.parametrize("corrected", ["", "Ashmoor", TEXT.replace("three", "four")])
def test_a_passage_that_is_gone_is_not_found(corrected: str) -> None:
    assert anchor(corrected, cite("news", TEXT, "over three years")) is None


def test_a_sentence_counts_by_what_covers_it() -> None:
    sentences = find_sentences(
        "The one is told. The other is left out. The third is nobody's. 넷째 문장이다. 다섯째다."
    )
    assert len(sentences) == 5
    assert all(first[1] < second[0] for first, second in pairwise(sentences))
    (one, two, *_) = sentences
    records = [
        Record(
            "Project", "projects/p", {"evidence": (f"news:{one[0]}-{one[1]}:{'0' * 16}", "other:41-60:" + "0" * 16)}
        ),
        Record("Omission", "omissions/o", {"evidence": (f"news:{two[0]}-{two[1] - 3}:{'0' * 16}", "news")}),
    ]
    passages = Passages.of("news", records)
    assert [passages.state(each) for each in sentences] == [
        SentenceState.RECORD,
        SentenceState.OMISSION,
        *[SentenceState.NOBODY] * 3,
    ]
