"""Queries that go on until they are ended, are simply large, or are nested too deeply."""

from __future__ import annotations

from tests.api.hostile.attack import BAD, CUT, FINE, OVER, ROWS, Attack, nested, numbered

ANY = "(ikg:none|!ikg:none)"


def grown(start: str, step: str, times: int) -> str:
    """A text made longer again and again: `step` has {x} for the one before."""
    steps = (f"BIND({step.format(x=f'?t{number}')} AS ?t{number + 1})" for number in range(times))
    return f"SELECT (STRLEN(?t{times}) AS ?n) {{ BIND('{start}' AS ?t0) {' '.join(steps)} }}"


TOO_MUCH = {
    "product sorted": Attack(OVER, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"),
    "product sorted at random": Attack(OVER, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY RAND()"),
    "product grouped": Attack(OVER, f"SELECT ?c (COUNT(*) AS ?n) {{ {ROWS} }} GROUP BY ?c"),
    "product in very many groups": Attack(
        OVER, "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?b ?c ?d ?e ?f"
    ),
    "product distinct": Attack(OVER, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } }"),
    "product of new values": Attack(
        OVER, "SELECT (COUNT(DISTINCT ?u) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(UUID() AS ?u) }"
    ),
    "product joined to one text": Attack(OVER, f"SELECT (GROUP_CONCAT(?c) AS ?all) {{ {ROWS} }}"),
    "product less a product": Attack(
        OVER, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?g ?h ?i . ?j ?k ?l } }"
    ),
    "product skipped": Attack(OVER, f"SELECT * {{ {ROWS} }} OFFSET 9999999999"),
    "product sent": Attack((CUT, *OVER), f"SELECT * {{ {ROWS} }}"),
    "product sent distinct": Attack((CUT, *OVER), f"SELECT DISTINCT ?c ?f ?i {{ {ROWS} }}"),
    "product constructed": Attack((CUT, *OVER), f"CONSTRUCT {{ ?a ?b ?f }} WHERE {{ {ROWS} }}"),
    "product described": Attack((CUT, *OVER), "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f }"),
    "product of optionals": Attack(
        OVER, f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o {numbered('OPTIONAL {{ ?s ?p{n} ?o{n} }}', 12)} }}"
    ),
    "product of values": Attack(
        OVER, f"SELECT (COUNT(*) AS ?n) {{ {numbered('VALUES ?v{n} {{ ' + '1 ' * 100_000 + '}} ', 3)} }}"
    ),
    "path chain": Attack(OVER, f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([f'{ANY}*'] * 20)} ?b }}"),
    "path both ways": Attack(
        OVER, f"SELECT (COUNT(*) AS ?n) {{ ?a ({ANY}|^{ANY})* ?b . ?b ({ANY}|^{ANY})* ?c . ?c ({ANY}|^{ANY})* ?d }}"
    ),
    "path of paths": Attack(
        OVER, f"SELECT (COUNT(*) AS ?n) {{ ?a {nested('(', f'{ANY}/{ANY}', ')*', 12)} ?b . ?c ^{ANY}* ?a }}"
    ),
    "regex for each row": Attack(
        OVER, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), CONCAT('(a|b|', STR(?f), ')*x')) }"
    ),
    "text doubled": Attack(OVER, grown("x" * 16, "CONCAT({x}, {x})", 40)),
    "text replaced by more": Attack(OVER, grown("a" * 8, "REPLACE({x}, 'a', 'aaaaaaaa')", 30)),
    "text replaced by itself": Attack(OVER, grown("a" * 8, "REPLACE({x}, '(.*)', '$1$1$1')", 40)),
    "thousands of patterns": Attack((*OVER, *BAD), f"ASK {{ {numbered('?s{n} ?p{n} ?o{n} .', 30_000)} }}"),
    "thousands of patterns about one": Attack(
        OVER, f"SELECT (COUNT(*) AS ?n) {{ {numbered('?s ?p{n} ?o{n} .', 2_000)} }}"
    ),
    "thousands of optionals": Attack(
        (*OVER, *BAD), f"SELECT * {{ ?s ?p ?o {numbered('OPTIONAL {{ ?s ?p{n} ?o{n} }}', 20_000)} }}"
    ),
    "thousands of bindings": Attack(
        (*OVER, *BAD), f"SELECT * {{ BIND(1 AS ?v0) {numbered('BIND(?v{n} + 1 AS ?v{m})', 20_000)} }}"
    ),
    "thousands of sort keys": Attack((*OVER, *BAD), f"SELECT * {{ ?s ?p ?o }} ORDER BY {'?s ' * 200_000}"),
    "thousands of graphs": Attack((*OVER, *FINE), f"SELECT * {numbered('FROM <urn:{n}>', 50_000)} {{ ?s ?p ?o }}"),
    "a list of alternatives": Attack((*OVER, *FINE), f"ASK {{ FILTER(1 IN ({','.join('2' * 400_000)})) }}"),
}
"""Queries that go on until they are ended, or are simply large."""

TOO_DEEP = {
    "subqueries": f"SELECT * {nested('{ SELECT * ', '{ ?s ?p ?o }', '}', 20_000)}",
    "braces": f"ASK {nested('{', '', '}', 400_000)}",
    "parentheses": f"ASK {{ FILTER({nested('(', '1', ')', 400_000)}) }}",
    "negations": f"ASK {{ FILTER({'!' * 900_000}true) }}",
    "sum": f"ASK {{ FILTER(1{'+1' * 400_000} = 1) }}",
    "conjunction": f"ASK {{ FILTER(true{'&&true' * 150_000}) }}",
    "calls": f"SELECT ({nested('COALESCE(', '1', ')', 50_000)} AS ?x) {{}}",
    "filters in filters": f"ASK {{ {nested('FILTER EXISTS { ', '?s ?p ?o', '}', 20_000)} }}",
    "optionals in optionals": f"SELECT * {{ ?s ?p ?o {nested('OPTIONAL { ?s ?p ?o ', '', '}', 20_000)} }}",
    "unions": f"SELECT (COUNT(*) AS ?n) {{ {' UNION '.join(['{ ?s ?p ?o }'] * 20_000)} }}",
    "differences": f"SELECT * {{ ?s ?p ?o {'MINUS { ?s ?p 1 } ' * 40_000} }}",
    "conditions": f"ASK {{ {'FILTER(true) ' * 70_000} }}",
    "steps of a path": f"SELECT * {{ ?a {'/'.join(['ikg:p'] * 100_000)} ?b }}",
    "alternatives of a path": f"SELECT * {{ ?a {'|'.join(['ikg:p'] * 100_000)} ?b }}",
    "stars of a path": f"SELECT * {{ ?a {nested('(', 'ikg:p', ')*', 20_000)} ?b }}",
    "triple terms": f"ASK {{ ?a ?b {nested('<<( ?a ?b ', '1', ' )>>', 30_000)} }}",
    "blank nodes": f"ASK {{ ?a ?b {nested('[ ?b ', '1', ']', 60_000)} }}",
    "collections": f"ASK {{ ?a ?b {nested('(', '', ')', 200_000)} }}",
    "aggregates": f"SELECT {numbered('(COUNT(?s) AS ?c{n})', 20_000)} {{ ?s ?p ?o }}",
    "groups": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY {numbered('(STR(?s) AS ?g{n})', 20_000)}",
    "joined patterns": f"SELECT (COUNT(*) AS ?n) {{ {numbered('?s{n} ?p{n} ?s{m} .', 20_000)} }}",
}
"""Queries that overflow the stack of what reads them; one that the engine learns to read may go over a limit."""
