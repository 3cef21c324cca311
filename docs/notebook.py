"""The notebook of the documentation: run, held against what it says, and written as a page.

`make notebook` runs it over the shipped dataset, writes down what it gives, and makes the page of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docs.markdown import NOTICE

ROOT = Path(__file__).resolve().parents[1]
NAME = "who-bridges"
NOTEBOOK = ROOT / "docs" / f"{NAME}.ipynb"
_PATIENCE = 300
"""Seconds that a cell may take."""

_SVG = "image/svg+xml"


def run(notebook: Path, folder: Path) -> dict[str, Any]:
    """Run all cells in a folder with the home `.kg`, and give the notebook with what they give."""
    import nbformat  # noqa: PLC0415  # only whoever runs it needs them
    from nbclient import NotebookClient  # noqa: PLC0415

    written = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(written, timeout=_PATIENCE, resources={"metadata": {"path": str(folder)}}).execute()
    body: dict[str, Any] = json.loads(nbformat.writes(written))  # type: ignore[no-untyped-call]
    return settled(body)


def settled(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is another with each run: times, the version of Python."""
    for cell in body["cells"]:
        cell["metadata"] = {}
    body["metadata"] = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return body


def differing(written: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Give the sources of the code cells that are written with other outputs than they give."""
    pairs = zip(_code(written), _code(given), strict=True)
    return ["".join(cell["source"]) for cell, again in pairs if cell["outputs"] != again["outputs"]]


def page() -> str:
    """Write the notebook as a page."""
    head = f"{NOTICE}\n\n*This page is a [notebook]({NAME}.ipynb), with what it gives for the shipped dataset.*"
    return "\n\n".join([head, *_parts(_read())]) + "\n"


def figures() -> Mapping[str, str]:
    """Give its figures, by the paths that they have under the root."""
    return {f"docs/images/{NAME}-{place}.svg": text for place, text in enumerate(_figures(_read()), 1)}


def _read() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return body


def _code(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in body["cells"] if cell["cell_type"] == "code"]


def _parts(body: Mapping[str, Any]) -> Iterator[str]:
    drawn = 0
    for cell in body["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
            continue
        yield f"```python\n{source}\n```"
        for output in cell["outputs"]:
            data = output.get("data", {"text/plain": output.get("text", "")})
            if _SVG in data:
                drawn += 1
                yield f"![Figure {drawn}](images/{NAME}-{drawn}.svg)"
            else:
                yield f"```text\n{''.join(data['text/plain'])}\n```"


def _figures(body: Mapping[str, Any]) -> Iterator[str]:
    for cell in body["cells"]:
        for output in cell.get("outputs", ()):
            if _SVG in output.get("data", {}):
                yield "".join(output["data"][_SVG])


def main() -> None:
    """Load the shipped dataset into a folder of its own, run the notebook there, and write it."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / ".kg"
        subprocess.run([Path(sys.executable).parent / "kg", "--home", home, "load"], cwd=ROOT, check=True)  # noqa: S603
        body = run(NOTEBOOK, Path(folder))
    NOTEBOOK.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
