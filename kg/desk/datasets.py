"""New datasets, described over HTTP: so that a service without files has somewhere to put its records."""

from __future__ import annotations

from collections.abc import Callable

from kg.changes import ChangeWriter, Refused, Repository
from kg.records import Dataset, Report, Violation
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
            violations = (Violation("", 1, key, told, focus=focus, shape="form") for key, told in faults.items())
            raise Refused(Report().with_violations(violations))
        writer.add(mapping.describe(dataset))

    return write
