/** Rows as a network: two columns of things, or the subjects and objects of triples, laid out by forces. */

import { drawn, element } from "../lib/dom";
import { _ } from "../lib/texts";
import type { Cell, Column } from "./rows";

const MOST_NODES = 150;
const [WIDTH, HEIGHT] = [960, 620];
const STEPS = 300;
/** The width of a letter, about. */
const LETTER = 6.4;

interface Node {
  cell: Cell;
  degree: number;
  x: number;
  y: number;
}
interface Edge {
  source: Node;
  target: Node;
  label: string;
  times: number;
}

/** Draw what joins the things of two columns; the names of a third, where there is one, are those of the edges. */
export function network(from: Column, to: Column, by: Column | undefined, isDirected: boolean): HTMLElement {
  const { nodes, edges, total } = graphOf(from, to, by);
  arrange(nodes, edges);
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": _("Network of the answer") });
  if (isDirected) {
    const marker = { id: "arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" };
    svg.append(drawn("defs", {}, drawn("marker", marker, drawn("path", { d: "M0 0 8 4 0 8z", class: "arrow" }))));
  }
  const shown = labelled(nodes);
  svg.append(...edges.map((edge) => line(edge, isDirected)), ...nodes.map((node) => mark(node, shown.has(node))));
  const counts = _("%(nodes)s of %(total)s things and %(edges)s links are drawn.", { nodes: nodes.length, total, edges: edges.length });
  return element("figure", { class: "chart graph" }, svg, element("figcaption", { class: "quiet" }, counts));
}

function graphOf(from: Column, to: Column, by: Column | undefined): { nodes: Node[]; edges: Edge[]; total: number } {
  const byName = new Map<string, Node>();
  const at = (cell: Cell): Node => {
    const name = cell.iri || `"${cell.text}`;
    const node = byName.get(name) ?? { cell, degree: 0, x: 0, y: 0 };
    byName.set(name, node);
    return node;
  };
  const edges = new Map<string, Edge>();
  from.cells.forEach((cell, row) => {
    const other = to.cells[row];
    if (cell.text === "" || other === undefined || other.text === "") return;
    const [source, target, label] = [at(cell), at(other), by?.cells[row]?.text ?? ""];
    const key = [cell.iri || cell.text, other.iri || other.text, label].join("\n");
    const edge = edges.get(key);
    if (edge) edge.times += 1;
    else edges.set(key, { source, target, label, times: 1 });
    source.degree += 1;
    target.degree += 1;
  });
  const nodes = [...byName.values()].sort((one, other) => other.degree - one.degree).slice(0, MOST_NODES);
  const kept = new Set(nodes);
  const between = [...edges.values()].filter(({ source, target }) => kept.has(source) && kept.has(target) && source !== target);
  return { nodes, edges: between, total: byName.size };
}

/** Lay out by attraction along edges and repulsion of all (Fruchterman and Reingold 1991), the same each time. */
function arrange(nodes: readonly Node[], edges: readonly Edge[]): void {
  nodes.forEach((node, number) => {
    const angle = number * 2.399963; // the golden angle spreads them evenly
    const radius = 18 * Math.sqrt(number + 0.5);
    node.x = radius * Math.cos(angle);
    node.y = radius * Math.sin(angle);
  });
  const ideal = 0.85 * Math.sqrt((WIDTH * HEIGHT) / Math.max(1, nodes.length));
  const moves = new Map(nodes.map((node) => [node, { x: 0, y: 0 }]));
  for (let step = 0; step < STEPS; step += 1) {
    const heat = 0.12 * WIDTH * (1 - step / STEPS) ** 2 + 0.5;
    for (const [node, move] of moves) [move.x, move.y] = [-node.x * 0.12, -node.y * 0.2];
    nodes.forEach((one, number) => {
      const push = moves.get(one);
      for (const other of nodes.slice(number + 1)) {
        const pull = moves.get(other);
        const [dx, dy] = [one.x - other.x || 0.01, one.y - other.y || 0.01];
        const force = (ideal * ideal) / Math.max(1, dx * dx + dy * dy);
        if (!push || !pull) continue;
        push.x += dx * force;
        push.y += dy * force;
        pull.x -= dx * force;
        pull.y -= dy * force;
      }
    });
    for (const { source, target } of edges) {
      const [one, other] = [moves.get(source), moves.get(target)];
      const [dx, dy] = [source.x - target.x, source.y - target.y];
      const force = Math.hypot(dx, dy) / ideal;
      if (!one || !other) continue;
      one.x -= dx * force;
      one.y -= dy * force;
      other.x += dx * force;
      other.y += dy * force;
    }
    for (const [node, move] of moves) {
      const length = Math.hypot(move.x, move.y) || 1;
      node.x += (move.x / length) * Math.min(length, heat);
      node.y += (move.y / length) * Math.min(length, heat);
    }
  }
  fit(nodes);
}

