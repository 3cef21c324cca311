"""Curating by reading: where to begin, and a document beside the records that rest on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from starlette.requests import Request

from api.http.auth import identify_client
from api.http.negotiation import HTML, JSON, Representation
from api.representations.changes import entry_body
from api.representations.drafts import Draft
from api.representations.pages.curate.curation import reading_page, start_page
from api.representations.pages.curate.curation_form import FormPage
from api.representations.questions import question_body
from kg.catalogue import SEPARATE, Selection, address
from kg.changes import Journal
from kg.citing.coverage import SentenceState
from kg.citing.reading import Reading
from kg.curating import Selected, passages_of, reading_of, select, source_of
from kg.desk.drafts import datasets_of, said_in
from kg.desk.operations import UnknownDataset
from kg.edition import Edition
from kg.history import Log, LogWish, changed_records, renames_in
from kg.records import Passage, Record
from kg.records.passage import is_passage
from kg.texts import Contradicted, NotAtHand, SourceTexts, allows_to_show, occurrences
from kg.tokens import WRITERS

_LATELY, _QUESTIONS, _DOCUMENTS, _RECORDS = 8, 20, 200, 3
"""Changes, open questions and documents that are listed at the beginning, and records named of a change."""

_SHOWN = 5
"""Passages of a record that are shown with their words."""

_MEASURED = 20
"""Documents of which it is told how much of them is covered: each is read for that."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to begin; `undone` is the change that was undone just before, and the one that did so, 0 for none.

    `deleted` is the version that deleted a record just before, 0 for none.
    """

    request: Request
    edition: Edition
    log: Log
    journal: Journal
    texts: SourceTexts
    undone: tuple[int, int] = (0, 0)
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document to be read; `wanted` are positions in it, `words` what else is to be selected.

    Its words are shown only where they `may_be_seen`.
    """

    request: Request
    edition: Edition
    document: Record
    texts: SourceTexts
    may_be_seen: bool
    wanted: tuple[int, int] | None = None
    words: str = ""
    page: int = 1


def may_see_texts(request: Request, document: Record) -> bool:
    """Tell whether somebody may see the words of a document: all may by its licence, or else those who may write."""
    identity = identify_client(request)
    return allows_to_show(document.one("licence")) or (identity is not None and identity.role in WRITERS)


def selected_in(
    request: Request, edition: Edition, texts: SourceTexts, document: str, start: int, end: int
) -> Selected:
    """Give what is selected of a document by its slug: with its words where they are here and may be seen.

    Raises UnknownIri.
    """
    record = edition.catalogue.record(edition.mapping.iri(f"documents/{document}"))
    if not may_see_texts(request, record):
        return Selected(document, start, end)
    try:
        return select(texts.text(record, source_of(edition, record)), document, start, end)
    except (NotAtHand, Contradicted):
        return Selected(document, start, end)


def form_of_draft(request: Request, edition: Edition, texts: SourceTexts, draft: Draft, **more: Any) -> FormPage:
    """Lay out the form of a draft, with the words of its evidence where they may be seen, and what was asked of it."""
    cited = [Passage.of(each) for each in draft.values.get("evidence", ()) if is_passage(each)]
    questions: list[Mapping[str, Any]] = []
    beside: dict[str, Record] = {}
    if not draft.is_new:
        store, mapping, iri = edition.store, edition.mapping, edition.mapping.iri(draft.id)
        others = [each for each in datasets_of(store, mapping, iri) if each != draft.dataset]
        beside = {each: record for each in others if (record := said_in(store, mapping, iri, each))}
        wish = Selection({"about": (draft.id,)}, sort="asked", limit=_QUESTIONS, members=SEPARATE)
        wishes = (replace(wish, filters={**wish.filters, "status": ("open",)}), wish)  # what waits comes first
        iris = dict.fromkeys(iri for wish in wishes for iri in edition.catalogue.page("questions", wish).iris)
        questions = [question_body(edition, edition.catalogue.record(iri)) for iri in iris]
    return FormPage(
        request,
        edition,
        draft,
        passages=[_words_at(request, edition, texts, each) for each in cited[:_SHOWN] if each.has_place],
        questions=questions,
        beside=beside,
        datasets=sorted({each.name for each in edition.mapping.described(edition.store)}) if draft.is_new else (),
        **more,
    )


