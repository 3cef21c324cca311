"""Pages in the language of their reader: texts from message files, kept apart from those of others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from pydantic import BaseModel

import api
import kg
from api.app import create_app
from api.http.problems import AS_DESCRIBED, DEMANDS
from api.representations.models import money, structure
from api.representations.pages.about.apidocs import operations_of, with_gap
from api.representations.pages.languages import Messages, for_islands, messages
from api.representations.pages.network.tables import UNSHOWN
from kg.catalogue.choice import FORMS
from kg.changes.reasons import REASONS as CHANGE_REASONS
from kg.errors import LIMITS
from kg.network import MEANINGS, REMARKS
from kg.network.ledger import REASONS, UNASSIGNED
from kg.network.ledger.sums import AT_LEAST, AT_MOST, BETWEEN, UNBOUNDED
from kg.network.ranking.stability import SCENARIOS
from kg.network.remarks import COUNTED, NONE
from kg.ontology import said_in
from kg.settings import Settings
from kg.vocabulary import load_vocabulary

PAGES = Path(api.__file__).parent / "representations" / "pages"
WEB = Path(api.__file__).parents[1] / "web" / "src"
SAYING = ("Sentence", "UnknownName", "UnknownField", "UnknownDataset")
KOREAN = {"Accept": "text/html", "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}


def _extracted(*folders: Path) -> set[str]:
    """The texts of templates, page modules and scripts in some folders."""
    keywords = {**DEFAULT_KEYWORDS, "marked": None}
    ways = [
        ("**.py", "python"),
        ("**.html", "jinja2.ext:babel_extract"),
        ("**.ts", "javascript"),
        ("**.tsx", "javascript"),
    ]
    options = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    found = set[str]()
    for folder in folders:
        for _, _, message, _, _ in extract_from_dir(str(folder), ways, options, keywords):
            found.add(message if isinstance(message, str) else str(message[0]))
    return found


@cache
def _gathered() -> set[str]:
    """All texts that may stand on a page."""
    return _extracted(PAGES, WEB) | set(_words()) | set(_sentences())


def _words() -> Iterator[str]:
    """What the library says: pages translate it as it comes. What the ontology says is in its own files."""
    yield from (*REASONS.values(), *REMARKS.values(), *MEANINGS)
    yield from (name.replace("_", " ") for model in (*money.MODELS, *structure.MODELS) for name in _fields(model))
    yield UNASSIGNED
    described = create_app(Settings()).openapi()
    for each in operations_of(described):
        yield with_gap(each.path, each.summary)
        yield from (ending["description"] for ending in each.described["responses"].values())
    yield from (*CHANGE_REASONS, *DEMANDS.values(), AS_DESCRIBED, *LIMITS, *(example for _, example in FORMS.values()))
    yield from (AT_LEAST, AT_MOST, BETWEEN, UNBOUNDED, COUNTED, NONE, *SCENARIOS)


def _sentences() -> Iterator[str]:
    """The forms of the sentences of errors, and the words for what has no such name, as the code says them."""
    for folder in (Path(kg.__file__).parent, Path(api.__file__).parent):
        for path in folder.rglob("*.py"):
            if "cli" not in path.parts and "notebook" not in path.parts:
                for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYING:
                        yield from (str(each.value) for each in call.args[:1] if isinstance(each, ast.Constant))


def _fields(kind: Any) -> Iterator[str]:
    """The names of what an answer about networks holds, which head its facts and columns."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if (shown := info.alias or name) not in UNSHOWN:
                yield shown
            if shown != "coded_remarks":
                yield from _fields(info.annotation)
    for each in get_args(kind):
        yield from _fields(each)


@cache
def _translated(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((PAGES / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    forms = message.string if isinstance(message.string, str) else " ".join(message.string or ())
                    assert texts.setdefault(key, forms) == forms, f"{key!r} is translated in two ways"
    return texts


def test_every_text_has_its_korean() -> None:
    of_ontology = {*said_in("ko"), *load_vocabulary().classes}
    missing = sorted(text for text in _gathered() - of_ontology if text and not _translated("ko").get(text))
    assert not missing, missing


def test_every_text_of_a_script_is_handed_to_it() -> None:
    assert sorted(_extracted(WEB) - {*for_islands("ko")}) == []


def test_only_literals_of_the_code_are_messages() -> None:
    """A sentence of ours is filled as markup, so no text of the data may ever become one."""
    for path in PAGES.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                where = f"{path.name}:{call.lineno}"
                assert call.func.id != "marked" or [type(each) for each in call.args] == [ast.Constant], where
                assert call.func.id != "Message" or path.name == "languages.py", where


def test_what_the_ontology_says_is_said_there_alone() -> None:
    pages_own = {"Innovation knowledge graph", "answered", "projects", "Network", "pattern", "term"}
    assert {*_translated("ko")} & {*said_in("ko"), *load_vocabulary().classes} == pages_own
    assert messages("ko").gettext("Programme") == "사업"
    assert messages("en").gettext("Programme") == "Programme"


def test_no_translation_is_left_over_or_loses_what_it_is_filled_with() -> None:
    gathered = _gathered()
    for english, korean in _translated("ko").items():
        assert english in gathered, f"nothing says {english!r}"
        assert set(re.findall(r"%\(\w+\)", korean)) <= set(re.findall(r"%\(\w+\)", english)) | {"%(num)"}, english


def test_a_page_speaks_the_language_that_the_browser_likes(server: httpx.Client) -> None:
    korean = server.get("/", headers=KOREAN)
    english = server.get("/", headers={**KOREAN, "Accept-Language": "fr, en;q=0.5"})
    assert '<html lang="ko"' in korean.text
    assert "혁신 지식 그래프" in korean.text
    assert '<html lang="en"' in english.text
    assert korean.headers["etag"] != english.headers["etag"]
    assert "Accept-Language" in korean.headers["vary"]


@pytest.mark.parametrize("wish", ["", "xx", "ko;q=0", ";;;", "ko;q=x", "a" * 9000])
def test_an_unreadable_wish_is_english(server: httpx.Client, wish: str) -> None:
    assert '<html lang="en"' in server.get("/", headers={**KOREAN, "Accept-Language": wish}).text


def test_programs_get_the_same_in_every_language(server: httpx.Client) -> None:
    data = [
        server.get("/", headers={**KOREAN, "Accept": "application/json", "Accept-Language": each})
        for each in ("ko", "en")
    ]
    assert data[0].headers["etag"] == data[1].headers["etag"]
    assert data[0].content == data[1].content


def test_a_number_has_its_own_text_however_the_two_are_translated() -> None:
    apart = Messages({"one thing": ("하나",), "%(count)s things": ("%(count)s개",)})
    together = Messages({"one thing": ("%(count)s개",)})
    assert [apart.ngettext("one thing", "%(count)s things", number) for number in (1, 2)] == ["하나", "%(count)s개"]
    assert [together.ngettext("one thing", "%(count)s things", number) for number in (1, 2)] == ["%(count)s개"] * 2
    assert Messages({}).ngettext("one thing", "%(count)s things", 2) == "%(count)s things"
