"""Records in the order of time, as exactly as their times are told and no more.

A time may be a day, a month, a year or longer, open at an end, or without a year; each record stands at the first of
its times. What has a financial year alone stands in the two years that it may lie in. What is without a year cannot be
put in order with the others, and is listed apart, as is what has no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.choice import RecordChoice
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings
from kg.catalogue.sameness import Sameness
from kg.dates import begins_after, demand_date, ends_before, span
from kg.errors import UnknownField, UnreadableInput
from kg.sentences import Sentence
from kg.store.rdf import PREFIXES
from kg.vocabulary import FieldKind

TIMES = (f"{PREFIXES['ikg']}when", f"{PREFIXES['dcterms']}issued")
"""The properties that say when something was, each as EDTF."""

_FINANCIAL_YEAR = f"{PREFIXES['ikg']}financialYear"
_ACTING = ("Participation", "Contribution")
"""Classes of records by which somebody has to do with other things: these are theirs as well."""

_LONGEST = 200
"""Years of one time that are counted, from its first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time: as it is told, and from when until when, as partial dates; an end that nothing tells is empty.

    `precision` is that of its least precise end. Without a year, it has neither end; `is_about` tells that it is
    uncertain or approximate.
    """

    text: str
    begins: str
    ends: str
    precision: str
    is_yearless: bool = False
    is_about: bool = False

    @property
    def years(self) -> range:
        """The years that it may lie in, as far as both ends are told; of one with an open end, that of the other."""
        first, last = self.begins[:4] or self.ends[:4], self.ends[:4] or self.begins[:4]
        return range(int(first), min(int(last), int(first) + _LONGEST) + 1) if first else range(0)

    def is_within(self, since: str, until: str) -> bool:
        """Tell whether it may overlap the stretch between two dates, either of which may be empty."""
        return not (since and ends_before(self.text, since)) and not (until and begins_after(self.text, until))


@lru_cache(maxsize=1 << 15)
def stretch_of(text: str) -> Stretch | None:
    """Read an EDTF expression; None for one that tells nothing.

    >>> [(each.begins, each.ends) for each in map(stretch_of, ("2025-03", "../2022", "201X~")) if each]
    [('2025-03', '2025-03'), ('', '2022'), ('2010', '2019')]
    >>> stretch_of("XXXX-06-24").is_yearless, stretch_of("../..")
    (True, None)
    """
    begins, ends, precision = span([text])
    is_yearless = not (begins or ends) and "XXXX-" in text
    if not (begins or ends or is_yearless):
        return None
    return Stretch(text, begins, ends, precision, is_yearless, any(mark in text for mark in "~?%"))


def financial(text: str) -> Stretch | None:
    """Read a financial year, such as 2025/26.

    >>> financial("2025/26").years, financial("soon")
    (range(2025, 2027), None)
    """
    first, _, last = text.partition("/")
    if not (first.isascii() and first.isdigit() and len(first) == 4 and last):
        return None
    return Stretch(f"{first}/{int(first) + 1}", first, str(int(first) + 1), "financial year")


@dataclass(frozen=True, slots=True)
class TimeWish:
    """Which records are wanted: of some classes, of somebody, at some time; and the page of them."""

    classes: Sequence[str]
    about: str = ""
    since: str = ""
    until: str = ""
    limit: int = 100
    offset: int = 0

    def __post_init__(self) -> None:
        for date in filter(None, (self.since, self.until)):
            demand_date(date)
        if self.since and self.until and begins_after(self.since, self.until):
            raise UnreadableInput(
                Sentence("since=%(since)s is later than until=%(until)s", since=self.since, until=self.until),
                Sentence("Give the earlier one first."),
            )


@dataclass(frozen=True, slots=True)
class Dated:
    """A record, by IRI, at the first of its times."""

    iri: str
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class TimedClass:
    """How many records of a class have a time, one without a year, or none."""

    name: str
    dated: int
    yearless: int
    undated: int


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Records in the order of time: one page of those within the time that is asked for, of `total`.

    `years` maps each year to how many may lie in it, by class. `yearless` and `undated` are the first of these.
    """

    classes: Sequence[TimedClass]
    years: Mapping[int, Mapping[str, int]]
    items: Sequence[Dated]
    total: int
    yearless: Sequence[Dated]
    undated: Sequence[str]


