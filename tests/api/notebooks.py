"""What two ways to the same graph are held against each other by."""

from __future__ import annotations

import pandas as pd

from kg.notebook import Answer

INNOVATE, WMCA = "organisations/innovate-uk", "West Midlands Combined Authority"


def same(one: Answer, other: Answer) -> None:
    assert one.body == other.body
    assert (one.digest, one.version) == (other.digest, other.version)
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())
    assert one.to_polars().equals(other.to_polars())
    assert one.to_arrow().equals(other.to_arrow())
    assert repr(one) == repr(other)
    assert len(one)
