/** The dates of a passage, read in the browser as `kg/citing/prose_dates.py` reads them. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
const YEAR = String.raw`(?:1[6-9]|20|21)\d\d`;
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const WORD_END = String.raw`(?![\p{L}\p{N}_])`;
const DATE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,£$€₩/-])(?:` +
    [
      String.raw`(?<iso>${YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)(?![\p{L}\p{N}_-])`,
      String.raw`(?<financial>(?<first>${YEAR})/(?<second>\d\d))(?![\d/])`,
      String.raw`(?<ky>${YEAR})년(?: ?(?<km>\d\d?)월(?: ?(?<kd>\d\d?)일)?)?`,
      String.raw`(?<day>${DAY})(?:st|nd|rd|th)? (?:of )?(?<month>${MONTH})${WORD_END}(?:,? (?<year>${YEAR})(?!\d))?`,
      String.raw`(?<month2>${MONTH})\.? (?<day2>${DAY})(?:st|nd|rd|th)?(?!\d)(?:,? (?<year2>${YEAR})(?!\d))?`,
      String.raw`(?<month3>${MONTH})\.?,? (?<year3>${YEAR})(?!\d)`,
      String.raw`(?<bare>${YEAR})(?![\d%]|[.,]\d| ?(?:million|billion|people|firms|companies|jobs|homes|places|members)${WORD_END})`,
    ].join("|") +
    ")",
  "gu",
);
const BETWEEN = /^(?: ?(?:-|–|—|~|to|until|till|through|부터|에서) ?|,? to )$/i;
const UNTIL = /(?:\bby|\buntil|\btill|\bup to)(?: the end of)? $/i;
const SINCE = /(?:\bsince|\bfrom|\bstarting in|\bbeginning in) $/i;

interface ProseDate {
  readonly start: number;
  readonly end: number;
  readonly when: string;
  readonly financialYear: string;
}

/** Give the dates of a text, each in EDTF, and its financial years, each once. */
export function datesIn(text: string): { when: string[]; financial_year: string[] } {
  const dates = joined(text, scan(text)).map((each) => ({ ...each, when: openEnded(text, each) }));
  const once = (them: string[]) => [...new Set(them.filter(Boolean))];
  return { when: once(dates.map((each) => each.when)), financial_year: once(dates.map((each) => each.financialYear)) };
}

function scan(text: string): ProseDate[] {
  return [...text.matchAll(DATE)].flatMap((match) => {
    const parts = match.groups ?? {};
    const place = { start: match.index, end: match.index + match[0].length };
    if (parts["financial"]) {
      const follows = (Number(parts["first"]) + 1) % 100 === Number(parts["second"]);
      return follows ? [{ ...place, when: "", financialYear: parts["financial"] }] : [];
    }
    const when = parts["iso"] ?? parts["bare"] ?? written(parts);
    return when.startsWith("XXXX") || bounds(when) ? [{ ...place, when, financialYear: "" }] : [];
  });
}

function written(parts: Readonly<Record<string, string | undefined>>): string {
  const year = parts["ky"] ?? parts["year"] ?? parts["year2"] ?? parts["year3"] ?? "XXXX";
  const name = parts["month"] ?? parts["month2"] ?? parts["month3"];
  const month = Number(parts["km"] ?? 0) || (name ? MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1 : 0);
  const day = Number(parts["kd"] ?? parts["day"] ?? parts["day2"] ?? 0);
  return [year, ...[month, day].filter(Boolean).map((each) => String(each).padStart(2, "0"))].join("-");
}

/** The first and the last day of a date; none where there is no such day. */
function bounds(when: string): readonly [string, string] | null {
  const [year = 0, month, day] = when.split("-").map(Number);
  if (month !== undefined && (month < 1 || month > 12)) return null;
  const last = new Date(Date.UTC(year, month ?? 12, 0)).getUTCDate();
  if (day !== undefined && (day < 1 || day > last)) return null;
  const two = (each: number) => String(each).padStart(2, "0");
  return [`${year}-${two(month ?? 1)}-${two(day ?? 1)}`, `${year}-${two(month ?? 12)}-${two(day ?? last)}`];
}

/** Make one interval of two dates with a word between them that says so. */
function joined(text: string, dates: readonly ProseDate[]): ProseDate[] {
  const [first, last, ...rest] = dates;
  if (!first || !last) return [...dates];
  const between = text.slice(first.end, last.start);
  const opened = text.slice(0, first.start).toLowerCase().endsWith("between ") && /^ and $/i.test(between);
  if (!first.when || !last.when || !(BETWEEN.test(between) || opened)) return [first, ...joined(text, dates.slice(1))];
  const begin = first.when.replace("XXXX", last.when.slice(0, 4));
  const [from, to] = [bounds(begin), bounds(last.when)];
  if (from && to && from[0] <= to[1]) {
    const interval = { start: first.start, end: last.end, when: `${begin}/${last.when}`, financialYear: "" };
    return [interval, ...joined(text, rest)];
  }
  return [first, last, ...joined(text, rest)];
}

function openEnded(text: string, { start, end, when }: ProseDate): string {
  if (!when || when.includes("/")) return when;
  const [before, behind] = [text.slice(Math.max(0, start - 24), start), text.slice(end, end + 2)];
  if (UNTIL.test(before) || behind === "까지") return `../${when}`;
  return SINCE.test(before) || behind === "부터" ? `${when}/..` : when;
}