class Times:
    """The times of one index, read once."""

    def __init__(self, database: Database, layout: Layout, sameness: Sameness) -> None:
        self._database, self._layout, self._sameness = database, layout, sameness
        self._postings = Postings(database)
        times = [*self._read(), *self._read_financial()]
        self._stretches = sorted(times, key=lambda each: _order(each[0]))

    def _read(self) -> Iterator[tuple[Stretch, BitMap]]:
        for property_ in TIMES:
            for text, records in self._column(property_):
                if stretch := stretch_of(text):
                    yield stretch, self._sameness.united(records)

    def _read_financial(self) -> Iterator[tuple[Stretch, BitMap]]:
        """Read the financial years of what tells no other time."""
        numbers = [self._layout.numbers[each] for each in TIMES]
        telling = BitMap.union(BitMap(), *(self._postings.get(of.TELLS, str(number)) for number in numbers))
        for text, records in self._column(_FINANCIAL_YEAR):
            if (stretch := financial(text)) and (alone := records - telling):
                yield stretch, self._sameness.united(alone)

    def _column(self, property_: str) -> Iterator[tuple[str, BitMap]]:
        space = self._layout.numbers[property_]
        keys = sorted(self._postings.keys(space))
        return ((key.partition(" ")[2], self._postings.get(space, key)) for key in keys)

    def line(self, wish: TimeWish, choice: RecordChoice) -> TimeLine:
        """Put the records that are wanted in order. Raises UnknownField for a class that has no times."""
        members = self._members(wish, choice)
        among = BitMap.union(BitMap(), *members.values())
        dated, within = BitMap(), BitMap()
        years: dict[int, BitMap] = {}
        items = list[tuple[int, Stretch]]()
        for stretch, records in self._stretches:
            here = records & among
            if not here or stretch.is_yearless:
                continue
            dated |= here
            if stretch.is_within(wish.since, wish.until):
                _take(items, here - within, stretch, len(within), wish)
                within |= here
                for year in stretch.years:
                    years[year] = years.get(year, BitMap()) | here
        yearless, apart = self._without_year(among - dated)
        undated = among - dated - yearless
        iris: dict[int, str] = dict(
            self._database.rows_in(
                "SELECT number, iri FROM thing WHERE number IN",
                [number for number, _ in (*items, *apart[: wish.limit])] + [*undated[: wish.limit]],
            )
        )
        return TimeLine(
            [
                TimedClass(name, *(len(records & each) for each in (dated, yearless, undated)))
                for name, records in members.items()
            ],
            {
                year: {name: count for name, records in members.items() if (count := len(records & years[year]))}
                for year in sorted(years)
            },
            [Dated(iris[number], stretch) for number, stretch in items],
            len(within),
            [Dated(iris[number], stretch) for number, stretch in apart[: wish.limit]],
            sorted(iris[number] for number in undated[: wish.limit]),
        )

    def _without_year(self, records: BitMap) -> tuple[BitMap, list[tuple[int, Stretch]]]:
        """Find those of some records that tell a day without its year, each once."""
        yearless, entries = BitMap(), list[tuple[int, Stretch]]()
        for stretch, members in self._stretches:
            if stretch.is_yearless:
                entries += ((number, stretch) for number in (members & records) - yearless)
                yearless |= members & records
        return yearless, entries

    def _members(self, wish: TimeWish, choice: RecordChoice) -> Mapping[str, BitMap]:
        timed = timed_classes(self._layout)
        for name in wish.classes:
            if name not in timed:
                raise UnknownField("type with times", name, timed)
        members = {name: self._sameness.united(choice.members(name)) for name in wish.classes}
        if not wish.about:
            return members
        theirs = self._of(wish.about, choice)
        return {name: records & theirs for name, records in members.items()}

    def _of(self, iri: str, choice: RecordChoice) -> BitMap:
        """Find what refers to something, and what else the parts and the money refer to that are somebody's."""
        together = self._sameness.together(iri)
        theirs, acting = BitMap(), BitMap()
        for record_class in self._layout.mapping.vocabulary.classes.values():
            for field in record_class.fields.values():
                if field.kind is FieldKind.REFERENCE:
                    pointing = choice.pointing(record_class, field, *together)
                    theirs |= pointing
                    if record_class.name in _ACTING:
                        acting |= pointing
        rows = self._database.rows_in("SELECT refers FROM thing WHERE number IN", acting)
        referred = {each for (refers,) in rows for each in refers.split()}
        numbers = self._database.rows_in("SELECT number FROM thing WHERE facts IS NOT NULL AND iri IN", referred)
        themselves = self._database.rows_in("SELECT number FROM thing WHERE facts IS NOT NULL AND iri IN", together)
        theirs |= BitMap([number for (number,) in (*numbers, *themselves)])
        return self._sameness.united(theirs)


def timed_classes(layout: Layout) -> list[str]:
    """Name the classes whose records may tell a time."""
    classes = layout.mapping.vocabulary.classes.values()
    return [each.name for each in classes if any(field.iri in TIMES for field in each.fields.values())]


def _order(stretch: Stretch) -> tuple[str, str, str]:
    return stretch.begins or stretch.ends, stretch.ends, stretch.text


def _take(
    items: list[tuple[int, Stretch]], records: Iterable[int], stretch: Stretch, before: int, wish: TimeWish
) -> None:
    """Take those of some records that are on the page; `before` are before them."""
    for place, number in enumerate(records, before):
        if wish.offset <= place < wish.offset + wish.limit:
            items.append((number, stretch))
