"""A catalogue for the tests that only read."""

import pytest

from kg.catalogue import Catalogue
from kg.records import Row, find_datasets, read_rows
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR
from tests.kg.catalogue.catalogues import catalogue


@pytest.fixture(scope="module")
def harbour() -> Catalogue:
    (dataset,) = find_datasets(HARBOUR)
    return catalogue(row.record for row in read_rows(dataset, load_vocabulary()) if isinstance(row, Row))
