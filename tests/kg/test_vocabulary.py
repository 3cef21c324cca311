from __future__ import annotations

from kg.vocabulary import FIELDS_BY_CONFIDENCE, FieldKind, load_vocabulary


def test_classes_are_found_by_name_collection_and_iri() -> None:
    vocabulary = load_vocabulary()
    assert (
        list(vocabulary.by_collection.values()) == list(vocabulary.by_iri.values()) == list(vocabulary.classes.values())
    )
    assert vocabulary.by_iri["http://www.w3.org/ns/org#Organization"].collection == "organisations"


def test_fields_are_what_the_context_says() -> None:
    fields = load_vocabulary().classes["Contribution"].fields
    assert (fields["funder"].kind, fields["funder"].many) == (FieldKind.REFERENCE, True)
    assert (fields["through"].kind, fields["through"].many) == (FieldKind.REFERENCE, False)
    assert (fields["kind"].kind, fields["kind"].scheme_name) == (FieldKind.CONCEPT, "contribution-kinds")
    assert (fields["evidence"].kind, fields["evidence"].many) == (FieldKind.EVIDENCE, True)
    assert fields["when"].datatype == "http://id.loc.gov/datatypes/edtf/EDTF"
    assert fields["part_of"].iri != load_vocabulary().classes["Project"].fields["part_of"].iri


def test_every_class_has_the_fields_that_all_have() -> None:
    for each in load_vocabulary().classes.values():
        assert each.columns[0] == "id"
        assert each.columns[-8:] == ("confidence", *FIELDS_BY_CONFIDENCE, "evidence", "quote", "note", "accepted")


def test_one_property_is_one_field_of_a_class() -> None:
    for each in load_vocabulary().classes.values():
        assert len({field.iri for field in each.fields.values()}) == len(each.fields), each.name
