"""Requests that are odd, and requests that would have the service look elsewhere."""

from __future__ import annotations

from tests.api.conftest import authorised
from tests.api.hostile.attack import BAD, FINE, FORM, MIB, OVER, ROWS, TRAP, UPDATE, Attack, nested, numbered

ODD = {
    "very many values": Attack(FINE, f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {'1 ' * 50_000}}} }}"),
    "very wide values": Attack(FINE, f"SELECT * {{ VALUES ({numbered('?v{n}', 2_000)}) {{ ({'1 ' * 2_000}) }} }}"),
    "regex with three stars": Attack(FINE, f"ASK {{ FILTER REGEX('{'a' * 5_000}b', '(a*)*(a*)*(a*)*c') }}"),
    "regex repeated": Attack(FINE, "ASK { FILTER REGEX('aaaa', '((((a{100}){100}){100}){100})') }"),
    "regex with many alternatives": Attack(FINE, f"ASK {{ FILTER REGEX('z', '{numbered('a{n}.*b', 30_000, '|')}') }}"),
    "regex with deep groups": Attack((*FINE, *OVER), f"ASK {{ FILTER REGEX('z', '{nested('(', '', ')', 100_000)}') }}"),
    "huge literal": Attack(FINE, f"SELECT (STRLEN('{'x' * 900_000}') AS ?n) {{}}"),
    "huge IRI": Attack(FINE, f"ASK {{ <urn:{'x' * 900_000}> ?p ?o }}"),
    "huge name": Attack(FINE, f"ASK {{ ?{'x' * 900_000} ?p ?o }}"),
    "huge integer": Attack(FINE, f"SELECT ({'9' * 900_000} AS ?n) {{}}"),
    "huge limit": Attack(BAD, f"ASK {{}} LIMIT {'9' * 400}"),
    "huge prefix": Attack(FINE, f"PREFIX {'x' * 900_000}: <urn:x> ASK {{}}"),
    "very many bases": Attack(FINE, f"{'BASE <http://x/> ' * 50_000} ASK {{}}"),
    "nothing but comments": Attack(BAD, "#\n" * 500_000),
    "nothing": Attack(BAD, ""),
    "nul": Attack(FINE, "ASK { FILTER('\x00' != '') }"),
    "half a character": Attack(BAD, r"ASK { FILTER('\uD800' != '') }"),
    "bytes that are no text": Attack(BAD, b"ASK { FILTER('\xff\xfe' != '') }"),
    "overlong bytes": Attack(BAD, b"ASK { FILTER('\xc0\xaf' != '') }"),
    "compressed": Attack(BAD, b"\x1f\x8b\x08\x00" + b"\xab" * 1_000, headers={"content-encoding": "gzip"}),
    "at the limit": Attack(FINE, "ASK {}".ljust(MIB)),
    "one byte over the limit": Attack((413,), "ASK {}".ljust(MIB + 1)),
    "far over the limit": Attack((413,), b"x" * (12 * MIB)),
    "form of a million ampersands": Attack(BAD, "&" * MIB, FORM),
    "form of very many fields": Attack(BAD, numbered("{n}=", 130_000, "&"), FORM),
    "form of overlong escapes": Attack(BAD, "query=ASK%7B%7D%C0%AF", FORM),
    "form of broken escapes": Attack(BAD, "query=%%%u0041%2", FORM),
    "form in parts": Attack((415,), b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    "address of escapes": Attack(BAD, path="/sparql?query=%FF%FE", method="GET"),
    "address of very many parameters": Attack(BAD, path=f"/sparql?query=ASK%7B%7D{'&x=1' * 10_000}", method="GET"),
    "two queries": Attack(BAD, path="/sparql?query=ASK%7B%7D&query=ASK%7B%7D", method="GET"),
    "huge accept header": Attack((406,), "ASK {}", headers={"accept": "a/b," * 15_000}),
    "very many headers": Attack(FINE, "ASK {}", headers={f"x-{number}": "y" for number in range(5_000)}),
    "update without a token": Attack((401,), "CLEAR ALL", UPDATE),
    "update with a token that is none": Attack(
        (401,), "CLEAR ALL", UPDATE, headers={"authorization": f"Bearer {'x' * 50_000}"}
    ),
    "update that never ends": Attack(OVER, f"INSERT {{ ?a ?b ?f }} WHERE {{ {ROWS} }}", UPDATE, headers=authorised()),
    "update nested too deeply": Attack(
        (*BAD, *OVER), f"INSERT {{ <a:a> <a:b> 1 }} WHERE {nested('{', '', '}', 200_000)}", UPDATE, headers=authorised()
    ),
    "records nested too deeply": Attack(BAD, nested("[", "", "]", 400_000), "application/json", "/validate"),
    "records that are numbers": Attack(FINE, f"[{','.join('1' * 10_000)}]", "application/json", "/validate"),
}
"""Requests with a right answer of their own."""

