"""The libraries are those that the project was made for, and where their inner parts are used, these are as they were.

An upgrade beyond a ceiling of pyproject.toml fails here: look through what is told of the parts below, and through the
modules that use them, before the ceiling is raised.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import httptools
import mimeparse
import pyoxigraph as ox
import pytest
import uvicorn
from fastapi.routing import APIRoute
from packaging.requirements import Requirement
from packaging.version import Version
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from python_multipart.multipart import parse_options_header
from rdflib import Graph
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Match
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = {each.name: each for each in map(Requirement, PROJECT["project"]["dependencies"])}
INNER = {
    "httptools": ("httptools",),
    "pyoxigraph": ("pyoxigraph",),
    "pyshacl": (
        "pyshacl.graph_abstraction",
        "pyshacl.monkey",
        "pyshacl.shapes_graph",
        "pyshacl.validator",
        "pyshacl.errors",
    ),
    "uvicorn": ("uvicorn.protocols.http.httptools_impl",),
}
"""The libraries whose inner parts, or texts of errors, are relied on, and the modules that these stand in."""

DOCUMENTED = {
    "babel.dates",
    "babel.messages.pofile",
    "babel.numbers",
    "click",
    "click.core",
    "duckdb",
    "fastapi",
    "fastapi.exceptions",
    "fastapi.routing",
    "fastapi.security",
    "graspologic_native",
    "httpx",
    "jinja2",
    "jinja2.utils",
    "markupsafe",
    "matplotlib.axes",
    "mimeparse",
    "networkx",
    "numpy",
    "numpy.typing",
    "pandas",
    "polars",
    "prometheus_client",
    "prometheus_client.exposition",
    "pyarrow",
    "pydantic",
    "pydantic.fields",
    "pydantic.json_schema",
    "pyroaring",
    "python_multipart.multipart",
    "rapidfuzz",
    "rapidfuzz.distance",
    "rdflib",
    "rdflib.term",
    "rich.console",
    "rich.progress",
    "rich.table",
    "scipy.special",
    "scipy.sparse",
    "scipy.sparse.csgraph",
    "scipy.sparse.linalg",
    "starlette.background",
    "starlette.concurrency",
    "starlette.datastructures",
    "starlette.exceptions",
    "starlette.middleware",
    "starlette.middleware.cors",
    "starlette.requests",
    "starlette.responses",
    "starlette.routing",
    "starlette.types",
    "starlette_compress",
    "uvicorn",
    "yaml",
}
"""The modules that their libraries tell users to import."""


def imported() -> Iterator[tuple[str, str]]:
    """Yield the modules of others that ours import, and the name that they take of each."""
    for path in sorted([*(ROOT / "kg").rglob("*.py"), *(ROOT / "api").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((each.name, "") for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.module or "", each.name) for each in node.names)


def test_what_is_imported_is_documented_or_held_fast_here() -> None:
    ours = {*sys.stdlib_module_names, "kg", "api"}
    foreign = {each for each in imported() if each[0].partition(".")[0] not in ours}
    known = DOCUMENTED | {module for modules in INNER.values() for module in modules}
    assert {module for module, _ in foreign} <= known
    assert not [each for each in foreign if re.search(r"(?:^|\.)_[a-z]", ".".join(each))]


@pytest.mark.parametrize(
    ("modules", "unneeded"),
    [
        ("kg.query.worker.queries", {"networkx", "numpy", "pyshacl", "rdflib", "scipy"}),
        ("kg.cli.main, kg.cli.check, kg.cli.load, kg.cli.query", {"networkx", "numpy", "pyshacl", "rdflib", "scipy"}),
    ],
)
def test_what_is_started_often_loads_no_more_than_it_needs(modules: str, unneeded: set[str]) -> None:
    code = f"import sys, {modules}; print(*{unneeded}.intersection(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("requirement", REQUIREMENTS.values(), ids=str)
def test_what_is_installed_is_what_the_project_asks_for(requirement: Requirement) -> None:
    assert requirement.specifier.contains(version(requirement.name))
    assert any(each.operator in (">=", "==") for each in requirement.specifier)


@pytest.mark.parametrize("name", INNER)
def test_a_library_with_inner_parts_in_use_goes_up_by_hand(name: str) -> None:
    installed = Version(version(name))
    assert not REQUIREMENTS[name].specifier.contains(f"{installed.major}.{installed.minor + 1}")


def test_the_locks_hold_what_the_project_asks_for() -> None:
    setup, site, node = (
        {each.name: each for each in map(Requirement, PROJECT["dependency-groups"][name])}
        for name in ("setup", "docs-site", "node")
    )
    locks = {"requirements.lock": REQUIREMENTS, "requirements-setup.lock": setup, "requirements-site.lock": site}
    for lock, wanted in {**locks, "requirements-node.lock": node}.items():
        pinned = re.findall(r"^([a-z0-9-]+)==(\S+?)(?: ;[^\n]*)? \\$", (ROOT / lock).read_text(encoding="utf-8"), re.M)
        assert set(wanted) <= {name for name, _ in pinned}
        assert all(wanted[name].specifier.contains(number) for name, number in pinned if name in wanted)


def test_the_set_up_installs_nothing_without_a_hash() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line and "--editable ." not in line]
    assert len(installs) == 4
    assert all("--require-hashes" in line for line in installs)


def parameters(function: Callable[..., object]) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_protocol_of_uvicorn() -> None:
    """Used by api/http/protocol.py, which goes between these methods and attributes."""
    loop = asyncio.new_event_loop()
    protocol = HttpToolsProtocol(uvicorn.Config(lambda _: None), ServerState(), {}, loop)
    loop.close()
    state = "parser loop transport flow pipeline scope headers expect_100_continue cycle tasks connections"
    assert set(state.split()) <= set(vars(protocol))
    expected = {
        "connection_made": ["self", "transport"],
        "connection_lost": ["self", "exc"],
        "data_received": ["self", "data"],
        "on_message_begin": ["self"],
        "on_header": ["self", "name", "value"],
        "on_headers_complete": ["self"],
        "on_response_complete": ["self"],
        "_should_upgrade": ["self"],
        "_unset_keepalive_if_required": ["self"],
    }
    assert {name: parameters(getattr(HttpToolsProtocol, name)) for name in expected} == expected
    assert STATUS_LINE[431].startswith(b"HTTP/1.1 431 ")


def test_the_cycle_of_uvicorn() -> None:
    source = inspect.getsource(RequestResponseCycle.__init__)
    for name in ("disconnected", "keep_alive", "more_body", "response_started", "response_complete", "transport"):
        assert f"self.{name} = " in source, name


class Parsed:
    """Notes what the parser says, and fails at a header that it is told to fail at."""

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))
        if name == b"Fail":
            raise KeyError(name)


def test_the_parser_of_httptools() -> None:
    """Used by api/http/protocol.py: what an error is made of, and where a parser stops that is to upgrade."""
    parser = httptools.HttpRequestParser(Parsed())
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    with pytest.raises(httptools.HttpParserError) as failed:
        parser.feed_data(b"GET / HTTP/1.1\r\nFail: x\r\n\r\n")
    assert isinstance(failed.value.__context__, KeyError)
    parser = httptools.HttpRequestParser(Parsed())
    head = b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"
    with pytest.raises(httptools.HttpParserUpgrade) as upgrade:
        parser.feed_data(head + b"behind")
    assert upgrade.value.args[0] == len(head)
    assert (parser.get_method(), parser.get_http_version(), parser.should_upgrade()) == (b"GET", "1.1", True)


def test_the_parts_of_pyshacl() -> None:
    """Used by kg/validation/shapes.py, which gives the validator shapes that are read already."""
    apply_patches()  # type: ignore[no-untyped-call]
    assert parameters(Validator)[0] == "data_graph"
    assert {"shacl_graph", "options"} <= set(parameters(Validator))
    assert parameters(Validator.make_executor) == ["self"]
    assert parameters(Validator.create_validation_report) == ["sg", "conforms", "results"]
    assert parameters(ShapesGraph)[:1] == ["graph"]
    assert isinstance(inspect.getattr_static(ShapesGraph, "shapes"), property)
    assert parameters(DataGraph.from_rdflib) == ["source"]
    assert parameters(Shape.focus_nodes)[:2] == ["self", "data_graph"]
    assert parameters(Shape.validate)[:3] == ["self", "executor", "target_graph"]
    assert "focus" in parameters(Shape.validate)
    assert ShapesGraph(Graph()).shapes is not None


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT", "expected"),
        ("ASK { ?s ?p }\n}", "expected"),
        ("ASK { ?s a x:b }", "expected"),
        ("SELECT ?x (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?s", "The SELECT contains a variable that is unbound"),
    ],
)
def test_the_texts_of_the_engine(query: str, reason: str) -> None:
    """Used by kg/sparql/faults.py, which takes line, column and reason out of them."""
    with pytest.raises(SyntaxError) as failed:
        ox.Store().query(query)
    assert re.fullmatch(rf"error at \d+:\d+: .*{reason}.*", str(failed.value), re.DOTALL)


def test_the_text_of_the_engine_for_a_store_in_use(tmp_path: Path) -> None:
    held = ox.Store(str(tmp_path))
    with pytest.raises(OSError, match="LOCK"):
        ox.Store(str(tmp_path))
    del held


def test_parts_that_are_documented_by_their_names_alone() -> None:
    route = APIRoute("/a/{b:path}", lambda b: b)
    assert (route.path, route.path_format) == ("/a/{b:path}", "/a/{b}")
    assert parameters(BaseRoute.matches) == ["self", "scope"]
    assert route.matches({"type": "http", "method": "GET", "path": "/a/x/y"})[0] is Match.FULL
    assert parameters(CORSMiddleware.preflight_response) == ["self", "request_headers"]
    assert parse_options_header("TEXT/Turtle; Charset=utf-8") == (b"text/turtle", {b"charset": b"utf-8"})
    assert mimeparse.parse_media_range("a/b;q=0.5") == ("a", "b", {"q": "0.5"})  # type: ignore[no-untyped-call]
    assert CONTENT_TYPE_PLAIN_1_0_0.startswith("text/plain")
