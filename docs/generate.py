"""Writes the generated parts of the documentation: `python -m docs.generate`, or with `--check` says which are stale.

The settings table of `README.md`, `docs/reference/`, `docs/coverage.md`, the page of the notebook,
`benchmarks/RESULTS.md` and, where the source texts are at hand (KG_SOURCES), the positions of their sentences in
`docs/sentences.json`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.page import page
from docs.coverage_page import coverage, read_sentences, sentences_of, write_sentences
from docs.measures_page import measures
from docs.notebook import figures
from docs.notebook import page as notebook_page
from docs.reference_pages import checks, command_line, http, records, settings, terms, typed_tables
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(<!-- settings:[^\n]*-->\n)(.*?)(<!-- end of settings -->)", re.DOTALL)
_SENTENCES = "docs/sentences.json"


def _readme() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return BLOCK.sub(lambda match: f"{match[1]}{settings()}\n{match[3]}", text, count=1)


def _sentences() -> str:
    path = ROOT / _SENTENCES
    spans = read_sentences(path.read_text(encoding="utf-8")) if path.is_file() else {}
    folder = Settings.from_environment().sources
    return write_sentences(sentences_of(ROOT / "data", folder, spans) if folder else spans)


def _coverage() -> str:
    return coverage(ROOT / "data", read_sentences(_sentences()))


def _figure(path: str) -> Callable[[], str]:
    return lambda: figures()[path]


PAGES: Mapping[str, Callable[[], str]] = {
    "README.md": _readme,
    "docs/reference/records.md": records,
    "docs/reference/terms.md": terms,
    "docs/reference/checks.md": checks,
    "docs/reference/tables.md": typed_tables,
    "docs/reference/measures.md": measures,
    "docs/reference/cli.md": command_line,
    "docs/reference/http.md": http,
    _SENTENCES: _sentences,
    "docs/coverage.md": _coverage,
    "docs/who-bridges.md": notebook_page,
    **{path: _figure(path) for path in figures()},
    "benchmarks/RESULTS.md": page,
}
"""Each generated file by its path under the root, and the function that gives its text."""


def stale() -> dict[Path, str]:
    """Map each file that is not as it should be to what it should be."""
    pages = {ROOT / name: make() for name, make in PAGES.items()}
    return {path: text for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text}


def main(arguments: list[str]) -> int:
    """Write what is stale; with `--check` only name it and give 1."""
    pages = stale()
    for path, text in pages.items():
        name = path.relative_to(ROOT)
        if arguments == ["--check"]:
            print(f"{name} is stale: run `make docs`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{name} written")
    return 1 if pages and arguments == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