def statements_of(edition: Edition, iri: str, dataset: str = "") -> tuple[Record, str]:
    """Read what a dataset says of a record, the first of several where none is named, and name that dataset.

    Raises UnknownIri, and UnknownDataset where the one that is named says nothing of it.
    """
    record, datasets = edition.catalogue.record(iri), datasets_of(edition.store, edition.mapping, iri)
    if dataset and dataset not in datasets:
        raise UnknownDataset("dataset of this record", dataset, datasets)
    dataset = dataset or datasets[0]
    own = said_in(edition.store, edition.mapping, iri, dataset) if len(datasets) > 1 else None
    return own or record, dataset


def _words_at(request: Request, edition: Edition, texts: SourceTexts, passage: Passage) -> Selected:
    """Give the words of a passage, none where they may not be seen, are not here, or are others."""
    if not edition.catalogue.type_of(edition.mapping.iri(f"documents/{passage.document}")):
        return Selected(passage.document, passage.start, passage.end, "", passage.digest)
    selected = selected_in(request, edition, texts, passage.document, passage.start, passage.end)
    words = selected.words if selected.digest == passage.digest else ""
    return Selected(passage.document, passage.start, passage.end, words, passage.digest)


def _start(begun: Begun) -> dict[str, Any]:
    edition = begun.edition
    return {
        "documents": _documents(begun),
        "questions": _questions(begun),
        "edited": _edited(begun),
        "classes": [each.name for each in edition.mapping.vocabulary.classes.values()],
        "undone": {"version": begun.undone[0], "by": begun.undone[1]} if begun.undone[1] else None,
        "deleted": _deleted(begun),
        "version": edition.version,
    }


def _documents(begun: Begun) -> list[dict[str, Any]]:
    """List the documents that have a text, with what is covered of the first of them."""
    edition, root = begun.edition, str(begun.request.base_url)
    resting = dict(edition.catalogue.resting())
    items: list[tuple[Record, dict[str, Any]]] = []
    for record in edition.catalogue.records("Document"):
        iri = edition.mapping.iri(record.id)
        if record.one("source"):
            links = {"self": root + record.id, "read": f"{root}curate/read/{record.slug}"}
            label, published = edition.catalogue.label(iri), record.one("published")
            told = {"id": iri, "label": label, "published": published, "records": resting.get(iri, 0), "links": links}
            items.append((record, told))
    items.sort(key=lambda each: each[1]["label"])
    for record, item in items[:_MEASURED]:
        item["sentences"] = _sentences(edition, record, begun.texts)
    return [item for _, item in items[:_DOCUMENTS]]


def _sentences(edition: Edition, document: Record, texts: SourceTexts) -> dict[str, int] | None:
    """Count the sentences of a document by what became of them; None where its text is not here."""
    try:
        return _counts(reading_of(edition, document, texts))
    except (NotAtHand, Contradicted):
        return None


def _counts(reading: Reading) -> dict[str, int]:
    return {each.name.lower(): reading.count(each) for each in SentenceState}


def _questions(begun: Begun) -> dict[str, Any]:
    catalogue = begun.edition.catalogue
    page = catalogue.page("questions", Selection({"status": ("open",)}, limit=_QUESTIONS, members=SEPARATE))
    return {
        "total": page.total,
        "items": [question_body(begun.edition, catalogue.record(iri)) for iri in page.iris],
        "links": {"self": f"{begun.request.base_url}questions?status=open"},
    }


def _edited(begun: Begun) -> list[dict[str, Any]]:
    """List the newest changes that people made, with the first records of each."""
    entries = begun.log.page(LogWish(limit=_LATELY, source="HTTP")).entries
    return [{**entry_body(begun.request, each), "changed": _changed(begun, each.version)} for each in entries]