function fit(nodes: readonly Node[]): void {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [wide, high] = [Math.max(...xs) - left || 1, Math.max(...ys) - top || 1];
  for (const node of nodes) {
    node.x = 90 + ((node.x - left) / wide) * (WIDTH - 180);
    node.y = 30 + ((node.y - top) / high) * (HEIGHT - 60);
  }
}

function line({ source, target, label, times }: Edge, isDirected: boolean): SVGGElement {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy) || 1;
  const gap = isDirected ? radius(target) + 2 : 0;
  const [x, y] = [target.x - (dx / length) * gap, target.y - (dy / length) * gap];
  const shape = { x1: source.x, y1: source.y, x2: x, y2: y, "stroke-width": Math.min(5, 1 + Math.log2(times)), class: "edge" };
  const told = `${source.cell.text} – ${label ? `${label} – ` : ""}${target.cell.text}${times > 1 ? ` (${times})` : ""}`;
  return drawn("g", {}, drawn("title", {}, told), drawn("line", { ...shape, "marker-end": isDirected ? "url(#arrow)" : null }));
}

function radius(node: Node): number {
  return Math.min(14, 4.5 + 1.6 * Math.sqrt(node.degree));
}

/** Choose the nodes whose names stand beside them: the best linked ones first, as long as there is room. */
function labelled(nodes: readonly Node[]): ReadonlySet<Node> {
  const boxes: { left: number; right: number; top: number; bottom: number }[] = nodes.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 4, bottom: y + 4 }));
  const chosen = new Set<Node>();
  for (const node of nodes) {
    const length = Math.min(30, Array.from(node.cell.text).length) * LETTER + radius(node) + 4;
    const [left, right] = isLeft(node) ? [node.x - length, node.x - 7] : [node.x + 7, node.x + length];
    const box = { left, right, top: node.y - 7, bottom: node.y + 7 };
    if (boxes.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) continue;
    boxes.push(box);
    chosen.add(node);
  }
  return chosen;
}

/** Whether the name of a node stands to the left of it, which it does near the right edge. */
function isLeft(node: Node): boolean {
  return node.x > WIDTH * 0.8;
}

function mark(node: Node, isLabelled: boolean): SVGElement {
  const { cell, x, y } = node;
  const text = Array.from(cell.text);
  const label = text.length > 30 ? `${text.slice(0, 29).join("")}…` : cell.text;
  const type = cell.iri ? cell.type.toLowerCase() || "other" : "text";
  const size = radius(node);
  const shape =
    cell.iri === ""
      ? drawn("rect", { x: x - size, y: y - size * 0.7, width: 2 * size, height: 1.4 * size, class: "node text" })
      : drawn("circle", { cx: x, cy: y, r: size, class: `node ${/^[a-z]+$/.test(type) ? type : "other"}` });
  const beside = isLeft(node) ? { x: x - size - 4, "text-anchor": "end" } : { x: x + size + 4 };
  const name = drawn("text", { ...beside, y, class: isLabelled ? "label" : "label hover" }, label);
  const content = [drawn("title", {}, cell.text), shape, name];
  return cell.href === null ? drawn("g", {}, ...content) : drawn("a", { href: cell.href }, ...content);
}
