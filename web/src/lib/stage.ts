/** A drawing of a network on a stage: nodes at places that the server gave, and what is chosen of them. */

import Graph from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import { Shapes, shapeOf } from "./shapes";

interface Spot {
  id: string;
  label: string;
  type: string;
  x: number;
  y: number;
  score: number;
  community?: number;
}

export interface Drawn {
  directed: boolean;
  focus: string | null;
  nodes: Spot[];
  /** The places of both ends in `nodes`, and the weight. */
  ties: [number, number, number][];
}

/** The tokens of colour, which are of the light or the dark page. */
const COLOURS = ["organisation", "programme", "project", "contribution", "participation", "agreement", "event"];

/** Tell whether this browser draws with WebGL. */
export function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

type Box = [left: number, top: number, right: number, bottom: number];
type Label = { key?: string; x: number; y: number; size: number; label?: string | null; stands?: boolean; foremost?: boolean };

/** Nodes with the highest scores whose names are written also where small marks are in the way. */
const FOREMOST = 8;
/** Characters of a line of a name, of which there are two. */
const LINE = 20;

export class Stage {
  readonly graph = new Graph({ multi: true });
  private readonly sigma: Sigma;
  private readonly probe = document.createElement("span");
  private readonly palette = new Map<string, string>();
  private chosen: string | null = null;
  private hovered: string | null = null;
  private focus: string | null = null;
  private near = new Set<string>();
  /** Where names stand already, in the picture that is being drawn. */
  private taken: Box[] = [];
  /** Where the marks of nodes are in it, once somebody asked. */
  private marks: Map<string, Box> | null = null;

