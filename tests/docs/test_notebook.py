"""The notebook of the documentation gives what it says, and stands as a page on the site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from docs.notebook import NOTEBOOK, figures, page, run
from tests.api.conftest import loaded

__all__ = ["loaded"]

pytestmark = pytest.mark.filterwarnings("ignore::Warning")  # of the libraries that run notebooks


def test_the_notebook_gives_what_it_says(loaded: Path, tmp_path: Path) -> None:
    shutil.copytree(loaded, tmp_path / ".kg")
    written, given = json.loads(NOTEBOOK.read_text(encoding="utf-8")), run(NOTEBOOK, tmp_path)
    assert len(written["cells"]) == len(given["cells"])
    for cell, again in zip(written["cells"], given["cells"], strict=True):
        assert cell.get("outputs") == again.get("outputs"), "run `make notebook` if that is right:\n" + "".join(
            cell["source"]
        )


def test_the_page_shows_every_cell_and_figure() -> None:
    text, body = page(), json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all("".join(cell["source"]) in text for cell in body["cells"])
    assert all(path.rpartition("/")[2] in text for path in figures())
    assert len(figures()) >= 2
