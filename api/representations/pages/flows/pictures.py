"""Money on its way and records in the order of time as pictures in SVG, to be put into a report.

They show what the drawings on the pages do, without links, and with a caption that says what is shown. Colours stand in
attributes as in pictures of networks (:mod:`kg.network.drawing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.flows.flows import HEADS, OTHERS, FlowWords, ShownStop, kind_label
from api.representations.pages.flows.sankey import WIDTH, Bar, Sankey
from api.representations.pages.flows.timeline import Axis, TimeBar, YearColumn, bar, columns
from api.representations.pages.languages import Messages, marked, messages
from api.representations.pages.network.names import name_for_reader
from kg.edition import Edition
from kg.network import View
from kg.network.drawing.elements import (
    INK,
    LINE,
    MARGIN,
    PAPER,
    ROW,
    Hand,
    mark,
    sheet,
    tag,
    text_of,
    words,
    wrapped,
)
from kg.network.drawing.labels import width
from kg.network.drawing.marks import MARKS, OTHER, mark_of
from kg.network.ledger.streams import COLUMNS, NAMED, UNTOLD

_HEAD, _AMOUNT = Hand(quiet=True, bold=True), 11.0
_BAR = 14.0
_ABOUT_FLOWS = marked(
    "%(shown)s of %(read)s contributions, version %(version)s. Heights are the figures as printed, the same scale in "
    "all columns; dashed: a bound and no exact figure. Joint money is one stop and is never split."
)
_ABOUT_TIME = marked(
    "%(shown)s of %(total)s dated records, version %(version)s. A bar is as wide as its time is told: a month as a "
    "month, a year as a year; an end that nobody tells fades, what is about a time is dashed."
)
_SHARE = 0.3
"""How much of its colour a stream has, so that those that cross are seen."""


def flows_picture(request: Request, base: str, _: View, body: Mapping[str, Any]) -> bytes:
    """Draw money on its way, in the language of whoever looks."""
    flows, own = FlowWords(request, base, body), messages(visitor_of(request).language)
    drawing, total = flows.drawing(), flows.sum(body["total"])
    kind = own.gettext(kind_label(body["kind"])) if body["kind"] else ""
    heading = f"{own.gettext(marked('Money flows'))}: {' '.join(filter(None, (total, body['currency'], kind)))}"
    account = own.gettext(_ABOUT_FLOWS) % {**body["coverage"], "version": body["version"]}
    return _sheet(heading, account, WIDTH, drawing.height, _flows(flows, drawing, own))


def _flows(flows: FlowWords, drawing: Sankey, own: Messages) -> Iterator[str]:
    for x, column in zip((239.0, 500.0, 761.0), COLUMNS, strict=True):
        yield words(x, 16.0, own.gettext(HEADS[column]), _HEAD)
    for band in drawing.bands:
        stream = flows.streams[band.source, band.target]
        dashes = {} if stream.is_exact else {"stroke": MARKS["contribution"].light, "stroke_dasharray": "5 4"}
        look = {"class_": "contribution", "fill": MARKS["contribution"].light, "fill_opacity": str(_SHARE), **dashes}
        title = f"{_name(stream.source, own)} → {_name(stream.target, own)}: {stream.amount}"
        yield f"<g><title>{text_of(title)}</title>{tag('path', '/', d=band.path, **look)}</g>"
    for each in drawing.bars:
        yield from _stop(each, flows.stops[each.id], own)


def _stop(at: Bar, stop: ShownStop, own: Messages) -> Iterator[str]:
    name = "programme" if stop.column == "programme" else "organisation"
    look: dict[str, Any] = {"class_": name, "fill": MARKS[name].light}
    if stop.role == UNTOLD:
        look = {"class_": "paper line", "fill": PAPER, "stroke": LINE, "stroke_dasharray": "3 3"}
    elif stop.role != NAMED:
        look = {"class_": "head", "fill": LINE}
    yield tag("rect", "/", x=at.x, y=at.y, width=_BAR, height=at.height, rx=2, **look)
    is_left = at.column == 0
    x, hand = (at.x - 8, "end") if is_left else (at.x + _BAR + 8, "start")
    others = [own.gettext(marked("and %(count)s more")) % {"count": len(stop.who) - 1}] if stop.who[1:] else []
    name_lines = [*stop.lines, *others] or [_name(stop, own)]
    y = at.label_y - 7 * len(name_lines) + 5
    for row, line in enumerate(name_lines):
        yield words(x, y + 14 * row, line, Hand(hand))
    yield words(x, y + 14 * len(name_lines), stop.amount, Hand(hand, _AMOUNT, quiet=True))


def _name(stop: ShownStop, own: Messages) -> str:
    if stop.who:
        return stop.name
    if stop.role == UNTOLD:
        return own.gettext(OTHERS[UNTOLD])
    return own.ngettext("%(num)s other", "%(num)s others", stop.parties) % {"num": stop.parties}


_SIDE, _WHEN, _AXIS = 300.0, 150.0, 540.0
_TOP, _COUNTS, _STEP = 12.0, 66.0, 24.0
_NAME = 23.0
"""Ems of a name beside its bar."""


def timeline_picture(request: Request, edition: Edition, body: dict[str, Any]) -> bytes:
    """Draw records in the order of time, those that the page lists, in the language of whoever looks."""
    language = visitor_of(request).language
    say = messages(language).gettext
    name_for_reader(edition, language, body)
    axis = Axis.over([each["year"] for each in body["years"]])
    items = body["items"]
    who = f": {body['organisation']['label']}" if body["organisation"] else ""
    account = say(_ABOUT_TIME) % {"shown": len(items), "total": body["total"], "version": body["version"]}
    high = _TOP + _COUNTS + 2 * ROW + _STEP * len(items)
    wide = _SIDE + _WHEN + _AXIS + 2 * MARGIN
    return _sheet(
        f"{say(marked('Timeline'))}{who}", account, wide, high, _timeline(axis, columns(axis, body["years"]), items)
    )


def _timeline(axis: Axis, stacks: Sequence[YearColumn], items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    floor = _TOP + _COUNTS
    for year, at in axis.ticks:
        ends = {"x1": _x(at), "y1": floor, "x2": _x(at), "y2": floor + _STEP * len(items) + ROW}
        yield tag("line", "/", class_="line", **ends, stroke=LINE, opacity="0.4")
        yield words(_x(at), floor + 14, str(year), Hand("start", _AMOUNT, quiet=True))
    for stack in stacks:
        for part in stack.parts:
            box = {"x": _x(stack.x), "y": _TOP + part.top * _COUNTS / 100, "width": stack.width * _AXIS / 100}
            yield tag("rect", "/", **box, height=part.height * _COUNTS / 100, **_look(part.type))
    for row, each in enumerate(items):
        y = floor + 2 * ROW + _STEP * row
        yield mark(mark_of(each["type"]), MARGIN + 6, y, 5)
        yield words(MARGIN + 18, y + 4, _cut(each["label"]), Hand("start"))
        yield words(MARGIN + _SIDE, y + 4, each["when"], Hand("start", _AMOUNT, quiet=True))
        yield from _span(bar(axis, each), y, each["type"])


def _span(time: TimeBar, y: float, type_: str) -> Iterator[str]:
    """Draw a time; what is open fades in steps towards its open end."""
    steps = 6 if time.is_open_before or time.is_open_after else 1
    for step in range(steps):
        fading = (steps - step if time.is_open_after else step + 1) / steps
        opacity = fading if steps > 1 else 1.0 if time.precision in ("day", "month") else 0.65
        box = {"x": _x(time.x + time.width * step / steps), "y": y - 5, "width": time.width * _AXIS / 100 / steps}
        dashes = {"stroke": INK, "stroke_dasharray": "3 3"} if time.is_about else {}
        yield tag("rect", "/", **box, height=10, **_look(type_), fill_opacity=f"{opacity:.2f}", **dashes)


def _look(type_: str) -> dict[str, str]:
    name = type_.lower() if type_.lower() in MARKS else OTHER
    return {"class_": name, "fill": MARKS[name].light}


def _x(share: float) -> float:
    """Give where a place on the axis is, which is told in per cent of it."""
    return MARGIN + _SIDE + _WHEN + share * _AXIS / 100


def _cut(name: str) -> str:
    """Shorten a name to the room that it has in one line."""
    if width(name) <= _NAME:
        return name
    while width(f"{name}…") > _NAME:
        name = name[:-1].rstrip()
    return f"{name}…"


def _sheet(heading: str, account: str, wide: float, high: float, parts: Iterable[str]) -> bytes:
    caption = [heading, *wrapped(account, wide - 2 * MARGIN)]
    below = high + MARGIN
    return "\n".join(sheet((wide, below + len(caption) * ROW), caption, below, parts)).encode()
