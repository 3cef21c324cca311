"""What the pages say is there is there: files, links, headings, and generated parts that are not stale."""

import re
from pathlib import Path

import pytest

from docs.generate import ROOT, main, stale
from docs.pictures import PAGES as PICTURED
from docs.pictures import PICTURES, STAMP, sources_digest
from docs.site_pages import CODE, gather
from kg.citing.sentences import find_sentences, share
from kg.texts import normalise

PAGES = sorted(path for path in {*gather(), ROOT / ".github/PULL_REQUEST_TEMPLATE.md"} if path.suffix == ".md")
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s]*)\)")
PATH = re.compile(r"`((?:kg|api|docs|tests|ontology|data|benchmarks)/[\w./-]*)`")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_that_are_named_exist(page: Path) -> None:
    named = PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


ROWS = re.findall(
    r"^\| an? .*$|^\| another .*$|^\| something .*$", (ROOT / "docs/where-to-add.md").read_text("utf-8"), re.M
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_names_of_where_to_add_what_stand_in_the_files_beside_them(row: str) -> None:
    files = [ROOT / "docs" / link for link in LINK.findall(row)] + [ROOT / path for path in PATH.findall(row)]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.is_file())
    assert [name for name in re.findall(r"`([A-Z_]\w+)`", row) if not re.search(rf"\b{name}\b", text)] == []


def test_where_to_add_what_has_all_its_rows() -> None:
    text = (ROOT / "docs/where-to-add.md").read_text(encoding="utf-8")
    assert len(ROWS) == len([line for line in text.splitlines() if line.startswith("| ")]) - 2
    registries = {"LIST", "ENTITY", "EXPORTS", "MEASURES", "QUESTIONS", "STATUSES", "OPTIONAL_COLUMNS"}
    assert registries <= set(re.findall(r"`(\w+)`", text))


@pytest.mark.parametrize("package", ["api/representations", "api/representations/pages", "kg/desk"])
def test_modules_that_a_package_names_are_there(package: str) -> None:
    modules = re.findall(r":mod:`([\w.]+)`", (ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    assert modules
    paths = [ROOT / (name.replace(".", "/") if "." in name else f"{package}/{name}") for name in modules]
    assert [path for path in paths if not (path.with_suffix(".py").exists() or path.is_dir())] == []


def test_walks_have_six_stages() -> None:
    stages = re.findall(r"^\| (\d) \| .*?`(\S+\.py)`", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in stages] == [1, 2, 3, 4, 5, 6] * 2


def test_generated_parts_are_not_stale_and_need_no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_SOURCES", raising=False)
    assert stale() == {}


def test_a_stale_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("docs.generate.ROOT", tmp_path)
    monkeypatch.setattr("docs.generate.PAGES", {"docs/page.md": lambda: "new\n"})
    assert main(["--check"]) == 1
    assert "docs/page.md is stale" in capsys.readouterr().err
    assert main([]) == 0
    assert (tmp_path / "docs/page.md").read_text(encoding="utf-8") == "new\n"
    assert main(["--check"]) == 0


def test_sentences_are_found_where_they_stand_in_the_normalised_text() -> None:
    raw = "\ufeffA title\r\n\r\n2.\nMr. Kim  said so. (He did.) “Why?” asked Prof. Lee.\n\n  No full stop"
    text = normalise(raw)
    found = [text[start:end] for start, end in find_sentences(raw)]
    assert found == ["A title", "Mr. Kim said so.", "(He did.)", "“Why?” asked Prof. Lee.", "No full stop"]


@pytest.mark.parametrize(
    ("spans", "expected"), [([], 0.0), ([(0, 10)], 1.0), ([(5, 8), (0, 7)], 0.8), ([(2, 3), (2, 3)], 0.1)]
)
def test_the_share_of_a_sentence_counts_no_character_twice(spans: list[tuple[int, int]], expected: float) -> None:
    assert share((0, 10), spans) == expected


def test_the_pictures_of_the_pages_are_of_the_pages_as_they_are() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == {picture.name for picture in PICTURED}
    assert STAMP.read_text(encoding="ascii").strip() == sources_digest(), "pages have changed: run `make pictures`"


def test_each_picture_of_a_page_stands_in_the_tour() -> None:
    tour = (ROOT / "docs/pages.md").read_text(encoding="utf-8")
    assert [picture.name for picture in PICTURED if f"(images/pages/{picture.name}.png)" not in tour] == []
