"""The ontology says in Korean whatever it says in English: labels and definitions of classes, fields and terms."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kg.forms import form_of
from kg.ontology import ENGLISH, ontology, said_in
from kg.reference import concepts, label_of
from kg.store.rdf import Literal, text_of
from kg.vocabulary import load_vocabulary

_SPOKEN = ("core#prefLabel", "rdf-schema#label", "core#definition", "terms/title", "terms/description")


def _told(language: str) -> Counter[tuple[str, str]]:
    """Count what is said of each subject in a language, by property."""
    return Counter(
        (text_of(quad.subject), quad.predicate.value)
        for quad in ontology().quads
        if isinstance(quad.object, Literal)
        and quad.object.language == language
        and quad.predicate.value.endswith(_SPOKEN)
    )


def test_whatever_is_said_in_english_is_said_in_korean_once() -> None:
    english, korean = _told(ENGLISH), _told("ko")
    assert len(english) > 900
    assert sorted(english - korean) == []
    assert sorted(korean - english) == []


def test_korean_is_korean() -> None:
    spared = {"PermID"}
    texts = [
        quad.object.value
        for quad in ontology().quads
        if isinstance(quad.object, Literal) and quad.object.language == "ko"
    ]
    assert [each for each in texts if not re.search("[가-힣]", each) and each not in spared] == []


@pytest.mark.parametrize(
    ("iri", "english", "korean"),
    [
        (load_vocabulary().classes["Project"].iri, "project", "과제"),
        (load_vocabulary().classes["Contribution"].fields["funder"].iri, "funder", "지원 기관"),
        (next(each.iri for each in concepts("bounds") if each.name == "at-least"), "At least", "이상"),
    ],
)
def test_a_label_is_had_in_either_language(iri: str, english: str, korean: str) -> None:
    assert (label_of(iri), label_of(iri, "ko"), label_of(iri, "fr")) == (english, korean, english)


def test_what_has_no_regard_to_languages_has_english() -> None:
    declared = ontology()
    for record_class in load_vocabulary().classes.values():
        assert declared.definition(record_class.iri) == declared.definition(record_class.iri, ENGLISH)
        for field in record_class.fields.values():
            assert re.fullmatch("[ -~]+", declared.label(field.iri))


def test_a_term_has_one_label_in_the_graph_that_is_queried() -> None:
    labels = Counter(text_of(quad.subject) for quad in ontology().graph if quad.predicate.value.endswith("#prefLabel"))
    assert len(labels) > 200
    assert {*labels.values()} == {1}


def test_what_forms_demand_is_said_in_korean() -> None:
    demands = {form.demand for name in load_vocabulary().classes for form in form_of(name) if form.demand}
    assert len(demands) > 100
    assert sorted(demands - said_in("ko").keys()) == []
