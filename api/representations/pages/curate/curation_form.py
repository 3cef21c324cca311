"""The form of a record as a page: its fields, what the checks say of them, and what it would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from api.representations.drafts import FOR_ALL, NEW, OWN, TAKE, Draft, FieldDifference, Verdict
from api.representations.pages.curate.curation_words import Words
from api.representations.pages.languages import marked
from api.representations.pages.rendering import grouped, render, root_of
from api.representations.pages.speech import Value
from kg.catalogue import SEPARATE, Selection
from kg.catalogue.selection import ANY
from kg.citing.prefill import NAMED, Mention, figure_tables
from kg.curating import Selected, named
from kg.edition import Edition
from kg.forms import ABOUT_THE_RECORD, SELDOM, Entry, FormField, form_of
from kg.ontology import ontology
from kg.records import Record
from kg.reference import DictionaryEntry, label_of
from kg.terms import COLLECTION
from kg.vocabulary import Field, FieldKind

CLOSED = (marked("answered"), marked("withdrawn"))
"""How questions are closed."""

_USUAL = 0.2
"""The share of the records of a class that must tell a field for it to stand among those that are asked first."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done just before: the version by which the record was published, or `undone` that of another.

    `told` is the version by which a question about it was asked, answered or closed.
    """

    published: int = 0
    undone: int = 0
    of: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form that is shown, with its verdict where it was looked at.

    `passages` are the words of its evidence where they may be seen, `mentions` the names in what was selected,
    `beside` what other datasets say of the record, by their names.
    """

    request: Request
    edition: Edition
    draft: Draft
    verdict: Verdict | None = None
    passages: Sequence[Selected] = ()
    mentions: Sequence[Mention] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    datasets: Sequence[str] = ()
    beside: Mapping[str, Record] = field(default_factory=dict)
    done: Done = Done()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen."""

    value: str
    label: str
    definition: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SaidBeside:
    """What another dataset says in a field; `is_same` where it is what stands in the form."""

    dataset: str
    values: Sequence[Value]
    is_same: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as it is shown."""

    form: FormField
    values: Sequence[str]
    choices: Sequence[Choice]
    faults: Sequence[str]
    warnings: Sequence[str]
    beside: Sequence[SaidBeside] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether it is to be seen at once."""
        return bool(self.values or self.faults or self.warnings or self.beside or self.form.is_needed)


def form_page(page: FormPage) -> bytes:
    """Show a form."""
    edition, draft, verdict = page.edition, page.draft, page.verdict or Verdict()
    words = Words(page.request, edition)
    views = [_view(page, verdict, words, each) for each in form_of(draft.record_class.name)]
    usual = usual_fields(edition, draft.record_class.name)
    own = [each for each in views if each.form.name not in (*ABOUT_THE_RECORD, *SELDOM)]
    collection, slug = draft.record_class.collection, NEW if draft.is_new else draft.id.partition("/")[2]
    values = {
        "page": page,
        "draft": draft,
        "verdict": page.verdict,
        "label": edition.catalogue.label(edition.mapping.iri(draft.id)) if not draft.is_new else "",
        "class_definition": ontology().definition(draft.record_class.iri),
        "first": [each for each in own if each.is_open or each.form.name in usual],
        "more": [each for each in own if not each.is_open and each.form.name not in usual],
        "about": [each for each in views if each.form.name in ABOUT_THE_RECORD],
        "seldom": [each for each in views if each.form.name in SELDOM],
        "faults": [(each.form, message) for each in views for message in each.faults],
        "general": verdict.faults.get("", ()),
        "warned": [
            *((None, message) for message in verdict.warnings.get("", ())),
            *((each.form, message) for each in views for message in each.warnings),
        ],
        "hints": [
            *((None, message) for message in verdict.hints.get("", ())),
            *((each.form, message) for each in views for message in verdict.hints.get(each.form.name, ())),
        ],
        "amount": " ".join(grouped(each) for name in ("amount", "currency") for each in draft.values.get(name, ())),
        "reason_faults": verdict.faults.get(f"{OWN}reason", ()),
        "differences": None if verdict.differences is None else words.rows(draft.record_class, verdict.differences),
        "others": words.rows(draft.record_class, verdict.others),
        "shared": [
            (each.dataset, *words.rows(draft.record_class, [FieldDifference(each.field, each.says, each.follow)]))
            for each in verdict.shared
        ],
        "for_all": FOR_ALL,
        "clashes": list(words.clashes(draft, verdict)),
        "address": f"{root_of(page.request)}/curate/{collection}/{slug}",
        "entity": "" if draft.is_new else f"{root_of(page.request)}/{draft.id}",
        "own": OWN,
        "take": TAKE,
        "island_data": {
            "mentions": [_mention(each) for each in _each_once(page.mentions)],
            "figures": figure_tables() if draft.is_new and any(not each.words for each in page.passages) else None,
        },
        "is_named": draft.record_class.name in NAMED,
        "mentions": _each_once(page.mentions),
    }
    return render(page.request, "curate/curate_form.html", values)


def usual_fields(edition: Edition, class_name: str) -> set[str]:
    """Name the fields of its own that many records of a class tell; all of them where there are no records."""
    record_class = edition.mapping.vocabulary.classes[class_name]
    names = [each for each in record_class.fields if each not in (*ABOUT_THE_RECORD, *SELDOM)]

    def count(**filters: tuple[str, ...]) -> int:
        selection = Selection(filters, limit=1, members=SEPARATE)
        return edition.catalogue.page(record_class.collection, selection).total

    total = count()
    return {name for name in names if not total or count(**{name: (ANY,)}) >= _USUAL * total}


def _view(page: FormPage, verdict: Verdict, words: Words, form: FormField) -> FieldView:
    edition, draft = page.edition, page.draft
    values = list(draft.values.get(form.name, ()))
    choices = list(_choices(edition, form, values))
    shown = [named(edition, each) for each in values] if form.entry is Entry.REFERENCE else values
    beside = [
        SaidBeside(dataset, words.values(form.field, own), set(own) == set(values))
        for dataset, record in page.beside.items()
        if (own := record.values.get(form.name, ()))
    ]
    faults, warnings = verdict.faults.get(form.name, ()), verdict.warnings.get(form.name, ())
    return FieldView(form, shown, choices, faults, warnings, beside)


def _choices(edition: Edition, form: FormField, values: Sequence[str]) -> Iterator[Choice]:
    """Yield what can be chosen: the terms of ours and of the datasets, and what stands there already."""
    if form.entry is Entry.FIELD:
        yield from (Choice(name, label_of(iri), "", name in values) for name, iri in form.field.siblings)
        return
    if form.entry not in (Entry.TERM, Entry.CHOICE):
        return
    entries = [*form.choices, *_own_terms(edition, form.field)]
    known = {each.name for each in entries}
    for each in entries:
        yield Choice(each.name, each.label, each.definition, each.name in values)
    yield from (Choice(each, each, "", True) for each in values if each not in known)


def _own_terms(edition: Edition, field_: Field) -> Iterator[DictionaryEntry]:
    if field_.kind is not FieldKind.CONCEPT:
        return
    for record, ours in edition.catalogue.own_terms():
        if ours.startswith(field_.scheme) and not field_.spans_schemes:
            yield DictionaryEntry(record.slug, record.id, record.one("label"), record.one("definition"), COLLECTION)


def _each_once(mentions: Sequence[Mention]) -> list[Mention]:
    return list({each.id: each for each in mentions}.values())


def _mention(mention: Mention) -> dict[str, str]:
    return {"id": mention.id, "label": mention.label, "type": mention.type}
