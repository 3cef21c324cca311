"""What people and programs write into `dataset.yml`."""

from __future__ import annotations

import os
import unicodedata
from itertools import pairwise
from pathlib import Path

from tests.kg.records.malformed.case import DESCRIPTION, DOCUMENTS, SOUND, Case, described, table

_BILLION_LAUGHS = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
_HANGUL = "울산"
_TWO = {name.replace("one/", "two/"): content for name, content in SOUND.items()}


def _second(description: str | None, *, folder: str = "two") -> dict[str, str | None]:
    """Add a second dataset, of records of its own."""
    report = table("documents", {"id": "report", "evidence": ""})
    return {f"{folder}/dataset.yml": description, f"{folder}/documents.csv": report}


DESCRIPTIONS = [
    described("no-name", "title: The harbour\n", 1, "name", "has no name; write a line such as"),
    described("empty-file", "", 1, "-", "the file is empty"),
    described("only-a-comment", "# later\n", 1, "-", "the file is empty"),
    described("empty-name", "name:\n", 1, "name", "name is empty"),
    described("empty-title", f"{DESCRIPTION}description:\n", 3, "description", "is empty; write its text, or delete"),
    described("blank-publisher", "name: one\npublisher: '  '\n", 2, "publisher", "publisher is empty"),
    described("tilde", "name: one\nlicence: ~\n", 2, "licence", "licence is empty"),
    described("empty-key", "name: one\n'': harbour\n", 2, "-", "there is no key ''"),
    described("name-with-capitals", "name: My Region\n", 1, "name", "such as my-region"),
    described("name-in-hangul", f"name: {_HANGUL}\n", 1, "name", "such as ulsan"),
    described("name-with-a-slash", "name: ../one\n", 1, "name", "is not a name"),
    described("name-too-long", f"name: {'x' * 101}\n", 1, "name", "has 101 characters"),
    described("name-is-a-number", "name: 2025\n", 1, "name", "2025 is a number to YAML; put it in quotation marks"),
    described("name-is-a-list", "name: [one]\n", 1, "name", "takes one text, and no list"),
    described("title-is-a-date", "name: one\ntitle: 2025-11-01\n", 2, "title", "is a date to YAML"),
    described("title-is-yes", "name: one\ntitle: Yes\n", 2, "title", "is yes or no to YAML"),
    described("title-has-keys", "name: one\ntitle:\n  en: Harbour\n", 3, "title", "takes one text, and no list"),
    described("title-of-two-lines", "name: one\ntitle: |\n  a\n  b\n", 2, "title", "the title has several lines"),
    described("licence-is-no-iri", "name: one\nlicence: CC-BY-4.0\n", 2, "licence", "write its IRI, such as https://"),
    described("licence-with-a-space", "name: one\nlicence: https://a.org/b c\n", 2, "licence", "write its IRI"),
    described("licence-is-a-file", "name: one\nlicence: file:///etc/passwd\n", 2, "licence", "write its IRI"),
    described("misspelt-key", "name: one\nlicense: x\n", 2, "license", "did you mean 'licence'?"),
    described("capital-key", "name: one\nTitle: x\n", 2, "Title", "did you mean 'title'?"),
    described("unknown-key", "name: one\ncolour: blue\n", 2, "colour", "use one of: name, title"),
    described("key-is-a-list", "name: one\n? [a, b]\n: c\n", 2, "-", "there is no key ''"),
    described("key-twice", "name: one\ntitle: a\ntitle: b\n", 3, "title", "stands in line 2 already"),
    described("name-twice", "name: one\nname: two\n", 2, "name", "stands in line 1 already"),
    described("merge-key", "name: one\n<<: {title: a}\n", 2, "<<", "there is no key '<<'"),
    described("python-tag", "name: one\ntitle: !!python/object/apply:os.system [ls]\n", 2, "title", "has the tag"),
    described("python-name", "name: one\ntitle: !!python/name:os.system\n", 2, "title", "has the tag"),
    described("binary-tag", "name: one\ntitle: !!binary aGFyYm91cg==\n", 2, "title", "has the tag"),
    described("own-tag", "name: !slug one\n", 1, "name", "the value has the tag !slug"),
    described("alias", "name: &name one\ntitle: *name\n", 2, "-", "`*name` repeats another part"),
    described("alias-bomb", _BILLION_LAUGHS, 2, "-", "`*a` repeats another part", hangs=True),
    described("nesting-bomb", "name: one\ntitle: " + "[" * 30_000, 2, "-", "the values are nested", hangs=True),
    described("nesting-of-blocks", "name: one\n" + "".join(f"{' ' * n}a:\n" for n in range(300)), 4, "-", "are nested"),
    described("two-documents", "name: one\n---\nname: two\n", 2, "-", "a second document begins"),
    described("a-list", "- name: one\n", 1, "-", "the file is no list of keys"),
    described("a-sentence", "The harbour of Ulsan\n", 1, "-", "the file is no list of keys"),
    described("colon-in-a-text", "name: one\ntitle: Ulsan: harbour\n", 2, "-", "put a text with a colon"),
    described("tabs", "name: one\n\ttitle: a\n", 2, "-", "indent with spaces"),
    described("open-quote", "name: one\ntitle: 'Ulsan\n\n\n", 2, "-", "the file is not YAML"),
    described("control-character", "name: one\ntitle: a\x07b\n", 2, "-", "U+0007 must not stand in a text"),
    described("escaped-nul", 'name: one\ntitle: "a\\0b"\n', 2, "title", "U+0000 control character at position 2"),
    described("half-a-character", 'name: one\ntitle: "a\\ud800"\n', 2, "title", "is half a character"),
    described("utf-16", DESCRIPTION.encode("utf-16"), 1, "-", "in UTF-16, not UTF-8"),
    described("cp949", f"name: one\ntitle: {_HANGUL}\n".encode("cp949"), 2, "-", "is not UTF-8, for the byte 0x"),
    described("cp1252", "name: one\n\ntitle: Café\n".encode("cp1252"), 3, "-", "the byte 0xE9 in this line"),
    described("a-workbook", b"PK\x03\x04" + bytes(40), 1, "-", "a ZIP archive"),
    described("too-long", f"{DESCRIPTION}description: {'x' * 70_000}\n", 1, "-", "has more than 64 KiB"),
    described("other-files-is-a-text", f"{DESCRIPTION}other_files: a.txt\n", 3, "other_files", "[notes.txt]"),
    described("other-files-with-a-number", f"{DESCRIPTION}other_files: [5]\n", 3, "other_files", "a number to YAML"),
    Case("a-folder", {"one/dataset.yml": Path.mkdir}, "one/dataset.yml:1: -", "is a folder and no file"),
    Case("a-pipe", {"one/dataset.yml": os.mkfifo}, "one/dataset.yml:1: -", "is a pipe and no file", hangs=True),
    Case(
        "a-device",
        {"one/dataset.yml": lambda it: it.symlink_to("/dev/zero")},
        "one/dataset.yml:1: -",
        "a device",
        hangs=True,
    ),
    Case(
        "a-circle",
        {"one/dataset.yml": lambda it: it.symlink_to(it)},
        "one/dataset.yml:1: -",
        "Too many levels",
        hangs=True,
    ),
    Case(
        "two-descriptions", {"one/dataset.yaml": DESCRIPTION}, "one/dataset.yml:1: -", "describes the dataset already"
    ),
    Case(
        "no-name-to-be-made",
        {"北京/documents.csv": DOCUMENTS.replace("minutes", "b")},
        "北京:1: name",
        "write a dataset.yml",
    ),
    Case(
        "two-without-a-name",
        {"北京/more.jsonl": "", "大阪/more.jsonl": ""},
        "北京:1: name",
        "none can be made of '北京'; write a dataset.yml",
        2,
    ),
    Case(
        "one-name",
        _second("title: Second\nname: one\n"),
        "two/dataset.yml:2: name",
        "one/dataset.yml:1 has the name 'one'",
    ),
    Case("one-name-but-for-case", _second("name: One\n"), "two/dataset.yml:1: name", "has the name 'one' already", 2),
    Case(
        "one-name-of-a-folder",
        _second(None, folder="One"),
        "one/dataset.yml:1: name",
        "One:1 has the name 'one' already",
    ),
    Case(
        "one-name-in-two-unicode-forms",
        {
            "one/dataset.yml": f"name: {_HANGUL}\n",
            **_second(f"name: {unicodedata.normalize('NFD', _HANGUL)}\n"),
        },
        "two/dataset.yml:1: name",
        "one/dataset.yml:1 has the name 'ulsan' already",
        3,
    ),
    Case(
        "two-folders-of-one-name",
        {
            **_second(None, folder="My Region"),
            "my-region/documents.csv": table("documents", {"id": "other", "evidence": ""}),
        },
        "my-region:1: name",
        "My Region:1 has the name 'my-region' already",
    ),
    Case("a-copy", _TWO, "two/dataset.yml:1: name", "or move it away if it is a copy", 4),
    Case(
        "a-link-to-the-same-folder",
        {"two": lambda it: it.symlink_to("one")},
        "two/dataset.yml:1: name",
        "one/dataset.yml:1 has the name 'one'",
        4,
    ),
]
"""Descriptions that are wrong, and datasets that cannot be told apart."""
