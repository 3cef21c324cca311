"""The web site is built of pages that are there, and leads to all of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.site_pages import ROOT, copy_to, gather

SITE = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]


def pages(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        for target in entry.values():
            yield from [target] if isinstance(target, str) else pages(target)


def test_the_menu_leads_to_every_page_but_single_decisions() -> None:
    gathered = {path.relative_to(ROOT).as_posix() for path in gather() if path.suffix == ".md"}
    shown = {name for name in gathered if not name.startswith("docs/decisions/0")}
    assert sorted(pages(SITE["nav"])) == sorted(shown)


def test_the_list_of_decisions_leads_to_each_of_them() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs/decisions").glob("0*.md") if f"({path.name})" not in listed] == []


def test_what_is_copied_lies_as_it_did_and_nothing_old_stays(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/old.md").touch()
    copy_to(tmp_path / "site")
    copies = {path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert copies == {path.relative_to(ROOT) for path in gather()}
    assert Path("data/west-midlands-korea/queries/parts-played/01-who-leads.rq") in copies
