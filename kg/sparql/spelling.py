"""Another spelling for what the engine does not read as the grammar says, or does not read at all.

Each rule is exact: the new text has the answers that the old one should have. What a rule cannot say stands in the
tutorial, under "Where the engine differs".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.errors import MalformedQuery
from kg.sparql.paths import apart
from kg.sparql.tokens import ESCAPE, Token, is_token, tokenise

_END = r"\s<>\"'{}()\[\],;|/^*+?!&=#@$"
_INNER = r"\\.|[^:\\" + _END + "]"
_DOTTED = re.compile(
    rf"(?<![^{_END}])(?:{_INNER})*+:(?!//)(?:\\.|[^.\\{_END}])*+\.(?:[^.:%\\{_END}])*+[.:%\\]", re.DOTALL
)
"""What may be a name with a dot and after it one more, a colon or an escape."""

_PATH = re.compile(rf"(?<!\|)\|(?!\|)|(?:[>)]|:(?:{_INNER})*+|\ba)\s*(?:\*|\?(?!\w))", re.DOTALL)
"""What may be a path with alternatives, or one that may have no steps."""

_MANY_DOTS = re.compile(r"\.[^.:%\\]*[.:%\\]")
_PLAIN_DOT = re.compile(r"(?<!\\)\.")
_ESCAPE = re.compile(ESCAPE)


@dataclass(frozen=True, slots=True)
class Respelling:
    """Another text for that between two places."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """A query or an update in two spellings: what somebody wrote, and what the engine is given."""

    written: str
    text: str
    edits: tuple[Respelling, ...] = ()

    def place(self, place: int) -> int:
        """Find where in the written text a place of the new text is.

        >>> spelling = spell("ASK { ?s ?p TRUE . ?s ?q FALSE }")
        >>> spelling.text, spelling.place(spelling.text.index("false"))
        ('ASK { ?s ?p true . ?s ?q false }', 25)
        """
        shift = 0
        for edit in self.edits:
            begin = edit.start + shift
            if place < begin:
                break
            if place < begin + len(edit.text):
                return min(edit.start + place - begin, max(edit.start, edit.end - 1))
            shift += len(edit.text) - (edit.end - edit.start)
        return place - shift


def is_misread(text: str) -> bool:
    """Tell whether the engine may take something for another thing than it is, without an error. In doubt, it may.

    >>> is_misread("PREFIX ex: <http://a.example/b.c/d> ASK { ?s a ex:v1.2 }"), is_misread("ASK { ?s a ex:v1.2.3 }")
    (False, True)
    """
    return "group_concat" in text.lower() or any(each.search(text) for each in (_DOTTED, _PATH))


def spell(text: str, *, with_paths: bool = True) -> Spelling:
    """Spell a query or an update so that the engine reads it as the grammar says; a text without need stays.

    Without its paths, it keeps the order of what was written. Raises MalformedQuery for an escape of a character that
    cannot stand where it is.
    """
    spelling = Spelling(text, text)
    if "\\u" in text.lower() or "\ufeff" in text:
        spelling = _edited(text, _without_escapes(text))
    tokens = list(tokenise(spelling.text))
    edits = [edit for rule in _RULES for edit in rule(spelling.text, tokens)]
    spelling = _composed(spelling, _edited(spelling.text, sorted(edits, key=lambda edit: (edit.start, edit.end))))
    if with_paths and _PATH.search(spelling.text):
        paths = (Respelling(*each) for each in apart(spelling.text, list(tokenise(spelling.text))))
        spelling = _composed(spelling, _edited(spelling.text, paths))
    return spelling


def _edited(text: str, edits: Iterable[Respelling]) -> Spelling:
    changes = tuple(edits)
    parts, place = list[str](), 0
    for edit in changes:
        parts += (text[place : edit.start], edit.text)
        place = edit.end
    return Spelling(text, "".join((*parts, text[place:])), changes)


def _composed(first: Spelling, second: Spelling) -> Spelling:
    """Make one spelling of two that were made one after the other; edits of one word are taken as the second's."""
    if not (first.edits and second.edits):
        return Spelling(first.written, second.text, first.edits or second.edits)
    later = (Respelling(first.place(edit.start), first.place(edit.end), edit.text) for edit in second.edits)
    edits = tuple(sorted((*first.edits, *later), key=lambda edit: (edit.start, edit.end)))
    return Spelling(first.written, second.text, edits)


def _without_escapes(text: str) -> Iterator[Respelling]:
    """Put characters in the place of escapes outside texts and IRIs, where the engine reads them itself (19.2)."""
    if text.startswith("\ufeff"):
        yield Respelling(0, 1, "")
    for token in tokenise(text):
        if token.kind not in ("iri", "string", "mark") and _ESCAPE.search(token.text):
            decoded = _ESCAPE.sub(_character, token.text)
            if not is_token(decoded, token.kind):
                raise MalformedQuery(f"{token.text} has an escape of a character that cannot stand there")
            yield Respelling(token.start, token.end, decoded)


def _character(escape: re.Match[str]) -> str:
    point = int(escape.group()[2:], 16)
    return chr(point) if point <= 0x10FFFF else " "


