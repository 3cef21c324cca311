"""Every setting in one table, read from the environment once and never changed after.

>>> settings = Settings.from_environment({"KG_QUERY_TIMEOUT": "5"})
>>> settings.query_timeout
5.0
>>> Settings().base_iri
'https://w3id.org/innovation-kg/'
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import KgError
from kg.spelling import is_text, nearest

BASE_IRI = "https://w3id.org/innovation-kg/"
CHANGE_LIMIT = 100_000
_NEAR = 0.8
"""How much of two names must be alike (0 to 1) for one to be taken for the other with a slip."""

_ADDRESS = re.compile(r"[!-~]+://[^\s<>\"{}|\\^`#]+")
_USER = re.compile("//[^/]*@")
_BASE_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+/")


def _setting(default: Any, help_text: str, *, least: int = 1) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose. Each field is read from `KG_<FIELD>`; :func:`describe` lists them."""

    home: Path = _setting(Path(".kg"), "folder of the store, the journal and the snapshots")
    data: Path | None = _setting(Path("data"), "folder of the datasets; empty serves an empty graph")
    sources: Path | None = _setting(None, "folder of the source texts that evidence is checked against")
    base_iri: str = _setting(BASE_IRI, "IRI under which records are named; ends in /")
    default_graph: str = _setting("union", "what a query without GRAPH sees: `union` of all graphs, or `unnamed`")
    store: str = _setting("", "address of a SPARQL engine of your own that answers queries; empty for the embedded one")
    store_update: str = _setting("", "address where that engine takes updates, where it is another one")
    store_union: str = _setting("", "IRI by which that engine knows the union of its graphs, where it has one")
    store_user: str = _setting("", "who the service is to that engine, where it asks")
    store_password: str = _setting("", "the password for it")
    tokens: str = _setting(
        "", "who may write, as `role:name:token`, comma separated; roles: steward, admin; a token has 16 characters"
    )
    readers: str = _setting("anyone", "who may read: `anyone`, or whoever has a `token` of any role")
    query_timeout: float = _setting(30.0, "seconds after which a query is ended")
    query_memory: int = _setting(1024, "MiB of memory a query may take")
    replica_memory: int = _setting(
        1024, "MiB that a replica of the graph may take; queries are answered from it, in memory; 0 for none", least=0
    )
    result_limit: int = _setting(1024, "MiB that the result of a query may have; a longer one is broken off")
    allowed_hosts: str = _setting("", "hosts that SERVICE, LOAD and JSON-LD contexts may reach, comma separated")
    workers: int = _setting(4, "processes that answer SPARQL queries")
    long_queries: int = _setting(4, "queries that take long which may run beside the workers, so that others get on")
    client_queries: int = _setting(3, "queries of one client that run at once; more of them wait")
    cache: int = _setting(64, "MiB of memory for answers that are given again until the graph changes")
    access_log: str = _setting("", "file that gets a line of JSON for each request; `-` is the standard output")
    cors_origins: str = _setting("*", "web origins whose pages may read the service, comma separated; empty for none")
    page_size: int = _setting(100, "items on a page of a list unless the request says how many")
    page_limit: int = _setting(1000, "most items a request may ask for on one page")
    download_limit: int = _setting(50_000, "most items of a list that is downloaded at once, with `pages=all`")
    network_limit: int = _setting(
        5000, "most nodes, and most edges, in one network answer; more are cut and said to be cut"
    )
    network_edges: int = _setting(
        5_000_000, "most edges of a network that are made; they are counted before, and what would need more is refused"
    )
    network_workers: int = _setting(2, "processes that compute networks, each within the limits of a query")
    job_seconds: float = _setting(600.0, "seconds after which a job is ended, a network that is answered later")
    job_kept: float = _setting(900.0, "seconds that the answer of a job is kept")
    body_limit: int = _setting(10, "MiB that the body of a request may have")
    change_limit: int = _setting(CHANGE_LIMIT, "triples that one change over HTTP may remove and add")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from `environment` (the process's own if None). Raises KgError naming a bad value."""
        variables = os.environ if environment is None else environment
        values = {
            each.name: _read(f"KG_{each.name.upper()}", variables[f"KG_{each.name.upper()}"], each.default)
            for each in fields(cls)
            if f"KG_{each.name.upper()}" in variables
        }
        return cls(**values)

    def __post_init__(self) -> None:
        _demand(
            _BASE_IRI.fullmatch(self.base_iri) is not None,
            "KG_BASE_IRI",
            self.base_iri,
            "an http(s) IRI that ends in /",
        )
        _demand(
            self.default_graph in ("union", "unnamed"),
            "KG_DEFAULT_GRAPH",
            self.default_graph,
            "union or unnamed",
        )
        _demand(self.readers in ("anyone", "token"), "KG_READERS", self.readers, "anyone or token")
        for name, address in (("KG_STORE", self.store), ("KG_STORE_UPDATE", self.store_update)):
            without_user = _USER.sub("//...@", address)
            _demand(
                not address or _is_address(address), name, without_user, "http(s)://host/path, without a user in it"
            )
        _demand(not re.search(r"^[^:]*$|[\s<>]", self.store_union or ":"), "KG_STORE_UNION", self.store_union, "an IRI")
        _demand(bool(self.store or not self.store_update), "KG_STORE", "", "the address of queries as well")
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, int | float):
                bounds = "a number above zero" if each.metadata["least"] else "zero or more"
                _demand(value > 0 or value == each.metadata["least"], f"KG_{each.name.upper()}", value, bounds)


def _is_address(text: str) -> bool:
    """Tell whether a text is an address of the web, and names nobody."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # which it reads only now
    except ValueError:
        return False
    is_whole = _ADDRESS.fullmatch(text) is not None
    return is_whole and parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


def describe() -> list[tuple[str, str, str]]:
    """List every setting as (environment variable, default, help), in the order of declaration."""
    return [
        (f"KG_{each.name.upper()}", "" if each.default is None else str(each.default), each.metadata["help"])
        for each in fields(Settings)
    ]


def misspelt(environment: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """List each variable that is nearly one of a setting, with that one. What it says is not read.

    Other variables under `KG_` are left alone: container engines set some for a service that is called `kg`.

    >>> misspelt({"KG_QUERY_TIMOUT": "5", "kg_home": "/srv/kg", "KG_SERVICE_HOST": "10.0.0.7", "KG_HOME": ".kg"})
    [('KG_QUERY_TIMOUT', 'KG_QUERY_TIMEOUT'), ('kg_home', 'KG_HOME')]
    """
    names = [each.name for each in fields(Settings)]
    pairs = []
    for variable in os.environ if environment is None else environment:
        prefix, name = variable[:3], variable[3:]
        near = nearest(name, names, _NEAR) if prefix.upper() == "KG_" else ""
        if near and variable != f"KG_{near.upper()}":
            pairs.append((variable, f"KG_{near.upper()}"))
    return pairs


def _demand(holds: bool, variable: str, value: object, form: str) -> None:
    if not holds:
        raise KgError(f"{variable} is {str(value)!r}", f"Set it to {form}.")


def _read(variable: str, text: str, default: Any) -> Any:
    if not is_text(text):
        raise KgError(f"{variable} is not UTF-8", "Set it in a shell or file that is.")
    if isinstance(default, Path) or default is None:
        return Path(text) if text else None
    try:
        return type(default)(text)
    except ValueError:
        raise KgError(f"{variable} is {text!r}", f"Set it to a number such as {default}.") from None
