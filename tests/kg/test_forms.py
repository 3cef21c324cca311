"""Forms follow from vocabulary and shapes: each field once, with what the shapes say of it."""

from __future__ import annotations

import pytest

from kg.forms import Entry, form_of
from kg.reference import needed
from kg.vocabulary import FieldKind, load_vocabulary

CLASSES = sorted(load_vocabulary().classes)


@pytest.mark.parametrize("name", CLASSES)
def test_a_form_asks_each_field_once_with_what_its_shape_says(name: str) -> None:
    record_class, fields = load_vocabulary().classes[name], form_of(name)
    assert sorted(each.name for each in fields) == sorted(record_class.fields)
    assert {each.name for each in fields if each.is_needed} == needed(name)
    own = [each for each in fields if each.name not in ("accepted", "evidence")]
    assert all(each.demand for each in own), [each.name for each in own if not each.demand]
    for each in fields:
        is_of_ours = each.field.kind is FieldKind.REFERENCE and "records" in each.demand
        assert each.targets or not is_of_ours, each.name
        assert bool(each.choices) == (each.entry in (Entry.TERM, Entry.CHOICE)), each.name


def test_what_a_field_may_refer_to_stands_in_the_order_of_its_shape() -> None:
    fields = {each.name: each for each in form_of("Participation")}
    assert fields["participant"].targets[0] == "Organisation"
    assert "Project" in fields["activity"].targets
    assert "Place" not in fields["activity"].targets
