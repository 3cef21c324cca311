/** Source texts in the browser, as the server has them: the normalised form, positions in code points, digests.
 *
 * The counterpart of `kg/texts.py` and `kg/citing/sentences.py`. A text that is read here is sent nowhere.
 */

/** The white space of Python's `str.split`, which is not that of JavaScript's `\s`. */
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const LINE_ENDS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;
const MARKS = 30;
const PILE = new RegExp(`\\p{Mn}{${MARKS + 1}}`, "u");

/** Bring a text into the form in which positions count. */
export function normalise(text: string): string {
  return spaced(composed(text.replace(/^\ufeff/, "")));
}

function spaced(text: string): string {
  return text.replace(SPACES, " ").replace(/^ | $/g, "");
}

function composed(text: string): string {
  return PILE.test(text) ? text : text.normalize("NFC");
}

/** Give the SHA-256 of words in UTF-8, in hexadecimal digits. */
export async function fullDigest(words: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Give the digest of a passage: the first 16 digits of that of its words. */
export async function digest(words: string): Promise<string> {
  return (await fullDigest(words)).slice(0, 16);
}

/** A text by positions that count code points, as Python counts them. */
export class Text {
  private readonly points: readonly string[];

  constructor(readonly words: string) {
    this.points = Array.from(words);
  }

  get length(): number {
    return this.points.length;
  }

  slice(start: number, end: number = this.points.length): string {
    return this.points.slice(start, end).join("");
  }
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const END = /[.!?…]+["'”’)\]]*(?=\s+["'“‘([]?[A-Z0-9£$€₩À-Þ가-힣])/g;
const LETTER = /[\p{L}\p{Nl}\p{No}]/u;
const ABBREVIATION = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|Sir|St|No|vs|etc|e\.g|i\.e|approx|[A-Z])\.$/;

/** Give the lines of a raw text that are not blank, each with the positions of its sentences in the normalised text. */
export function paragraphs(raw: string): { line: Span; sentences: Span[] }[] {
  const found = [];
  let place = 0;
  for (const each of composed(raw.replace(/^\ufeff/, "")).split(LINE_ENDS)) {
    const words = spaced(each);
    if (!words) continue;
    const length = Array.from(words).length;
    const line = { start: place, end: place + length };
    found.push({ line, sentences: sentencesIn(words).map((it) => ({ start: it.start + place, end: it.end + place })) });
    place += length + 1;
  }
  return found;
}

function sentencesIn(line: string): Span[] {
  const units: Span[] = [];
  let start = 0;
  for (const match of line.matchAll(END)) {
    const end = match.index + match[0].length;
    if (ABBREVIATION.test(line.slice(0, end))) continue;
    units.push({ start, end });
    start = end + 1;
  }
  if (start < line.length) units.push({ start, end: line.length });
  const point = (unit: number) => Array.from(line.slice(0, unit)).length;
  return units
    .filter((it) => LETTER.test(line.slice(it.start, it.end)))
    .map((it) => ({ start: point(it.start), end: point(it.end) }));
}
