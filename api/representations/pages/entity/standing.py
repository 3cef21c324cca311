"""How a record stands: what the checks say of it, what contradicts it, which questions about it are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.representations.pages.body_words import Wording, listed
from api.representations.pages.languages import marked
from api.representations.pages.speech import Value
from kg.catalogue.quality import NO_CLAIMS
from kg.claims import Conflict, read_about
from kg.quoting import document_of
from kg.records import Record, Violation
from kg.reference import label_of
from kg.texts import SourceTexts
from kg.validation.plausibility import warnings_of_one

_BADGED = "single-source"
"""The check that has a badge of its own."""


@dataclass(frozen=True, slots=True)
class Badge:
    """One word on a record: whether it is good, and the list of all that are so."""

    text: str
    tone: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """One claim of a conflict."""

    record: Value
    value: str
    is_preferred: bool


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """Claims that contradict each other."""

    field: str
    claims: Sequence[ClaimShown]
    reason: str


def badges_of(wording: Wording, body: Mapping[str, Any], warnings: Sequence[Violation]) -> list[Badge]:
    """Say in a few words how a record stands; it conforms to the shapes, or it would not be here."""
    return [*_badges(wording, body, warnings)]


def _badges(wording: Wording, body: Mapping[str, Any], warnings: Sequence[Violation]) -> Iterator[Badge]:
    speech, quality = wording.speech, f"{wording.root}/quality"
    yield Badge(speech.text(marked("conforms to the shapes")), "good", f"{wording.root}/shapes")
    documents = {each["document"] for each in body["evidence"]}
    if body["type"] not in NO_CLAIMS:
        if not documents:
            yield Badge(speech.text(marked("no evidence")), "bad", f"{quality}/without-evidence")
        elif not any("start" in each for each in body["evidence"]):
            yield Badge(speech.text(marked("no passage named")), "warn", f"{quality}/without-passage")
        elif len(documents) == 1:
            yield Badge(speech.text(marked("single source")), "", f"{quality}/single-source")
    if body["type"] == "Document" and "published" not in body:
        yield Badge(speech.text(marked("undated")), "warn", f"{quality}/undated-documents")
    if body.get("confidence") in ("implied", "ambiguous"):
        field = wording.field(body["type"], "confidence")
        yield Badge(speech.term(wording.value(field, body["confidence"]).text), "warn")
    if body.get("doubt"):
        yield Badge(speech.text(marked("doubtful figure")), "bad", f"{quality}/doubtful")
    if warnings:
        one, many = marked("%(count)s warning"), marked("%(count)s warnings")
        yield Badge(str(speech.count(one, many, len(warnings))), "warn", "#warnings")
    questions = [item for each in body["facts"] if each["collection"] == "questions" for item in each["items"]]
    if is_open := [item for item in questions if item.get("status") == "open"]:
        one, many = marked("%(count)s open question"), marked("%(count)s open questions")
        yield Badge(str(speech.count(one, many, len(is_open))), "warn", "#questions-about")


def warnings_about(wording: Wording, iri: str, texts: SourceTexts) -> list[Violation]:
    """Give what is hardly plausible about one record, as far as it can be told of it alone."""
    edition = wording.edition

    def stored(id_: str) -> Record | None:
        return document_of(edition, edition.mapping.iri(id_))

    warnings = warnings_of_one(edition.catalogue.record(iri), edition.mapping, texts, stored)
    return [each for each in warnings if each.shape != _BADGED]


def conflicts_about(wording: Wording, iris: Sequence[str]) -> list[ConflictShown] | None:
    """Lay out the conflicts about an entity, or that it is a claim in; None where there is too much to compare."""
    conflicts = read_about(wording.edition.catalogue, iris)
    return None if conflicts is None else [_shown(wording, each) for each in conflicts]


def _shown(wording: Wording, conflict: Conflict) -> ConflictShown:
    mapping = wording.edition.mapping
    record = mapping.vocabulary.by_collection[conflict.claims[0].record.partition("/")[0]]
    field = record.fields.get(conflict.field)
    label = wording.speech.label(label_of(field.iri)) if field else conflict.field
    claims = [
        ClaimShown(wording.named(mapping.iri(each.record)), each.value, each.record == conflict.preferred)
        for each in conflict.claims
    ]
    return ConflictShown(label, claims, conflict.reason)


def doubts_of(wording: Wording, body: Mapping[str, Any]) -> list[str]:
    """Name the fields of which a record is less sure than on the whole."""
    names = [name for key in ("implied_fields", "ambiguous_fields") for name in listed(body.get(key))]
    return [wording.speech.label(label_of(wording.field(body["type"], name).iri)) for name in names]
