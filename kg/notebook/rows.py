"""The rows that answers have in a notebook, read from their bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kg.network.ledger import together_named
from kg.notebook.frames import Frame, Row

_ENDS = ("source", "source_label", "target", "target_label", "role", "weight")


def edge_rows(body: Any) -> Frame:
    """Give the edges, with what their ends are called."""
    label = {node["id"]: node["label"] for node in body["nodes"]}
    return Frame.of(map(_labelled(label), body["edges"]), _ENDS)


def _labelled(label: Mapping[str, str]) -> Callable[[Row], Row]:
    return lambda edge: {**edge, "source_label": label[edge["source"]], "target_label": label[edge["target"]]}


def _scores(body: Any) -> Frame:
    rows = [*body["scores"], *body.get("undefined", ())]
    return Frame.of(rows, ("rank", "label", "score", "id"))


def _groups(name: str, of_one: str) -> Callable[[Any], Frame]:
    """Give what makes a row of each member of each group."""

    def rows(body: Any) -> Frame:
        nodes = {node["id"]: node for node in body["nodes"]}
        return Frame.of(
            ({of_one: place, **nodes[iri]} for place, group in enumerate(body[name], 1) for iri in _members(group)),
            (of_one, "label", "type", "kind", "id"),
        )

    return rows


def _members(group: Any) -> Iterable[str]:
    members: Iterable[str] = group["members"] if isinstance(group, dict) else group
    return members


def _steps(body: Any) -> Frame:
    """Give a row for each edge of each step of each way."""
    rows = ({"path": place, **step} for place, path in enumerate(body["paths"], 1) for step in _steps_of(path))
    return Frame.of(rows, ("path", "step", *_ENDS))


def _steps_of(path: Any) -> Iterator[Row]:
    label = {node["id"]: node["label"] for node in path["nodes"]}
    steps = {
        frozenset((one["id"], other["id"])): step
        for step, (one, other) in enumerate(zip(path["nodes"], path["nodes"][1:], strict=False), 1)
    }
    for edge in path["edges"]:
        yield {"step": steps.get(frozenset((edge["source"], edge["target"]))), **_labelled(label)(edge)}


def way_rows(body: Any) -> Frame:
    """Give a row for each edge of each step of the ways through bridges."""
    bridges = (each for each in body["bridges"] if each["way"])
    rows = ({"bridge": each["label"], **step} for each in bridges for step in _steps_of(each["way"]))
    return Frame.of(rows, ("bridge", "step", *_ENDS))


def _sums(body: Any) -> Frame:
    """Give a row for each group or flow, its amounts as numbers; those who have something together have one label."""
    rows = []
    for group in body.get("groups", body.get("flows", ())):
        amounts = {name: value for name, value in group.items() if name not in ("who", "records")}
        nested = {
            f"{name}_{end}": value[end] for name, value in amounts.items() if isinstance(value, dict) for end in value
        }
        flat = {name: value for name, value in {**amounts, **nested}.items() if not isinstance(value, dict)}
        label = together_named(group["who"])
        ids = [each["id"] for each in group["who"]]
        rows.append({"label": label, **{name: _number(name, value) for name, value in flat.items()}, "ids": ids})
    return Frame.of(rows, ("label", "currency", "kind"))


def _number(name: str, value: Any) -> Any:
    return (
        float(value)
        if isinstance(value, str) and name.rpartition("_")[2] in ("low", "high", "figure", "overlap")
        else value
    )


def _bridges(body: Any) -> Frame:
    rows = ({name: value for name, value in each.items() if name != "way"} for each in body["bridges"])
    return Frame.of(rows, ("rank", "label", "score", "share", "side", "type", "kind", "id"))


def _cuts(body: Any) -> Frame:
    nodes = [{"what": "node", **each} for each in body["cut_nodes"]]
    links = [{"what": "link", **_ends(each), "cut_off": each["beyond"], "parts": 2} for each in body["bridges"]]
    return Frame.of([*nodes, *links], ("what", "label", "with", "cut_off", "parts", "id", "with_id"))


def _shares(body: Any) -> Frame:
    rows = ({"of": side["of"], **each} for side in body["concentration"] for each in side["largest"])
    return Frame.of(rows, ("of", "rank", "label", "value", "share", "cumulative_share", "id"))


def _suggestions(body: Any) -> Frame:
    plain = ("adamic_adar", "shared", "shared_neighbours")
    rows = ({**_ends(each), **{name: each[name] for name in plain}} for each in body["suggestions"])
    return Frame.of(rows, ("label", "with", *plain, "id", "with_id"))


def _ends(link: Any) -> Row:
    one, other = link["source"], link["target"]
    return {"label": one["label"], "with": other["label"], "id": one["id"], "with_id": other["id"]}


def _changes(body: Any) -> Frame:
    """Give a row for each node and edge that entered or left, and for each rank that moved."""
    nodes = (
        {"what": "node", "change": change, **node} for change, part in body["nodes"].items() for node in part["items"]
    )
    edges = (
        {"what": "edge", **_without_sides(each), "records": (each["after"] or each["before"])["records"]}
        for each in body["edges"]["items"]
    )
    ranks = (
        {"what": "rank", "change": "moved", "rank_before": each["before"], "rank_after": each["after"]}
        | _without_sides(each)
        for each in body["ranks"]["items"]
    )
    return Frame.of([*nodes, *edges, *ranks], ("what", "change", "label", "source_label", "role", "target_label"))


def _without_sides(item: Row) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in ("before", "after")}


def largest(body: Any) -> Frame:
    """Give the longest list of rows that an answer has."""
    lists = (value for value in body.values() if isinstance(value, list))
    longest = sorted((each for each in lists if all(isinstance(row, dict) for row in each)), key=len)[-1:]
    return Frame.of(longest[0] if longest else [])


ROWS: Mapping[str, Callable[[Any], Frame]] = {
    "rank": _scores,
    "stability": _scores,
    "communities": _groups("communities", "community"),
    "components": _groups("components", "component"),
    "paths": _steps,
    "between": _bridges,
    "ego": edge_rows,
    "money": _sums,
    "summary": lambda body: Frame.of(body["figures"]),
    "bridges": _cuts,
    "concentration": _shares,
    "similar": lambda body: Frame.of(body["similar"]),
    "suggestions": _suggestions,
    "compare": _changes,
    "without": lambda body: Frame.of(body["losing"]),
}
"""What the rows of each answer are; of others, their longest list."""
