"""Records beside short articles, judged without files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.mapping import Mapping
from kg.records import Record, Row, Violation
from kg.settings import Settings
from kg.texts import SourceTexts, cite, full_digest, normalise
from kg.validation.evidence import EvidenceCheck
from kg.validation.plausibility import Beside, Plausibility
from kg.vocabulary import load_vocabulary

MAPPING = Mapping(load_vocabulary(), Settings().base_iri)
CLASSES = {
    "contributions": "Contribution",
    "outcomes": "Outcome",
    "groups": "Group",
    "events": "Event",
    "agreements": "Agreement",
    "participations": "Participation",
    "organisations": "Organisation",
    "people": "Person",
    "places": "Place",
    "programmes": "Programme",
    "projects": "Project",
    "documents": "Document",
    "sources": "Source",
    "names": "Name",
    "identifiers": "Identifier",
    "posts": "Post",
    "links": "Link",
    "decisions": "Decision",
}
ASIDE = {"single-source", "unreferred", "unused"}
"""What is found of nearly every record that stands alone."""


def record(id_: str, **fields: str | Iterable[str]) -> Record:
    values = {name: (value,) if isinstance(value, str) else tuple(sorted(value)) for name, value in fields.items()}
    return Record(CLASSES[id_.partition("/")[0]], id_, values)


def row(each: Record, line: int = 2) -> Row:
    return Row(each, Path("table.csv"), line)


def judge(
    records: Iterable[Record], documents: Iterable[Record] = (), texts: Path | None = None
) -> tuple[Violation, ...]:
    """Give what the checks find of records, which rest on documents."""
    every = [*documents, *records]
    evidence = EvidenceCheck(SourceTexts(texts), [row(each) for each in every if each.type in ("Document", "Source")])
    assert list(evidence.check_sources()) == []
    plausibility = Plausibility(MAPPING, evidence)
    for line, each in enumerate(every, 2):
        plausibility.take(row(each, line), "demo")
    return plausibility.findings(Beside(None, MAPPING))


class Article:
    """A document whose text is at hand."""

    def __init__(self, folder: Path, text: str, published: str = "", language: str = "") -> None:
        self.folder, self.text = folder, normalise(text)
        (folder / "article.txt").write_text(text, encoding="utf-8")
        source = record("sources/s", label="article.txt", digest=full_digest(self.text), length=str(len(self.text)))
        dated = {name: value for name, value in (("published", published), ("language", language)) if value}
        self.documents = [source, record("documents/article", label="An article", source=source.id, **dated)]

    def judge(self, collection: str, passage: str = "", **fields: str | Iterable[str]) -> list[Violation]:
        """Judge one record that cites a passage, by default all of the text."""
        cited = str(cite("article", self.text, passage or self.text))
        each = record(f"{collection}/x", **{"confidence": "stated", "evidence": cited, "label": "X", **fields})
        return [each for each in judge([each], self.documents, self.folder) if each.shape not in ASIDE]


def found(violations: Iterable[Violation]) -> list[str]:
    return [each.shape for each in violations]
