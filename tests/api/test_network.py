"""Networks over HTTP: their shapes, their files, and every measure against networkx on the JSON as served."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any

import httpx
import networkx as nx
import pytest

from tests.api.conftest import assert_problem, everything, path_of

VIEWS = ["funding", "partnership", "affiliation", "involvement"]
EXACT = pytest.approx


def network(server: httpx.Client, view: str, **parameters: Any) -> dict[str, Any]:
    answer = server.get(f"/network/{view}", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def simple(body: dict[str, Any], *, directed: bool | None = None) -> nx.DiGraph[str] | nx.Graph[str]:
    """The simple graph of a network: parallel edges are one, which weighs what they weigh together."""
    wanted = body["directed"] if directed is None else directed
    graph: nx.DiGraph[str] | nx.Graph[str] = nx.DiGraph() if wanted else nx.Graph()
    graph.add_nodes_from(node["id"] for node in body["nodes"])
    for edge in body["edges"]:
        weight = graph.get_edge_data(edge["source"], edge["target"], {"weight": 0})["weight"] + edge["weight"]
        graph.add_edge(edge["source"], edge["target"], weight=weight)
    for _, _, data in graph.edges(data=True):
        data["distance"] = Fraction(1, data["weight"])
    return graph


def scores(server: httpx.Client, view: str, measure: str, **parameters: Any) -> dict[str, float]:
    answer = server.get(f"/network/{view}/centrality/{measure}", params=parameters)
    assert answer.status_code == 200, answer.text
    return {each["id"]: each["score"] for each in answer.json()["scores"]}


def test_the_views_and_measures_are_listed(server: httpx.Client) -> None:
    body = server.get("/network").json()
    assert sorted(each["name"] for each in body["views"]) == sorted(VIEWS)
    assert [each["name"] for each in body["measures"]] == server.get("/").json()["measures"]
    assert all(each["description"] and each["label"] for each in body["views"])


@pytest.mark.parametrize("view", VIEWS)
def test_a_network_has_its_shape(server: httpx.Client, view: str) -> None:
    body = network(server, view)
    head = ["view", "recipe", "version", "directed", "truncated", "total_nodes", "coverage"]
    assert list(body) == [*head, "nodes", "edges"]
    assert (body["view"], body["recipe"], body["version"]) == (view, f"{view}/1", 1)
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
def test_unweighted_measures_are_those_of_networkx(server: httpx.Client, view: str) -> None:
    body = network(server, view)
    graph, plain = simple(body), simple(body, directed=False)
    directed = graph if isinstance(graph, nx.DiGraph) else graph.to_directed()
    pieces = {node: len(piece) for piece in nx.connected_components(plain) for node in piece}
    strength = {node["id"]: 0 for node in body["nodes"]}
    for edge in body["edges"]:
        strength[edge["source"]] += edge["weight"]
        strength[edge["target"]] += edge["weight"]
    assert scores(server, view, "degree") == dict(plain.degree())
    assert scores(server, view, "in-degree") == dict(directed.in_degree())
    assert scores(server, view, "out-degree") == dict(directed.out_degree())
    assert scores(server, view, "component-size") == pieces
    assert scores(server, view, "betweenness") == EXACT(nx.betweenness_centrality(graph), rel=1e-8, abs=1e-12)
    assert scores(server, view, "closeness") == EXACT(nx.closeness_centrality(graph), rel=1e-8)
    pagerank = nx.pagerank(graph, weight=None, tol=1e-14, max_iter=1000)
    assert scores(server, view, "pagerank") == EXACT(pagerank, rel=1e-6)
    assert scores(server, view, "eigenvector") == EXACT(_eigenvector(plain, None), rel=1e-6, abs=1e-9)
    found = scores(server, view, "strength")
    assert set(found) == set(strength)
    assert all(found[iri] <= strength[iri] for iri in found)  # a fact in two roles counts once


@pytest.mark.parametrize("view", ["partnership"])
def test_weighted_measures_are_those_of_networkx(server: httpx.Client, view: str) -> None:
    graph = simple(network(server, view))
    assert scores(server, view, "strength") == dict(graph.degree(weight="weight"))
    weighted = {"weighted": True}
    assert scores(server, view, "betweenness", **weighted) == EXACT(
        nx.betweenness_centrality(graph, weight="distance"), rel=1e-8, abs=1e-12
    )
    assert scores(server, view, "closeness", **weighted) == EXACT(
        nx.closeness_centrality(graph, distance="distance"), rel=1e-8
    )
    pagerank = nx.pagerank(graph, weight="weight", tol=1e-14, max_iter=1000)
    assert scores(server, view, "pagerank", **weighted) == EXACT(pagerank, rel=1e-6)
    assert scores(server, view, "eigenvector", **weighted) == EXACT(_eigenvector(graph, "weight"), rel=1e-6, abs=1e-9)


def _eigenvector(graph: nx.Graph[str], weight: str | None) -> dict[str, float]:
    """By component, each with its share of the nodes, as the measure is defined."""
    found = dict.fromkeys(graph, 0.0)
    for piece in nx.connected_components(graph):
        if len(piece) > 1:
            part = nx.eigenvector_centrality(graph.subgraph(piece), max_iter=100_000, tol=1e-13, weight=weight)
            found |= {node: score * len(piece) / len(graph) for node, score in part.items()}
    return found


def test_a_ranking_says_what_it_means_and_rests_on(server: httpx.Client) -> None:
    body = server.get("/network/partnership/centrality/betweenness").json()
    assert list(body)[:6] == ["view", "recipe", "version", "measure", "parameters", "meaning"]
    assert body["parameters"] == {"weighted": False}
    whole = network(server, "partnership")
    assert body["coverage"]["nodes"] == len(whole["nodes"]) == len(body["scores"])
    assert body["coverage"]["edges"] == len(whole["edges"])
    values = [each["score"] for each in body["scores"]]
    assert values == sorted(values, reverse=True)
    assert [each["rank"] for each in body["scores"]] == [values.index(value) + 1 for value in values]


def test_the_top_of_a_ranking_and_its_table(server: httpx.Client) -> None:
    url = "/network/partnership/centrality/degree"
    whole = server.get(url).json()["scores"]
    assert server.get(url, params={"top": 5}).json()["scores"] == whole[:5]
    rows = list(csv.DictReader(io.StringIO(server.get(f"{url}.csv", params={"top": 5}).text), strict=True))
    assert [(row["id"], row["label"], float(row["score"]), int(row["rank"])) for row in rows] == [
        (each["id"], each["label"], each["score"], each["rank"]) for each in whole[:5]
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_communities_divide_the_network_and_stay_the_same(server: httpx.Client, view: str) -> None:
    body = server.get(f"/network/{view}/communities").json()
    members = [iri for group in body["communities"] for iri in group]
    assert sorted(members) == [node["id"] for node in network(server, view)["nodes"]]
    assert server.get(f"/network/{view}/communities", params={"seed": 0}).json() == body
    other = server.get(f"/network/{view}/communities", params={"seed": 7}).json()
    assert other["seed"] == 7
    assert other == server.get(f"/network/{view}/communities", params={"seed": 7}).json()
    plain = simple(network(server, view), directed=False)
    groups = [set(group) for group in body["communities"]]
    if view == "partnership":
        assert body["modularity"] == EXACT(nx.community.modularity(plain, groups, weight="weight"), rel=1e-6)


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
        assert all(edge in body["edges"] for edge in path["edges"])


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
    only = network(server, "affiliation", type=["Organisation", "Programme"])
    assert {node["type"] for node in only["nodes"]} == {"Organisation", "Programme"}
    assert {edge["role"] for edge in network(server, "affiliation", role="lead")["edges"]} == {"lead"}
    assert only["coverage"]["left_out"]["other_type"] > 0
    assert len(network(server, "affiliation", top=5)["nodes"]) == 5
    assert_problem(server.get("/network/affiliation", params={"role": "leed"}), 400, "bad-request")
    assert_problem(server.get("/network/affiliation", params={"type": "Organization"}), 400, "bad-request")


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
    "path", ["/network/funding?asof=2010", "/network/funding/centrality/degree?limit=1", "/search?q=a&typ=Place"]
)
def test_a_misspelt_parameter_is_no_unfiltered_answer(server: httpx.Client, path: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 400
    assert "There is no parameter" in answer.json()["detail"]


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
