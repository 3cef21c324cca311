"""Filling templates: everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape
from starlette.requests import Request

from api.http.visitor import LANGUAGES, visitor_of
from api.representations.pages.assets import load_assets
from api.representations.pages.coverage import in_coverage, reason_in_words
from api.representations.pages.languages import Messages, date_in_words, for_islands, marked, messages, spoken
from api.representations.pages.roles import role_label
from api.representations.pages.speech import BOUNDS
from kg.changes.reasons import read_reason
from kg.characters import visible
from kg.errors import KgError
from kg.network import REMARKS, fillings
from kg.network.drawing.marks import MARKS
from kg.network.ledger import in_words
from kg.ontology import ENGLISH, ontology
from kg.sentences import Sentence


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

NAVIGATION = (
    ("/network", marked("Networks")),
    ("/flows", marked("Money")),
    ("/timeline", marked("Timeline")),
    ("/sparql", marked("SPARQL")),
    ("/quality", marked("Quality")),
    ("/review", marked("Review")),
    ("/curate", marked("Curate")),
)
"""What stands at the head of each page: paths and their names."""

COLOPHON = (
    ("/changes", marked("Changes")),
    ("/datasets", marked("Datasets")),
    ("/ontology", marked("Dictionary")),
    ("/docs", marked("API reference")),
    ("/about", marked("About the data")),
)
"""What stands at the foot of each page."""


@cache
def _environment(language: str) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own = messages(language)
    templates.globals.update(
        _=partial(_translated, own),
        ngettext=partial(_counted, own),
        in_words=partial(in_words, translate=own.gettext),
        number=number,
        in_coverage=partial(in_coverage, translate=own.gettext),
        date_in_words=partial(date_in_words, language=language),
        role_label=role_label,
        in_reason=partial(_reason, language),
        remark=partial(_remarked, own),
        bounded=partial(_bounded, own),
        label_in=partial(_label, language),
        definition_in=partial(_definition, language),
        data=data_block,
        texts=for_islands(language),
        navigation=NAVIGATION,
        colophon=COLOPHON,
        languages=tuple(LANGUAGES.items()),
        SHAPES={name: Markup(mark.shape) for name, mark in MARKS.items()},  # noqa: S704
    )
    return templates


def _translated(messages_: Messages, text: str, /, **values: Any) -> Markup:
    """Translate a text, and put values in it. It may come from the data: nothing in it is ever markup or a blank.

    So the `gettext` of Jinja is not used, which takes every text for a safe one of ours.
    """
    translation = escape(messages_.gettext(text))
    return translation % values if values else translation


def _remarked(messages_: Messages, remark: Mapping[str, Any]) -> Markup:
    """Write a remark of the library, which tells its code and values, in the language of the page."""

    def in_prose(word: str) -> str:
        label = reason_in_words(word, messages_.gettext)
        return f"{label[:1].lower()}{label[1:]}"

    return _translated(messages_, REMARKS[remark["code"]], **fillings(remark["values"], in_prose))


def in_language(sentences: Iterable[str], language: str) -> Sequence[tuple[str, str]]:
    """Say sentences of the library in a language, each with the tag of that in which it stands then.

    One that is no :class:`Sentence`, or has no translation, stays English.
    """
    own = messages(language)
    parts = list[tuple[str, str]]()
    for each in sentences:
        is_translated = isinstance(each, Sentence) and own.gettext(each.form) != each.form
        if is_translated:
            parts.append((spoken(each, language), language))
        else:
            parts.append((visible(each if each.endswith((".", "?")) else f"{each}."), ENGLISH))
    return parts


def told_by(error: KgError, language: str) -> str:
    """Say in a language what an error says, as far as there is a translation."""
    return str(error) if language == ENGLISH else " ".join(text for text, _ in in_language(error.sentences, language))


def _reason(language: str, text: str) -> str:
    """Say why a change was made: in the language of the page what the service worded, as it is what a person wrote."""
    reason = read_reason(text) if language != ENGLISH else text
    return spoken(reason, language) if isinstance(reason, Sentence) else text


def _bounded(messages_: Messages, bound: str, amount: str) -> Markup:
    """Write an amount with its bound, in the words of the language; an exact one has none."""
    return _translated(messages_, BOUNDS[bound], amount=amount) if bound in BOUNDS else escape(amount)


def _label(language: str, entry: Mapping[str, Any]) -> str:
    """Give the label of an entry of the dictionary in a language, where the ontology has one."""
    return ontology().label(entry["iri"], language) or str(entry["label"])


def _definition(language: str, entry: Mapping[str, Any]) -> str:
    """Give what an entry of the dictionary means in a language, where the ontology says so."""
    return ontology().definition(entry["iri"], language) or str(entry["definition"])


def _counted(messages_: Messages, one: str, many: str, num: int, /, **values: Any) -> Markup:
    """Translate a text with a number, which it may name as `num`."""
    return escape(messages_.ngettext(one, many, num)) % {"num": num, **values}


def render(request: Request, template: str, values: Mapping[str, Any]) -> bytes:
    """Fill a template in the language of whoever asks."""
    visitor, root, assets = visitor_of(request), root_of(request), load_assets()

    def island(name: str) -> Markup:
        """Load a script of the page; nothing where there are no bundles."""
        bundle = assets.islands.get(name)
        script = Markup('<script type="module" src="{}/static/{}"></script>')
        return script.format(root, bundle) if bundle else Markup()

    def csrf() -> Markup:
        """Prove in a form that it is one of ours."""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(visitor.csrf) if visitor.csrf else Markup()

    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    common = {
        "root": root,
        "here": request.url,
        "here_address": here,
        "links": Links(request),
        "visitor": visitor,
        "assets": assets,
    }
    text = _environment(visitor.language).get_template(template).render(**common, island=island, csrf=csrf, **values)
    return text.encode()


def data_block(name: str, value: Any) -> Markup:
    """Give data to a script, in a block of JSON that no text in it can end."""
    block = Markup('<script type="application/json" id="{}">{}</script>')
    return block.format(name, htmlsafe_json_dumps(value, ensure_ascii=False))


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

    def without(self, *names: str, **parameters: str | int) -> str:
        """Give the address without some parameters, and with others set."""
        pairs = [(name, str(value)) for name, value in parameters.items()]
        return self._with([*self._without({*names, *parameters}), *pairs])

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
