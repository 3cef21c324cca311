"""What stewards decide, as pages: what waits, two records side by side, decisions, and what undoing would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from api.representations.pages.entity.registers import register_of
from api.representations.pages.languages import marked
from api.representations.pages.naming import VERDICTS
from api.representations.pages.record_words import RecordWords
from api.representations.pages.rendering import grouped, local, render, root_of
from api.representations.pages.review.changes import ACTIONS, SINGULAR, SOURCES, changed_in_words
from api.representations.pages.review.notices import back_to, notice_of
from api.representations.pages.speech import Value
from kg.edition import Edition
from kg.vocabulary import Field

Body = Mapping[str, Any]

FEATURES = {
    "names": marked("Names"),
    "identifiers": marked("Identifiers"),
    "places": marked("Places"),
    "neighbours": marked("Neighbours"),
}
QUEUES = {
    "duplicates": (
        marked("Pairs that may be one"),
        marked("Two records may describe one thing. Decide, with a reason."),
    ),
    "conflicts": (
        marked("Conflicts"),
        marked("Claims on one fact that cannot all be right. Choose the one to prefer."),
    ),
    "questions": (marked("Open questions"), marked("Somebody doubts a record and waits for an answer.")),
    "warnings": (marked("Warnings of the checks"), marked("What conforms, and may well be wrong.")),
}
CONFLICT_KINDS = {
    "same-fact": (marked("one fact"), marked("They say that they tell the same fact.")),
    "same-payment": (marked("one payment"), marked("One kind of money between the same parties at one time.")),
    "same-outcome": (marked("one outcome"), marked("One metric of the same thing by the same day.")),
    "same-thing": (marked("one thing"), marked("Records that were decided to be one.")),
    "same-scheme": (marked("one register"), marked("Two identifiers of one scheme for one body.")),
}
GROUNDS = {
    "same-identifiers": marked("Both have %(names)s."),
    "other-identifiers": marked("They have different numbers in the same register: %(names)s."),
    "same-name": marked("%(first)s and %(second)s are the same name."),
    "same-name-in-two-scripts": marked("%(first)s and %(second)s are the same name in two scripts."),
    "acronym": marked("%(first)s and %(second)s are a name and its acronym."),
    "same-words": marked("%(first)s and %(second)s have the same words."),
    "spelt-nearly-so": marked("%(first)s and %(second)s are spelt nearly alike."),
    "sound-alike": marked("%(first)s and %(second)s sound alike in two scripts."),
    "same-places": marked("Both are in %(names)s."),
    "other-places": marked("They are in different places."),
    "kin": marked("One is a part of the other, or linked to it as another body."),
}
"""Why two records are or are not alike, in words; how many neighbours both have is counted."""

_OWN = {"names": marked("Other names"), "identifiers": marked("Identifiers")}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A field of two records: its label, how the two differ in it, and what each says."""

    label: str
    relation: str
    first: Sequence[Value]
    second: Sequence[Value]


@dataclass(frozen=True, slots=True)
class PairWords:
    """Two records side by side, in words."""

    body: Body
    first: Value
    second: Value
    references: tuple[str, str]
    rows: Sequence[ComparedRow]
    evidence: tuple[Sequence[Value], Sequence[Value]]
    both: Sequence[Value]
    neighbours: tuple[Sequence[Value], Sequence[Value]]
    decision: Body | None
    reasons: Sequence[Markup]


def pair_in_words(edition: Edition, body: Body, request: Request) -> PairWords:
    """Put two records side by side into words."""
    mapping, words = edition.mapping, RecordWords(edition, request)
    iris = (body["first"]["id"], body["second"]["id"])
    around = {side: list(map(mapping.iri, body["neighbours"][side])) for side in ("both", "first", "second")}
    places = [id_ for each in body["grounds"] if each["kind"] == "same-places" for id_ in each["values"]]
    words.learn([*iris, *chain.from_iterable(around.values()), *map(mapping.iri, places)])
    neighbours = {side: list(map(words.named, each)) for side, each in around.items()}
    first, second = (
        [words.passage(each, body[side]["id"]) for each in body["evidence"][side]] for side in ("first", "second")
    )
    return PairWords(
        body,
        words.named(iris[0]),
        words.named(iris[1]),
        (mapping.reference(iris[0]), mapping.reference(iris[1])),
        [*_rows(words, body)],
        (first, second),
        neighbours["both"],
        (neighbours["first"], neighbours["second"]),
        decision_in_words(edition, body["decision"], words, root_of(request)) if body["decision"] else None,
        [_reason(each, words, edition) for each in body["grounds"]],
    )


def _rows(words: RecordWords, body: Body) -> Iterator[ComparedRow]:
    """Yield the fields of two records, with what each says in them."""
    type_ = body["type"]
    for each in body["fields"]:
        words.learn_values(type_, each["field"], (*each["first"], *each["second"]))
    for each in body["fields"]:
        name = each["field"]
        label = words.speech.text(_OWN[name]) if name in _OWN else words.field_label(type_, name)
        first, second = (
            [_value(words, type_, name, text, body[side]["id"]) for text in each[side]] for side in ("first", "second")
        )
        yield ComparedRow(label, each["relation"], first, second)


def _value(words: RecordWords, type_: str, field: str, text: str, record: str) -> Value:
    if field == "identifiers":
        return Value(_identifier(text))
    return Value(text) if field in _OWN else words.value(type_, field, text, record)


def _identifier(text: str) -> str:
    """Name the register of an identifier in place of its code."""
    scheme, _, number = text.partition(" ")
    return f"{register_of(scheme).text} {number}"


