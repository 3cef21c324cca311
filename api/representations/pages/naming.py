"""What things and terms are called on pages: in the language of the reader, what has no name by what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from api.representations.pages.languages import marked
from api.representations.pages.rendering import local
from api.representations.pages.speech import Speech, Value
from kg.catalogue import Selection
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI
from kg.records import Record
from kg.reference import label_of
from kg.spelling import beginning
from kg.store.rdf import text_of
from kg.vocabulary import Field

VERDICTS = {"same": marked("the same"), "not-same": marked("not the same"), "undecided": marked("undecided")}
"""What is decided on two records, in words."""

_NAMES = 1000
"""Names of things in the language of the reader that are looked up for one page."""

_ASKED = 90
"""Characters of a question that stand in its title."""


class Namer:
    """Names records and terms in a language; `root` is where the service answers.

    All that it learns of is named at once, when something of it is asked for.
    """

    def __init__(self, edition: Edition, root: str = "", language: str = "en") -> None:
        self.edition, self.root, self.speech = edition, root, Speech(language)
        self.base = edition.mapping.base_iri
        self._names: dict[str, Value | None] = {}

    def learn(self, iris: Iterable[str]) -> None:
        """Take note of what is to be named; nothing is read yet."""
        self._names.update((each, None) for each in iris if each not in self._names)

    def __contains__(self, iri: str) -> bool:
        """Say whether it has learnt of something."""
        return iri in self._names

    def named(self, iri: str) -> Value:
        """Name what an IRI stands for: an address elsewhere is its own name, and what is gone is named by its id."""
        if not iri.startswith(self.base) and "://" in iri:
            return Value(iri.partition("://")[2], local(iri, self.base, self.root))
        self.learn([iri])
        if self._names[iri] is None:
            unnamed = [each for each, name in self._names.items() if name is None]
            own = names_in(self.edition, unnamed, self.speech.language) if self.speech.language != "en" else {}
            for each, (class_name, label) in self.edition.catalogue.names(unnamed).items():
                title = title_of(self.edition, each, class_name, self.speech)
                address = local(each, self.base, self.root) if class_name else ""
                self._names[each] = Value(title or own.get(each) or label, address, class_name)
        return self._names[iri] or Value(iri)

    def label(self, iri: str) -> str:
        """Name a class or a field."""
        return self.speech.label(label_of(iri))

    def term(self, field: Field, text: str) -> Value:
        """Name a term as a record spells it: of ours by its label, of a dataset as the record that it is."""
        iri = text if "://" in text else text_of(self.edition.mapping.term(field, text))
        if iri.startswith(self.base) and not iri.startswith(f"{ONTOLOGY_IRI}/"):
            return self.named(iri)
        return Value(self.label(iri), local(iri, self.base, self.root))


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


def _name(record: Record, _: Edition, __: Speech) -> str:
    return record.one("name")


def _link(record: Record, edition: Edition, speech: Speech) -> str:
    return " – ".join(_named((record.one("subject"), record.one("object")), edition, speech))


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


_TITLES: Mapping[str, Callable[[Record, Edition, Speech], str]] = {
    "Name": _name,
    "Link": _link,
    "Question": _question,
    "Decision": _decision,
}
