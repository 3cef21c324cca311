"""Queries and updates by chance: the grammar of SPARQL 1.1 as far as two engines can be held against each other.

Names have dots and escapes, keywords any case, white space and comments stand anywhere, for this is where parsers
differ. What a query is made of is noted in `Case.features`, so that known differences can be told by it.
"""

# ruff: noqa: E501 -- the choices of a rule are read better in few lines

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")

EX = "http://a.example/"
NAMES = ("a", "b", "v1.2", "v1.2.3", "v1..2", "x:y.z", "d.e.f:g")
PROPERTIES = ("p", "q", "p.1.2")
GRAPHS = ("g", "g.1.2")
TEXTS = ("one", "two", "ex:v1.2.3", "a#b", "{")
VARIABLES = ("?x", "?y", "?z", "$w", "?v1")
PROLOGUE = f"PREFIX ex: <{EX}> PREFIX v.1.2: <{EX}v> BASE <{EX}base/>"


@dataclass(frozen=True, slots=True)
class Case:
    """One query or update, and what it is made of."""

    text: str
    features: frozenset[str]


class Grammar:
    """Writes queries and updates by chance; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._features: set[str] = set()
        self._is_update, self._with_graphs = False, True

    def data(self) -> str:
        """Write a small dataset in TriG, with all terms in full; each graph has each term that a query may name."""
        objects = (
            *(f"<{EX}{name}>" for name in NAMES),
            *("1", "2", "3", "4"),
            *(f'"{text}"' for text in TEXTS),
            '"one"@en',
        )
        blocks = []
        for name in ("", *(f"<{EX}{name}>" for name in GRAPHS * self._with_graphs)):
            some = (f"{self._full()} <{EX}{self._of(PROPERTIES)}> {self._of(objects)} ." for _ in range(6))
            blocks.append(f"{name} {{ {' '.join(some)} <{EX}all> <{EX}has> {', '.join(objects)} }}")
        return "\n".join(blocks)

    def query(self) -> Case:
        """Write one query."""
        self._features = set()
        form = self._of((self._select, self._select, self._grouped, self._ask, self._construct))
        return self._case(form())

    def update(self) -> tuple[str, Case]:
        """Write a dataset, and one update of it in one to three operations.

        It is about the unnamed graph of a dataset that has no other, or about named ones.
        """
        self._features, self._is_update = set(), True
        self._with_graphs = self._random.random() < 0.5
        data = self.data()
        kinds = (self._insert_data, self._delete_data, self._delete_where, self._modify, self._modify, self._management)
        some = [self._of(kinds)() for _ in range(self._random.randint(1, 3))]
        if self._random.random() < 0.2:
            some[-1] = f"PREFIX ex: <{EX}v1.> {some[-1]}"
        return data, self._case(" ; ".join(some))

    def _case(self, text: str) -> Case:
        words = text.split(" ")
        spaced = "".join(f"{word}{self._gap()}" for word in words)
        return Case(f"{PROLOGUE} {spaced}", frozenset(self._features))

    def _gap(self) -> str:
        return self._random.choices((" ", "\n", "  ", " # ex:a.b.c '\n"), (20, 2, 2, 1))[0]

    def _of(self, choices: tuple[T, ...]) -> T:
        return self._random.choice(choices)

    def _word(self, word: str) -> str:
        return self._of((word, word, word.lower(), word.capitalize()))

    def _full(self) -> str:
        return f"<{EX}{self._of(NAMES)}>"

    def _name(self) -> str:
        """Spell one of the names in one of the ways there are."""
        name = self._of(NAMES)
        ways: tuple[Callable[[], str], ...] = (
            lambda: f"ex:{name}",
            lambda: f"ex:{name}",
            lambda: f"<{EX}{name}>",
            lambda: f"<../{name}>" if ":" not in name else f"ex:{name}",
            lambda: f"ex:{name.replace('.', chr(92) + '.')}",
            lambda: f"v.1.2:{name[1:]}" if name[0] == "v" else f"ex:{name}",
        )
        return self._of(ways)()

    def _property(self) -> str:
        return f"ex:{self._of(PROPERTIES)}"

    def _variable(self) -> str:
        return self._of(VARIABLES)

    def _object(self) -> str:
        return self._of((self._variable(), self._variable(), self._variable(), self._name(), self._literal()))

    def _literal(self) -> str:
        return self._of((str(self._random.randint(1, 4)), f"'{self._of(TEXTS)}'", f'"{self._of(TEXTS)}"', "'one'@en"))

    def _subject(self) -> str:
        return self._of((self._variable(), self._variable(), self._name()))

    def _path(self) -> str:
        first, second = (f"ex:{name}" for name in self._random.sample(PROPERTIES, 2))
        path = self._of((f"{first}/{second}", f"{first}|{second}", f"^{first}", f"!{first}", f"!({first}|{second})", f"^(!{first})",
                         f"{first}+", f"({first}|{second})+", f"{first}*", f"{first}?", "!()"))  # fmt: skip
        self._features.add("path")
        if path[-1] in "*?":
            self._features.add("path of length nought")
        if self._is_update and path[-1] in "*?":  # what an update removes is no term of the graph any more
            return first
        return path

    def _triple(self) -> str:
        verb = self._path() if self._random.random() < 0.2 else self._of((self._property(), self._property(), "?v1"))
        return f"{self._subject()} {verb} {self._object()} ."

    def _triples(self, most: int = 3) -> tuple[str, list[str]]:
        """Write a basic graph pattern, and list the variables it binds."""
        text = " ".join(self._triple() for _ in range(self._random.randint(1, most)))
        return text, [name for name in VARIABLES if f"{name} " in f"{text} "]

    def _pattern(self, depth: int = 1) -> tuple[str, list[str]]:  # noqa: C901 -- one branch for each kind of pattern
        """Write a group, and list the variables that every solution binds."""
        text, bound = self._triples()
        parts = [text]
        for _ in range(self._random.choice((0, 0, 1, 1, 2))):
            kind = self._of(("filter", "optional", "union", "minus", "bind", "values", "graph", "exists", "query"))
            if (depth == 0 and kind not in ("filter", "values", "bind")) or (kind == "graph" and not self._with_graphs):
                continue
            inner, more = self._triples(2)
            self._features.add(kind)
            if kind == "filter":
                parts.append(f"{self._word('FILTER')} ({self._condition(bound)})")
            elif kind == "optional":
                parts.append(f"{self._word('OPTIONAL')} {{ {inner} }}")
            elif kind == "union":
                other, others = self._pattern(depth - 1)
                parts.append(f"{{ {inner} }} {self._word('UNION')} {{ {other} }}")
                bound = bound + [name for name in more if name in others]
            elif kind == "minus":
                parts.append(f"{self._word('MINUS')} {{ {inner} }}")
            elif kind == "bind":
                parts.append(f"{self._word('BIND')} ({self._expression(bound)} AS ?new{len(parts)})")
            elif kind == "values":
                parts.append(f"{self._word('VALUES')} ?x {{ {self._name()} {self._literal()} }}")
                bound = [*bound, "?x"]
            elif kind == "graph":
                parts.append(f"{self._word('GRAPH')} {self._of(('ex:g', 'ex:g.1.2', '?g'))} {{ {inner} }}")
                bound = bound + more
            elif kind == "exists":
                parts.append(f"{self._word('FILTER')} {self._of(('', 'NOT '))}EXISTS {{ {inner} }}")
            else:
                names = " ".join(dict.fromkeys(more)) or "*"
                parts.append(f"{{ {self._word('SELECT')} DISTINCT {names} {{ {inner} }} }}")
                bound = bound + more
        return " ".join(parts), bound

    def _condition(self, bound: list[str]) -> str:
        if not bound:
            return self._of(("TRUE", "true", "1 < 2", "!FALSE"))
        name = self._random.choice(bound)
        return self._of((f"{name} != {self._name()}", f"{name} = {self._name()}", f"ISIRI({name})", f"!isLiteral({name})",
                         f"{name} IN ({self._name()}, 1, 'one')", f"STRLEN(STR({name})) > 3", f"{name} > 1 || TRUE",
                         f"BOUND({name}) && !FALSE", f"CONTAINS(STR({name}), '1.2')"))  # fmt: skip

    def _expression(self, bound: list[str]) -> str:
        name = self._random.choice(bound) if bound else "1"
        return self._of((f"STR({name})", f"IF(ISIRI({name}), {self._name()}, TRUE)", self._name(), f"STRLEN(STR({name}))",
                         f"COALESCE({name} + 1, 'none')", f"CONCAT('a', STR({name}))", "FALSE"))  # fmt: skip

    def _select(self) -> str:
        text, bound = self._pattern()
        names = sorted(dict.fromkeys(bound))
        wanted = self._of(("*", " ".join(names) or "*", " ".join([*names, *names]) or "*"))
        distinct = self._of(("", "", "DISTINCT "))
        return f"{self._word('SELECT')} {distinct}{wanted} {self._of(('', 'WHERE '))}{{ {text} }}"

    def _grouped(self) -> str:
        text, bound = self._pattern()
        names = sorted(dict.fromkeys(bound)) or ["?x"]
        key, value = self._random.choice(names), self._random.choice(names)
        self._features.add("group")
        some = self._of((f"COUNT({value})", f"COUNT(DISTINCT {value})", "COUNT(*)", f"GROUP_CONCAT(STR({value}))",
                         f"GROUP_CONCAT({value}; SEPARATOR='|')", f"group_concat({value})"))  # fmt: skip
        having = self._of(("", f" HAVING (COUNT({value}) > 1)"))
        if "concat" in some.lower():
            self._features.add("concatenation")
        return f"{self._word('SELECT')} {key} ({some} AS ?total) {{ {text} }} {self._word('GROUP')} BY {key}{having}"

    def _ask(self) -> str:
        return f"{self._word('ASK')} {{ {self._pattern()[0]} }}"

    def _construct(self) -> str:
        text, bound = self._pattern()
        template = " ".join(self._made(bound) for _ in range(self._random.randint(1, 2)))
        return f"{self._word('CONSTRUCT')} {{ {template} }} WHERE {{ {text} }}"

    def _made(self, bound: list[str]) -> str:
        terms = (*bound, self._name(), self._name())
        subject = self._name() if self._is_update else self._of(terms)
        return f"{subject} {self._property()} {self._of((*terms, self._literal()))} ."

    def _ground(self) -> str:
        triples = " ".join(
            f"{self._name()} {self._property()} {self._of((self._name(), self._literal()))} ." for _ in range(2)
        )
        return f"GRAPH ex:{self._of(GRAPHS)} {{ {triples} }}" if self._with_graphs else triples

    def _insert_data(self) -> str:
        return f"{self._word('INSERT')} DATA {{ {self._ground()} }}"

    def _delete_data(self) -> str:
        return f"{self._word('DELETE')} DATA {{ {self._ground()} }}"

    def _simple(self) -> str:
        triple = f"{self._subject()} {self._property()} {self._object()} ."
        return f"GRAPH ex:{self._of(GRAPHS)} {{ {triple} }}" if self._with_graphs else triple

    def _delete_where(self) -> str:
        return f"{self._word('DELETE')} WHERE {{ {self._simple()} }}"

    def _modify(self) -> str:
        text, bound = self._pattern()
        delete, insert = f"DELETE {{ {self._made(bound)} }}", f"INSERT {{ {self._made(bound)} }}"
        graph = f"WITH ex:{self._of(GRAPHS)} " if self._with_graphs else ""
        return f"{graph}{self._of((delete, insert, f'{delete} {insert}'))} WHERE {{ {text} }}"

    def _management(self) -> str:
        if not self._with_graphs:
            return self._insert_data()
        verb = self._of(("CLEAR", "DROP"))
        first, second = self._of(GRAPHS), self._of(GRAPHS)
        between = f"{self._of(('COPY', 'MOVE', 'ADD'))} SILENT ex:{first} TO ex:{second}"
        return self._of((f"{verb} SILENT GRAPH ex:{first}", between, between))