def _reason(ground: Body, words: RecordWords, edition: Edition) -> Markup:
    """Say why two are or are not alike, with things by their names."""
    kind, values, speech = ground["kind"], ground["values"], words.speech
    if kind == "same-neighbours":
        one = marked("Both are linked to %(count)s other thing."), marked("Both are linked to %(count)s other things.")
        return speech.count(*one, int(values[0]))
    names: list[object] = list(values)
    if kind == "same-places":
        names = [words.named(edition.mapping.iri(each)) for each in values]
    elif kind == "same-identifiers":
        names = list(map(_identifier, values))
    elif kind == "other-identifiers":
        names = [register_of(each).text for each in values]
    first, second = names if len(names) == 2 else ("", "")
    return speech.say(GROUNDS[kind], names=speech.listed(names), first=first, second=second)


def decision_in_words(edition: Edition, body: Body, words: RecordWords, root: str) -> Body:
    """Put a decision into words."""
    mapping, reference = edition.mapping, edition.mapping.reference(body["id"])
    ends = [body[end]["id"] for end in ("first", "second")]
    return {
        **body,
        "verdict_words": VERDICTS.get(body["verdict"], body["verdict"]),
        "slug": reference.partition("/")[2],
        "address": local(body["id"], mapping.base_iri, root),
        "history": local(body["id"], mapping.base_iri, f"{root}/history"),
        "references": tuple(map(mapping.reference, ends)),
        "names": tuple(map(words.named, ends)),
    }


def comparing_page(request: Request, share: float) -> bytes:
    """Say that records are still being compared, and which share of them is done."""
    return render(request, "review/comparing.html", {"percent": int(100 * share)})


def queue_page(request: Request, edition: Edition, body: Body, pairs: Sequence[Body], formats: Sequence[str]) -> bytes:
    """Show the pairs that may be one, those of this page side by side."""
    compared = [pair_in_words(edition, each, request) for each in pairs]
    return _page(request, "review/duplicates.html", {"body": body, "pairs": compared, "formats": formats})


def pair_page(
    request: Request, edition: Edition, body: Body, formats: Sequence[str], trouble: Body | None = None
) -> bytes:
    """Show two records side by side; `trouble` says why what was decided on them just now is not so."""
    pair = pair_in_words(edition, body, request)
    return _page(request, "review/pair.html", {"body": body, "pair": pair, "formats": formats, "trouble": trouble})


def shown_conflicts(
    request: Request, edition: Edition, body: Body, formats: Sequence[str], trouble: Sequence[str]
) -> bytes:
    """Show claims that contradict each other, side by side."""
    words = RecordWords(edition, request)
    words.learn(each["id"] for conflict in body["items"] for each in (*conflict["about"], *conflict["claims"]))
    values = {
        "body": body,
        "conflicts": [_conflict(each, words, edition) for each in body["items"]],
        "formats": formats,
        "trouble": trouble,
        "kinds": CONFLICT_KINDS,
        "kind": request.query_params.get("kind", ""),
    }
    return _page(request, "review/conflicts.html", values)


def _conflict(body: Body, words: RecordWords, edition: Edition) -> Body:
    """Put a conflict into words: what each claim says, and where it says so."""
    mapping = edition.mapping
    record_class = mapping.vocabulary.by_collection[mapping.reference(body["claims"][0]["id"]).partition("/")[0]]
    type_, field = record_class.name, record_class.fields.get(body["field"])
    claims = [
        {
            **each,
            "reference": mapping.reference(each["id"]),
            "name": words.named(each["id"]),
            "value_words": words.value(type_, body["field"], _figures(each["value"], field), each["id"]),
            "passages": [words.passage(passage, each["id"]) for passage in each["evidence"]],
        }
        for each in body["claims"]
    ]
    about = [words.named(each["id"]) for each in body["about"]]
    return {**body, "label": words.field_label(type_, body["field"]), "type": type_, "claims": claims, "about": about}


def _figures(text: str, field: Field | None) -> str:
    """Group the digits of a figure that stands with its bound and currency."""
    return " ".join(map(grouped, text.split(" "))) if field and field.is_number else text


def review_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:  # noqa: ARG001
    """Show what waits."""
    queues = [{**each, "title": QUEUES[each["name"]][0], "meaning": QUEUES[each["name"]][1]} for each in body["queues"]]
    values = {"body": body, "queues": queues, "formats": formats, "sources": SOURCES, "singular": SINGULAR}
    return _page(request, "review/review.html", values)


def decisions_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show what was decided."""
    words = RecordWords(edition, request)
    words.learn(each[end]["id"] for each in body["items"] for end in ("first", "second"))
    decisions = [decision_in_words(edition, each, words, root_of(request)) for each in body["items"]]
    of = request.query_params.get("of", "")
    values = {
        "body": body,
        "decisions": decisions,
        "formats": formats,
        "of": words.named(edition.mapping.iri(of)) if of else None,
        "verdict": request.query_params.get("verdict", ""),
    }
    return _page(request, "review/decisions.html", values)


def revert_page(request: Request, edition: Edition, body: Body) -> bytes:
    """Show what it would do to undo a change, and what stands in the way."""
    records = changed_in_words(edition, request, body["changes"])
    return _page(
        request, "review/revert.html", {"body": body, "records": records, "actions": ACTIONS, "sources": SOURCES}
    )


def _page(request: Request, template: str, values: Mapping[str, Any]) -> bytes:
    """Fill a template of a page that is come back to after something was decided."""
    shared = {"notice": notice_of(request), "back": back_to(request), "verdicts": VERDICTS, "features": FEATURES}
    return render(request, template, {**shared, **values})
