"""RDF that would have the service look elsewhere, and RDF that takes far more than its size."""

from __future__ import annotations

from tests.api.hostile.attack import BAD, JSONLD, NTRIPLES, RDFXML, TRAP, TURTLE, nested, numbered

XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a#">'
    "<a:a><a:b>{}</a:b></a:a></rdf:RDF>"
)
DOCUMENTS = {
    "context of a host": (BAD, JSONLD, f'{{"@context": "http://{TRAP}/", "@id": "urn:a", "urn:b": 1}}'),
    "context imported": (
        BAD,
        JSONLD,
        f'{{"@context": {{"@version": 1.1, "@import": "http://{TRAP}/"}}, "@id": "urn:a"}}',
    ),
    "contexts of hosts": (BAD, JSONLD, f'[{{"@context": ["http://{TRAP}/a", "http://{TRAP}/b"], "urn:b": 1}}]'),
    "context of a file": (BAD, JSONLD, '{"@context": "file:///etc/passwd", "urn:b": 1}'),
    "type of a host": (BAD, RDFXML, f'<!DOCTYPE a SYSTEM "http://{TRAP}/"><a>&b;</a>'),
    "entity of a file": (BAD, RDFXML, f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>{XML.format("&b;")}'),
    "entity of a host": (BAD, RDFXML, f'<!DOCTYPE a [<!ENTITY b SYSTEM "http://{TRAP}/">]>{XML.format("&b;")}'),
    "entity of entities of a host": (
        BAD,
        RDFXML,
        f'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://{TRAP}/"> %b;]>{XML.format("&c;")}',
    ),
    "import of a host": ((200, 201), TURTLE, f"<urn:a> <http://www.w3.org/2002/07/owl#imports> <http://{TRAP}/> ."),
}
"""RDF that would have the service look elsewhere: the right statuses, the media type, the document."""

BOMBS = {
    "entities of entities": (
        RDFXML,
        '<!DOCTYPE a [<!ENTITY b0 "0123456789">'
        + numbered('<!ENTITY b{m} "&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};">', 11, "")
        + f"]>{XML.format('&b11;')}",
    ),
    "one entity very often": (
        RDFXML,
        f'<!DOCTYPE a [<!ENTITY b "{"x" * 300_000}">]>{XML.format("&b;" * 100_000)}',
    ),
    "deep JSON-LD": (JSONLD, nested('{"urn:a:b":', "1", "}", 5_000)),
    "very deep JSON-LD": (JSONLD, nested('{"urn:a:b":', "1", "}", 50_000)),
    "deep graphs of JSON-LD": (JSONLD, nested('{"@graph":[', "1", "]}", 10_000)),
    "deep triple terms": (NTRIPLES, f"<urn:a> <urn:b> {nested('<<( <urn:a> <urn:b> ', '<urn:c>', ' )>>', 30_000)} ."),
    "deep RDF/XML": (RDFXML, XML.format(nested("<a:a><a:b>", "", "</a:b></a:a>", 40_000))),
    "deep blank nodes": (TURTLE, f"<urn:a> <urn:b> {nested('[ <urn:b> ', '1', ']', 80_000)} ."),
    "deep collections": (TURTLE, f"<urn:a> <urn:b> {nested('(', '', ')', 300_000)} ."),
}
"""RDF of a megabyte at most that takes far more, or is nested far too deeply: media type and document."""
