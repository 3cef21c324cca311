"""`docs/coverage.md`: how much of each text has become records, and what was left out and why.

Only the positions of sentences are kept, in `docs/sentences.json` under the digest of the text, so that the page can
be written again where the texts are not at hand, and says nothing in their words.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from docs.markdown import page, table
from kg.citing.coverage import Passages, SentenceState, sentences_in
from kg.citing.sentences import Span, find_sentences
from kg.files import decode, read_bytes
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.records import Dataset, Passage, Record, Row, find_datasets, read_rows
from kg.reference import concepts
from kg.texts import LARGEST, normalise
from kg.vocabulary import load_vocabulary

_INTRO = """What the shipped datasets hold, and what they leave out.

A sentence counts as *neither* if the passages of records and omissions together cover less than half of its
characters; otherwise as *in a record* or *left out with a reason*, by whichever covers more of it. A heading is a
sentence, a number that stands alone is none. A record may rest on several sentences, and a sentence may bear several
records; so these figures tell where curators have looked, not how much they have found there. The sentences themselves
are not part of the project, only their positions."""


def coverage(data: Path, sentences: Mapping[str, list[Span]]) -> str:
    """Describe every dataset under `data`; `sentences` are by digest of the source text."""
    return page("Coverage", _INTRO, *(_dataset(each, sentences) for each in find_datasets(data)))


def sentences_of(data: Path, folder: Path, known: Mapping[str, list[Span]]) -> dict[str, list[Span]]:
    """Find the sentences of all source texts: anew where the text is in `folder`, else as `known`."""
    spans: dict[str, list[Span]] = {}
    for dataset in find_datasets(data):
        for source in (each for each in _records(dataset) if each.type == "Source"):
            digest, path = source.one("digest"), folder / Path(source.one("label")).name
            raw = decode(read_bytes(path, LARGEST), str(path)) if path.is_file() else ""
            if hashlib.sha256(normalise(raw).encode()).hexdigest() == digest:
                spans[digest] = find_sentences(raw)
            elif digest in known:
                spans[digest] = known[digest]
    return spans


def read_sentences(text: str) -> dict[str, list[Span]]:
    """Read what :func:`write_sentences` wrote."""
    return {digest: [(start, end) for start, end in spans] for digest, spans in json.loads(text).items()}


def write_sentences(sentences: Mapping[str, list[Span]]) -> str:
    """Write the positions, one line for each text."""
    lines = [
        f"{json.dumps(digest)}: {json.dumps(spans, separators=(',', ':'))}"
        for digest, spans in sorted(sentences.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _records(dataset: Dataset) -> Iterator[Record]:
    return (row.record for row in read_rows(dataset, load_vocabulary()) if isinstance(row, Row))


def _dataset(dataset: Dataset, sentences: Mapping[str, list[Span]]) -> str:
    records = list(_records(dataset))
    parts = [
        f"## {dataset.title or dataset.name}",
        f"{dataset.description} {len(records)} records.",
        "### Records by document and class",
        "A record that rests on two documents counts in both columns and once in the last.",
        _by_class(records),
        "### Sentences",
        _by_sentence(records, sentences),
        "### How sure",
        "The records of each confidence, and the fields that have it although their record, on the whole, has another.",
        _by_confidence(records),
        "### Left out, and why",
        "Each omission is a record of `omissions.csv`; its id stands here.",
        _omissions(records),
    ]
    return "\n\n".join(parts)


def _by_class(records: list[Record]) -> str:
    documents = sorted({slug for each in records for slug in _cited(each)})
    counts = Counter((each.type, slug) for each in records for slug in _cited(each))
    all_ = Counter(each.type for each in records)
    rows = [
        (record_class.collection, *(counts[name, slug] or "" for slug in documents), all_[name])
        for name, record_class in load_vocabulary().classes.items()
        if all_[name]
    ]
    total = ("**all**", *(sum(counts[name, slug] for name in all_) for slug in documents), len(records))
    return table(["", *documents, "all"], [*rows, total])


def _by_confidence(records: list[Record]) -> str:
    """Count the records of each confidence, and the fields that differ from their record."""
    rows = []
    for entry in concepts("confidences"):
        own = [each for each in records if each.one("confidence") == entry.name]
        differing = Counter(field for each in records for field in each.values.get(f"{entry.name}_fields", ()))
        most = ", ".join(f"`{field}` {count}" for field, count in differing.most_common(5))
        rows.append((f"`{entry.name}`", entry.definition, len(own), differing.total(), most))
    return table(["confidence", "meaning", "records", "fields of other records", "most often"], rows)


def _by_sentence(records: list[Record], sentences: Mapping[str, list[Span]]) -> str:
    sources = {each.id: each for each in records if each.type == "Source"}
    rows = []
    for document in (each for each in records if each.type == "Document"):
        source = sources.get(document.one("source"))
        if source is None:
            rows.append((document.slug, "no text of its own", "", "", ""))
        elif (digest := source.one("digest")) not in sentences:
            rows.append((document.slug, "text not yet counted", "", "", ""))
        else:
            rows.append(_counted(document, sentences[digest], Passages.of(document.slug, records)))
    return table(["document", "sentences", "in a record", "left out with a reason", "neither"], rows)


def _counted(document: Record, spans: list[Span], passages: Passages) -> tuple[str, str, str, str, str]:
    own = list(sentences_in(document, spans))
    states = Counter(passages.state(span) for span in own)
    told, left_out, neither = (f"{states[each]} ({states[each] / max(len(own), 1):.0%})" for each in SentenceState)
    return (document.slug, str(len(own)), told, left_out, neither)


def _cited(record: Record) -> set[str]:
    return {Passage.of(value).document for value in record.values.get("evidence", ())}


def _omissions(records: list[Record]) -> str:
    reasons, by_reason = f"{ONTOLOGY_IRI}/omission-reasons", dict[str, list[str]]()
    for each in records:
        if each.type == "Omission":
            by_reason.setdefault(each.one("reason"), []).append(each.slug)
    rows = [
        (f"`{reason}`", ontology().definition(f"{reasons}/{reason}"), len(slugs), ", ".join(sorted(slugs)))
        for reason, slugs in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return table(["reason", "meaning", "how many", "omissions"], rows)
