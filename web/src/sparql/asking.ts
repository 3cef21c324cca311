/** Running a query in place: the page that answers is fetched, and its answer is put where the old one stood. */

import { one } from "../lib/dom";
import { _ } from "../lib/texts";
import { show } from "./views";

const KEPT = ["default-graph-uri", "named-graph-uri", "version", "at", "history", "view", "chart", "across", "up"];

/** Runs one query at a time, which can be cancelled: the connection is closed, and with it ends the work for it. */
export class Asking {
  private request: AbortController | null = null;
  private readonly run: HTMLButtonElement;
  private readonly cancelling: HTMLButtonElement;
  private readonly status: HTMLElement;
  private readonly answer = one("#answer");

  constructor(private readonly form: HTMLFormElement) {
    this.run = one<HTMLButtonElement>("[data-run]", form);
    this.cancelling = one<HTMLButtonElement>("[data-cancel]", form);
    this.status = one("[data-status]", form);
    this.cancelling.addEventListener("click", () => this.cancel());
  }

  /** The address of the page for a query, with the graphs and the view that the page has now. */
  address(query: string, isExplained = false): URL {
    const url = new URL(this.form.action);
    url.searchParams.set("query", query);
    for (const [name, value] of new URLSearchParams(location.search)) if (KEPT.includes(name)) url.searchParams.append(name, value);
    if (isExplained) url.searchParams.set("explain", "true");
    return url;
  }

  async ask(query: string, isExplained: boolean): Promise<void> {
    if (query.trim() === "") {
      this.status.textContent = _("Write a query first.");
      return;
    }
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const began = performance.now();
    this.isRunning(true);
    const timer = setInterval(() => this.tell(_("Running for %(seconds)s s", { seconds: Math.round((performance.now() - began) / 1000) })), 1000);
    try {
      const url = this.address(query, isExplained);
      const page = await fetched(url, request.signal);
      if (url.href !== location.href) history.pushState({}, "", url);
      this.put(page);
      const summary = document.querySelector("#answer .answer-head p") ?? one("#answer h2");
      this.tell(summary.textContent.replace(/\s+/g, " ").trim());
    } catch (fault) {
      if (this.request !== request) return; // another took its place
      this.tell(request.signal.aborted ? _("Cancelled.") : String(fault instanceof Error ? fault.message : fault));
    } finally {
      clearInterval(timer);
      if (this.request === request) {
        this.request = null;
        this.isRunning(false);
      }
    }
  }

  cancel(): void {
    this.request?.abort();
    this.run.focus();
  }

  private put(page: Document): void {
    const answer = page.querySelector("#answer");
    if (answer === null) throw new Error(_("The service gave no answer that can be shown."));
    this.answer.replaceChildren(...answer.childNodes);
    adorn(this.answer);
  }

  private tell(text: string): void {
    this.status.textContent = text;
  }

  /** Another query is written: what is told of the one before is not about it. */
  forget(): void {
    if (this.request === null) this.tell("");
  }

  private isRunning(isRunning: boolean): void {
    if (isRunning) {
      this.tell(_("Running …"));
      this.answer.replaceChildren();
    }
    this.cancelling.hidden = !isRunning;
    this.answer.setAttribute("aria-busy", String(isRunning));
  }
}

/** Give an answer that the server made what only scripts can: views, sorting, copying. */
export function adorn(answer: HTMLElement): void {
  for (const button of answer.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button, button.parentElement?.querySelector("pre")?.textContent ?? ""));
  }
  show(answer);
}

/** Copy a text, and say so on the button for a while. */
export async function copy(button: HTMLButtonElement, text: string): Promise<void> {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = _("Copied");
  } catch {
    button.textContent = _("Not copied");
  }
  setTimeout(() => (button.textContent = label), 2000);
}

async function fetched(url: URL, signal: AbortSignal): Promise<Document> {
  const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin", signal });
  const text = await answer.text();
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error(detail(text) ?? answer.statusText);
  return new DOMParser().parseFromString(text, "text/html");
}

function detail(text: string): string | null {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail ?? "") || null;
  } catch {
    return null;
  }
}
