"""The notebook of the documentation gives what it says, and stands as a page on the site."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from docs.notebook import NOTEBOOK, differing, figures, page, run
from tests.api.conftest import loaded

__all__ = ["loaded"]

pytestmark = pytest.mark.filterwarnings("ignore::Warning")  # of the libraries that run notebooks


WRITTEN: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
OUTPUTS = [
    (cell, output, kind)
    for cell, body in enumerate(WRITTEN["cells"])
    for output, each in enumerate(body.get("outputs", ()))
    for kind in each.get("data", {"": ()})
]
"""Each thing that a reader is shown: its cell, its place there, and its media type; none for what is printed."""


def test_the_notebook_gives_what_it_says(loaded: Path, tmp_path: Path) -> None:
    shutil.copytree(loaded, tmp_path / ".kg")
    assert not differing(WRITTEN, run(NOTEBOOK, tmp_path)), "run `make notebook` if what these give now is right"


@pytest.mark.parametrize(("cell", "output", "kind"), OUTPUTS)
def test_an_output_changed_by_hand_is_told(cell: int, output: int, kind: str) -> None:
    changed = copy.deepcopy(WRITTEN)
    body = changed["cells"][cell]["outputs"][output]
    shown, name = (body["data"], kind) if kind else (body, "text")
    shown[name] = [*shown[name][:-1], shown[name][-1] + "9"]
    assert differing(changed, WRITTEN) == ["".join(WRITTEN["cells"][cell]["source"])]


def test_an_output_left_out_is_told() -> None:
    changed = copy.deepcopy(WRITTEN)
    emptied = [cell for cell in changed["cells"] if cell.get("outputs")]
    for cell in emptied:
        cell["outputs"] = []
    assert len(differing(changed, WRITTEN)) == len(emptied) > 5


def test_the_page_shows_every_cell_and_figure() -> None:
    text, body = page(), json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all("".join(cell["source"]) in text for cell in body["cells"])
    assert all(path.rpartition("/")[2] in text for path in figures())
    assert len(figures()) >= 2
