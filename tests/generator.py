"""Generated records: strategies driven by the vocabulary, and datasets of any size that conform to the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st

from kg.records import Record, write_table
from kg.records.values import canonical, fault
from kg.reference import concepts
from kg.vocabulary import Field, FieldKind, RecordClass, load_vocabulary

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CONTROLS = "".join(map(chr, [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF]))
_TRICKY = [
    "울산테크노파크",
    'say "no", then; go',
    "it's\na\n\nparagraph",
    "a|b | c",
    "=1+1",
    "#x",
    "\\n \\u00e9 \\",
    "<b>&amp;</b>",
    "é é",
    "\u2028line\u2029separators\u0085",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿 Gŵyl",
    "\ufefffeff",
    "_:b0",
    "@id",
    "lang@en",
    "1.0",
    "true",
    "long " * 3000 + "end",
]
_DATES = [
    "2024",
    "2024-03",
    "2024-03-15",
    "XXXX-06-24",
    "2024/2026",
    "../2026",
    "2024/..",
    "2019~",
    "2019-07?",
    "1999-12-31",
]

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)


def _settled(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


texts = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters=_CONTROLS), min_size=1)
    | st.sampled_from(_TRICKY)
).map(_settled)
"""Any text that a literal can hold, unfit for a record or not."""

integers = st.builds(
    lambda sign, zeros, number: f"{sign}{zeros}{number}",
    st.sampled_from(["", "+", "-"]),
    st.sampled_from(["", "0", "000"]),
    st.integers(0, 10**12),
)
decimals = st.builds(
    lambda whole, fraction, zeros: f"{whole}{fraction}{zeros if fraction else ''}",
    integers,
    st.sampled_from(["", ".", ".0", ".5", ".25", ".000001", ".123456789012345678"]),
    st.sampled_from(["", "0", "000"]),
) | st.sampled_from([".5", "-.5", "+.0", "4303894.00", "-0", "-0.00", "9" * 30, "0." + "1" * 25])
"""Decimals as people and programs spell them."""

_part = st.integers(0, 400)
durations = st.builds(
    lambda counts, time: "P" + "".join(f"{n}{u}" for n, u in zip(counts, "YMD", strict=True) if n is not None) + time,
    st.tuples(_part, st.none() | _part, st.none() | _part),
    st.sampled_from(["", "T0S", "T2H", "T36H", "T90M", "T61.50S", "T1H1M1S", "T0.05S"]),
)
dates = st.sampled_from(_DATES)
iris = st.sampled_from(
    [
        "https://ror.org/00rxf7n07",
        "http://example.com/a?b=c&d=e#f",
        "https://한국.example/울산",
        "https://example.com/a%20b",
    ]
)


@st.composite
def passages(draw: st.DrawFn) -> str:
    """Evidence: a document, mostly with a position and a digest."""
    document, start = draw(slugs), draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        return document
    end = start + draw(st.integers(1, 500))
    return f"{document}:{start}-{end}:{draw(st.from_regex(r'[0-9a-f]{16}', fullmatch=True))}"


def spelled(field: Field) -> st.SearchStrategy[str]:
    """Values of a field as a steward might type them: of the right form, not always in canonical spelling."""
    by_datatype = {
        f"{_XSD}integer": integers,
        f"{_XSD}decimal": decimals,
        f"{_XSD}duration": durations,
        "http://id.loc.gov/datatypes/edtf/EDTF": dates,
    }
    if field.kind is FieldKind.REFERENCE:
        references = st.builds("{}/{}".format, st.sampled_from(sorted(load_vocabulary().by_collection)), slugs)
        return references | iris
    if field.kind is FieldKind.CONCEPT:
        return st.sampled_from([each.name for each in concepts(field.scheme_name)])
    if field.kind is FieldKind.FIELD:
        return st.sampled_from([spelling for sibling in field.siblings for spelling in sibling])
    if field.kind is FieldKind.EVIDENCE:
        return passages()
    return by_datatype.get(field.datatype, texts).filter(lambda value: bool(value) and not fault(field, value))


def values(field: Field) -> st.SearchStrategy[tuple[str, ...]]:
    """The values of one field of one record, none included."""
    one = spelled(field).map(lambda value: canonical(field, value))
    if not field.many:
        return st.lists(one, max_size=1).map(tuple)
    place = str if field.kind is not FieldKind.EVIDENCE else _place
    return st.lists(one, max_size=3, unique_by=place).map(lambda found: tuple(sorted(found)))


def _place(passage: str) -> str:
    return passage.rpartition(":")[0] or passage


@st.composite
def records(draw: st.DrawFn, record_class: RecordClass) -> Record:
    """Records of one class, whatever its fields; what they refer to need not exist."""
    drawn = {name: draw(values(field)) for name, field in record_class.fields.items()}
    filled = {name: found for name, found in drawn.items() if found}
    return Record(record_class.name, f"{record_class.collection}/{draw(slugs)}", filled)


any_record = st.sampled_from(list(load_vocabulary().classes.values())).flatmap(records)


def ecosystem(count: int, edition: int = 0) -> Iterator[Record]:
    """Yield about `count` records that conform together; another `edition` differs in every tenth of them."""
    evidence = {"confidence": ("stated",), "evidence": ("report",)}

    def record(type_: str, slug: str, **fields: str) -> Record:
        collection = load_vocabulary().classes[type_].collection
        return Record(type_, f"{collection}/{slug}", {**{k: (v,) for k, v in fields.items()}, **evidence})

    yield Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})
    bodies, schemes = max(count * 3 // 10, 1), max(count // 10, 1)
    for n in range(bodies):
        changed = {"note": f"edition {edition}"} if edition and n % 10 == 0 else {}
        yield record("Organisation", f"body-{n}", label=f"Body {n} 기관", kind="company", **changed)
    for n in range(schemes):
        yield record("Programme", f"scheme-{n}", label=f"Scheme {n}", kind="programme", when=str(2000 + n % 30))
    for n in range(bodies + edition):
        funder, through = f"organisations/body-{n * 7 % bodies}", f"programmes/scheme-{n % schemes}"
        amount = str(1000 + n + (edition if n % 10 == 0 else 0))
        yield record(
            "Contribution", f"money-{n}", kind="grant", funder=funder, through=through, amount=amount, currency="GBP"
        )
    for n in range(count - 1 - 2 * bodies - schemes):
        participant, activity = f"organisations/body-{n % bodies}", f"programmes/scheme-{n * 3 % schemes}"
        yield record("Participation", f"part-{n}", participant=participant, role="partner", activity=activity)


def crowd(participants: int, activities: int = 1) -> Iterator[Record]:
    """Yield organisations that all take part in each of some programmes: every two of them are partners."""
    told = {"confidence": ("stated",), "evidence": ("report",)}
    yield Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})
    for activity in range(activities):
        what = f"programmes/scheme-{activity}"
        yield Record("Programme", what, {"label": (f"Scheme {activity}",), "kind": ("programme",), **told})
    for number in range(participants):
        who = f"organisations/body-{number}"
        yield Record("Organisation", who, {"label": (f"Body {number} 기관",), "kind": ("company",), **told})
        for activity in range(activities):
            fields = {"participant": (who,), "role": ("partner",), "activity": (f"programmes/scheme-{activity}",)}
            yield Record("Participation", f"participations/part-{number}-{activity}", {**fields, **told})


def write_dataset(folder: Path, records: Iterator[Record]) -> None:
    """Write records as a dataset folder, named like the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.yml").write_text(f"name: {folder.name}\n", encoding="utf-8")
    by_class: dict[str, list[Record]] = {}
    for record in records:
        by_class.setdefault(record.type, []).append(record)
    for type_, own in by_class.items():
        record_class = load_vocabulary().classes[type_]
        with (folder / f"{record_class.collection}.csv").open("w", encoding="utf-8", newline="") as file:
            write_table(own, record_class, file)
