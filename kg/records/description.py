"""`dataset.yml`: what a dataset says of itself, held to the same form as its records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kg.characters import settled, unfit
from kg.files import UnreadableFile, no_text, read_bytes, wide_encoding
from kg.records.report import Violation, form_fault
from kg.records.values import is_slug, misspelt
from kg.spelling import on_one_line, slug, suggestion
from kg.store.rdf import is_iri

FILE_NAMES = ("dataset.yml", "dataset.yaml")
_LONGEST_FILE = 1 << 16
_LONGEST_NAME = 100
_DEEPEST = 2
"""Levels of a description: keys, and below them a list."""

_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_YAML = "tag:yaml.org,2002:"
_READ_AS = {"int": "a number", "float": "a number", "bool": "yes or no", "timestamp": "a date"}
_EXAMPLE = "write a line such as `name: west-midlands-korea`"


@dataclass(frozen=True, slots=True)
class Description:
    """What was read: the texts by key, patterns of other files in the folder, and the faults.

    `name` is what can be made of the name that is written, even where its form is wrong, so that two can be compared;
    `lines` tell where each text begins.
    """

    name: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    other_files: tuple[str, ...] = ()
    name_line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Violation, ...] = ()


class _Fault(Exception):
    """Something wrong in the file: `line`, the key, and what to mend."""

    def __init__(self, line: int, key: str, message: str) -> None:
        super().__init__(message)
        self.line, self.key, self.message = line, key, message


def read_description(path: Path) -> Description:
    """Read a `dataset.yml`; whatever is wrong with it is among the faults, and nothing is raised."""
    faults: list[_Fault] = []
    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    name, name_line = "", 0
    other_files: tuple[str, ...] = ()
    try:
        for key, line, node in _entries(_parse(_read(path)), faults):
            if key == "name":
                name, name_line = slug(node.value) if isinstance(node, yaml.ScalarNode) else "", line
            try:
                if key == "other_files":
                    other_files = tuple(_patterns(node))
                else:
                    texts[key], lines[key] = _text(key, node), line
            except _Fault as fault:
                faults.append(fault)
        if not name_line:
            raise _Fault(1, "name", f"the dataset has no name; {_EXAMPLE}")
    except _Fault as fault:
        faults.append(fault)
    violations = tuple(sorted(form_fault(path, each.line, each.key, each.message) for each in faults))
    return Description(name, texts, other_files, name_line or 1, lines, violations)


def texts_in(text: str) -> dict[str, str]:
    """Read the texts by key; those that are at fault are none."""
    texts = {}
    with suppress(_Fault):
        for key, _, node in _entries(_parse(text), []):
            with suppress(_Fault):
                texts[key] = _text(key, node) if key != "other_files" else ""
    return texts


def _read(path: Path) -> str:
    try:
        data = read_bytes(path, _LONGEST_FILE)
    except UnreadableFile as error:
        raise _Fault(1, "-", f"the file {error.reason}; {_EXAMPLE}") from None
    if kind := no_text(data):
        raise _Fault(1, "-", f"the file is {kind}, not plain text; {_EXAMPLE}")
    if encoding := wide_encoding(data) if b"\0" in data else "":
        raise _Fault(1, "-", f"the file is in {encoding}, not UTF-8; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        octet = f"the byte 0x{data[error.start]:02X} in this line"
        raise _Fault(line, "-", f"the file is not UTF-8, for {octet}; save it as UTF-8") from None


def _parse(text: str) -> yaml.MappingNode:
    """Parse YAML without making objects of it, so that a tag can start nothing and a date stays as it was written."""
    try:
        _refuse_structure(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        reason = on_one_line(error.problem or error.context or "its form is wrong")
        mark = error.context_mark if "end of stream" in reason else error.problem_mark
        fix = (
            "indent with spaces"
            if "'\\t'" in reason
            else "put a text with a colon, # or quotation mark in quotation marks"
        )
        raise _Fault(mark.line + 1 if mark else 1, "-", f"the file is not YAML: {reason}; {fix}") from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        message = f"the character U+{ord(text[error.position]):04X} must not stand in a text; delete it"
        raise _Fault(line, "-", message) from None
    if root is None:
        raise _Fault(1, "-", f"the file is empty; {_EXAMPLE}")
    if not isinstance(root, yaml.MappingNode):
        raise _Fault(1, "-", f"the file is no list of keys with values; {_EXAMPLE}")
    return root


def _refuse_structure(text: str) -> None:
    """Refuse what could grow without bound, before anything is built of it: nesting and aliases."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise _Fault(line, "-", f"`*{event.anchor}` repeats another part of the file; write it out")
        if documents > 1:
            raise _Fault(line, "-", "a second document begins with `---`; a dataset has one: keep one of them")
        if depth > _DEEPEST:
            raise _Fault(line, "-", "the values are nested; give each key one text, or other_files one list")


