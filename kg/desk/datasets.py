"""What datasets say of themselves, written over HTTP: new ones, and others for those that there are.

A service without files so has somewhere to put its records. What a steward writes here meets `dataset.yml` at the next
load, as records do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kg.changes import ChangeWriter, Refused, Repository
from kg.mapping import DATASET
from kg.records import Dataset, Record, Report, Violation
from kg.records.dataset import KEYS
from kg.records.description import faults_in


def described(repository: Repository, dataset: Dataset) -> Callable[[ChangeWriter], None]:
    """Make what writes down the description of a new dataset.

    It raises Refused where a text of it has no form, or where there is a dataset of that name.
    """
    mapping = repository.gate.mapping

    def write(writer: ChangeWriter) -> None:
        faults = dict(faults_in({key: getattr(dataset, key) for key in KEYS}))
        if not faults and dataset.name in (each.name for each in mapping.described(repository.store)):
            faults["name"] = f"there is a dataset {dataset.name!r} already; choose another name"
        if faults:
            focus = f"{mapping.datasets_graph.value}/{dataset.name}"
            violations = (Violation("", 1, key, fault, focus=focus, shape="form") for key, fault in faults.items())
            raise Refused(Report().with_violations(violations))
        writer.add(mapping.describe(dataset))

    return write


_GIVEN = {"id", "type", "triples", "links", "version"}
"""Keys of a dataset that the service gives, which may be sent back as they are."""


def description_from(body: Any, id_: str) -> Record | list[tuple[str, str]]:
    """Read what the JSON of a dataset says of it; where that has no form, give what to mend, each by its key."""
    if not isinstance(body, dict):
        return [("-", "a dataset is a JSON object")]
    texts = {key: value for key, value in body.items() if value not in (None, "") and key not in _GIVEN}
    name = id_.partition("/")[2]
    if not str(body.get("id", id_)).endswith(id_):
        return [("id", f"{str(body['id'])[:80]!r} is another dataset than {id_!r}; an id stays as it is")]
    if faults := list(_faults({**texts, "name": texts.get("name", name)}, name)):
        return faults
    return Record(DATASET.name, id_, {key: (texts[key],) for key in DATASET.fields if key in texts})


def _faults(texts: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for key, text in texts.items():
        if key not in KEYS:
            yield str(key)[:40], f"there is no key {str(key)[:40]!r} in a dataset; use one of: {', '.join(KEYS)}"
        elif not isinstance(text, str):
            yield key, f"{key} takes one text; write it in quotation marks"
        else:
            yield from faults_in({key: text})
    if texts["name"] != name:
        yield "name", f"a dataset keeps its name, which is {name!r}"
