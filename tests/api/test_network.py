"""Networks over HTTP: their shapes, files, filters, paths and surroundings, against networkx on the JSON as served."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import networkx as nx
import pytest

from tests.api.conftest import assert_problem, everything, path_of
from tests.api.networks import SMALL, VIEWS, network, scores, simple

EXACT = pytest.approx


def test_the_views_and_measures_are_listed(server: httpx.Client) -> None:
    body = server.get("/network").json()
    assert sorted(each["name"] for each in body["views"]) == sorted([*VIEWS, *SMALL])
    assert [each["name"] for each in body["measures"]] == server.get("/").json()["measures"]
    assert all(each["description"] and each["label"] for each in body["views"])


@pytest.mark.parametrize("view", VIEWS)
def test_a_network_has_its_shape(server: httpx.Client, view: str) -> None:
    body = network(server, view)
    head = ["view", "recipe", "digest", "options", "version", "coverage", "directed", "truncated", "total_nodes"]
    assert list(body) == [*head, "whole", "nodes", "edges"]
    assert (body["view"], body["recipe"], body["version"]) == (view, f"{view}/2", 1)
    assert body["directed"] is (view in ("funding", "affiliation"))
    ids = [node["id"] for node in body["nodes"]]
    assert ids == sorted(set(ids))
    assert len(ids) == body["total_nodes"] > 10
    for node in body["nodes"]:
        assert node["label"]
        assert node["type"]
    for edge in body["edges"]:
        assert {edge["source"], edge["target"]} <= set(ids)
        assert edge["weight"] >= 1
        assert edge["records"]
        assert edge["evidence"]
        assert edge["confidence"] in ("stated", "implied", "ambiguous")


@pytest.mark.parametrize("view", VIEWS)
def test_what_an_edge_rests_on_can_be_looked_up(server: httpx.Client, view: str) -> None:
    for edge in network(server, view)["edges"][::5]:
        said = {evidence["id"] for iri in edge["records"] for evidence in server.get(path_of(iri)).json()["evidence"]}
        assert set(edge["evidence"]) == said


def test_amounts_of_funding_are_those_of_its_records(server: httpx.Client) -> None:
    contributions = {each["id"]: each for each in everything(server, "/contributions")}
    seen = 0
    for edge in network(server, "funding")["edges"]:
        for amount in edge["amounts"]:
            seen += 1
            assert set(amount) >= {"currency", "kind", "value"}
            assert set(amount["records"]) <= set(edge["records"])
            if len(amount["records"]) == 1:
                record = contributions[amount["records"][0]]
                assert (amount["value"], amount["currency"], amount["kind"]) == (
                    record["amount"],
                    record["currency"],
                    record["kind"],
                )
    assert seen


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("format_name", ["gexf", "graphml", "csv"])
def test_every_file_holds_the_same_network(server: httpx.Client, view: str, format_name: str) -> None:
    body = network(server, view)
    edges = sorted((edge["source"], edge["target"], edge["role"], edge["weight"]) for edge in body["edges"])
    by_suffix = server.get(f"/network/{view}.{format_name}")
    by_format = server.get(f"/network/{view}", params={"format": format_name})
    media_type = by_suffix.headers["content-type"].partition(";")[0]
    by_accept = server.get(f"/network/{view}", headers={"accept": media_type})
    assert by_suffix.content == by_format.content == by_accept.content
    if format_name == "csv":
        rows = csv.DictReader(io.StringIO(by_suffix.text), strict=True)
        assert sorted((row["source"], row["target"], row["role"], int(row["weight"])) for row in rows) == edges
        return
    read = nx.read_gexf if format_name == "gexf" else nx.read_graphml
    graph = read(io.BytesIO(by_suffix.content))
    assert media_type == f"application/{format_name}+xml"
    assert graph.is_directed() is body["directed"]
    iri = nx.get_node_attributes(graph, "iri")
    assert sorted(iri.values()) == [node["id"] for node in body["nodes"]]
    found = [
        (*(ends if body["directed"] else sorted(ends)), data["role"], int(data["weight"]))
        for source, target, data in graph.edges(data=True)
        for ends in [(iri[source], iri[target])]
    ]
    assert sorted(found) == edges


@pytest.mark.parametrize("view", VIEWS)
def test_filters_leave_out_and_never_add(server: httpx.Client, view: str) -> None:
    whole = network(server, view)

    def records(**parameters: Any) -> set[str]:
        return {iri for edge in network(server, view, **parameters)["edges"] for iri in edge["records"]}

    everything_there = {iri for edge in whole["edges"] for iri in edge["records"]}
    stated = records(min_confidence="stated")
    assert stated <= records(min_confidence="implied") <= records(min_confidence="ambiguous") == everything_there
    assert records(as_of="1900") <= records(as_of="2019-07") <= records(as_of="2100-01-01") == everything_there
    assert records(include_planned="false") <= everything_there
    assert stated < everything_there


def test_planned_funding_can_be_left_out(server: httpx.Client) -> None:
    contributions = {each["id"]: each for each in everything(server, "/contributions")}
    edges = network(server, "funding", include_planned=False)["edges"]
    kept = [contributions[iri] for edge in edges for iri in edge["records"] if iri in contributions]
    assert kept
    assert all(each.get("modality") != "planned" for each in kept)


@pytest.mark.parametrize("view", VIEWS)
def test_paths_are_the_shortest(server: httpx.Client, view: str) -> None:
    body = network(server, view)
    plain = simple(body, directed=False)
    source = max(plain, key=lambda node: (plain.degree(node), node))
    lengths = nx.single_source_shortest_path_length(plain, source)
    target = max(lengths, key=lambda node: (lengths[node], node))
    parameters = {"from": source, "to": target.removeprefix("https://w3id.org/innovation-kg/"), "limit": 100}
    found = server.get(f"/network/{view}/path", params=parameters).json()
    expected = sorted(nx.all_shortest_paths(plain, source, target))
    assert sorted([node["id"] for node in path["nodes"]] for path in found["paths"]) == expected
    for path in found["paths"]:
        assert path["length"] == lengths[target] == len(path["nodes"]) - 1
        steps = [{name: value for name, value in edge.items() if name != "passages"} for edge in path["edges"]]
        assert all(edge in body["edges"] for edge in steps)


def test_a_directed_path_follows_the_money(server: httpx.Client) -> None:
    edge = network(server, "funding")["edges"][0]
    there = {"from": edge["source"], "to": edge["target"], "directed": True}
    back = {"from": edge["target"], "to": edge["source"], "directed": True}
    assert server.get("/network/funding/path", params=there).json()["paths"][0]["length"] == 1
    assert server.get("/network/funding/path", params=back).json()["paths"] == []


def test_there_is_no_path_between_pieces_and_none_needed_to_oneself(server: httpx.Client) -> None:
    plain = simple(network(server, "partnership"), directed=False)
    first, second, *_ = sorted(nx.connected_components(plain), key=len)
    apart = {"from": min(first), "to": min(second)}
    assert server.get("/network/partnership/path", params=apart).json()["paths"] == []
    same = {"from": min(first), "to": min(first)}
    [path] = server.get("/network/partnership/path", params=same).json()["paths"]
    assert (path["length"], path["edges"]) == (0, [])


@pytest.mark.parametrize("radius", [1, 2])
def test_the_surroundings_of_a_node(server: httpx.Client, radius: int) -> None:
    body = network(server, "partnership")
    plain = simple(body, directed=False)
    node = "https://w3id.org/innovation-kg/organisations/connected-places-catapult"
    near = nx.ego_graph(plain, node, radius)
    for id_ in (node, "organisations/connected-places-catapult"):
        part = server.get(f"/network/partnership/ego/{id_}", params={"radius": radius}).json()
        assert [each["id"] for each in part["nodes"]] == sorted(near)
        assert part["edges"] == [edge for edge in body["edges"] if {edge["source"], edge["target"]} <= set(near.nodes)]
        assert part["total_nodes"] == body["total_nodes"]


@pytest.mark.parametrize("rest", ["", ".csv", "/centrality/degree", "/communities", "/path?from=a&to=b", "/ego/x"])
def test_an_unknown_view_is_not_found(server: httpx.Client, rest: str) -> None:
    body = assert_problem(server.get(f"/network/fundng{rest}"), 404, "unknown-name")
    assert "'funding'" in body["detail"]


@pytest.mark.parametrize("view", VIEWS)
def test_the_pieces_have_their_members(server: httpx.Client, view: str) -> None:
    body = server.get(f"/network/{view}/components").json()
    plain = simple(network(server, view), directed=False)
    assert {frozenset(each) for each in body["components"]} == set(map(frozenset, nx.connected_components(plain)))
    assert {node["id"] for node in body["nodes"]} == set(plain)


def test_names_are_as_good_as_ids(server: httpx.Client) -> None:
    ids = {"from": "organisations/wayra-uk", "to": "organisations/birmingham-city-council"}
    names = {"from": "WAYRA uk", "to": "Birmingham City Council"}
    answers = [server.get("/network/partnership/path", params=each).json() for each in (ids, names)]
    assert answers[0] == answers[1]
    assert answers[0]["paths"]
    near = [server.get(f"/network/partnership/ego/{node}").json() for node in ("organisations/wayra-uk", "Wayra UK")]
    assert near[0] == near[1]
    assert_problem(server.get("/network/partnership/ego/Wayra"), 404, "unknown-iri")


def test_directions_types_and_roles_can_be_left_out(server: httpx.Client) -> None:
    assert network(server, "affiliation", directed=False)["directed"] is False
    reached = scores(server, "affiliation", "closeness", directed=False)
    assert reached != scores(server, "affiliation", "closeness")
    only = network(server, "affiliation", types="Organisation,Programme")
    assert {node["type"] for node in only["nodes"]} == {"Organisation", "Programme"}
    assert {edge["role"] for edge in network(server, "affiliation", roles="lead")["edges"]} == {"lead"}
    assert only["coverage"]["left_out"]["other_type"] > 0
    assert len(network(server, "affiliation", top=5)["nodes"]) == 5
    assert_problem(server.get("/network/affiliation", params={"roles": "leed"}), 400, "bad-request")
    assert_problem(server.get("/network/affiliation", params={"types": "Organization"}), 400, "bad-request")


def test_the_undated_are_told_and_can_be_dropped(server: httpx.Client) -> None:
    whole = network(server, "funding", as_of="2024")
    dated = network(server, "funding", as_of="2024", undated="drop")
    assert whole["coverage"]["undated_share"] == sum(not edge["when"] for edge in whole["edges"]) / len(whole["edges"])
    assert dated["coverage"]["undated_share"] == 0
    assert dated["edges"] == [edge for edge in whole["edges"] if edge["when"]]


def test_an_unknown_measure_or_node_is_not_found(server: httpx.Client) -> None:
    body = assert_problem(server.get("/network/funding/centrality/betweeness"), 404, "unknown-name")
    assert "'betweenness'" in body["detail"]
    known = "organisations/innovate-uk"
    for path in (
        f"path?from={known}&to=organisations/nobody",
        f"path?from=%00&to={known}",
        "ego/organisations/nobody",
        "ego/a%20b",
    ):
        assert_problem(server.get(f"/network/funding/{path}"), 404, "unknown-iri")


@pytest.mark.parametrize("rest", ["", "/centrality/degree", "/communities", "/ego/organisations/innovate-uk"])
@pytest.mark.parametrize("date", ["yesterday", "2025-13", "2025-1", "2025-02-32", "٢٠٢٥", "2025-", " 2025"])
def test_a_bad_date_is_refused(server: httpx.Client, rest: str, date: str) -> None:
    assert_problem(server.get(f"/network/funding{rest}", params={"as_of": date}), 400, "unreadable-input")


@pytest.mark.parametrize(
    "path",
    [
        "/network/funding?min_confidence=sure",
        "/network/funding?include_planned=perhaps",
        "/network/funding/centrality/degree?weighted=true",
        "/network/funding/centrality/degree?top=0",
        "/network/funding/communities?seed=-1",
        "/network/funding/communities?seed=" + "9" * 400,
        "/network/funding/path?from=a",
        "/network/funding/path?from=a&to=b&limit=0",
        "/network/funding/ego/organisations/innovate-uk?radius=6",
    ],
)
def test_a_bad_parameter_is_refused(server: httpx.Client, path: str) -> None:
    assert_problem(server.get(path), 400, "bad-request")


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_graph_has_every_answer(empty: httpx.Client, view: str) -> None:
    assert empty.get(f"/network/{view}").json()["nodes"] == []
    for measure in empty.get("/").json()["measures"]:
        assert scores(empty, view, measure) == {}
    assert empty.get(f"/network/{view}/communities").json()["communities"] == []
    for suffix in ("csv", "gexf", "graphml"):
        assert empty.get(f"/network/{view}.{suffix}").status_code == 200


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/network/funding?asof=2010", "There is no parameter 'asof'"),
        ("/network/funding/centrality/degree?limit=1", "There is no parameter 'limit'"),
        ("/search?q=a&typ=Place", "filter by 'typ'. Did you mean 'type'?"),
    ],
)
def test_a_misspelt_parameter_is_no_unfiltered_answer(server: httpx.Client, path: str, named: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 400
    assert named in answer.json()["detail"]


@pytest.mark.parametrize("rest", ["", ".csv", "/centrality/pagerank", "/communities", "/ego/organisations/innovate-uk"])
def test_an_answer_is_of_a_version_and_is_known_again(server: httpx.Client, rest: str) -> None:
    answer = server.get(f"/network/affiliation{rest}")
    assert answer.headers["etag"].startswith('"1-')
    assert answer.headers["kg-version"] == "1"
    again = server.get(f"/network/affiliation{rest}", headers={"cache-control": "no-cache"})
    assert (again.content, again.headers["etag"]) == (answer.content, answer.headers["etag"])
    known = {"if-none-match": answer.headers["etag"]}
    for headers in (known, {**known, "cache-control": "no-cache"}):
        assert server.get(f"/network/affiliation{rest}", headers=headers).status_code == 304


def test_a_network_by_a_recipe_of_ones_own(server: httpx.Client) -> None:
    recipe = {"name": "own", "edges": ["Contribution"], "members": True}
    answer = server.post("/network", json=recipe)
    assert answer.status_code == 200, answer.text
    own, funding = answer.json(), network(server, "funding")
    assert (own["view"], own["digest"]) == ("own", funding["digest"])
    assert (own["nodes"], own["edges"]) == (funding["nodes"], funding["edges"])
    less = server.post("/network", json=recipe, params={"roles": "grant"}).json()
    assert {edge["role"] for edge in less["edges"]} == {"grant"}
    body = assert_problem(server.post("/network", json={**recipe, "edges": ["Contrbution"]}), 400, "unreadable-input")
    assert "recipe.edges[0]" in body["detail"]
