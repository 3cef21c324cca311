/** The network explorer: a drawing beside the tables, what is chosen in it, and a form that is followed at once. */

import { element, one } from "../lib/dom";
import { data, island } from "../lib/page";
import { offerPng } from "../lib/picture";
import { canDraw, type Drawn, Stage } from "../lib/stage";
import { _ } from "../lib/texts";

island("network", (place) => {
  const form = one<HTMLFormElement>("form.controls");
  if (place.classList.contains("bubbles")) {
    offerPng(document);
    follow(form, null, () => undefined);
    return;
  }
  if (!canDraw()) return; // the tables and the picture of the server stay
  const panel = element("section", { class: "panel", "aria-label": _("What is chosen"), hidden: true });
  const canvas = element("div", { class: "canvas", "aria-hidden": "true" });
  place.append(canvas, panel);
  const stage = new Stage(canvas, (id) => choose(id, false));
  place.classList.add("live");
  place.removeAttribute("tabindex"); // nothing is to be scrolled any more
  place.querySelector("img")?.remove();
  place.append(tools(stage));
  stage.show(data<Drawn>("network-data"));
  let from: HTMLElement | null = null;

  /** Show what is known of a node; `byKey` moves the focus there, and back when it is closed. */
  function choose(id: string | null, byKey: boolean): void {
    stage.choose(id);
    for (const row of rows("#node-table [data-id]")) row.classList.toggle("chosen", row.dataset["id"] === id);
    panel.hidden = id === null;
    if (id === null) {
      from?.focus();
      from = null;
      return;
    }
    panel.replaceChildren(...told(id, (other) => choose(other, true), () => choose(null, false)));
    if (byKey) one("h2", panel).focus();
  }

  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("#node-table th a");
    const id = link?.closest("tr")?.dataset["id"];
    if (!link || !id || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    from = link;
    choose(id, event.detail === 0);
  });
  panel.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") choose(null, false);
  });
  follow(form, stage, () => choose(null, false));
});

/** Give what the tables say of a node: its numbers, where its name leads, and its edges with their evidence. */
function told(id: string, choose: (id: string) => void, close: () => void): HTMLElement[] {
  const row = rows("#node-table [data-id]").find((each) => each.dataset["id"] === id);
  const link = row?.querySelector<HTMLAnchorElement>("th a");
  const edges = rows("#edge-table [data-source]").filter(({ dataset }) => [dataset["source"], dataset["target"]].includes(id));
  const page = edges.flatMap((edge) => [...edge.querySelectorAll<HTMLAnchorElement>("td a")]).find((each) => each.textContent === link?.textContent);
  return [
    element("button", { class: "close", type: "button", "aria-label": _("Close"), onclick: close }, "×"),
    element("h2", { tabindex: "-1" }, link?.textContent ?? id),
    element("p", { class: "actions" },
      page ? element("a", { href: page.href }, _("Its page")) : null,
      link ? element("a", { href: link.href }, _("What is around it")) : null,
    ),
    element("dl", {}, ...numbers(row)),
    edges.length
      ? element("ul", { class: "plain ends" }, ...edges.map((edge) => end(edge, id, choose)))
      : element("p", { class: "quiet" }, _("None of its edges is in the table. What is around it has all of them.")),
  ];
}

function numbers(row: HTMLElement | undefined): HTMLElement[] {
  const heads = [...document.querySelectorAll("#node-table thead th")];
  const cells = [...(row?.children ?? [])];
  return cells.flatMap((cell, at) =>
    cell.classList.contains("number")
      ? [element("div", {}, element("dt", {}, heads[at]?.textContent ?? ""), element("dd", {}, cell.textContent))]
      : [],
  );
}

/** Give one edge as it is seen from one of its ends. */
function end(edge: HTMLElement, id: string, choose: (id: string) => void): HTMLElement {
  const other = edge.dataset["source"] === id ? edge.dataset["target"] : edge.dataset["source"];
  const [from, role, to, ...rest] = [...edge.children];
  const name = (edge.dataset["source"] === id ? to : from)?.textContent?.trim() ?? "";
  const more = rest.filter((cell) => cell.classList.contains("quiet")).flatMap((cell) => [" ", ...[...cell.cloneNode(true).childNodes]]);
  const item = element("li", {},
    element("button", { type: "button", class: "link", onclick: () => choose(other ?? "") }, name),
    element("small", {}, ` ${role?.textContent ?? ""}`),
  );
  const evidence = element("small", { class: "evidence" });
  evidence.append(...more);
  item.append(evidence);
  return item;
}

/** Show at once what is chosen in the form, and keep the address in step. */
function follow(form: HTMLFormElement, stage: Stage | null, close: () => void): void {
  let asking = new AbortController();
  const slider = slide(one<HTMLSelectElement>("#as_of", form), () => void update(false));
  form.addEventListener("change", ({ target }) => void update(target !== slider));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void update(true);
  });
  addEventListener("popstate", () => location.reload());

  async function update(isStep: boolean): Promise<void> {
    asking.abort();
    asking = new AbortController();
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "").map(([name, value]) => [name, String(value)]);
    const address = `${location.pathname}?${new URLSearchParams(pairs)}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const drawn = page.getElementById("network-data");
      history[isStep ? "pushState" : "replaceState"](null, "", address);
      const isDrawnByGroups = page.querySelector(".bubbles") !== null;
      if (answer.ok && (stage ? isDrawnByGroups : drawn !== null)) return location.reload(); // another kind of drawing
      if (!answer.ok || (drawn === null && !isDrawnByGroups)) {
        one("#count").textContent = page.querySelector(".problem, .empty")?.textContent ?? _("Nothing is left with these choices.");
        return;
      }
      close();
      const parts = stage ? [".nodes", ".drawing figcaption"] : [".explorer", "#node-part"];
      for (const part of ["#count", "#community", ...parts, "#edge-part"]) {
        const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
        if (old && fresh) old.replaceWith(document.importNode(fresh, true));
      }
      if (!stage) offerPng(document);
      if (drawn) stage?.show(JSON.parse(drawn.textContent) as Drawn);
    } catch (fault) {
      if (!(fault instanceof DOMException)) location.assign(address); // whoever asks the server sees what it says
    }
  }
}

/** Put a slider beside a list of years. */
function slide(list: HTMLSelectElement, moved: () => void): HTMLInputElement {
  const years = [...list.options].slice(1);
  const last = years.length;
  const at = list.selectedIndex || last + 1;
  const slider = element("input", { type: "range", min: "1", max: String(last + 1), value: String(at), "aria-label": _("Up to the year") });
  slider.addEventListener("input", () => {
    list.selectedIndex = slider.valueAsNumber > last ? 0 : slider.valueAsNumber;
    slider.setAttribute("aria-valuetext", list.selectedOptions[0]?.textContent ?? "");
    moved();
  });
  list.addEventListener("change", () => (slider.value = String(list.selectedIndex || last + 1)));
  if (last > 1) list.after(slider);
  return slider;
}

function tools(stage: Stage): HTMLElement {
  const tool = (sign: string, label: string, act: () => void) =>
    element("button", { type: "button", "aria-label": label, title: label, onclick: act }, sign);
  return element("div", { class: "tools" },
    tool("+", _("Closer"), () => void stage.look("closer")),
    tool("−", _("Farther"), () => void stage.look("farther")),
    tool("⤢", _("Show all"), () => void stage.look("all")),
    tool("PNG", _("Download as PNG"), () => void download(stage)),
  );
}

async function download(stage: Stage): Promise<void> {
  const address = URL.createObjectURL(await stage.picture());
  element("a", { href: address, download: "network.png" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function rows(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}
