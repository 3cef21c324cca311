/** The rows of an answer as the table of the page has them, and that table sorted. */

import { address, element } from "../lib/dom";
import { _ } from "../lib/texts";

export interface Cell {
  text: string;
  /** The number, where it is one. */
  value: number | null;
  /** The IRI, where it is one, with the class of its record and the address of its page. */
  iri: string;
  type: string;
  href: string | null;
}
export interface Column {
  name: string;
  isNumber: boolean;
  isThing: boolean;
  cells: readonly Cell[];
}

/** Read the columns of a table. */
export function columnsOf(table: HTMLTableElement): Column[] {
  const rows = [...(table.tBodies[0]?.rows ?? [])].map((row) => [...row.cells].map(read));
  return [...(table.tHead?.rows[0]?.cells ?? [])].map((head, number) => {
    const cells = rows.map((row) => row[number] ?? { text: "", value: null, iri: "", type: "", href: null });
    const there = cells.filter((cell) => cell.text !== "");
    return {
      name: head.dataset["name"] ?? head.textContent.trim(),
      isNumber: there.length > 0 && there.every((cell) => cell.value !== null),
      isThing: there.length > 0 && there.every((cell) => cell.iri !== ""),
      cells,
    };
  });
}

function read(cell: HTMLTableCellElement): Cell {
  const { value, iri = "", type = "" } = cell.dataset;
  const link = cell.querySelector("a");
  const text = cell.classList.contains("unbound") ? "" : withoutNotes(cell);
  const href = link === null ? null : address(link.getAttribute("href") ?? "");
  return { text, value: value === undefined ? null : Number(value), iri, type, href };
}

/** The value of a cell, without its language or datatype, which stand beside it. */
function withoutNotes(cell: HTMLTableCellElement): string {
  const copy = cell.cloneNode(true) as HTMLTableCellElement;
  for (const note of copy.querySelectorAll("small")) note.remove();
  return copy.textContent.trim();
}

/** Let the heads of a table sort it; a second time the other way round. */
export function sortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  heads.forEach((head, number) => {
    const name = head.textContent.trim();
    head.dataset["name"] = name;
    const sort = () => {
      const falls = head.getAttribute("aria-sort") === "ascending";
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falls ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [read(row.cells[number] as HTMLTableCellElement), row] as const);
      rows.sort(([one], [other]) => {
        if (one.text === "" || other.text === "") return Number(one.text === "") - Number(other.text === "");
        const order = one.value !== null && other.value !== null ? one.value - other.value : compare(one.text, other.text);
        return falls ? -order : order;
      });
      body.append(...rows.map(([, row]) => row));
    };
    head.replaceChildren(element("button", { type: "button", class: "sort", onclick: sort, title: _("Sort by %(name)s", { name }) }, name));
  });
}
