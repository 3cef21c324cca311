/** Rows as bars, a line or points. What is drawn stands in the table too. */

import { drawn, element } from "../lib/dom";
import { language } from "../lib/page";
import { _ } from "../lib/texts";
import type { Column } from "./rows";

export const SHAPES = ["bar", "line", "scatter"] as const;
export type Shape = (typeof SHAPES)[number];

const MOST_BARS = 60;
const WIDTH = 960;
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 2 });

interface Point {
  label: string;
  x: number;
  y: number;
  href: string | null;
}

/** Draw one column against another; rows without a value in either are left out, and counted. */
export function chart(shape: Shape, across: Column, up: Column): HTMLElement {
  const points = up.cells.flatMap((cell, row): Point[] => {
    const at = across.cells[row];
    if (cell.value === null || at === undefined || at.text === "") return [];
    return [{ label: at.text, x: at.value ?? row, y: cell.value, href: at.href }];
  });
  const shownPoints = shape === "bar" ? points.slice(0, MOST_BARS) : points;
  const [svg, name] =
    shape === "bar"
      ? [bars(shownPoints), _("Bars of %(up)s by %(across)s", { up: up.name, across: across.name })]
      : [plot(shownPoints, shape, across, up), _("%(up)s by %(across)s", { up: up.name, across: across.name })];
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  const rows = _("%(shown)s of %(total)s rows are drawn.", { shown: shownPoints.length, total: up.cells.length });
  return element("figure", { class: "chart" }, svg, element("figcaption", { class: "quiet" }, `${name}. ${rows}`));
}

function bars(points: readonly Point[]): SVGSVGElement {
  const height = 26;
  const left = 320;
  const right = 150;
  const low = Math.min(0, ...points.map((point) => point.y));
  const high = Math.max(0, ...points.map((point) => point.y));
  const place = (value: number) => left + ((value - low) / (high - low || 1)) * (WIDTH - left - right);
  const rows = points.map((point, row) => {
    const [from, to] = [place(Math.min(0, point.y)), place(Math.max(0, point.y))];
    const middle = row * height + height / 2;
    return drawn(
      "g",
      {},
      drawn("title", {}, `${point.label}: ${number.format(point.y)}`),
      drawn("text", { x: left - 10, y: middle, class: "label", "text-anchor": "end" }, cut(point.label, 44)),
      drawn("rect", { x: from, y: row * height + 4, width: Math.max(1, to - from), height: height - 8, rx: 2, class: "mark" }),
      drawn("text", { x: to + 8, y: middle, class: "figure" }, number.format(point.y)),
    );
  });
  const axis = drawn("line", { x1: place(0), x2: place(0), y1: 0, y2: points.length * height, class: "axis" });
  return drawn("svg", { viewBox: `0 0 ${WIDTH} ${Math.max(1, points.length) * height}` }, ...rows, axis);
}

function plot(points: readonly Point[], shape: Shape, across: Column, up: Column): SVGSVGElement {
  const height = 420;
  const [left, right, top, bottom] = [80, 24, 16, 64];
  const isMeasured = across.isNumber;
  const xs = points.map((point, row) => (isMeasured ? point.x : row));
  const [lowX, highX] = span(xs, !isMeasured);
  const [low, high] = span(points.map((point) => point.y), false);
  const x = (value: number) => left + ((value - lowX) / (highX - lowX || 1)) * (WIDTH - left - right);
  const y = (value: number) => height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const order = isMeasured && shape === "line" ? [...xs.keys()].sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0)) : [...xs.keys()];
  const places = order.map((row) => `${x(xs[row] ?? 0).toFixed(1)},${y(points[row]?.y ?? 0).toFixed(1)}`);
  const grid = ticks(low, high).map((value) =>
    drawn(
      "g",
      {},
      drawn("line", { x1: left, x2: WIDTH - right, y1: y(value), y2: y(value), class: "grid" }),
      drawn("text", { x: left - 8, y: y(value), class: "figure", "text-anchor": "end" }, short.format(value)),
    ),
  );
  const step = Math.max(1, Math.ceil(points.length / 8));
  const names = isMeasured
    ? ticks(lowX, highX).map((value) => [x(value), value % 1 === 0 && Math.abs(value) < 10000 ? String(value) : short.format(value)] as const)
    : points.flatMap((point, row) => (row % step === 0 ? [[x(row), cut(point.label, 14)] as const] : []));
  const labels = names.map(([at, text]) => drawn("text", { x: at, y: height - bottom + 20, class: "figure", "text-anchor": "middle" }, text));
  const marks = points.map((point, row) =>
    drawn(
      "circle",
      { cx: x(xs[row] ?? 0), cy: y(point.y), r: shape === "line" ? 3 : 4.5, class: "mark" },
      drawn("title", {}, `${point.label}: ${number.format(point.y)}`),
    ),
  );
  return drawn(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}` },
    ...grid,
    shape === "line" && drawn("polyline", { points: places.join(" "), class: "curve" }),
    ...marks,
    ...labels,
    drawn("text", { x: WIDTH - right, y: height - 12, class: "label", "text-anchor": "end" }, across.name),
    drawn("text", { x: left, y: 10, class: "label" }, up.name),
  );
}

function span(values: readonly number[], isTight: boolean): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (isTight) return [low, high];
  const margin = (high - low || Math.abs(high) || 1) * 0.05;
  return [low >= 0 && low - margin < 0 ? 0 : low - margin, high + margin];
}

/** Some round numbers between two. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_each, index) => (first + index) * step);
}

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
