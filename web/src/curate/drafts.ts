/** Drafts of records, kept in this browser while they are typed: they outlive the tab, and several stand side by side. */

import { element, one } from "../lib/dom";
import { language, root } from "../lib/page";
import { _ } from "../lib/texts";

export interface Draft {
  readonly id: string;
  readonly action: string;
  readonly by: string;
  readonly title: string;
  readonly time: string;
  readonly pairs: readonly (readonly [string, string])[];
}

const PREFIX = "curate-draft ";
const CURRENT = "curate-current ";
const PUBLISHING = "curate-publishing";
const PAUSE = 300;
/** The form that the server writes dates in. */
const LOCALE = language === "en" ? "en-GB" : language;
const PASSING = /^(csrf|action|change\.previewed|take\..*)$/;

/** Keep what is typed into a form. A form that a draft was taken up in, or that was checked before, goes on with it. */
export function keepDraft(form: HTMLFormElement): void {
  const action = form.getAttribute("action") ?? "";
  forgetPublished();
  const id = idOf(form, action);
  const status = one("#draft-status");
  let waiting = 0;
  const keep = (): void => {
    const pairs = [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === "string" && value && !PASSING.test(name) ? [[name, value] as const] : [],
    );
    const title = [form.dataset["title"], form.querySelector<HTMLInputElement>("#f-label")?.value || words()];
    const draft = { id, action, by: form.dataset["by"] ?? "", title: title.filter(Boolean).join(": "), pairs };
    const time = new Date().toISOString();
    try {
      localStorage.setItem(PREFIX + id, JSON.stringify({ ...draft, time } satisfies Draft));
      sessionStorage.setItem(CURRENT + action, id);
      status.textContent = _("Kept as a draft in this browser at %(time)s.", { time: clock(time) });
    } catch {
      status.textContent = _("This browser has no room for a draft: publish before you close the page.");
    }
  };
  const soon = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keep, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    const publishes = (event.submitter as HTMLButtonElement | null)?.value === "publish";
    if (waiting) {
      window.clearTimeout(waiting);
      keep();
    }
    if (publishes) sessionStorage.setItem(PUBLISHING, id);
    else sessionStorage.removeItem(PUBLISHING);
  });
  if (!("seen" in form.dataset)) offer(form, drafts().filter((each) => each.action === action && !action.endsWith("/new")));
}

/** List the drafts of whoever is signed in, with a way to go on with each and one to drop it. */
export function listDrafts(section: HTMLElement): void {
  const own = drafts().filter((each) => each.by === (section.dataset["by"] ?? ""));
  section.hidden = !own.length;
  const list = one("ul", section);
  list.replaceChildren(
    ...own.map((each) => {
      const item = element("li", {}, element("strong", {}, each.title), " ", element("small", {}, moment(each.time)));
      const drop = (): void => {
        localStorage.removeItem(PREFIX + each.id);
        item.remove();
        section.hidden = !list.childElementCount;
      };
      item.append(buttons(each, drop));
      return item;
    }),
  );
}

/** Say beside the form of a record that a draft of it is kept. */
function offer(form: HTMLFormElement, own: readonly Draft[]): void {
  const [draft] = own.filter((each) => each.by === (form.dataset["by"] ?? ""));
  if (!draft) return;
  const told = _("You have a draft of this record, of %(time)s.", { time: moment(draft.time) });
  const callout = element("div", { class: "callout" }, element("p", {}, told));
  const drop = (): void => {
    localStorage.removeItem(PREFIX + draft.id);
    callout.remove();
  };
  callout.append(buttons(draft, drop));
  form.before(callout);
}

function buttons(draft: Draft, drop: () => void): HTMLElement {
  return element(
    "p",
    { class: "actions" },
    element("button", { type: "button", onclick: () => takeUp(draft) }, _("Go on with it")),
    element("button", { type: "button", onclick: drop }, _("Drop it")),
  );
}

/** Have the service lay a draft out in its form, as if it were sent to be checked. */
function takeUp(draft: Draft): void {
  if (!draft.action.startsWith(`${root}/curate/`)) return;
  sessionStorage.setItem(CURRENT + draft.action, draft.id);
  const csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content;
  const pairs = [...draft.pairs, ...(csrf ? [["csrf", csrf] as const] : []), ["action", "check"] as const];
  const inputs = pairs.map(([name, value]) => {
    const input = element("textarea", { name, hidden: true }); // an input would lose the ends of lines
    input.value = value;
    return input;
  });
  const form = element("form", { method: "post", action: draft.action, hidden: true }, ...inputs);
  document.body.append(form);
  form.submit();
}

/** The draft of a form: of a record its own, of a new one that of this tab, which another new one begins anew. */
function idOf(form: HTMLFormElement, action: string): string {
  if (!action.endsWith("/new")) return action;
  const current = "seen" in form.dataset ? sessionStorage.getItem(CURRENT + action) : null;
  return current ?? `${action} ${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}

function forgetPublished(): void {
  const id = sessionStorage.getItem(PUBLISHING);
  if (id !== null && new URL(location.href).searchParams.has("published")) {
    localStorage.removeItem(PREFIX + id);
    sessionStorage.removeItem(PUBLISHING);
  }
}

function drafts(): Draft[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => JSON.parse(localStorage.getItem(key) ?? "") as Draft)
    .sort((one, other) => other.time.localeCompare(one.time));
}

function words(): string {
  const quote = document.querySelector(".curate-passage blockquote:not([data-passage])")?.textContent?.trim() ?? "";
  return quote.length > 60 ? `${quote.slice(0, 60)}…` : quote;
}

function clock(time: string): string {
  return new Date(time).toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function moment(time: string): string {
  return `${new Date(time).toLocaleDateString(LOCALE, { dateStyle: "long" })}, ${clock(time)}`;
}
