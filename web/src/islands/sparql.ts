/** The editor of the page for queries, and its answers in place. Without it the page is a form that works. */

import { one } from "../lib/dom";
import { island } from "../lib/page";
import { _ } from "../lib/texts";
import { adorn, Asking, copy } from "../sparql/asking";
import { completing } from "../sparql/completion";
import { edit, onChange, replace } from "../sparql/editor";
import { linting } from "../sparql/lint";

island("sparql", (page) => {
  const form = one<HTMLFormElement>("form.query-editor", page);
  const field = one<HTMLTextAreaElement>("textarea", form);
  const { lint = "", terms = "", search = "" } = form.dataset;
  const draft: unknown = (history.state as { draft?: unknown } | null)?.draft;
  if (typeof draft === "string") field.value = draft;
  const asking = new Asking(form);
  const query = () => view.state.doc.toString();
  const run = () => void asking.ask(query(), false);
  const view = edit(field, run, [linting(lint, one("[data-faults]", form)), completing(terms, search), onChange(() => asking.forget())]);

  one("label", form).addEventListener("click", () => view.focus());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void asking.ask(query(), (event.submitter as HTMLButtonElement | null)?.name === "explain");
  });
  let isGoingBack = false;
  addEventListener("popstate", () => {
    isGoingBack = true;
    location.reload();
  });
  addEventListener("pagehide", () => isGoingBack || history.replaceState({ draft: query() }, ""));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) run();
  });

  const share = one<HTMLButtonElement>("[data-share]", form);
  share.addEventListener("click", () => void copy(share, asking.address(query()).href));
  const prefixes = new Map([...page.querySelectorAll<HTMLElement>("[data-prefix]")].map((each) => [each.dataset["prefix"] ?? "", each.textContent]));
  const writing = one<HTMLButtonElement>("[data-prefixes]", form);
  writing.addEventListener("click", () => replace(view, withPrefixes(query(), prefixes)));
  filter(page);
  adorn(one("#answer", page));
  for (const each of [share, writing, one("[data-with-editor]", form)]) each.hidden = false;
});

/** Declare the usual prefixes that a query uses and does not declare, so that it can be asked anywhere. */
function withPrefixes(query: string, prefixes: ReadonlyMap<string, string>): string {
  const text = query.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, "");
  const isDeclared = (name: string) => new RegExp(`\\bPREFIX\\s+${name}:`, "i").test(text);
  const isUsed = (name: string) => new RegExp(`(?<![\\w:-])${name}:`).test(text);
  const missing = [...prefixes].filter(([name]) => isUsed(name) && !isDeclared(name));
  const lines = missing.map(([name, iri]) => `PREFIX ${name}: <${iri}>`);
  return lines.length === 0 ? query : `${lines.join("\n")}\n${query}`;
}

/** Let the reader find a question of the gallery by its words. */
function filter(page: HTMLElement): void {
  const field = one<HTMLInputElement>("[data-filter]", page);
  const groups = [...page.querySelectorAll<HTMLDetailsElement>(".gallery-groups details")];
  const open = new Map(groups.map((group) => [group, group.open]));
  field.hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const group of groups) {
      const group_name = group.querySelector("summary")?.textContent ?? "";
      const items = [...group.querySelectorAll("li")];
      for (const item of items) {
        const text = `${group_name} ${item.textContent}`.toLocaleLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
      }
      group.hidden = items.every((item) => item.hidden);
      group.open = words.length > 0 || (open.get(group) ?? false);
    }
    one("[data-no-match]", page).hidden = groups.some((group) => !group.hidden);
  });
}
