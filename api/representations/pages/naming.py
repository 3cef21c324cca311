"""What things are called on pages: in the language of the reader, and what has no name by what it asks or decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from api.representations.pages.languages import marked
from api.representations.pages.speech import Speech
from kg.catalogue import Selection
from kg.edition import Edition
from kg.records import Record
from kg.spelling import beginning

VERDICTS = {"same": marked("the same"), "not-same": marked("not the same"), "undecided": marked("undecided")}
"""What is decided on two records, in words."""

_NAMES = 1000
"""Names of things in the language of the reader that are looked up for one page."""

_ASKED = 90
"""Characters of a question that stand in its title."""


def names_in(edition: Edition, iris: Iterable[str], language: str) -> dict[str, str]:
    """Give the names that things have in a language, by IRI, as far as they are attested: a full one before others."""
    catalogue, mapping = edition.catalogue, edition.mapping
    things = [mapping.reference(iri) for iri, name in catalogue.names(sorted({*iris})).items() if name.type]
    if not things:
        return {}
    selection = Selection({"name_of": things, "language": (language,)}, limit=_NAMES, sort="-name")
    page = catalogue.page("names", selection)
    records = [catalogue.record(iri) for iri in page.iris]
    whole = sorted(records, key=lambda each: each.one("kind") in ("acronym", "short-name", "description"), reverse=True)
    return {mapping.iri(each.one("name_of")): each.one("name") for each in whole}


def title_of(edition: Edition, iri: str, class_name: str, speech: Speech) -> str:
    """Give the title of a record that has no label and speaks of others; empty where its label is to stand."""
    title = _TITLES.get(class_name)
    return title(edition.catalogue.record(iri), edition, speech) if title else ""


def _question(record: Record, edition: Edition, speech: Speech) -> str:
    about = speech.listed(_named(record.values.get("about", ()), edition, speech))
    asked = beginning(" ".join(record.one("text").split()), _ASKED)
    return speech.say(marked("%(name)s: %(question)s"), name=about, question=asked).unescape()


def _decision(record: Record, edition: Edition, speech: Speech) -> str:
    first, second = _named((record.one("first"), record.one("second")), edition, speech)
    verdict = speech.text(VERDICTS[record.one("verdict")])
    text = marked("%(first)s and %(second)s: %(verdict)s")
    return speech.say(text, first=first, second=second, verdict=verdict).unescape()


def _named(ids: Iterable[str], edition: Edition, speech: Speech) -> list[str]:
    """Name records by their ids, each once."""
    iris = [edition.mapping.iri(each) for each in ids]
    own = names_in(edition, iris, speech.language) if speech.language != "en" else {}
    labels = edition.catalogue.names(iris)
    return [own.get(each) or labels[each].label for each in iris]


_TITLES: Mapping[str, Callable[[Record, Edition, Speech], str]] = {"Question": _question, "Decision": _decision}
