/** A text of the reader's own: it is read from a file, laid out and kept in this tab, and sent nowhere. */

import { _ } from "../lib/texts";
import { element, one } from "../lib/dom";
import { fullDigest, normalise, paragraphs, Text, type Span } from "./text";

interface CitedPassage extends Span {
  readonly digest: string;
  readonly records: readonly { readonly id: string; readonly type: string; readonly label: string }[];
}

export interface LocalDocument {
  readonly document: string;
  readonly passages: readonly CitedPassage[];
  readonly source: { readonly label: string; readonly digest: string; readonly length: string } | null;
  readonly start: number;
  readonly end: number | null;
}

const key = (slug: string): string => `curate-text ${slug}`;

/** Keep a text in this tab, and where in it the document begins, as far as there is room; both go with the tab. */
export function keep(slug: string, raw: string, start: number): void {
  try {
    sessionStorage.setItem(key(slug), JSON.stringify({ raw, start }));
  } catch {
    // a long text is opened anew on each page
  }
}

export function kept(slug: string): { raw: string; start: number } | null {
  const told = sessionStorage.getItem(key(slug));
  return told === null ? null : (JSON.parse(told) as { raw: string; start: number });
}

/** Lay a text out in an article, if it is that of the document; say why not. */
export async function layOut(told: LocalDocument, raw: string, article: HTMLElement): Promise<string> {
  const whole = new Text(normalise(raw));
  const source = told.source;
  if (!crypto.subtle) return _("This address is not secure, so the browser makes no digest.");
  if (source && (await fullDigest(whole.words)) !== source.digest) {
    return _("This is another text: it has %(length)s characters and another digest than the one that was curated.", {
      length: whole.length,
    });
  }
  const [from, to] = [told.start, told.end ?? whole.length];
  const lines = paragraphs(raw).filter(({ line }) => line.start >= from && line.end <= to);
  const shift = ({ start, end }: Span): Span => ({ start: start - from, end: end - from });
  const text = new Text(whole.slice(from, to));
  article.replaceChildren(
    ...lines.map(({ line, sentences }) => laidOut(text, shift(line), sentences.map(shift), told.passages)),
  );
  article.hidden = false;
  one("#chooser").hidden = false;
  one("#reading-keys").hidden = false;
  one(".curate-jump").hidden = false;
  return "";
}

function laidOut(text: Text, line: Span, sentences: readonly Span[], passages: readonly CitedPassage[]): HTMLElement {
  const paragraph = element("p", { "data-start": line.start });
  let place = line.start;
  for (const sentence of sentences) {
    if (sentence.start > place) paragraph.append(...pieces(text, { start: place, end: sentence.start }, passages));
    const state = isCovered(sentence, passages) ? "record" : "nobody";
    paragraph.append(
      element(
        "span",
        { class: `sentence ${state}`, "data-start": sentence.start, "data-end": sentence.end },
        ...pieces(text, sentence, passages),
      ),
    );
    place = sentence.end;
  }
  if (place < line.end) paragraph.append(...pieces(text, { start: place, end: line.end }, passages));
  return paragraph;
}

/** Cut a stretch where passages begin and end, and mark what they cover by the shortest of them. */
function pieces(text: Text, { start, end }: Span, passages: readonly CitedPassage[]): (Node | string)[] {
  const near = passages.map((each, number) => ({ each, number })).filter(({ each }) => each.start < end && each.end > start);
  const cuts = near.flatMap(({ each }) => [each.start, each.end]).filter((cut) => cut > start && cut < end);
  const bounds = [...new Set([start, ...cuts, end])].sort((one, other) => one - other);
  return bounds.slice(0, -1).map((from, place) => {
    const to = bounds[place + 1] ?? end;
    const covering = near.filter(({ each }) => each.start <= from && each.end >= to);
    const words = text.slice(from, to);
    const [shortest] = covering.sort((one, other) => one.each.end - one.each.start - (other.each.end - other.each.start));
    if (!shortest) return words;
    const types = new Set(covering.flatMap(({ each }) => each.records.map((record) => record.type)));
    const name = `mark ${(shortest.each.records[0]?.type ?? "other").toLowerCase()}${types.size > 1 ? " several" : ""}`;
    const labels = covering.flatMap(({ each }) => each.records.map((record) => record.label));
    return element("a", { class: name, href: `#p-${shortest.number}`, title: labels.join("; "), draggable: "false" }, words);
  });
}

function isCovered({ start, end }: Span, passages: readonly CitedPassage[]): boolean {
  const covered = new Set<number>();
  for (const each of passages) {
    for (let place = Math.max(start, each.start); place < Math.min(end, each.end); place++) covered.add(place);
  }
  return covered.size * 2 >= end - start;
}
