/**
 * Suggestions while a name is typed, in every form that searches: a combobox with a list (WAI-ARIA Authoring Practices,
 * "Editable combobox with list autocomplete"). Choosing one leads to it; the form itself works as ever.
 */

import { drawn, element, one } from "../lib/dom";
import { get } from "../lib/http";
import { island, root } from "../lib/page";
import { _ } from "../lib/texts";

interface Found {
  readonly type: string;
  readonly label: string;
  readonly match: string;
  readonly links: { readonly self: string };
}

interface Findings {
  readonly items: readonly Found[];
  readonly total: number;
}

const PAUSE = 140; // milliseconds between the last key and the question
const MOST = 7;
let lists = 0;

island("suggest", (place) => {
  const form = place as HTMLFormElement;
  const input = one<HTMLInputElement>("input[type=search]", form);
  const id = `suggestions-${++lists}`;
  const list = element("ul", { id, role: "listbox", class: "suggestions", "aria-label": _("Suggestions"), hidden: true });
  const told = element("span", { class: "unseen", role: "status" });
  form.append(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  })) {
    input.setAttribute(name, value);
  }

  let timer = 0;
  let asking: AbortController | null = null;
  let active = -1;

  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];

  const close = (): void => {
    window.clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (next: number): void => {
    const all = options();
    active = next < -1 ? all.length - 1 : next >= all.length ? -1 : next;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    const chosen = all[active];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const show = (findings: Findings): void => {
    list.replaceChildren(...findings.items.map((found, number) => option(found, `${id}-${number}`)));
    list.hidden = findings.items.length === 0;
    active = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    told.textContent = _("%(count)s found", { count: findings.total });
  };

  const ask = async (): Promise<void> => {
    asking?.abort();
    if (input.value.trim() === "") {
      close();
      return;
    }
    const own = (asking = new AbortController());
    const wish = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name !== "show" && typeof value === "string") wish.append(name, value);
    }
    wish.set("limit", String(MOST));
    try {
      const findings = await get<Findings>(`${root}/search?${wish}`, own.signal);
      if (!own.signal.aborted && document.activeElement === input) show(findings);
    } catch {
      if (!own.signal.aborted) close(); // the form still searches
    }
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // of Hangul
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void ask();
      else choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      options()[active]?.click();
    }
  });
  input.addEventListener("blur", () => window.setTimeout(close, 120));
  form.addEventListener("submit", close);
});

function option(found: Found, id: string): HTMLElement {
  const name = found.type.toLowerCase();
  const match = found.match === found.label ? null : element("small", {}, found.match);
  const it = element(
    "li",
    { id, role: "option", "aria-selected": "false" },
    sign(name),
    element("span", {}, found.label, match),
    element("small", {}, _(found.type)),
  );
  it.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
  it.addEventListener("click", () => location.assign(new URL(found.links.self).pathname));
  return it;
}

/** The sign of a class, as the server draws it where it stands on the page already. */
function sign(name: string): Element {
  const drawing = document.querySelector(`svg.shape.${CSS.escape(name || "other")}`);
  if (drawing) return drawing.cloneNode(true) as Element;
  const mark = drawn("circle", { cx: 6, cy: 6, r: 4 });
  return drawn("svg", { class: `shape ${name}`, viewBox: "0 0 12 12", "aria-hidden": "true" }, mark);
}