def _entries(root: yaml.MappingNode, faults: list[_Fault]) -> Iterator[tuple[str, int, yaml.Node]]:
    """Yield the known keys, each once, with line and value; add the others to `faults`."""
    lines: dict[str, int] = {}
    for key_node, value in root.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if key in lines:
            faults.append(_Fault(line, key, f"{key} stands in line {lines[key]} already; keep one of the two"))
        elif key in _KEYS:
            lines[key] = line
            yield key, line, value
        else:
            message = f"there is no key {key[:40]!r} in a dataset; {suggestion(key, _KEYS)}"
            faults.append(_Fault(line, on_one_line(key)[:40] or "-", message))


def _text(key: str, node: yaml.Node) -> str:
    """Give the text of a key, in NFC. Raises _Fault."""
    text = _scalar(key, node)
    if message := _KEYS[key](text):
        raise _Fault(node.start_mark.line + 1, key, message)
    return text


def _scalar(key: str, node: yaml.Node) -> str:
    line, kind = node.start_mark.line + 1, node.tag.removeprefix(_YAML)
    if kind not in ("str", "null", "seq", "map", *_READ_AS):
        raise _Fault(line, key, f"the value has the tag {on_one_line(node.tag)[:60]}; write it as plain text")
    if not isinstance(node, yaml.ScalarNode):
        raise _Fault(line, key, f"{key} takes one text, and no list or keys of its own; write one value")
    if kind == "null" or not node.value.strip():
        raise _Fault(line, key, f"{key} is empty; write its text, or delete the line")
    if kind in _READ_AS:
        raise _Fault(line, key, f"{node.value} is {_READ_AS[kind]} to YAML; put it in quotation marks: '{node.value}'")
    if (character := unfit(node.value)) is not None:
        raise _Fault(line, key, f"{key} has {character}, which {character.why}")
    return settled(node.value.strip())


def _patterns(node: yaml.Node) -> Iterator[str]:
    if not isinstance(node, yaml.SequenceNode):
        message = "other_files takes a list of file names; write `other_files: [notes.txt]`"
        raise _Fault(node.start_mark.line + 1, "other_files", message)
    for each in node.value:
        yield _scalar("other_files", each)


def faults_in(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Tell what is wrong with the texts of a dataset, each by its key."""
    for key, text in texts.items():
        character = unfit(text)
        message = f"has {character}, which {character.why}" if character else misspelt(text) or _KEYS[key](text)
        if message and (text or key == "name"):
            yield key, message


def name_fault(text: str) -> str:
    """Say what is wrong with the name of a dataset; empty when nothing is."""
    if len(text) > _LONGEST_NAME:
        return f"the name has {len(text)} characters; write one of at most {_LONGEST_NAME}"
    if is_slug(text):
        return ""
    such_as = slug(text) or "west-midlands-korea"
    return f"{text!r} is not a name; use small letters, digits and single hyphens, such as {such_as}"


def _title_fault(text: str) -> str:
    return "the title has several lines; write one, and the rest into description" if "\n" in text else ""


def _licence_fault(text: str) -> str:
    if _WEB.fullmatch(text) and is_iri(text):
        return ""
    return (
        f"{text[:60]!r} is not the address of a licence; "
        "write its IRI, such as https://creativecommons.org/licenses/by/4.0/"
    )


_KEYS: Mapping[str, Callable[[str], str]] = {
    "name": name_fault,
    "title": _title_fault,
    "description": lambda _: "",
    "licence": _licence_fault,
    "publisher": lambda _: "",
    "other_files": lambda _: "",
}
"""The keys of a dataset, and what is wrong with the text of each."""
