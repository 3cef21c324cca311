/** An answer as a table, a chart or a network; which one stands in the address. */

import { element, one } from "../lib/dom";
import { _ } from "../lib/texts";
import { chart, type Shape, SHAPES } from "./chart";
import { network } from "./network";
import { type Column, columnsOf, sortable } from "./rows";

type View = "table" | "chart" | "network";

const names: Readonly<Record<View, string>> = { table: _("Table"), chart: _("Chart"), network: _("Network") };
const shapes: Readonly<Record<Shape, string>> = { bar: _("Bars"), line: _("Line"), scatter: _("Points") };

/** Give the answer its views, where it has rows. */
export function show(answer: HTMLElement): void {
  const table = answer.querySelector<HTMLTableElement>('[data-view="table"] table');
  if (table === null) return;
  sortable(table);
  const columns = columnsOf(table);
  const views = (["table", "chart", "network"] as const).filter((view) => isPossible(view, columns));
  if (views.length === 1) return;
  const [bar, rows, drawing] = [one("[data-views]", answer), one('[data-view="table"]', answer), one('[data-view="drawing"]', answer)];
  const buttons = views.map((view) => element("button", { type: "button", onclick: () => choose(view) }, names[view]));
  const choose = (view: View) => {
    keep({ view: view === "table" ? null : view });
    views.forEach((each, number) => buttons[number]?.setAttribute("aria-pressed", String(each === view)));
    rows.hidden = view !== "table";
    drawing.hidden = view === "table";
    if (view === "chart") drawing.replaceChildren(charts(columns));
    if (view === "network") drawing.replaceChildren(networkOf(columns));
  };
  bar.replaceChildren(...buttons);
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", _("Show as"));
  bar.hidden = false;
  const asked = views.find((view) => view === kept("view"));
  choose(asked ?? "table");
}

function isPossible(view: View, columns: readonly Column[]): boolean {
  if (view === "chart") return columns.length > 1 && columns.some((column) => column.isNumber);
  return view === "table" || ends(columns) !== null;
}

/** The two columns that are joined: the things of triples, or the first two columns of things. */
function ends(columns: readonly Column[]): readonly [Column, Column, Column | undefined] | null {
  const [first, second, third] = columns;
  if (isTriples(columns) && first && second && third) return [first, third, second];
  const [from, to] = columns.filter((column) => column.isThing);
  if (!from || !to) return null;
  const between = columns.find((column) => column !== from && column !== to && !column.isNumber);
  return [from, to, between];
}

function isTriples(columns: readonly Column[]): boolean {
  return columns.map(({ name }) => name).join(" ") === "subject predicate object";
}

function networkOf(columns: readonly Column[]): HTMLElement {
  const [from, to, by] = ends(columns) ?? [];
  if (!from || !to) throw new Error("no two columns of things");
  return network(from, to, by, isTriples(columns));
}

function charts(columns: readonly Column[]): HTMLElement {
  const numbers = columns.filter((column) => column.isNumber);
  const named = columns.find((column) => !column.isNumber && !isLong(column)) ?? columns.find((column) => !column.isNumber);
  const place = element("div", {});
  const shape = choice("chart", _("Drawn as"), SHAPES.map((each) => [each, shapes[each]]), numbers.length === columns.length ? "scatter" : "bar");
  const across = choice("across", _("Along"), columns.map(({ name }) => [name, name]), named?.name ?? columns[0]?.name ?? "");
  const up = choice("up", _("Height"), numbers.map(({ name }) => [name, name]), numbers.find(({ name }) => name !== named?.name)?.name ?? "");
  const draw = () => {
    const [along, high] = [columns.find(({ name }) => name === across.select.value), numbers.find(({ name }) => name === up.select.value)];
    if (along && high) place.replaceChildren(chart(shape.select.value as Shape, along, high));
  };
  for (const { select } of [shape, across, up]) {
    select.addEventListener("change", () => {
      keep({ [select.name]: select.value });
      draw();
    });
  }
  draw();
  return element("div", {}, element("div", { class: "fields" }, shape.field, across.field, up.field), place);
}

function isLong(column: Column): boolean {
  return column.cells.some((cell) => cell.text.length > 200);
}

function choice(name: string, label: string, options: readonly (readonly [string, string])[], usual: string) {
  const asked = kept(name);
  const chosen = options.some(([value]) => value === asked) ? asked : usual;
  const select = element("select", { name }, ...options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)));
  return { select, field: element("label", { class: "field" }, label, select) };
}

function kept(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

/** Keep how the answer is shown in the address of the page. */
function keep(parameters: Readonly<Record<string, string | null>>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