REACH = {
    "service": Attack(BAD, f"SELECT * {{ SERVICE <http://{TRAP}/> {{ ?s ?p ?o }} }}"),
    "service, silently": Attack((*FINE, *BAD), f"SELECT * {{ SERVICE SILENT <http://{TRAP}/> {{ ?s ?p ?o }} }}"),
    "service in a variable": Attack(BAD, f"SELECT * {{ VALUES ?g {{ <http://{TRAP}/> }} SERVICE ?g {{ ?s ?p ?o }} }}"),
    "service by the name of the host": Attack(BAD, "SELECT * { SERVICE <http://localhost:00000/> { ?s ?p ?o } }"),
    "service in escapes": Attack(BAD, rf"SELECT * {{ \u0053ERVICE <http://{TRAP}/> {{ ?s ?p ?o }} }}"),
    "service at an address in escapes": Attack(
        BAD, rf"SELECT * {{ SERVICE <\u0068ttp\u003A//{TRAP}/> {{ ?s ?p ?o }} }}"
    ),
    "service in a subquery": Attack(BAD, f"ASK {{ {{ SELECT * {{ SERVICE <http://{TRAP}/> {{ ?s ?p ?o }} }} }} }}"),
    "service in a condition": Attack(
        (*FINE, *BAD), f"ASK {{ FILTER EXISTS {{ SERVICE <http://{TRAP}/> {{ ?s ?p ?o }} }} }}"
    ),
    "service of a file": Attack(BAD, "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }"),
    "from a file": Attack(FINE, "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"),
    "from a host": Attack(FINE, f"SELECT * FROM NAMED <http://{TRAP}/> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
    "default graph of a file": Attack(
        FINE, "SELECT * { ?s ?p ?o }", path="/sparql?default-graph-uri=file:///etc/passwd"
    ),
    "named graph of a host": Attack(FINE, "SELECT * { GRAPH ?g { } }", path=f"/sparql?named-graph-uri=http://{TRAP}/"),
    "load as a query": Attack(BAD, "LOAD <file:///etc/passwd>"),
    "load of a file": Attack(BAD, "LOAD <file:///etc/passwd>", UPDATE, headers=authorised()),
    "load of a host": Attack(BAD, f"LOAD <http://{TRAP}/> INTO GRAPH <urn:x>", UPDATE, headers=authorised()),
    "load, silently": Attack((204,), f"LOAD SILENT <http://{TRAP}/>", UPDATE, headers=authorised()),
    "service in an update": Attack(
        BAD, f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <http://{TRAP}/> {{ ?s ?p ?o }} }}", UPDATE, headers=authorised()
    ),
    "graph of a file": Attack((404,), path="/graphs?graph=file:///etc/passwd", method="GET"),
    "graph of a host": Attack((404,), path=f"/graphs?graph=http://{TRAP}/", method="GET"),
}
"""Requests that would have the service look elsewhere."""
