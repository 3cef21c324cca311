"""Gathers what the web site is built from: the README, the pages, and each file that one of them links to.

`python -m docs.site_pages FOLDER` copies them as they lie to each other in the repository, so links lead to the same
files on the site as on the shelf.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s#]+)[^)\s]*\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def gather() -> set[Path]:
    """List the files of the site."""
    files: set[Path] = set()
    waiting = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    while waiting:
        page = waiting.pop()
        if page not in files:
            files.add(page)
            waiting.extend(_linked(page) if page.suffix == ".md" else ())
    return files


def copy_to(folder: Path) -> None:
    """Make `folder` anew, with these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in gather():
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def _linked(page: Path) -> Iterator[Path]:
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        yield (page.parent / link).resolve()


if __name__ == "__main__":
    copy_to(Path(sys.argv[1]))