def _changed(begun: Begun, version: int) -> list[dict[str, Any]]:
    """List the first records of a change; one that is gone is called as it was."""
    mapping, catalogue = begun.edition.mapping, begun.edition.catalogue
    rows = list(begun.journal.glance(version).rows())
    changes, _ = changed_records(rows, mapping, _RECORDS, renames_in(rows, mapping))
    items = []
    for each in changes:
        stands = bool(catalogue.type_of(each.record))
        labels = [label for field in each.fields if field.field == "label" for label in (*field.before, *field.after)]
        label = labels[0] if labels and not stands else catalogue.label(each.record)
        items.append({"id": each.record, "label": label, "action": each.action, "type": each.type, "stands": stands})
    return [each for each in items if each["type"]]


def _deleted(begun: Begun) -> dict[str, Any] | None:
    """Tell which record was deleted just before. Raises UnknownName where there is no such version."""
    if not begun.deleted:
        return None
    begun.log.entry(begun.deleted)
    return {"version": begun.deleted, "changed": _changed(begun, begun.deleted)}


def _reading(read: ReadDocument, reading: Reading | None, withheld: str) -> dict[str, Any]:
    """Tell where records rest on a document, and with its text also what stands there and what nobody has looked at."""
    edition, document, root = read.edition, read.document, str(read.request.base_url)
    iri = edition.mapping.iri(document.id)
    passages = reading.passages if reading else passages_of(edition, document)
    names = edition.catalogue.names({edition.mapping.iri(id_) for each in passages for id_ in each.records})
    source = next(iter(source_of(edition, document).values()), None)
    return {
        "id": iri,
        "label": edition.catalogue.label(iri),
        "source": {name: source.one(name) for name in ("label", "digest", "length")} if source else None,
        "start": int(document.one("source_start") or 0),
        "end": int(document.one("source_end") or 0) or None,
        "text": reading.text if reading else None,
        "withheld": withheld,
        "sentences": _counts(reading) if reading else None,
        "passages": [
            {
                "start": each.start,
                "end": each.end,
                "digest": each.digest,
                "records": [
                    {
                        "id": edition.mapping.iri(id_),
                        "type": names[edition.mapping.iri(id_)].type,
                        "label": names[edition.mapping.iri(id_)].label,
                        "links": {"self": root + address(edition.mapping.iri(id_), edition.mapping)},
                    }
                    for id_ in each.records
                ],
            }
            for each in passages
        ],
        "selected": _selected(read, reading),
        "version": edition.version,
    }


def _text_of(read: ReadDocument) -> tuple[Reading | None, str]:
    """Lay out the text of a document, or say why not."""
    try:
        reading = reading_of(read.edition, read.document, read.texts)
    except NotAtHand as missing:
        return None, missing.reason
    except Contradicted as wrong:
        return None, str(wrong)
    return (reading, "") if read.may_be_seen else (None, "its licence does not let everybody read it here")


def _selected(read: ReadDocument, reading: Reading | None) -> dict[str, Any] | None:
    """Give what is selected; of words that stand there several times the first place."""
    if reading is None:
        return None
    places = occurrences(reading.text, read.words) if read.words else []
    wanted = (places[0], places[0] + len(" ".join(read.words.split()))) if places else read.wanted
    if wanted is None:
        return None
    selected = select(reading.text, read.document.slug, *wanted)
    return {**asdict(selected), "evidence": selected.evidence} if selected.words else None


START: Mapping[Representation, Callable[[Begun], Any]] = {
    JSON: _start,
    HTML: lambda begun: start_page(begun.request, begun.edition, _start(begun)),
}
"""Where to begin."""


def _page(read: ReadDocument) -> bytes:
    reading, withheld = _text_of(read)
    body = _reading(read, reading, withheld)
    return reading_page(read.request, read.edition, body, reading, read.document.slug, (read.words, read.page))


READING: Mapping[Representation, Callable[[ReadDocument], Any]] = {
    JSON: lambda read: _reading(read, *_text_of(read)),
    HTML: _page,
}
"""A document beside its records."""
