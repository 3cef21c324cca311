/** Suggestions for a field that refers to something, as a combobox (ARIA Authoring Practices, editable with a list). */

import { element } from "../lib/dom";
import { get } from "../lib/http";
import { root } from "../lib/page";
import { _ } from "../lib/texts";

export interface Suggestion {
  readonly id: string;
  readonly label: string;
  readonly type: string;
}

interface Findings {
  readonly items: readonly { readonly label: string; readonly type: string; readonly links: { readonly self: string } }[];
}

const PAUSE = 200;
const MOST = 8;
let count = 0;

/** Suggest what is of some types; `first` is offered before anything is typed. */
export function suggest(input: HTMLInputElement, types: readonly string[], first: readonly Suggestion[]): void {
  const list = element("ul", { role: "listbox", id: `suggestions-${++count}`, class: "curate-suggestions", hidden: true });
  list.setAttribute("aria-label", _("Suggestions"));
  const box = element("span", { class: "curate-combobox" });
  input.replaceWith(box);
  box.append(input, list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  input.setAttribute("aria-controls", list.id);
  let offered: readonly Suggestion[] = [];
  let active = -1;
  let waiting = 0;
  let asking = new AbortController();

  const close = (): void => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (it: Suggestion): void => {
    input.value = `${it.label} (${it.id})`;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  const offer = (them: readonly Suggestion[]): void => {
    offered = them;
    active = -1;
    list.replaceChildren(
      ...them.map((it, place) => {
        const option = element("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" }, it.label, " ");
        option.append(element("small", {}, it.id));
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          pick(it);
        });
        return option;
      }),
    );
    list.hidden = !them.length;
    input.setAttribute("aria-expanded", String(them.length > 0));
  };
  const move = (step: number): void => {
    if (list.hidden) offer(input.value.trim() ? offered : first);
    active = (active + step + offered.length) % Math.max(offered.length, 1);
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  };
  const search = async (): Promise<void> => {
    asking.abort();
    const words = input.value.trim();
    if (!words || /\([a-z]+\/[a-z0-9-]+\)$/.test(words)) return close();
    asking = new AbortController();
    const type = types.length === 1 ? { type: types[0] ?? "" } : {};
    const query = new URLSearchParams({ q: words, limit: "50", ...type });
    try {
      const { items } = await get<Findings>(`${root}/search?${query}`, asking.signal);
      const fitting = items.filter((each) => types.includes(each.type)).slice(0, MOST);
      if (document.activeElement === input) offer(fitting.map((each) => ({ ...each, id: reference(each.links.self) })));
    } catch (fault) {
      if (!(fault instanceof DOMException && fault.name === "AbortError")) close();
    }
  };

  input.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void search(), PAUSE);
  });
  input.addEventListener("focus", () => {
    if (!input.value && first.length) offer(first);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Escape") close();
    else if (event.key === "Enter" && !list.hidden && !event.ctrlKey) {
      const it = offered[Math.max(active, 0)];
      if (it) pick(it);
      event.preventDefault();
    }
  });
}

/** The id of a record by its address. */
function reference(address: string): string {
  return decodeURIComponent(new URL(address).pathname).slice(root.length + 1);
}
