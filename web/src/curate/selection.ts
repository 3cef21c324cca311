/** Selecting in a text that is laid out in sentences: by keys, sentence by sentence, and by mouse, as exactly as wished. */

import { Text, type Span } from "./text";

const WITHIN_WORD = /^[\p{Script=Latin}\d]{2}$/u;

/** The sentences of a text on the page, with the positions that the server or the browser gave them. */
export class Sentences {
  readonly all: readonly HTMLElement[];
  private readonly text: Text;
  private readonly begin: number;

  constructor(private readonly article: HTMLElement) {
    this.all = [...article.querySelectorAll<HTMLElement>(".sentence")];
    const lines = [...article.querySelectorAll<HTMLElement>("p")];
    this.text = new Text(lines.map((line) => line.textContent).join(" "));
    this.begin = Number(lines[0]?.dataset["start"] ?? 0);
  }

  span(place: number): Span {
    const it = this.all[place];
    return { start: Number(it?.dataset["start"] ?? 0), end: Number(it?.dataset["end"] ?? 0) };
  }

  /** Which sentence a node of the page is in, -1 for none. */
  holding(node: Node | null): number {
    const element = node instanceof Element ? node : node?.parentElement;
    const sentence = element?.closest<HTMLElement>(".sentence");
    return sentence ? this.all.indexOf(sentence) : -1;
  }

  /** The first sentence from a position on, or else the last. */
  at(position: number): number {
    const place = this.all.findIndex((_, number) => this.span(number).end > position);
    return place < 0 ? this.all.length - 1 : place;
  }

  /** The next sentence after a place that no record rests on, from the beginning after the last; -1 for none. */
  nextOpen(after: number): number {
    const { length } = this.all;
    for (let step = 1; step <= length; step++) {
      const place = (after + step) % length;
      if (this.all[place]?.classList.contains("nobody")) return place;
    }
    return -1;
  }

  /** The words between two positions; empty where they are not on the page. */
  words({ start, end }: Span): string {
    return start < this.begin ? "" : this.text.slice(start - this.begin, end - this.begin);
  }

  /** The part of the page between two positions. */
  range(span: Span): Range | null {
    const pieces = this.pieces(span);
    const first = pieces[0];
    const last = pieces.at(-1);
    if (!first || !last) return null;
    const range = document.createRange();
    range.setStart(...within(first.sentence, first.from));
    range.setEnd(...within(last.sentence, last.to));
    return range;
  }

  /** The positions of what is selected with the mouse; null where that is not in the text, or nothing. */
  selected(selection: Selection | null): Span | null {
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    if (!this.article.contains(range.commonAncestorContainer)) return null;
    const start = this.position(range.startContainer, range.startOffset, true);
    const end = this.position(range.endContainer, range.endOffset, false);
    const words = this.words({ start, end });
    const [before, after] = [words.length - words.trimStart().length, words.length - words.trimEnd().length];
    return words.trim() ? this.whole({ start: start + before, end: end - after }) : null;
  }

  /** A span with the words whole that it begins and ends in; Hangul is taken as exactly as it is selected. */
  private whole({ start, end }: Span): Span {
    const goesOn = (place: number) => WITHIN_WORD.test(this.words({ start: place - 1, end: place + 1 }));
    while (start > this.begin && goesOn(start)) start--;
    while (goesOn(end)) end++;
    return { start, end };
  }

  private pieces({ start, end }: Span): { sentence: HTMLElement; from: number; to: number }[] {
    return this.all.flatMap((sentence, number) => {
      const span = this.span(number);
      if (span.end <= start || span.start >= end) return [];
      return [{ sentence, from: Math.max(start - span.start, 0), to: Math.min(end, span.end) - span.start }];
    });
  }

  private position(node: Node, offset: number, isStart: boolean): number {
    const place = this.holding(node);
    const sentence = this.all[place];
    if (!sentence) return this.beside(node, offset, isStart);
    const before = document.createRange();
    before.setStart(sentence, 0);
    before.setEnd(node, offset);
    return this.span(place).start + Array.from(before.toString()).length;
  }

  /** The position nearest to a place between sentences. */
  private beside(node: Node, offset: number, isStart: boolean): number {
    const mark = document.createRange();
    mark.setStart(node, offset);
    const after = this.all.findIndex((sentence) => mark.comparePoint(sentence, 0) >= 0);
    if (isStart) return after < 0 ? Infinity : this.span(after).start;
    return after < 0 ? this.span(this.all.length - 1).end : after === 0 ? -1 : this.span(after - 1).end;
  }
}

/** The text node and the offset in it at a number of code points within an element. */
function within(element: Element, points: number): [Node, number] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last: Node = element;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const characters = Array.from(node.textContent ?? "");
    if (points <= characters.length) return [node, characters.slice(0, points).join("").length];
    points -= characters.length;
    last = node;
  }
  return [last, last.textContent?.length ?? 0];
}

/** A span without its first or its last word, as long as one stays. */
export function shortened(span: Span, words: string, side: "first" | "last"): Span {
  const points = Array.from(words);
  if (side === "first") {
    const gap = points.indexOf(" ");
    return gap < 0 ? span : { start: span.start + gap + 1, end: span.end };
  }
  const gap = points.lastIndexOf(" ");
  return gap < 0 ? span : { start: span.start, end: span.start + gap };
}
