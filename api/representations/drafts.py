"""Drafts of records: what was typed into a form, what the checks say of it, and what it would change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any

from api.representations.pages.languages import spoken
from kg.curating import bearers, proposed_id, values_of
from kg.desk.drafts import SharedField, dataset_of
from kg.desk.operations import FieldConflict, Operation
from kg.edition import Edition
from kg.forms import Entry, form_of
from kg.ontology import ENGLISH, demand_of
from kg.records import Record, Violation
from kg.records.merge import Merged
from kg.records.values import is_reference
from kg.sentences import Sentence
from kg.spelling import beginning
from kg.vocabulary import RecordClass

NEW = "new"
"""In the place of the id of a record that there is none of yet."""

OWN, TAKE = "change.", "take."
"""How those parts of a form begin that are about the change, or settle a conflict, and are no fields of the record."""

FOR_ALL = "all"
"""What a form says where every dataset that says the same is to follow it."""

_UNNAMED = "draft"
_FINDING = ("shape", "field", "message", "value")
"""What tells one finding about a record from another."""

_USUAL = frozenset({"single-source"})
"""The checks whose findings are usual of what was written just now, and call for no second look."""

_DIGITS = 18

Values = Mapping[str, tuple[str, ...]]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody makes of a record, which they had read at `version`, as `dataset` says it.

    `id` is that of the record, and of a new one what its author wishes, empty where it is to follow from what it says.
    `unresolved` says of names that stand for no record, or for several, by field and text what to do. `taken` tells by
    field whose value is to stand where two people changed it, `previewed` which draft the author saw as a difference.
    With `is_for_all`, what other datasets say alike is changed with it.
    """

    record_class: RecordClass
    id: str
    is_new: bool
    version: int
    values: Values
    unresolved: Mapping[tuple[str, str], str] = field(default_factory=dict)
    dataset: str = ""
    reason: str = ""
    previewed: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)
    is_for_all: bool = False

    @classmethod
    def of(cls, edition: Edition, record_class: RecordClass, slug: str, pairs: Pairs) -> Draft:
        """Read a form that was sent."""
        own = {name.removeprefix(OWN): text.strip() for name, text in pairs if name.startswith(OWN)}
        typed = [(name, text) for name, text in pairs if not name.startswith((OWN, TAKE))]
        values = values_of(edition, record_class.name, typed)
        name = own.get("id", "").removeprefix(f"{record_class.collection}/") if slug == NEW else slug
        version = own.get("version", "")
        dataset = own.get("dataset", "")
        if not dataset and slug != NEW:
            iri = edition.mapping.iri(f"{record_class.collection}/{name}")
            dataset = dataset_of(edition.store, edition.mapping, iri)
        return cls(
            record_class=record_class,
            id=f"{record_class.collection}/{name}" if name else "",
            is_new=slug == NEW,
            version=int(version) if version.isdecimal() and len(version) <= _DIGITS else edition.version,
            values=values,
            unresolved=dict(_unresolved(edition, record_class, values)),
            dataset=dataset,
            reason=own.get("reason", ""),
            previewed=own.get("previewed", ""),
            taken={name.removeprefix(TAKE): text for name, text in pairs if name.startswith(TAKE)},
            is_for_all=own.get("datasets", "") == FOR_ALL,
        )

    @property
    def sound(self) -> Values:
        """The values without names that stand for no record."""
        values = {
            name: tuple(each for each in own if (name, each) not in self.unresolved)
            for name, own in self.values.items()
        }
        return {name: own for name, own in values.items() if own}

    def body(self, edition: Edition) -> dict[str, Any]:
        """Write it as the JSON of a record; a new one without an id gets one that is free."""
        id_ = self.id or proposed_id(edition, self.record_class.name, self.sound)
        fields = self.record_class.fields
        values = {name: list(own) if fields[name].many else _one(own) for name, own in self.sound.items()}
        return {"id": id_ or f"{self.record_class.collection}/{_UNNAMED}", "type": self.record_class.name, **values}

    def operation(self, edition: Edition) -> Operation:
        """Say what is to become of the record."""
        body = self.body(edition)
        if self.is_new:
            return Operation("post", f"{self.record_class.collection}/", body)
        return Operation("put", self.id, body, self.version)

    def following(self, shared: Sequence[SharedField]) -> list[Operation]:
        """Say what is to become of what other datasets say alike, where they are to follow."""
        fields, patches = self.record_class.fields, dict[str, dict[str, Any]]()
        for each in shared if self.is_for_all else ():
            value = list(each.follow) if fields[each.field].many else next(iter(each.follow), None)
            patches.setdefault(each.dataset, {})[each.field] = value or None
        return [Operation("patch", self.id, body, self.version, dataset=name) for name, body in patches.items()]

    @property
    def fingerprint(self) -> str:
        """Tell it from other drafts of the record."""
        values = sorted((name, sorted(own)) for name, own in self.values.items())
        text = json.dumps([self.id, self.version, self.dataset, self.is_for_all, values], ensure_ascii=False)
        return blake2b(text.encode(), digest_size=8).hexdigest()


