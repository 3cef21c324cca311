"""A query as programs ask it: from a shell, in Python and in R, ready to be copied."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import NamedTuple


class Snippet(NamedTuple):
    """A program that asks a query, under the name of its language or library."""

    name: str
    text: str


def snippets(endpoint: str, query: str, *, is_graph: bool) -> Sequence[Snippet]:
    """Write programs that ask `query` of the service at `endpoint`; `is_graph` where the answer is triples."""
    curl = "text/turtle" if is_graph else "text/csv"
    shell = (
        f"curl -H 'Accept: {curl}' \\\n  --data-urlencode query={shlex.quote(query)} \\\n  {shlex.quote(endpoint)}\n"
    )
    question = f"endpoint = {json.dumps(endpoint)}\nquery = {python_text(query)}\n"
    head = f"library(httr2)\n\nquery <- {r_text(query)}\nanswer <- request({json.dumps(endpoint)}) |>\n{_R_ASKS}"
    if is_graph:
        return (
            Snippet("curl", shell),
            Snippet("Python, rdflib", f"{_RDFLIB}{question}{_TRIPLES}"),
            Snippet("R", f"{head}{_R_GRAPH}"),
        )
    return (
        Snippet("curl", shell),
        Snippet("Python, pandas", f"from io import StringIO\n\nimport httpx\nimport pandas\n\n{question}{_PANDAS}"),
        Snippet("Python, SPARQLWrapper", f"from SPARQLWrapper import JSON, SPARQLWrapper\n\n{question}{_WRAPPER}"),
        Snippet("R", f"{head}{_R_TABLE}"),
    )


def python_text(text: str) -> str:
    r'''Write a text as Python does; over several lines where that is exact.

    >>> print(python_text('a "b" c'), python_text('say "b"'))
    """\
    a "b" c
    """ "say \"b\""
    '''
    if '"""' in text or "\\" in text or "\r" in text or text.endswith('"'):
        return json.dumps(text, ensure_ascii=False)
    return f'"""\\\n{text}\n"""'


def r_text(text: str) -> str:
    r"""Write a text as R does, raw where that is exact.

    >>> r_text('a "b"'), r_text(')---" system("x")')
    ('r"---(a "b")---"', '")---\\" system(\\"x\\")"')
    """
    if ')---"' in text or "\r" in text:
        return json.dumps(text, ensure_ascii=False)
    return f'r"---({text})---"'


_R_ASKS = "  req_body_form(query = query) |>\n"
_RDFLIB = """from urllib.parse import urlencode
from urllib.request import Request, urlopen

import rdflib

"""
_PANDAS = """
answer = httpx.post(endpoint, data={"query": query}, headers={"Accept": "text/csv"}, timeout=60)
answer.raise_for_status()
table = pandas.read_csv(StringIO(answer.text))
print(table)
"""
_WRAPPER = """
service = SPARQLWrapper(endpoint)
service.setQuery(query)
service.setMethod("POST")
service.setReturnFormat(JSON)
for row in service.query().convert()["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})
"""
_TRIPLES = """
body = urlencode({"query": query}).encode()
with urlopen(Request(endpoint, body, {"Accept": "text/turtle"})) as answer:
    graph = rdflib.Graph().parse(data=answer.read(), format="turtle")
print(len(graph))
"""
_R_TABLE = """  req_headers(Accept = "text/csv") |>
  req_perform()
table <- read.csv(text = resp_body_string(answer))
print(table)
"""
_R_GRAPH = """  req_headers(Accept = "text/turtle") |>
  req_perform()
cat(resp_body_string(answer))
"""
