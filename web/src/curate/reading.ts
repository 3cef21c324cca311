/** A document that is read: what is selected in it, and where that leads. */

import { _ } from "../lib/texts";
import { element, one } from "../lib/dom";
import { Sentences, shortened } from "./selection";
import { digest, type Span } from "./text";

/** Let somebody select passages of the text on the page. */
export class Reading {
  private readonly sentences: Sentences;
  private anchor = 0;
  private focus = 0;
  private span: Span | null = null;

  constructor(
    private readonly slug: string,
    article: HTMLElement,
  ) {
    this.sentences = new Sentences(article);
    for (const each of this.sentences.all) each.tabIndex = -1;
    const address = new URL(location.href).searchParams;
    const [start, end] = [address.get("start"), address.get("end")];
    if (start && end) {
      this.anchor = this.focus = this.sentences.at(Number(start));
      this.select({ start: Number(start), end: Number(end) });
    }
    const first = this.sentences.all[this.focus];
    if (first) first.tabIndex = 0;
    article.addEventListener("keydown", (event) => this.pressed(event));
    document.querySelector<HTMLElement>(".curate-choices")?.addEventListener("keydown", (event) => this.pressedBeside(event));
    article.addEventListener("mousedown", () => letSelect(article));
    article.addEventListener("mouseup", (event) => this.released(event));
    article.addEventListener("click", (event) => this.clicked(event));
    const next = document.getElementById("next-open");
    if (next && this.sentences.nextOpen(-1) >= 0) {
      next.hidden = false;
      next.addEventListener("click", (event) => {
        event.preventDefault();
        this.goToOpen();
      });
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    const isLink = event.target instanceof HTMLAnchorElement;
    if (step) this.go(this.focus + step, event.shiftKey);
    else if (event.key === "Home") this.go(0, event.shiftKey);
    else if (event.key === "End") this.go(this.sentences.all.length - 1, event.shiftKey);
    else if ((event.key === "Enter" || event.key === " ") && !isLink) this.choose();
    else if (event.key === "[") this.shorten("first");
    else if (event.key === "]") this.shorten("last");
    else if (event.key === "n") this.goToOpen();
    else if (!this.follow(event.key)) return;
    event.preventDefault();
  }

  /** At the choices their letters count as in the text, and Escape leads back to it. */
  private pressedBeside(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.sentences.all[this.focus]?.focus();
    else if (!this.follow(event.key)) return;
    event.preventDefault();
  }

  private released(event: MouseEvent): void {
    const span = this.sentences.selected(document.getSelection());
    const place = this.sentences.holding(event.target as Node);
    if (span) this.take(span);
    else if (place >= 0 && !(event.target as Element).closest("a")) this.go(place, event.shiftKey);
  }

  /** What is clicked that is marked selects its passage; from the keyboard its link also leads to its card. */
  private clicked(event: MouseEvent): void {
    const mark = (event.target as Element).closest<HTMLAnchorElement>("a.mark");
    if (!mark) return;
    const byMouse = event.detail > 0;
    if (byMouse) event.preventDefault(); // so that the choices stay in view
    if (document.getSelection()?.isCollapsed === false) return; // somebody selects by the mouse, and ends on a mark
    const card = document.querySelector<HTMLElement>(mark.hash);
    const span = { start: Number(card?.dataset["start"]), end: Number(card?.dataset["end"]) };
    if (byMouse) this.take(span);
    else this.select(span);
  }

  /** Select what the mouse was at; the keys go on from its sentence, and nothing is scrolled. */
  private take(span: Span): void {
    this.rest(this.sentences.at(span.start));
    this.anchor = this.focus;
    this.sentences.all[this.focus]?.focus({ preventScroll: true });
    this.select(span);
  }

  /** Let a sentence be the one that Tab leads to. */
  private rest(place: number): void {
    const [before, now] = [this.sentences.all[this.focus], this.sentences.all[place]];
    if (before) before.tabIndex = -1;
    if (now) now.tabIndex = 0;
    this.focus = place;
  }

  private go(place: number, extend: boolean): void {
    const last = this.sentences.all.length - 1;
    const reached = Math.max(0, Math.min(place, last));
    this.rest(reached);
    if (!extend) this.anchor = reached;
    const now = this.sentences.all[reached];
    if (!now) return;
    now.focus();
    const [from, to] = [Math.min(this.anchor, reached), Math.max(this.anchor, reached)];
    this.select({ start: this.sentences.span(from).start, end: this.sentences.span(to).end });
  }

  private goToOpen(): void {
    const place = this.sentences.nextOpen(this.span ? this.focus : -1);
    if (place >= 0) this.go(place, false);
  }

  private shorten(side: "first" | "last"): void {
    if (this.span) this.select(shortened(this.span, this.sentences.words(this.span), side));
  }

  private choose(): void {
    if (!this.span) this.go(this.focus, false);
    document.querySelector<HTMLElement>(".curate-choices a")?.focus();
  }

  private follow(key: string): boolean {
    const choice = [...document.querySelectorAll<HTMLAnchorElement>(".curate-choices a")].find(
      (each) => each.dataset["key"] === key,
    );
    if (!choice || key.length !== 1) return false;
    if (!this.span) this.go(this.focus, false);
    choice.click();
    return true;
  }

  private select(span: Span): void {
    const words = this.sentences.words(span);
    if (!words) return;
    this.span = span;
    this.show(span);
    one("#selection").replaceChildren(element("q", {}, words));
    this.tell(span);
    this.lead(span, "");
    const address = new URL(location.href);
    address.search = new URLSearchParams({ ...paged(address), ...asTexts(span) }).toString();
    history.replaceState(null, "", address);
    void this.cite(span, words);
  }

  /** Mark what is selected, to the letter; a browser that cannot marks the sentences that it is in. */
  private show(span: Span): void {
    const isExact = "highlights" in CSS;
    this.sentences.all.forEach((sentence, number) => {
      const own = this.sentences.span(number);
      sentence.classList.toggle("selected", !isExact && own.end > span.start && own.start < span.end);
    });
    const range = this.sentences.range(span);
    if (range && isExact) CSS.highlights.set("curate-selection", new Highlight(range));
  }

  /** Tell beside the choices which records rest on just these words. */
  private tell({ start, end }: Span): void {
    const card = document.querySelector(`.curate-card[data-start="${start}"][data-end="${end}"]`);
    const records = [...(card?.querySelectorAll(":scope > p") ?? [])].map((each) => each.cloneNode(true));
    one("#resting").replaceChildren(...records);
  }

  /** Lead the choices to the forms for a passage. */
  private lead(span: Span, told: string): void {
    const parameters = { document: this.slug, ...asTexts(span), ...(told && { digest: told }) };
    for (const each of document.querySelectorAll<HTMLAnchorElement>(".curate-choices a")) {
      each.href = `${each.dataset["address"]}?${new URLSearchParams(parameters)}`;
    }
    one(".curate-choices").hidden = false;
  }

  private async cite(span: Span, words: string): Promise<void> {
    if (!crypto.subtle) {
      one("#evidence").textContent = _("This address is not secure, so the browser makes no digest.");
      return;
    }
    const told = await digest(words);
    if (this.span !== span) return;
    one("#evidence").replaceChildren(element("code", {}, `${this.slug}:${span.start}-${span.end}:${told}`));
    this.lead(span, told);
  }
}

/** Make plain words of a text until the mouse is released: in what can be followed or focused nobody begins to select. */
function letSelect(article: HTMLElement): void {
  const taken = [...article.querySelectorAll("a.mark, .sentence")].flatMap((it) =>
    ["href", "tabindex"].map((name) => ({ it, name, value: it.getAttribute(name) })),
  );
  for (const { it, name } of taken) it.removeAttribute(name);
  const restore = (): void => taken.forEach(({ it, name, value }) => value !== null && it.setAttribute(name, value));
  document.addEventListener("mouseup", restore, { once: true, capture: true });
}

function asTexts({ start, end }: Span): { start: string; end: string } {
  return { start: String(start), end: String(end) };
}

function paged(address: URL): { page?: string } {
  const page = address.searchParams.get("page");
  return page ? { page } : {};
}
