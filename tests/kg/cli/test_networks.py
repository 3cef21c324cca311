"""`kg network` as it is run: views, measures, questions and recipes, and what is said of a mistake."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import RunKg
from tests.kg.cli.conftest import assert_complaint


def test_a_network(kg: RunKg, home: Path) -> None:
    body = json.loads(kg("--home", home, "network", "funding").out)
    assert body["directed"] is True
    assert {edge["role"] for edge in body["edges"]} == {"grant"}
    ranking = json.loads(kg("--home", home, "network", "partnership", "degree", "--top", "1").out)
    assert len(ranking["scores"]) == 1
    rows = list(csv.reader(io.StringIO(kg("--home", home, "network", "partnership", "degree", "--format", "csv").out)))
    assert rows[0] == ["rank", "label", "score", "id"]
    assert "Seahaven" in kg("--home", home, "network", "affiliation", "--format", "table").out
    assert kg("--home", home, "network", "affiliation", "--format", "graphml").out.startswith("<?xml")


def test_a_picture_is_of_communities_or_of_one_of_them(kg: RunKg, home: Path) -> None:
    network = ("--home", home, "network", "affiliation")
    assert 'class="bubble"' in kg(*network, "--drawn", "communities", "--format", "svg").out
    assert 'class="bubble"' not in kg(*network, "--drawn", "nodes", "--format", "svg").out
    body = json.loads(kg(*network, "--community", "1").out)
    assert body["community"]["number"] == 1
    assert len(body["nodes"]) == body["whole"]["nodes"]
    assert_complaint(kg(*network, "--community", "999"), "There is no community 999")
    assert_complaint(kg(*network, "degree", "--drawn", "nodes"), "--drawn has no effect here")


def test_scores_are_published_for_queries(kg: RunKg, home: Path) -> None:
    done = kg("--home", home, "network", "affiliation", "degree", "--publish", "--format", "table")
    assert "published as affiliation-degree of version 1" in done.err, done
    ranks = (
        "SELECT ?rank { GRAPH <derived/scores> { ?s ikg:scoredIn/ikg:isStale false ; ikg:rank ?rank } } ORDER BY ?rank"
    )
    assert kg("--home", home, "query", ranks, "--format", "csv").out.splitlines()[:2] == ["rank", "1"]
    refused = kg("--home", home, "network", "affiliation", "degree", "--publish", "--top", "3")
    assert_complaint(refused, "--publish is for all scores")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (["path", "harbour lab", "organisations/seahaven-university"], ["Harbour Lab - Seahaven", "1 way of 1 step"]),
        (["ego", "Harbour  Lab"], ["Harbour Lab", "edges, "]),
        (["components"], ["members", "Harbour Lab; Seahaven University"]),
        (["communities", "--seed", "3"], ["members", "modularity", "seed 3"]),
        (["series", "degree", "--from", "2020", "--to", "2021"], ["2020", "2021", "first by degree", "cumulative"]),
        (["series", "--node", "Harbour Lab", "--from", "2020", "--to", "2021"], ["Harbour Lab", "undated"]),
        (["compare", "v0", "v1"], ["entered", "Harbour Lab", "rank by pagerank", "nodes entered"]),
        (["compare", "1999", "2030", "--most", "2"], ["0 nodes left"]),
        (["compare", "2030", "2031"], ["No edge entered, left or changed, and no rank moved.", "2030: ", "2031: "]),
    ],
)
def test_a_way_into_a_network(kg: RunKg, home: Path, question: list[str], words: list[str]) -> None:
    view = "involvement" if "ego" in question else "partnership"
    done = kg("--home", home, "network", view, *question, "--format", "table")
    assert done.code == 0, done
    assert not [word for word in words if word not in done.out + done.err], done
    assert json.loads(kg("--home", home, "network", view, *question).out)["view"] == view


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["funding", "--radius", "2"], "--radius has no effect here; it is for ego."),
        (["funding", "--weighted"], "--weighted has no effect here; it is for path or series or compare or measure."),
        (["funding", "--stability"], "--stability has no effect here; it is for between or measure."),
        (["funding", "degree", "--seed", "3"], "--seed has no effect here without --stability."),
        (["funding", "--undated", "keep", "--dated", "only"], "--undated keep and --dated only contradict"),
        (["funding", "degree", "--dated", "only", "--undated", "keep"], "--undated keep and --dated only contradict"),
        (["funding", "money", "--by", "funder", "--place", "delivered"], "place=delivered has no effect"),
        (["funding", "money", "--place", "benefits"], "place=benefits has no effect"),
        (["funding", "path", "a", "b", "--paths", "k-shortest", "-k", "2", "--limit", "3"], "--limit has no effect"),
        (["funding", "communities", "--resolution", "nan"], "nan is no finite number"),
        (["money"], "Say kg network funding money"),
        (["degree", "partnership"], "Say kg network partnership degree"),
        (["path", "Innovate UK", "Wayra UK"], "Say kg network funding path A B"),
        (["funding", "degree", "--resamples", "30"], "--resamples has no effect here without --stability."),
        (["partnership", "components", "--top", "2"], "--top has no effect here"),
        (["partnership", "compare", "2020", "2021", "--as-of", "2019"], "a comparison tells its dates by itself"),
        (["partnership", "series", "--as-of", "2019"], "a series goes through the years by itself"),
        (["partnership", "compare", "2020"], "Write compare A B: it takes 2 dates or versions, and 1 is given."),
        (["partnership", "compare", "2020", "then"], "'then' is neither a date nor a version"),
        (["partnership", "compare", "v0", "v1", "--at", "2020"], "both moments are versions"),
        (["partnership", "path", "Harbour Lab"], "Write path A B: it takes 2 nodes, and 1 is given."),
        (["partnership", "degree", "Harbour Lab"], "Write degree: it takes no node, and 1 is given."),
        (["partnership", "muney"], "There is no measure or question 'muney'. Did you mean 'money'?"),
        (["partnership", "comunities"], "Did you mean 'communities'?"),
        (["partnership", "path", "Harbor Lab", "KTN"], "Did you mean 'Harbour Lab'"),
        (["partnership", "components", "--format", "gexf"], "components is not written as gexf"),
        (["partnership", "--roles", "contact"], "There is no role in partnership 'contact'"),
        (["partnership", "--types", "organisation"], "Did you mean 'Organisation'"),
    ],
)
def test_a_question_that_cannot_be_asked(kg: RunKg, home: Path, arguments: list[str], words: str) -> None:
    assert_complaint(kg("--home", home, "network", *arguments), words)


def test_a_recipe_in_the_shell(kg: RunKg, home: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "own.json"
    recipe.write_text(json.dumps({"name": "own", "edges": ["Participation"], "directed": False}))
    body = json.loads(kg("--home", home, "network", "--recipe", recipe).out)
    assert (body["view"], body["recipe"], body["directed"]) == ("own", "own/2", False)
    assert body["edges"]
    assert json.loads(kg("--home", home, "network", "--recipe", recipe, "degree").out)["digest"] == body["digest"]
    recipe.write_text('{"name": "own", "edges": ["Participaton"]}')
    done = kg("--home", home, "network", "--recipe", recipe)
    assert (done.code, "recipe.edges[0]" in done.err) == (2, True)
    assert kg("--home", home, "network").code == 2


def test_a_network_that_is_not(kg: RunKg, home: Path) -> None:
    assert_complaint(kg("--home", home, "network", "fundin"), "There is no", "Did you mean 'funding'?")
    assert_complaint(kg("--home", home, "network", "funding", "betweeness"), "Did you mean 'betweenness'?")
    assert_complaint(kg("--home", home, "network", "funding", "--format", "xlsx"), "Invalid value for '--format'")
    assert_complaint(kg("--home", home, "network", "funding", "degree", "--format", "gexf"), "not written as gexf")
    assert_complaint(kg("--home", home, "network", "funding", "--as-of", "soon"), "is not a date")