def _names_with_dots(_: str, tokens: Sequence[Token]) -> Iterator[Respelling]:
    """Escape the dots of a name in which the engine would end it too early: `ex:v1.2.3`, `ex:a.b:c`."""
    for token in tokens:
        prefix, _, local = token.text.partition(":")
        if token.kind == "prefixed" and _MANY_DOTS.search(local):
            start = token.start + len(prefix) + 1
            for dot in _PLAIN_DOT.finditer(local):
                yield Respelling(start + dot.start(), start + dot.start(), "\\")


def _booleans(_: str, tokens: Sequence[Token]) -> Iterator[Respelling]:
    """Write TRUE and FALSE small."""
    for token in tokens:
        if token.word in ("TRUE", "FALSE") and token.text not in ("true", "false"):
            yield Respelling(token.start, token.end, token.text.lower())


def _any_property(_: str, tokens: Sequence[Token]) -> Iterator[Respelling]:
    """Say "any property but none" as "not rdf:type, or rdf:type": each triple has one of the two."""
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (first.text, second.text, third.text) == ("!", "(", ")"):
            yield Respelling(first.start, third.end, "(!a|a)")


def _repeated_variables(_: str, tokens: Sequence[Token]) -> Iterator[Respelling]:
    """Leave out a variable that SELECT has named before."""
    named: set[str] | None = None
    depth = 0
    for token in tokens:
        if token.word == "SELECT":
            named, depth = set(), 0
        elif token.text == "{" or token.word in ("WHERE", "FROM"):
            named = None
        elif named is not None:
            depth += _step(token)
            if token.kind == "variable" and not depth:
                if token.text[1:] in named:
                    yield Respelling(token.start, token.end, "")
                named.add(token.text[1:])


def _concatenations(_: str, tokens: Sequence[Token]) -> Iterator[Respelling]:
    """Concatenate the text of whatever is there, and leave out what has none.

    The engine joins texts only, and gives nothing at all if one value is none. So each text is joined behind a
    separator of its own, what has no text is empty, and the first separator is cut off.
    """
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if _step(token) > 0:
            opened.append(number)
        elif _step(token) < 0 and opened:
            opening = opened.pop()
            if opening and tokens[opening - 1].word == "GROUP_CONCAT":
                yield from _concatenation(tokens, opening, number)


def _concatenation(tokens: Sequence[Token], opening: int, closing: int) -> Iterator[Respelling]:
    first = tokens[opening + 1] if tokens[opening + 1].word == "DISTINCT" else tokens[opening]
    separator, end = '" "', tokens[closing]
    if closing - opening > 5 and [each.text.upper() for each in tokens[closing - 4 : closing - 1]] == _SEPARATOR:
        separator, end = tokens[closing - 1].text, tokens[closing - 4]
        if tokens[closing - 1].kind != "string":
            return
    name = tokens[opening - 1]
    yield Respelling(name.start, name.start, "SUBSTR(")
    yield Respelling(first.end, first.end, f" COALESCE(CONCAT({separator},STR(")
    yield Respelling(end.start, tokens[closing].end, f')),"");SEPARATOR=""),STRLEN({separator})+1)')


def _groups_after(text: str, tokens: Sequence[Token]) -> Iterator[Respelling]:
    """Group the solutions of ASK, CONSTRUCT and DESCRIBE in a query of its own within the pattern."""
    outer = list(_outside(tokens))
    form = next((number for number, token in outer if token.word in _FORMS), None)
    groups = next((number for number, token in outer if token.word in ("GROUP", "HAVING")), None)
    if form is None or groups is None or tokens[form].word == "SELECT" or tokens[groups - 1].text != "}":
        return
    opening = max(number for number, token in outer if number < groups and token.text == "{")
    if tokens[form].word == "CONSTRUCT" and tokens[form + 1].text != "{":
        yield Respelling(tokens[form].end, tokens[form].end, f" {text[tokens[opening].start : tokens[groups - 1].end]}")
    keys = " ".join(dict.fromkeys(_keys(tokens[groups:]))) or f"(1 AS {_unused(text)})"
    yield Respelling(tokens[opening].start, tokens[opening].start, f"{{ SELECT {keys} ")
    yield Respelling(tokens[-1].end, tokens[-1].end, " }")


def _keys(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the variables that GROUP BY names."""
    depth, last = 0, ""
    for token in tokens:
        if token.word in _AFTER_GROUPS:
            return
        depth += _step(token)
        if token.kind == "variable" and (not depth or (depth == 1 and last == "AS")):
            yield f"?{token.text[1:]}"
        last = token.word


def _unused(text: str) -> str:
    name = "?one"
    while name[1:] in text:
        name += "_"
    return name


def _outside(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield the tokens outside all brackets with their number, and the outermost brackets."""
    depth = 0
    for number, token in enumerate(tokens):
        step = _step(token)
        if not depth or not depth + step:
            yield number, token
        depth += step


def _step(token: Token) -> int:
    return (token.text in ("(", "{", "[")) - (token.text in (")", "}", "]"))


_SEPARATOR = [";", "SEPARATOR", "="]
_FORMS = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE"))
_AFTER_GROUPS = frozenset(("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))
_RULES = (_names_with_dots, _booleans, _any_property, _repeated_variables, _concatenations, _groups_after)
