from __future__ import annotations

import pytest

from kg.errors import UnknownName
from kg.reference import ALL, classes, concepts, fields, label_of, look_up, schemes
from kg.vocabulary import FieldKind, load_vocabulary


def test_everything_has_a_definition() -> None:
    entries = [
        *classes(),
        *(entry for each in classes() for entry in fields(each.name)),
        *(entry for each in schemes() for entry in concepts(each)),
    ]
    assert len(entries) > 350
    assert not [entry for entry in entries if not entry.definition or not entry.label]


def test_every_scheme_of_a_field_has_terms() -> None:
    used = {
        field.scheme_name
        for each in load_vocabulary().classes.values()
        for field in each.fields.values()
        if field.kind is FieldKind.CONCEPT
    }
    assert used <= {*schemes(), ALL}
    assert all(concepts(scheme) for scheme in used)


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("organisations", "field of Organisation"),
        ("roles", "term of roles"),
        ("amount", "field of Contribution: decimal"),
        ("co-investment", "term of"),
    ],
)
def test_looking_up(term: str, kind: str) -> None:
    assert all(entry.kind.startswith(kind) for entry in look_up(term))


@pytest.mark.parametrize(
    ("term", "as_written"),
    [
        ("ＲＯＬＥＳ", "roles"),
        ("Organisations", "organisations"),
        ("ikg:partofamount", "ikg:partOfAmount"),
        (" Lead ", "lead"),
    ],
)
def test_case_and_width_make_no_difference(term: str, as_written: str) -> None:
    assert look_up(term) == look_up(as_written)


def test_what_is_unknown() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'organisations'"):
        look_up("organizations")
    assert (concepts("none"), fields("none")) == ([], [])
    assert label_of("https://example.org/ns#some") == "some"
    assert label_of("http://www.w3.org/ns/org#role") == "role"
