/** A form of a record while it is filled in: held against the shapes, with suggestions of what it may refer to. */

import { _ } from "../lib/texts";
import { element } from "../lib/dom";
import { data } from "../lib/page";
import { suggest, type Suggestion } from "./suggestions";
import { kept } from "./own";
import type { FigureTables } from "./figures";
import { fillFrom } from "./prefill";
import { digest, normalise, Text } from "./text";

/** What is said of fields, by their names; that of no field stands under the empty one. */
type Messages = Readonly<Record<string, readonly string[]>>;

interface Verdict {
  readonly conforms: boolean;
  readonly faults: Messages;
  readonly warnings: Messages;
  readonly hints: Messages;
  readonly standing: number;
  readonly alike: readonly { readonly id: string; readonly label: string }[];
}

const PAUSE = 400;

export function fillIn(form: HTMLFormElement): void {
  const { mentions, figures } = data<{ mentions: readonly Suggestion[]; figures: FigureTables | null }>("curate-form-data");
  const offered: { types: readonly string[]; own: Suggestion[] }[] = [];
  for (const field of form.querySelectorAll<HTMLElement>(".curate-field.reference")) {
    const types = (field.dataset["types"] ?? "").split(" ").filter(Boolean);
    if (!types.length) continue;
    const own = mentions.filter((each) => types.includes(each.type));
    offered.push({ types, own });
    for (const input of field.querySelectorAll("input")) suggest(input, types, own);
  }
  for (const field of form.querySelectorAll<HTMLElement>(".curate-field.many")) growing(field);
  explainByKey(form);
  checkWhileTyping(form);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector<HTMLButtonElement>('button[value="publish"], button[value="preview"]'));
  });
  if (!isAboutAnother()) begin(form);
  void showOwnWords(form, figures, (mention) => {
    for (const { types, own } of offered) if (types.includes(mention.type)) own.push(mention);
  });
}

/** Tell whether somebody comes to read what was done, or to a part of the page, and not to fill in. */
function isAboutAnother(): boolean {
  const { searchParams, hash } = new URL(location.href);
  return Boolean(hash) || searchParams.has("published") || searchParams.has("undone");
}

/** Go where there is something to do: the reason, what stands in the way, what is needed, or the first field of a new form. */
function begin(form: HTMLFormElement): void {
  const missing = [...form.querySelectorAll<HTMLInputElement>("[aria-required]")].find((each) => !each.value);
  const reason = form.querySelector<HTMLInputElement>("#reason");
  const first = (form.getAttribute("action") ?? "").endsWith("/new") ? form.querySelector<HTMLElement>(".curate-field [name]") : null;
  (reason ?? form.querySelector<HTMLElement>("#verdict .problem a") ?? missing ?? first)?.focus();
}

/** Let Tab go from field to field, past the help of each, which a key opens and closes from within the field. */
function explainByKey(form: HTMLFormElement): void {
  for (const mark of form.querySelectorAll<HTMLElement>(".curate-help > summary")) mark.tabIndex = -1;
  const hint = document.getElementById("help-keys");
  if (hint) hint.hidden = false;
  form.addEventListener("keydown", (event) => {
    const help = (event.target as Element).closest(".curate-field")?.querySelector<HTMLDetailsElement>(".curate-help");
    if (event.key !== "F1" || !help) return;
    event.preventDefault();
    help.open = !help.open;
  });
}

/** Give a field with several values one more place whenever the last is filled. */
function growing(field: HTMLElement): void {
  field.addEventListener("input", (event) => {
    const inputs = [...field.querySelectorAll<HTMLInputElement>("input[name]:not([type=checkbox])")];
    const last = inputs.at(-1);
    if (!last || event.target !== last || !last.value.trim()) return;
    const more = last.cloneNode() as HTMLInputElement;
    more.value = "";
    more.removeAttribute("id");
    more.removeAttribute("aria-required");
    more.setAttribute("aria-label", `${field.querySelector("label")?.textContent ?? ""} ${inputs.length + 1}`);
    (last.closest(".curate-combobox") ?? last).after(more);
    const types = (field.dataset["types"] ?? "").split(" ").filter(Boolean);
    if (types.length) suggest(more, types, []);
  });
}