  /** Draw on `place`, and tell `choose` of the node that somebody clicks, and of none where they click beside. */
  constructor(place: HTMLElement, choose: (id: string | null) => void) {
    this.probe.hidden = true;
    place.append(this.probe);
    this.sigma = new Sigma(this.graph, place, this.settings());
    this.sigma.on("clickNode", ({ node }) => choose(node));
    this.sigma.on("clickStage", () => choose(null));
    this.sigma.on("enterNode", ({ node }) => this.hover(node));
    this.sigma.on("leaveNode", () => this.hover(null));
    this.sigma.on("beforeRender", () => {
      this.taken = [];
      this.marks = null;
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
  }

  /** Show a network in the place of what was shown; a node that was there stays where it was. */
  show(drawn: Drawn): void {
    const before = new Map(this.graph.mapNodes((id, { x, y }) => [id, { x, y }]));
    this.graph.clear();
    this.focus = drawn.focus;
    const most = Math.max(...drawn.nodes.map(({ score }) => score), 1e-12);
    const foremost = new Set([...drawn.nodes].sort((one, other) => other.score - one.score).slice(0, FOREMOST));
    for (const node of drawn.nodes) {
      const { id, x, y, score, type, ...rest } = node;
      const size = 4 + 12 * Math.sqrt(Math.max(score, 0) / most);
      this.graph.addNode(id, { x, y: -y, ...before.get(id), size, kind: type, shape: shapeOf(type), foremost: foremost.has(node), ...rest });
    }
    const heaviest = Math.max(...drawn.ties.map(([, , weight]) => weight), 1);
    for (const [from, to, weight] of drawn.ties) {
      const [source, target] = [drawn.nodes[from], drawn.nodes[to]];
      const size = 0.8 + 3.2 * Math.sqrt(weight / heaviest);
      if (source && target) this.graph.addEdge(source.id, target.id, { size, type: drawn.directed ? "arrow" : "line" });
    }
    this.dress();
  }

  /** Let a node stand out with what it is linked to; none lets all be alike. */
  choose(id: string | null): void {
    this.chosen = id !== null && this.graph.hasNode(id) ? id : null;
    this.mark();
  }

  /** Move the camera: closer, farther, or so that all is seen. */
  async look(how: "closer" | "farther" | "all"): Promise<void> {
    const camera = this.sigma.getCamera();
    const still = { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200 };
    await (how === "all" ? camera.animatedReset(still) : how === "closer" ? camera.animatedZoom(still) : camera.animatedUnzoom(still));
  }

  /** Give the drawing as it is seen, as a picture. */
  async picture(): Promise<Blob> {
    this.sigma.refresh();
    const layers = Object.values(this.sigma.getCanvases());
    const whole = document.createElement("canvas");
    [whole.width, whole.height] = [layers[0]?.width ?? 1, layers[0]?.height ?? 1];
    const context = whole.getContext("2d") as CanvasRenderingContext2D;
    context.fillStyle = this.colour("surface");
    context.fillRect(0, 0, whole.width, whole.height);
    for (const layer of layers) context.drawImage(layer, 0, 0, whole.width, whole.height);
    return new Promise((done, fail) => whole.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture")))));
  }

  private hover(id: string | null): void {
    this.hovered = id;
    this.mark();
  }

  private mark(): void {
    const standing = this.hovered ?? this.chosen;
    this.near = new Set(standing === null ? [] : [standing, ...this.graph.neighbors(standing)]);
    this.sigma.refresh({ skipIndexation: true });
  }

  /** Read the colours of the page and put them on. */
  private dress(): void {
    this.palette.clear();
    this.sigma.setSetting("labelColor", { color: this.colour("ink") });
    this.sigma.refresh();
  }

  private colourOf(type: string, community?: number): string {
    const name = community === undefined ? type.toLowerCase() : (COLOURS[(community - 1) % COLOURS.length] ?? "other");
    return this.colour(`c-${name}`) || this.colour("c-other");
  }

  /** Give a colour token as the numbers that it comes to on this page; empty for a name that is none. */
  private colour(token: string): string {
    let colour = this.palette.get(token);
    if (colour === undefined) {
      this.probe.style.color = `var(--${token}, transparent)`;
      const computed = getComputedStyle(this.probe).color;
      colour = computed === "rgba(0, 0, 0, 0)" ? "" : computed;
      this.palette.set(token, colour);
    }
    return colour;
  }

  private settings(): Partial<Settings> {
    const font = getComputedStyle(document.body).fontFamily;
    return {
      nodeProgramClasses: { circle: Shapes },
      edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram },
      labelFont: font,
      labelSize: 13,
      labelWeight: "500",
      labelRenderedSizeThreshold: 5,
      labelDensity: 10_000, // all of them are tried, the largest first: one cell of the grid has everything
      labelGridCellSize: 100_000,
      stagePadding: 44,
      zIndex: true,
      allowInvalidContainer: true,
      defaultDrawNodeLabel: (context, node, { labelSize }) => this.write(context, node, labelSize, ""),
      defaultDrawNodeHover: (context, node, { labelSize }) => this.write(context, node, labelSize, "raised"),
      nodeReducer: (id, node) => this.shown(id, node),
      edgeReducer: (edge, shown) => this.drawn(edge, shown),
    };
  }

  private shown(id: string, node: Record<string, unknown>): Record<string, unknown> {
    const stands = id === this.focus || id === this.chosen || id === this.hovered;
    const color = this.colourOf(String(node["kind"]), node["community"] as number | undefined);
    if (!this.near.size || this.near.has(id))
      return { ...node, color, stands, forceLabel: stands || this.near.has(id), highlighted: id === this.chosen, zIndex: stands ? 2 : 1 };
    return { ...node, color: mixed(color, this.colour("surface"), 0.75), label: "", zIndex: 0 };
  }

  private drawn(edge: string, shown: Record<string, unknown>): Record<string, unknown> {
    if (!this.near.size) return { ...shown, color: mixed(this.colour("line"), this.colour("edge"), 0.45) };
    const standing = this.hovered ?? this.chosen;
    if (this.graph.extremities(edge).includes(standing ?? "")) return { ...shown, color: this.colour("accent"), zIndex: 1 };
    return { ...shown, color: this.colour("raised"), zIndex: 0 };
  }

  /** Write the name of a node where it lies over nothing: below its mark, above, or beside; else nowhere. */
  private write(context: CanvasRenderingContext2D, node: Label, size: number, paper: string): void {
    if (!node.label) return;
    context.font = `500 ${size}px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = "top";
    context.textAlign = "center";
    const lines = broken(node.label);
    const wide = Math.max(...lines.map((line) => context.measureText(line).width));
    const box = this.room(node, wide, lines.length * (size + 1), Boolean(paper || node.stands));
    if (!box) return;
    this.taken.push(box);
    if (paper) {
      context.fillStyle = this.colour(paper);
      context.beginPath();
      context.roundRect(box[0] - 6, box[1] - 3, wide + 12, box[3] - box[1] + 6, 4);
      context.fill();
    }
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = this.colour(paper || "surface");
    context.fillStyle = this.colour("ink");
    lines.forEach((line, row) => {
      const [x, y] = [(box[0] + box[2]) / 2, box[1] + row * (size + 1)];
      context.strokeText(line, x, y);
      context.fillText(line, x, y);
    });
    context.textAlign = "start";
    context.textBaseline = "alphabetic";
  }

  /** Find a place for a name: that of a foremost node may lie over some marks, one that has to be over anything. */
  private room(node: Label, wide: number, high: number, mustBe: boolean): Box | null {
    const { width, height } = this.sigma.getDimensions();
    const [gap, middle] = [node.size + 3, node.x - wide / 2];
    const corners: [number, number][] = [
      [middle, node.y + gap],
      [middle, node.y - gap - high],
      [node.x + gap, node.y - high / 2],
      [node.x - gap - wide, node.y - high / 2],
    ];
    const boxes = corners.map(([left, top]): Box => [left, top, left + wide, top + high]);
    const inside = boxes.filter((box) => box[0] >= 2 && box[1] >= 2 && box[2] <= width - 2 && box[3] <= height - 2);
    this.marks ??= this.places();
    const others = [...this.marks].flatMap(([id, mark]) => (id === node.key ? [] : [mark]));
    const over = (box: Box): number => others.filter((mark) => overlap(box, mark)).length;
    const between = inside.filter((box) => !this.taken.some((name) => overlap(box, name)));
    const best = between.sort((one, other) => over(one) - over(other))[0];
    if (best && (node.foremost || mustBe || !over(best))) return best;
    return mustBe ? (inside[0] ?? boxes[0] ?? null) : null;
  }

  private places(): Map<string, Box> {
    return new Map(
      this.graph.mapNodes((id) => {
        const shown = this.sigma.getNodeDisplayData(id);
        if (!shown) return [id, [0, 0, 0, 0]];
        const { x, y } = this.sigma.framedGraphToViewport(shown);
        const size = this.sigma.scaleSize(shown.size);
        return [id, [x - size, y - size, x + size, y + size]];
      }),
    );
  }
}

/** Break a name into two lines at most, the second cut where there is more. */
function broken(name: string): string[] {
  if (name.length <= LINE) return [name];
  const at = name.lastIndexOf(" ", LINE);
  const first = at > 0 ? name.slice(0, at) : name.slice(0, LINE);
  const rest = name.slice(first.length).trim();
  return [first, rest.length > LINE + 2 ? `${rest.slice(0, LINE + 1).trimEnd()}…` : rest];
}

function overlap(one: Box, other: Box): boolean {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/** Mix two colours, `share` of the second. */
function mixed(one: string, other: string, share: number): string {
  const [first, second] = [one, other].map((colour) => (colour.match(/[\d.]+/g) ?? ["128", "128", "128"]).map(Number));
  const parts = [0, 1, 2].map((at) => Math.round((first?.[at] ?? 0) * (1 - share) + (second?.[at] ?? 0) * share));
  return `rgb(${parts.join(", ")})`;
}
