"""Curating by reading, as pages: where to begin, and a document with its text beside its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.rendering import local, render, root_of
from kg.citing.coverage import SentenceState
from kg.citing.reading import Line, Piece, Reading
from kg.edition import Edition
from kg.ontology import ontology
from kg.reference import label_of

_SENTENCES = 500
"""Sentences on a page, from which on a line begins another page."""

CHOICES: Mapping[str, tuple[str, str]] = {
    "Organisation": ("o", marked("an organisation")),
    "Programme": ("g", marked("a programme")),
    "Project": ("j", marked("a project")),
    "Contribution": ("c", marked("money given or promised")),
    "Participation": ("p", marked("who takes part in what")),
    "Agreement": ("a", marked("an agreement")),
    "Event": ("e", marked("an event")),
    "Outcome": ("u", marked("an outcome")),
    "Person": ("s", marked("a person")),
    "Place": ("l", marked("a place")),
    "Group": ("r", marked("a group without names")),
    "Goal": ("t", marked("a goal")),
    "Omission": ("x", marked("nothing for a record")),
}
"""What a passage may say: the class of the record, with the key that chooses it."""


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """Words under the same passages: `card` is the number of the shortest of those, `types` what they say."""

    words: str
    card: int
    types: Sequence[str]
    label: str


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence on the page; `state` is empty for what stands between sentences."""

    start: int
    end: int
    state: str
    is_selected: bool
    pieces: Sequence[MarkedPiece]


_STATES = {SentenceState.RECORD: "record", SentenceState.OMISSION: "omission", SentenceState.NOBODY: "nobody"}


def start_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show where to begin."""
    classes = edition.mapping.vocabulary.classes
    new = [(each, classes[each].collection, ontology().definition(classes[each].iri)) for each in body["classes"]]
    base, root = edition.mapping.base_iri, root_of(request)
    values = {
        "body": body,
        "new": new,
        "path": _path(edition, request),
        "reference": edition.mapping.reference,
        "history": lambda iri: local(iri, base, f"{root}/history"),
    }
    return render(request, "curate/curate.html", values)


def reading_page(
    request: Request,
    edition: Edition,
    body: Mapping[str, Any],
    reading: Reading | None,
    slug: str,
    asked: tuple[str, int],
) -> bytes:
    """Show a document: with its text where that may be seen, else with what a browser needs that has the text."""
    words, page = asked
    pages = list(_pages(reading.lines)) if reading and body["text"] is not None else []
    lines = pages[min(page, len(pages)) - 1] if pages else []
    bounds = (lines[0][0].start, lines[-1][-1].end) if lines else (0, 1 << 30)
    cards = [(number, each) for number, each in enumerate(body["passages"]) if bounds[0] <= each["start"] <= bounds[1]]
    selected = body["selected"]
    classes = edition.mapping.vocabulary.classes
    values = {
        "body": body,
        "slug": slug,
        "lines": [[_sentence(each, body, selected) for each in line] for line in lines],
        "cards": cards,
        "page": min(page, max(len(pages), 1)),
        "pages": len(pages),
        "words": words,
        "choices": [
            (name, label_of(classes[name].iri), f"{root_of(request)}/curate/{classes[name].collection}/new", *choice)
            for name, choice in CHOICES.items()
        ],
        "passage": urlencode({"document": slug, **_place(selected)}) if selected else "",
        "path": _path(edition, request),
        "local": {"document": slug, **{name: body[name] for name in ("passages", "source", "start", "end")}},
    }
    return render(request, "curate/curate_read.html", values)


def _pages(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part lines into pages."""
    page, size = list[Line](), 0
    for line in lines:
        page.append(line)
        size += len(line)
        if size >= _SENTENCES:
            yield page
            page, size = [], 0
    if page:
        yield page


def _sentence(sentence: Any, body: Mapping[str, Any], selected: Mapping[str, Any] | None) -> MarkedSentence:
    state = _STATES[sentence.state] if sentence.state else ""
    is_selected = selected is not None and sentence.start < selected["end"] and sentence.end > selected["start"]
    pieces = [_piece(each, body["passages"]) for each in sentence.pieces]
    return MarkedSentence(sentence.start, sentence.end, state, is_selected, pieces)


def _piece(piece: Piece, passages: Sequence[Mapping[str, Any]]) -> MarkedPiece:
    """Mark words by the shortest passage that covers them, so that a longer one hides none."""
    if not piece.passages:
        return MarkedPiece(piece.words, -1, (), "")
    card = min(piece.passages, key=lambda each: passages[each]["end"] - passages[each]["start"])
    records = [record for each in (card, *piece.passages) for record in passages[each]["records"]]
    types = list(dict.fromkeys(record["type"] for record in records))
    return MarkedPiece(piece.words, card, types, "; ".join(dict.fromkeys(record["label"] for record in records)))


def _place(selected: Mapping[str, Any]) -> dict[str, Any]:
    return {name: selected[name] for name in ("start", "end")}


def _path(edition: Edition, request: Request) -> Any:
    """Give what makes of the IRI of a record the address of its form."""
    base, root = edition.mapping.base_iri, root_of(request)
    return lambda iri: f"{root}/curate/{iri.removeprefix(base)}"