/** Ask the service after each pause what stands in the way; an answer that is overtaken is dropped. */
function checkWhileTyping(form: HTMLFormElement): void {
  let waiting = 0;
  let asking = new AbortController();
  const check = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    fields.set("action", "check");
    const request = { method: "POST", body: fields, headers: { Accept: "application/json" }, signal: asking.signal };
    try {
      const answer = await fetch(form.getAttribute("action") ?? "", request); // a button is called action as well
      if (answer.ok) show(form, (await answer.json()) as Verdict);
    } catch (fault) {
      if (!(fault instanceof DOMException && fault.name === "AbortError")) throw fault;
    }
  };
  const soon = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void check(), PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}

function show(form: HTMLFormElement, { faults, warnings, hints, standing, alike }: Verdict): void {
  for (const field of form.querySelectorAll<HTMLElement>(".curate-field")) {
    const name = field.dataset["field"] ?? "";
    const list = field.querySelector(".curate-faults");
    list?.replaceChildren(
      ...(faults[name] ?? []).map((each) => element("li", { class: "bad" }, each)),
      ...(warnings[name] ?? []).map((each) => element("li", { class: "warn" }, each)),
    );
    for (const input of field.querySelectorAll("input, select, textarea")) {
      if (faults[name]) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
  const verdict = document.getElementById("verdict");
  const root = (form.getAttribute("action") ?? "").replace(/\/curate\/.*$/, "");
  const doubled = alike.map(({ id, label }) => {
    const told = _("This passage already has a contribution of this amount:");
    return element("p", { class: "callout warn" }, `${told} `, element("a", { href: `${root}/${id}` }, label));
  });
  const labelled = ({ name, message }: { name: string; message: string }) => {
    const label = form.querySelector(`[data-field="${name}"] label, [data-field="${name}"] summary`)?.firstChild;
    const text = label?.textContent?.trim() ?? "";
    return element("li", {}, name ? element("a", { href: `#f-${name}` }, text || name) : null, `${name ? ": " : ""}${message}`);
  };
  const listed = (style: string, head: string, messages: Messages) => {
    const items = Object.entries(messages).flatMap(([name, own]) => own.map((message) => labelled({ name, message })));
    return items.length ? [element("div", { class: style }, element("p", {}, head), element("ul", {}, ...items))] : [];
  };
  const obstacles = listed("problem", _("This stands in the way:"), faults);
  const doubts = listed("callout warn", _("Nothing forbids it, but look at this first:"), warnings);
  const good = element("p", { class: "callout good" }, _("Nothing stands in the way."));
  const outcome = obstacles.length ? obstacles : doubts;
  const known = standing ? [element("p", { class: "quiet" }, _("Findings of the checks that stood before: %(number)s", { number: standing }))] : [];
  const quiet = [...listed("quiet", _("Worth knowing:"), hints), ...known];
  verdict?.replaceChildren(...(outcome.length || doubled.length ? [...outcome, ...doubled] : [good]), ...quiet);
}

/** Show the words of passages that only this browser has, and fill in a new form from the first. */
async function showOwnWords(
  form: HTMLFormElement,
  tables: FigureTables | null,
  suggested: (mention: Suggestion) => void,
): Promise<void> {
  let isFilled = "seen" in form.dataset;
  for (const quote of document.querySelectorAll<HTMLElement>("blockquote[data-passage]")) {
    const [slug = "", place = "", told = ""] = (quote.dataset["passage"] ?? "").split(":");
    const own = kept(slug);
    const [start = 0, end = 0] = place.split("-").map(Number);
    if (own === null || !crypto.subtle) continue;
    const words = new Text(normalise(own.raw)).slice(start + own.start, end + own.start);
    if ((await digest(words)) !== told) continue;
    quote.textContent = words;
    quote.classList.remove("quiet");
    if (tables && !isFilled) {
      isFilled = true;
      (await fillFrom(form, words, tables)).forEach(suggested);
    }
  }
}
