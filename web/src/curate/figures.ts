/** The one figure of money in a passage, read in the browser; the counterpart of `kg/figures` for what money mostly looks like.
 *
 * What it cannot settle it leaves: numbers in words, ranges, shares, and texts with more than one amount.
 */

/** Signs, words and bounds as the service knows them, so that they are written down once. */
export interface FigureTables {
  readonly currencies: Readonly<Record<string, readonly string[]>>;
  readonly usual: readonly string[];
  readonly scales: Readonly<Record<string, number>>;
  readonly before: readonly (readonly [string, string])[];
  readonly behind: readonly (readonly [string, string])[];
  readonly least: string;
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
  readonly bound: string;
  readonly printed: string;
}

const SPELT: Readonly<Record<string, string>> = Object.fromEntries(
  [["‘’‛′`", "'"], ["“”„″", '"'], ["‐‑‒–—―−", "-"], ["〜～∼", "~"], ["½", ".5"], ["¼", ".25"], ["¾", ".75"], ["₤", "£"]].flatMap(
    ([from = "", to = ""]) => Array.from(from, (each) => [each, to]),
  ),
);
const NUMBER = /(?<![\p{L}\d.,])(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![.,' ]?\d)/uy;
const DIGIT = /(?:\d|\.\d)/g;
const KOREAN_NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const KOREAN = new RegExp(
  String.raw`(?<![\d.,])(?:${KOREAN_NUMBER}) ?[십백천만억조경](?: ?(?:${KOREAN_NUMBER}) ?[십백천만억조경]|[일이삼사오육칠팔구]?[십백천]|[만억조경])*`,
  "y",
);
const PIECES = new RegExp(`${KOREAN_NUMBER}|[가-힣]`, "g");
const HANGUL_DIGITS = "영일이삼사오육칠팔구";
const SMALL: Readonly<Record<string, bigint>> = { 십: 10n, 백: 100n, 천: 1000n };
const LARGE: Readonly<Record<string, bigint>> = { 만: 10n ** 4n, 억: 10n ** 8n, 조: 10n ** 12n, 경: 10n ** 16n };
const RANGE_BEFORE = /(?:\d[a-z가-힣]*|[£$€₩]) ?(?:[-~]|to|or|and|에서|부터)? ?$/;
const LINK_BEFORE = / ?(?:[-~]| to| or|에서|부터) ?[^ ]{0,3}$/;
const LINK_BEHIND = /^(?: ?[-~] ?| (?:to|or|in|out of|of every|of) |에서 |부터 )[^ \d]{0,3}\d/;
const UNITS = 10n ** 6n;

/** Spell a text as figures are compared: quotes, dashes and widths in one way, small letters, single spaces. */
export function plain(text: string): string {
  const spelt = Array.from(text, (each) => SPELT[each] ?? each).join("");
  return spelt.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

/** Read the amount of a passage, where it has one and no words make another of it. */
export function moneyIn(words: string, tables: FigureTables): Money | null {
  const text = plain(words);
  const signs = new Signs(tables);
  const figures: Read[] = [];
  DIGIT.lastIndex = 0;
  for (let match = DIGIT.exec(text); match; match = DIGIT.exec(text)) {
    const figure = readAt(text, match.index, tables, signs);
    if (!figure) continue;
    if (figure.codes.length) figures.push(figure);
    DIGIT.lastIndex = Math.max(figure.end, match.index + 1);
  }
  const [figure] = figures;
  if (!figure || figures.length > 1 || signs.count(text) > figure.marks || isLinked(text, figure)) return null;
  const currency = figure.codes.length === 1 ? figure.codes[0] : tables.usual.find((each) => figure.codes.includes(each));
  const places = placesOf(words, text);
  return {
    amount: decimal(figure.value),
    currency: currency ?? "",
    bound: boundOf(text, figure, tables),
    printed: places ? words.slice(places[figure.start], places[figure.end]).trim() : "",
  };
}

interface Read {
  readonly start: number;
  readonly end: number;
  readonly behind: number;
  readonly value: bigint;
  readonly codes: readonly string[];
  readonly marks: number;
}

/** The signs and words of currencies. */
class Signs {
  private readonly before: RegExp;
  private readonly after: RegExp;
  private readonly alone: RegExp;

  constructor(private readonly tables: FigureTables) {
    const names = Object.keys(tables.currencies).sort((one, other) => other.length - one.length);
    const escaped = (them: string[]) => them.map((each) => each.replace(/[$.*+?^(){}|[\]\\]/g, "\\$&")).join("|");
    const isWord = (each: string) => /\p{L}$/u.test(each);
    this.before = new RegExp(`(?<![a-z])(?:${escaped(names.filter((each) => !/[가-힣]/.test(each)))}) ?$`);
    const [words, others] = [names.filter(isWord), names.filter((each) => !isWord(each))];
    this.after = new RegExp(`여?(?: (?:of )?|-)?(?:(${escaped(words)})(?![a-z])|(${escaped(others)}))`, "y");
    this.alone = new RegExp(`(?<![a-z])(?:${escaped(words)})(?![a-z])|(?:${escaped(others)})`, "g");
  }

  leading(text: string, end: number): { codes: readonly string[]; start: number } {
    const from = Math.max(0, end - 24);
    const match = this.before.exec(text.slice(from, end));
    const codes = match ? this.tables.currencies[match[0].trim()] : undefined;
    return match && codes ? { codes, start: from + match.index } : { codes: [], start: end };
  }

  following(text: string, start: number): { codes: readonly string[]; end: number } {
    this.after.lastIndex = start;
    const match = this.after.exec(text);
    const codes = match ? this.tables.currencies[match[1] ?? match[2] ?? ""] : undefined;
    return match && codes ? { codes, end: this.after.lastIndex } : { codes: [], end: start };
  }

  count(text: string): number {
    return text.match(this.alone)?.length ?? 0;
  }
}

function readAt(text: string, start: number, tables: FigureTables, signs: Signs): Read | null {
  const leading = signs.leading(text, start);
  const numeral = korean(text, start) ?? digits(text, start, tables);
  if (!numeral || (/[a-z]/.test(text[start - 1] ?? "") && !leading.codes.length)) return null;
  const following = signs.following(text, numeral.end);
  const isGlued = /[a-z0-9]/.test(text[numeral.end] ?? "") && !following.codes.length;
  if (isGlued) return null;
  return {
    start: leading.start,
    end: following.end,
    behind: numeral.end,
    value: numeral.value,
    codes: leading.codes.length ? leading.codes : following.codes,
    marks: Number(leading.codes.length > 0) + Number(following.codes.length > 0),
  };
}

function digits(text: string, start: number, { scales }: FigureTables): { value: bigint; end: number } | null {
  NUMBER.lastIndex = start;
  const match = NUMBER.exec(text);
  let value = match ? micro(match[0]) : null;
  if (value === null) return null;
  let end = NUMBER.lastIndex;
  for (let scale = /^[ -]?([a-z]+)(?![a-z0-9])/.exec(text.slice(end)); scale; scale = /^[ -]?([a-z]+)(?![a-z0-9])/.exec(text.slice(end))) {
    const factor = scales[scale[1] ?? ""] ?? scales[(scale[1] ?? "").replace(/s$/, "")];
    if (!factor) break;
    value *= BigInt(factor);
    end += scale[0].length;
  }
  return { value, end };
}

/** Add a Korean numeral up: a small unit multiplies the number before it, a large one all since the last large one. */
function korean(text: string, start: number): { value: bigint; end: number } | null {
  KOREAN.lastIndex = start;
  const match = KOREAN.exec(text);
  if (!match) return null;
  let [total, group] = [0n, 0n];
  let number: bigint | null = null;
  for (const piece of match[0].match(PIECES) ?? []) {
    const [small, large] = [SMALL[piece], LARGE[piece]];
    if (small) {
      group += (number ?? UNITS) * small;
      number = null;
    } else if (large) {
      total += (group + (number ?? 0n) || UNITS) * large;
      [group, number] = [0n, null];
    } else {
      const digit = HANGUL_DIGITS.indexOf(piece);
      const read: bigint | null = digit >= 0 ? BigInt(digit) * UNITS : micro(piece);
      if (read === null) return null;
      number = read;
    }
  }
  return { value: total + group + (number ?? 0n), end: KOREAN.lastIndex };
}

/** Digits in millionths, so that nothing is rounded; none where there are more places. */
function micro(text: string): bigint | null {
  const [whole = "", part = ""] = text.replace(/,/g, "").split(".");
  return part.length > 6 ? null : BigInt(whole || "0") * UNITS + BigInt(part.padEnd(6, "0"));
}

function decimal(value: bigint): string {
  const part = String(value % UNITS).padStart(6, "0").replace(/0+$/, "");
  return part ? `${value / UNITS}.${part}` : String(value / UNITS);
}

function isLinked(text: string, { start, end }: Read): boolean {
  const before = text.slice(0, start);
  return LINK_BEHIND.test(text.slice(end)) || (RANGE_BEFORE.test(before) && LINK_BEFORE.test(before));
}

function boundOf(text: string, { start, end, behind }: Read, { before, behind: after, least }: FigureTables): string {
  const leading = text.slice(Math.max(0, start - 48), start);
  const articles = " ?(?:an? |its |their |another |further |additional |whopping |impressive )*$";
  const first = before.find(([words]) => new RegExp(`(?:^|(?<![a-z가-힣]))(?:${words})${articles}`).test(leading));
  const units = "^(?: ?(?:원|달러|명|개|건|곳|유로)?(?:의 )?)?[ -]?";
  const follows = (place: number) => after.find(([words]) => new RegExp(`${units}(?:${words})(?![a-z])`).test(text.slice(place)));
  const term = (first ?? follows(end) ?? follows(behind))?.[1] ?? "exact";
  const around = text.slice(Math.max(0, start - 24), end + 12);
  return term === "over" && new RegExp(least).test(around) ? "at-least" : term;
}

/** For each place in the plain spelling the place in the words; none where characters are spelt together. */
function placesOf(words: string, text: string): number[] | null {
  const places: number[] = [];
  let spelt = "";
  let place = 0;
  for (const each of words) {
    const piece = each.trim() ? plain(each) : " ";
    spelt += piece;
    for (let unit = 0; unit < piece.length; unit++) places.push(place);
    place += each.length;
  }
  return spelt === text ? [...places, place] : null;
}
