"""Where the service differs from the recommendations, and why. Each is a strict expected failure."""

_NUMBERS = "Oxigraph 0.5 stores numbers and times by value, and gives them back in its own spelling"
_UNION = "Oxigraph 0.5 gives a triple once for each graph that holds it; DISTINCT gives it once"

KNOWN = {
    "test_a_triple_of_several_default_graphs_is_there_once": _UNION,
    "test_a_triple_of_several_graphs_after_from_is_there_once": _UNION,
    "test_a_triple_of_several_graphs_is_once_in_their_union": _UNION,
    "test_json_keeps_the_lexical_form": _NUMBERS,
    "test_json_keeps_the_datatype[byte]": _NUMBERS,
    "test_json_keeps_the_datatype[int]": _NUMBERS,
    "test_json_keeps_the_datatype[long]": _NUMBERS,
    "test_json_keeps_the_datatype[nonNegativeInteger]": _NUMBERS,
    "test_json_keeps_the_datatype[dateTimeStamp]": _NUMBERS,
    "test_tsv_encodes_a_term_as_turtle_does['01'^^xsd:byte]": _NUMBERS,
    "test_tsv_abbreviates_numbers[2.0]": _NUMBERS,
    "test_tsv_abbreviates_numbers[1.5e300]": _NUMBERS,
    "test_tsv_abbreviates_numbers[-2.5e-7]": _NUMBERS,
    "test_tsv_abbreviates_numbers[1e0]": _NUMBERS,
    "test_tsv_abbreviates_numbers[1.0e6]": _NUMBERS,
    "test_an_iri_comes_back_character_by_character[urn:x:a,b;c'(d)&e=f-text/csv]": "Oxigraph 0.5 writes IRIs in CSV "
    "without quotation marks",
}
"""Tests by name, with or without their parameters, and the reason."""
