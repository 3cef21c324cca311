"""What a dataset says of itself is edited over HTTP, and meets `dataset.yml` as records meet their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from kg.desk import load
from kg.desk.commands import EXPORT, LOAD, ExportRequest, LoadRequest
from kg.desk.handover import Door
from kg.desk.load import Loaded, LoadOptions, Side
from kg.settings import Settings
from kg.tokens import Identity, TokenFile
from kg.workspace import Workspace
from tests.api.conftest import assert_problem
from tests.api.inside import serving_inside
from tests.generator import write_dataset
from tests.kg.desk.loading import REPORT, place

STEWARDS = {"ana": (), "ben": ("harbour",), "eve": ("other",)}
"""Who may write, and to which datasets; none are all."""

SAYS = "name: harbour\ntitle: The harbour\ndescription: Ships and those who build them.\n"


class Desk:
    """A service with a dataset that was loaded from a folder."""

    def __init__(self, client: httpx.Client, folder: Path, door: Door, secrets: Mapping[str, str]) -> None:
        self.client, self.folder, self.door, self._secrets = client, folder, door, secrets

    def says(self, **texts: str) -> None:
        lines = [f"{key}: {text}\n" for key, text in {"name": "harbour", **texts}.items()]
        (self.folder / "dataset.yml").write_text("".join(lines), encoding="utf-8")

    def load(self, take: Side = "") -> Loaded:
        asked = LoadRequest(str(self.folder), "", Settings().base_iri, LoadOptions(take=take))
        loaded = LOAD.hand_over(self.door, asked, lambda _: None)
        assert loaded is not None
        return loaded

    def texts(self) -> dict[str, str]:
        body = self.client.get("/datasets/harbour").json()
        return {key: body[key] for key in ("title", "description", "publisher", "licence") if body[key]}

    def tag(self) -> str:
        return self.client.get("/datasets/harbour").headers["etag"]

    def bearer(self, who: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self._secrets[who]}"}

    def patch(self, tag: str, who: str = "ana", **texts: str | None) -> httpx.Response:
        headers = {"if-match": tag, **self.bearer(who)}
        return self.client.patch("/datasets/harbour", json=texts, headers=headers)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "harbour"
    write_dataset(folder, iter([REPORT, place("ulsan")]))
    (folder / "dataset.yml").write_text(SAYS, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", data=None, workers=1)
    workspace = Workspace(settings)
    with workspace.repository() as repository:
        load(repository, workspace.intake(folder))
    tokens = TokenFile(settings.home)
    secrets = {name: tokens.add(Identity("steward", name, datasets)) for name, datasets in STEWARDS.items()}
    door = Door("", "secret-of-the-commands")
    with serving_inside(create_app(settings, Workspace.repository, door)) as client:
        yield Desk(client, folder, Door(str(client.base_url), door.secret), secrets)


def test_texts_are_patched_and_put(desk: Desk) -> None:
    answer = desk.patch(desk.tag(), publisher="The port authority", description=None)
    assert (answer.status_code, answer.json()["publisher"], answer.json()["description"]) == (
        200,
        "The port authority",
        "",
    )
    body = {**desk.client.get("/datasets/harbour").json(), "title": "Harbours"}
    headers = {"if-match": answer.headers["etag"], **desk.bearer("ben")}
    again = desk.client.put("/datasets/harbour", json=body, headers={**headers, "prefer": "return=minimal"})
    assert again.status_code == 204, again.text
    assert desk.texts() == {"title": "Harbours", "publisher": "The port authority"}
    newest, *_ = desk.client.get("/changes").json()["items"]
    assert (newest["author"], newest["source"]) == ("ben", "HTTP")


def test_who_edits_says_what_they_had_read(desk: Desk) -> None:
    tag = desk.tag()
    without = desk.bearer("ana")
    assert_problem(desk.client.patch("/datasets/harbour", json={}, headers=without), 428, "precondition-required")
    assert_problem(desk.patch('"7-a-b"', title="X"), 412, "precondition-failed")
    assert desk.patch(tag, title="Harbours").is_success
    assert desk.patch(tag, "ben", publisher="The port").is_success, "another text than that which ana wrote"
    problem = assert_problem(desk.patch(tag, "ben", title="The port"), 412, "precondition-failed")
    (conflict,) = problem["conflicts"]
    assert (conflict["field"], conflict["theirs"], conflict["author"]) == ("title", ["Harbours"], "ana")
    assert desk.texts()["title"] == "Harbours"


def test_what_has_no_form_is_refused_in_the_words_of_the_file(desk: Desk) -> None:
    texts = {"title": "a\nb", "licence": "CC-BY-4.0", "publisher": "a\u200bb", "colour": "blue", "name": "other"}
    told = assert_problem(desk.patch(desk.tag(), **texts), 422, "not-conforming")["violations"]
    assert {each["field"] for each in told} == set(texts)
    new = {"name": "more", "title": texts["title"], "licence": texts["licence"]}
    created = desk.client.post("/datasets", json=new, headers=desk.bearer("ana"))
    of_new = {(each["field"], each["message"]) for each in created.json()["violations"]}
    assert of_new <= {(each["field"], each["message"]) for each in told}
    deleted = desk.client.delete("/datasets/harbour", headers={"if-match": "*", **desk.bearer("ana")})
    assert_problem(deleted, 405, "method-not-allowed")


def test_stewards_keep_to_their_datasets(desk: Desk) -> None:
    assert_problem(desk.patch(desk.tag(), "eve", title="Mine"), 403, "forbidden")
    assert desk.patch(desk.tag(), "ben", title="Ours").is_success


def test_files_and_edits_of_a_description_meet_field_by_field(desk: Desk) -> None:
    assert desk.patch("*", title="Harbours").is_success
    desk.says(title="The harbour", description="Ships.")
    loaded = desk.load()
    assert desk.texts() == {"title": "Harbours", "description": "Ships."}
    assert [each.rpartition("/")[2] for each in loaded.kept] == ["harbour"]
    desk.says(title="The port", description="Ships.", publisher="The port authority")
    (conflict,) = desk.load().conflicts
    assert (conflict.file, conflict.line, conflict.field) == (str(desk.folder / "dataset.yml"), 2, "title")
    assert "the file says 'The port', and the graph 'Harbours', which ana wrote in version 2" in conflict.message
    assert desk.texts() == {"title": "Harbours", "description": "Ships."}, "nothing of it is loaded"
    assert desk.load("file").conflicts == ()
    assert desk.texts() == {"title": "The port", "description": "Ships.", "publisher": "The port authority"}
    assert desk.load().kept == ()


def test_a_start_undoes_no_edit_of_a_description(desk: Desk) -> None:
    assert desk.patch("*", description=None).is_success
    (desk.folder / "places.csv").write_text(
        (desk.folder / "places.csv").read_text(encoding="utf-8").replace("Ulsan", "Ulsan City"), encoding="utf-8"
    )
    assert desk.load().conflicts == ()
    assert desk.texts() == {"title": "The harbour"}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_edit_of_a_description_is_a_diff_of_its_lines_in_the_file(desk: Desk, ending: str) -> None:
    before = [
        "# Who works with whom.",
        "title:   'The harbour'   # as the port has it",
        "name: harbour",
        "description: |",
        "  Ships.",
        "  And those who build them.",
        "",
        "other_files: [notes.txt]",
        "",
    ]
    (desk.folder / "notes.txt").write_text("", encoding="utf-8")
    file = desk.folder / "dataset.yml"
    file.write_bytes(ending.join(before).encode())
    assert desk.load().conflicts == ()
    title, publisher = "Harbours: all of them", "울산항만공사 # not a comment"
    assert desk.patch("*", title=title, publisher=publisher).is_success
    exported = EXPORT.hand_over(desk.door, ExportRequest(str(desk.folder), "", Settings().base_iri), lambda _: None)
    assert exported is not None
    assert (exported.changed, exported.files) == (1, [file])
    after = file.read_bytes().decode().split(ending)
    assert after[2:8] == before[2:8]
    assert after[:2] == [before[0], "title: 'Harbours: all of them'   # as the port has it"]
    assert after[8:] == ["publisher: '울산항만공사 # not a comment'", ""]
    assert desk.load().kept == ()
    assert desk.patch("*", publisher=None, description="Ships alone.").is_success
    EXPORT.hand_over(desk.door, ExportRequest(str(desk.folder), "", Settings().base_iri), lambda _: None)
    assert file.read_bytes().decode().split(ending) == [*after[:3], "description: Ships alone.", *before[6:]]
    assert desk.texts() == {"title": title, "description": "Ships alone."}