def draft_of(record: Record, record_class: RecordClass, version: int, dataset: str) -> Draft:
    """Begin to edit what a dataset says of a record at a version."""
    return Draft(record_class, record.id, is_new=False, version=version, values=record.values, dataset=dataset)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field before and after."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of a draft: the faults and warnings of its fields, in the words of the checks.

    Those of no field stand under the empty name. `hints` are what is only worth knowing, `standing` is how many
    findings the record has already, of which the draft changes nothing. `differences` are what it would change, None
    until it may be published; `conflicts` are the fields that others changed meanwhile as well. `alike` are other
    records of the same amount on the same words, by id and label. `shared` is what other datasets say of what goes.
    """

    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    warnings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hints: Mapping[str, Sequence[str]] = field(default_factory=dict)
    standing: int = 0
    notices: Sequence[str] = ()
    alike: Sequence[tuple[str, str]] = ()
    conflicts: Sequence[FieldConflict] = ()
    differences: Sequence[FieldDifference] | None = None
    others: Sequence[FieldDifference] = ()
    shared: Sequence[SharedField] = ()
    id: str = ""
    status: int = 200

    def body(self) -> dict[str, Any]:
        """Give it as JSON."""
        return {
            "conforms": not self.faults,
            "faults": {name: list(each) for name, each in self.faults.items()},
            "warnings": {name: list(each) for name, each in self.warnings.items()},
            "hints": {name: list(each) for name, each in self.hints.items()},
            "standing": self.standing,
            "notices": list(self.notices),
            "alike": [{"id": id_, "label": label} for id_, label in self.alike],
            "conflicts": [asdict(each) for each in self.conflicts],
        }


def verdict_of(
    draft: Draft, report: Mapping[str, Any], language: str = ENGLISH, standing: Iterable[Violation] = ()
) -> Verdict:
    """Sort what a check found by the fields of the form, in a language; `report` is the JSON of a validation.

    What is among the `standing` findings of the record as it is was there before, and is only counted.
    """
    faults = _by_field(draft, report["violations"], language)
    # what is unresolved was left out of the check, which may have missed it
    for field_name in {name for name, _ in draft.unresolved}:
        own = (each for (name, _), each in draft.unresolved.items() if name == field_name)
        faults[field_name] = [spoken(each, language) for each in own]
    notices = [*report["notices"], *(_unverified(each, language) for each in report["unverified"])]
    before = {(each.shape, each.field, each.message, each.value) for each in standing}
    new = [each for each in report["warnings"] if tuple(each[name] for name in _FINDING) not in before]
    return Verdict(
        faults,
        _by_field(draft, [each for each in new if each["shape"] not in _USUAL], language),
        _by_field(draft, [each for each in new if each["shape"] in _USUAL], language),
        len(report["warnings"]) - len(new),
        notices,
        status=422 if faults else 200,
    )


def differences(record_class: RecordClass, before: Record | None, after: Record | None) -> list[FieldDifference]:
    """Tell what differs between two states of a record, field by field."""
    sides = [(each.values.get(name, ()) if each else ()) for name in record_class.fields for each in (before, after)]
    pairs = zip(record_class.fields, sides[::2], sides[1::2], strict=True)
    return [FieldDifference(name, one, other) for name, one, other in pairs if one != other]


def settled_values(draft: Draft, merged: Merged, theirs: Record | None) -> Values:
    """Give the values of a draft after a merge: of the fields in conflict those that were taken from the others."""
    values = dict(merged.record.values) if merged.record else dict(draft.values)
    for name, whose in draft.taken.items():
        if whose == "theirs" and theirs and name in draft.record_class.fields:
            values[name] = theirs.values.get(name, ())
    return {name: own for name, own in values.items() if own}


def in_form(message: str, name: str) -> str:
    """Word what a check says of a field for somebody who has its label and its list before them, and no shell.

    >>> in_form("kind must be exactly one term of `kg ref roles`, such as lead. See `kg ref roles`.", "kind")
    'must be exactly one term of the list, such as lead.'
    >>> in_form("name the document, best with the position that `kg cite DOCUMENT PASSAGE` prints.", "evidence")
    'name the document, best with the position that the page of its text shows.'
    """
    shorter = _SEE.sub("", message.removeprefix(f"{name} ") if name else message)
    return _CITE.sub("the page of its text", _CITED.sub("the page of its text shows", _LIST.sub("the list", shorter)))


_SEE = re.compile(r" See `kg ref [^`]*`\.")
_LIST = re.compile(r"`kg ref [^`]*`")
_CITED = re.compile(r"`kg cite [^`]*` prints")
_CITE = re.compile(r"`kg cite [^`]*`")


def _by_field(draft: Draft, found: Sequence[Mapping[str, Any]], language: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for each in found:
        name = each["field"] if each["field"] in draft.record_class.fields else ""
        message = demanded(each["shape"], each["message"], language) or in_form(each["message"], name)
        if each["value"]:
            given = beginning(each["value"], 60)
            message = spoken(Sentence("%(message)s (found: %(value)s)", message=message, value=given), language)
        faults.setdefault(name, []).append(message)
    return faults


def demanded(shape: str, message: str, language: str) -> str:
    """Say in a language what a shape demands, and then what its report adds to that; empty where it has no words."""
    demand, in_english = demand_of(shape, language), demand_of(shape)
    if language == ENGLISH or demand == in_english:
        return ""
    return f"{demand} {message.removeprefix(in_english).strip()}".rstrip()


def _unverified(told: Mapping[str, Any], language: str) -> str:
    return spoken(Sentence("The evidence was not held against the text: %(reason)s", reason=told["reason"]), language)


def _unresolved(edition: Edition, record_class: RecordClass, values: Values) -> Iterator[tuple[tuple[str, str], str]]:
    for each in form_of(record_class.name):
        for text in values.get(each.name, ()) if each.entry is Entry.REFERENCE and each.targets else ():
            if not is_reference(text) and "://" not in text:
                ids = [id_ for id_, _, type_ in bearers(edition.catalogue, text) if type_ in each.targets]
                called = beginning(text, 60)
                several = Sentence(
                    "%(count)s things are called %(name)r; choose one: %(ids)s",
                    count=len(ids),
                    name=called,
                    ids=", ".join(ids),
                )
                none = Sentence(
                    "nothing here is called %(name)r; choose another, or make a record of it first", name=called
                )
                yield (each.name, text), several if ids else none


def _one(own: tuple[str, ...]) -> str | list[str]:
    return own[0] if len(own) == 1 else list(own)
