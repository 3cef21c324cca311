/** Blanks that ask for something in the graph offer its names while somebody types. */

import { element } from "../lib/dom";
import { get } from "../lib/http";
import { island, root } from "../lib/page";

interface Found {
  items: { label: string; type: string }[];
}

const WAIT = 150;
let lists = 0;

island("names", (form) => {
  for (const blank of form.querySelectorAll<HTMLInputElement>("[data-names]")) offer(blank);
});

function offer(blank: HTMLInputElement): void {
  const list = element("datalist", { id: `names-${++lists}` });
  blank.after(list);
  blank.setAttribute("list", list.id);
  let waiting = 0;
  let asking = new AbortController();
  blank.addEventListener("input", () => {
    clearTimeout(waiting);
    asking.abort();
    const words = blank.value.trim();
    if (words.length < 2 || [...list.options].some(({ value }) => value === words)) return;
    asking = new AbortController();
    waiting = window.setTimeout(() => void fill(list, words, asking.signal), WAIT);
  });
}

async function fill(list: HTMLDataListElement, words: string, signal: AbortSignal): Promise<void> {
  const query = new URLSearchParams({ q: words, limit: "8" });
  try {
    const { items } = await get<Found>(`${root}/search?${query}`, signal);
    list.replaceChildren(...items.map(({ label, type }) => element("option", { value: label, label: type })));
  } catch {
    list.replaceChildren(); // nothing is offered, and what is typed counts
  }
}
