"""Conflicts as a table, a row for each claim."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from kg.catalogue import Catalogue
from kg.claims.conflicts import Conflict
from kg.claims.reading import datasets_of

_COLUMNS = ("conflict", "kind", "field", "about", "record", "value", "confidence", "datasets", "evidence")
_OUTCOME = ("preferred", "reason")


def write_conflicts(conflicts: Sequence[Conflict], catalogue: Catalogue, output: TextIO, first: int = 1) -> None:
    """Write conflicts of a version as CSV with a header; they are counted from `first`."""
    iri = catalogue.mapping.iri
    names = catalogue.names(sorted({iri(each) for conflict in conflicts for each in conflict.about}))
    table = csv.writer(output, lineterminator="\n")
    table.writerow([*_COLUMNS, *_OUTCOME])
    for number, conflict in enumerate(conflicts, first):
        about = " | ".join(names[iri(each)].label for each in conflict.about)
        for claim in conflict.claims:
            datasets, evidence = " | ".join(datasets_of(catalogue, claim.record)), " | ".join(claim.evidence)
            origin = iri(claim.record), claim.value, claim.confidence, datasets, evidence
            preferred = "yes" if claim.record == conflict.preferred else "no"
            table.writerow([number, conflict.kind, conflict.field, about, *origin, preferred, conflict.reason])
