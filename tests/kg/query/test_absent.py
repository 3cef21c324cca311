"""In which views a record plays a part is read from the index; the networks themselves are the oracle.

What links a record with itself alone is taken for a part, so that only what is missed is looked for.
"""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kg.network import StoreColumns, load_views, project
from kg.query.absent import plays_part
from kg.records import Record
from kg.store import EmbeddedStore
from tests.kg.catalogue.catalogues import MAPPING, catalogue

_ORGANISATIONS = [f"organisations/o{number}" for number in range(4)]
_GROUPS = ["groups/g0", "groups/g1"]
_PROGRAMMES = ["programmes/p0", "programmes/p1"]
_BODIES = [*_ORGANISATIONS, *_GROUPS]
_ROLES = ["partner", "funder", "lead", "contact"]

_ends = st.lists(st.sampled_from(_BODIES), max_size=2, unique=True)
_money = st.tuples(st.just("Contribution"), _ends, st.lists(st.sampled_from(_PROGRAMMES), max_size=1), _ends)
_parts = st.tuples(
    st.just("Participation"), st.sampled_from(_BODIES), st.sampled_from(_PROGRAMMES), st.sampled_from(_ROLES)
)
_members = st.lists(st.sampled_from(_ORGANISATIONS), max_size=2, unique=True)


def _record(number: int, told: tuple[str, ...]) -> Record:
    name, *values = told
    fields = ("funder", "through", "recipient") if name == "Contribution" else ("participant", "activity", "role")
    told_of = {
        field: (each,) if isinstance(each, str) else tuple(each) for field, each in zip(fields, values, strict=True)
    }
    collection = "contributions" if name == "Contribution" else "participations"
    return Record(name, f"{collection}/r{number}", {field: each for field, each in told_of.items() if each})


@given(st.lists(_money | _parts, max_size=5), st.lists(_members, min_size=2, max_size=2))
def test_no_view_that_has_a_record_as_a_node_is_missed(
    told: Sequence[tuple[str, ...]], groups: Sequence[Sequence[str]]
) -> None:
    records = [_record(number, each) for number, each in enumerate(told)]
    records += [Record("Organisation", each, {"label": (each,)}) for each in _ORGANISATIONS]
    records += [Record("Programme", each, {"label": (each,)}) for each in _PROGRAMMES]
    for name, members in zip(_GROUPS, groups, strict=True):
        fields = {"label": (name,), "includes": tuple(members)}
        records.append(Record("Group", name, {field: each for field, each in fields.items() if each}))
    index = catalogue(records)
    quads = [quad for record in records for quad in MAPPING.to_quads(record, MAPPING.graph("demo"))]
    columns = StoreColumns(EmbeddedStore.in_memory(quads))
    for view in load_views().values():
        nodes = {*project(columns, view).iris}
        missed = [iri for iri in sorted(nodes) if not plays_part(index, view, iri)]
        assert not missed, view.name
