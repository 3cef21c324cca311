"""The container file: what it copies is there, and the commands that it runs do what it wants of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import httpx

from api.commands import serve
from kg.cli.main import kg
from kg.settings import describe
from tests.api.conftest import ROOT
from tests.waiting import PATIENCE

FILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
INSTRUCTIONS = [
    (match[1], " ".join(match[2].split()))
    for match in re.finditer(r"^([A-Z]+) (.*)$", re.sub(r"\\\n", " ", FILE), re.MULTILINE)
]


def arguments(instruction: str) -> list[str]:
    return [text for name, text in INSTRUCTIONS if name == instruction]


def test_what_is_copied_is_there_and_is_sent_to_the_engine() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}
    copied = {name for text in arguments("COPY") if "--from" not in text for name in text.split()[:-1]}
    assert copied == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_wheel_can_be_built_of_what_is_copied() -> None:
    named = re.findall(r'^(?:readme = "(.*)"|license-files = \["(.*)"\])', (ROOT / "pyproject.toml").read_text(), re.M)
    copied = " ".join(arguments("COPY"))
    assert {"README.md", "LICENSE"} == {name for pair in named for name in pair if name}
    assert all(name in copied for name in ("README.md", "LICENSE", "ontology", "kg", "api", "web", "requirements.lock"))


def test_it_runs_as_nobody_in_particular_and_keeps_its_graph_in_the_volume() -> None:
    assert arguments("USER") == ["10001"]
    assert "--uid 10001" in FILE
    variables = dict(pair.split("=", 1) for pair in arguments("ENV")[0].split())
    assert {name for name in variables if name.startswith("KG_")} <= {name for name, _, _ in describe()}
    assert arguments("VOLUME") == [variables["KG_HOME"]]
    assert f"--owner kg --group kg {variables['KG_HOME']}" in FILE
    assert f"COPY data {variables['KG_DATA']}" in FILE


def test_the_command_is_one_of_ours() -> None:
    assert json.loads(arguments("ENTRYPOINT")[0]) == ["kg"]
    verb, *options = json.loads(arguments("CMD")[0])
    above = click.Context(kg, **kg.context_settings)  # a command keeps the help option that it first meets
    context = serve.make_context("serve", options, parent=above)
    assert (verb, context.params["host"]) == ("serve", "0.0.0.0")
    assert arguments("EXPOSE") == [str(context.params["port"])]


def test_uv_knows_the_options_it_is_given() -> None:
    (line,) = [text for text in arguments("RUN") if "uv pip install" in text]
    help_text = subprocess.run(
        [Path(sys.executable).parent / "uv", "pip", "install", "--help"], capture_output=True, text=True, check=True
    )
    for option in re.findall(r"--[a-z-]+", line):
        assert option in help_text.stdout, option


def test_the_health_check_tells_a_service_that_answers_from_one_that_does_not(server: httpx.Client) -> None:
    _, command = arguments("HEALTHCHECK")[0].split("CMD ")
    python, *rest = json.loads(command)
    assert python == "python"
    for port, healthy in ((server.base_url.port, True), (1, False)):
        asked = [each.replace(":8000/", f":{port}/") for each in rest]
        done = subprocess.run([sys.executable, *asked], capture_output=True, timeout=PATIENCE, check=False)
        assert (done.returncode == 0) == healthy, done.stderr
