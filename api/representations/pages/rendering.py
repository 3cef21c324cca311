"""Filling templates: everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from kg.network.ledger import in_words


def number(value: float) -> str:
    """Write a number so that it is read at a glance: with six places after the point at most, unless it is tiny.

    >>> [number(each) for each in (14500000.0, 0.0333333333, 3, 2e-9)]
    ['14,500,000', '0.033333', '3', '2e-09']
    """
    rounded = f"{value:,.6f}".rstrip("0").rstrip(".")
    return f"{value:.3g}" if value and rounded in ("0", "-0") else rounded


def grouped(text: str) -> str:
    """Group the digits of a number that is written out, which stays exact; any other text stays as it is.

    >>> [grouped(each) for each in ("640000000000", "-0.25", "12.50", "1e9", "2019-07", "")]
    ['640,000,000,000', '-0.25', '12.50', '1e9', '2019-07', '']
    """
    return f"{Decimal(text):,f}" if _PLAIN_NUMBER.fullmatch(text) else text


_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FOLDER = Path(__file__).parent / "templates"

STYLE = (_FOLDER / "style.css").read_bytes()

_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)

_TEMPLATES.globals.update(in_words=in_words, number=number)


def render(request: Request, template: str, values: Mapping[str, Any]) -> bytes:
    """Fill a template."""
    text = _TEMPLATES.get_template(template).render(
        root=root_of(request), here=request.url, links=Links(request), **values
    )
    return text.encode()


def root_of(request: Request) -> str:
    """Give the path under which a proxy shows the service, empty for the usual one."""
    root: str = request.scope.get("root_path", "")
    return root


class Links:
    """Addresses that differ from that of a page in some of its parameters."""

    def __init__(self, request: Request) -> None:
        self._path = request.url.path
        self._given = request.query_params.multi_items()

    def having(self, /, **parameters: str | int) -> str:
        """Give the address with some parameters set; what was reached by turning pages is begun anew."""
        pairs = [(name, str(value)) for name, value in parameters.items()]
        return self._with([*self._without({*parameters, "cursor", "before"}), *pairs])

    def adding(self, name: str, value: str) -> str:
        """Give the address with one more value of a parameter."""
        return self._with([*self._without({"cursor"}), (name, value)])

    def dropping(self, name: str, value: str) -> str:
        """Give the address without one value of a parameter."""
        return self._with([each for each in self._without({"cursor"}) if each != (name, value)])

    def as_data(self, suffix: str) -> str:
        """Give the address of the same in a data format."""
        return f"{self._path.removesuffix('.html')}.{suffix}" + (f"?{urlencode(self._given)}" if self._given else "")

    def _without(self, names: set[str]) -> list[tuple[str, str]]:
        return [each for each in self._given if each[0] not in names]

    def _with(self, parameters: list[tuple[str, str]]) -> str:
        return f"{self._path}?{urlencode(parameters)}" if parameters else self._path


def local_evidence(iri: str, base: str, root: str = "") -> str:
    """Give the address on this service of evidence, which is below that of its record.

    >>> local_evidence("https://w3id.org/x/places/seoul#article:1-9", "https://w3id.org/x/")
    '/places/seoul/evidence/article:1-9'
    """
    return local(iri.replace("#", "/evidence/"), base, root)


def local(iri: str, base: str, root: str = "") -> str:
    """Give the address on this service of an IRI under its base; other web addresses as they are, else nothing.

    >>> local("https://w3id.org/x/places/seoul", "https://w3id.org/x/"), local("javascript:alert(1)", "urn:")
    ('/places/seoul', '')
    """
    if iri.startswith(base):
        return f"{root}/{quote(iri.removeprefix(base), safe='/:@!$&()*+,;=~')}"
    return iri if iri.startswith(("https://", "http://")) else ""
