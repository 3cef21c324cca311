/** Filling in a form from a passage that only this browser has: the counterpart of `kg/citing/prefill.py`.
 *
 * What follows from the words is put into the form: numbers, codes, dates, terms, and ids of what is known by name. The
 * words themselves are only offered, for what stands in a form is sent to be checked.
 */

import { element } from "../lib/dom";
import { get } from "../lib/http";
import { root } from "../lib/page";
import { _ } from "../lib/texts";
import { datesIn } from "./dates";
import { moneyIn, type FigureTables } from "./figures";
import type { Suggestion } from "./suggestions";

interface KnownNames {
  readonly items: readonly (readonly [name: string, id: string, label: string, type: string])[];
}

export interface Mention extends Suggestion {
  readonly start: number;
}

export interface Asked {
  readonly name: string;
  readonly targets: readonly string[];
  readonly many: boolean;
}

const TOKEN = /[^\s,;:()[\]“”"]+/g;
const NAME_LIKE = /[A-Z0-9가-힣]/;
const PARTICLE = /(?:에서는|에서|으로|에게|에는|은|는|이|가|을|를|의|에|와|과|도|로)$/;
const POSSESSIVE = /(?:['’]s|['’]|[.!?…]+)$/;
const ARTICLE = /(?:\b(?:the|a|an|its|their|our) )*$/;
const MOST_WORDS = 8;
const [SHORT, LONGEST] = [80, 2000];

/** Give what two spellings of a name have in common. */
export function fold(name: string): string {
  return name.replace(/\p{Cf}/gu, "").normalize("NFKC").toLowerCase().normalize("NFKC").split(/\s+/).filter(Boolean).join(" ");
}

/** Find the names in a text that the graph knows; of names within names the longer one. */
export function mentionsIn(words: string, known: ReadonlyMap<string, readonly Suggestion[]>): Mention[] {
  const tokens = [...words.matchAll(TOKEN)].map((match) => ({ start: match.index, end: match.index + match[0].length, word: match[0] }));
  const found: Mention[] = [];
  for (let place = 0; place < tokens.length; ) {
    const first = tokens[place];
    let size = 0;
    for (let most = Math.min(MOST_WORDS, tokens.length - place); first && NAME_LIKE.test(first.word) && most > 0 && !size; most--) {
      const phrase = words.slice(first.start, tokens[place + most - 1]?.end);
      const spellings = [phrase, phrase.replace(POSSESSIVE, ""), phrase.replace(PARTICLE, "")];
      const bearers = spellings.filter((each) => each.length > 1).map((each) => known.get(fold(each)) ?? []).find((each) => each.length);
      if (!bearers) continue;
      found.push(...bearers.map((each) => ({ ...each, start: first.start })));
      size = most;
    }
    place += size || 1;
  }
  return found;
}

/** Put mentions into the fields that their words or their classes settle. */
export function referencesOf(className: string, asked: readonly Asked[], words: string, mentions: readonly Mention[]): Map<string, string[]> {
  const ids = (them: readonly Mention[]) => [...new Set(them.map((each) => each.id))];
  const called = new Map<Mention, Asked>();
  for (const each of mentions) {
    const before = words.slice(0, each.start).toLowerCase().replace(ARTICLE, "").trimEnd();
    const field = asked.find(({ name, targets }) => targets.includes(each.type) && before.endsWith(name.replace(/_/g, " ")));
    if (field) called.set(each, field);
  }
  const best = new Map<string, { rank: number; ids: string[] }>();
  const others = mentions.filter((each) => each.type !== className && !called.has(each));
  for (const type of new Set(others.map((each) => each.type))) {
    const ranks = asked.map((field) => ({ field, rank: field.targets.indexOf(type) })).filter(({ rank }) => rank >= 0);
    const rank = Math.min(...ranks.map((each) => each.rank));
    const [first, second] = ranks.filter((each) => each.rank === rank);
    const own = ids(others.filter((each) => each.type === type));
    if (!first || second || (own.length > 1 && !first.field.many)) continue;
    const before = best.get(first.field.name);
    if (!before || rank < before.rank) best.set(first.field.name, { rank, ids: own });
  }
  const values = new Map([...best].map(([name, each]) => [name, each.ids]));
  for (const field of new Set(called.values())) {
    const own = ids([...called].filter(([, each]) => each === field).map(([mention]) => mention));
    values.set(field.name, field.many ? own : own.slice(0, 1));
  }
  return values;
}

/** Fill what is empty in the form of a new record from a passage, say so, and offer the words; give the names in it. */
export async function fillFrom(form: HTMLFormElement, passage: string, tables: FigureTables): Promise<Suggestion[]> {
  const words = passage.slice(0, LONGEST);
  const known = new Map<string, Suggestion[]>();
  const { items } = await get<KnownNames>(`${root}/curate/names`);
  for (const [name, id, label, type] of items) known.set(fold(name), [...(known.get(fold(name)) ?? []), { id, label, type }]);
  const mentions = mentionsIn(words, known);
  const fields = [...form.querySelectorAll<HTMLElement>(".curate-field")];
  const asked = fields.flatMap((field) => {
    const targets = (field.dataset["types"] ?? "").split(" ").filter(Boolean);
    return targets.length ? [{ name: field.dataset["field"] ?? "", targets, many: field.classList.contains("many") }] : [];
  });
  const money = form.querySelector("[data-field=amount]") ? moneyIn(words, tables) : null;
  const dates = datesIn(words);
  const single = (them: readonly string[]) => (them.length === 1 ? (them[0] ?? "") : "");
  const plainly = { amount: money?.amount, currency: money?.currency, bound: money?.bound, when: single(dates.when), financial_year: single(dates.financial_year) };
  let count = 0;
  for (const [name, value] of Object.entries(plainly)) count += Number(put(form, name, value ?? ""));
  const labels = new Map(mentions.map((each) => [each.id, each.label]));
  for (const [name, ids] of referencesOf(form.dataset["class"] ?? "", asked, words, mentions)) {
    for (const id of ids) count += Number(put(form, name, `${labels.get(id) ?? ""} (${id})`));
  }
  for (const select of form.querySelectorAll<HTMLSelectElement>(".curate-field.term select")) count += Number(choose(select, words));
  offer(form, "printed", money?.printed ?? "");
  if (form.dataset["named"] !== undefined && words.length <= SHORT) offer(form, "label", words.replace(/[.!?…]+$/, ""));
  const told = count
    ? _("Filled in by this browser from your text: look at each field.")
    : _("Nothing in your text settles a field.");
  form.before(element("p", { class: "callout", id: "own-filled", role: "status" }, told));
  return [...new Map(mentions.map((each) => [each.id, each])).values()];
}

/** Put a value into the first empty place of a field, as if it were typed. */
function put(form: HTMLFormElement, name: string, value: string): boolean {
  const selector = `[data-field="${name}"] :is(input:not([type=checkbox]), select, textarea)`;
  const place = value ? [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(selector)].find((each) => !each.value) : undefined;
  if (!place) return false;
  place.value = value;
  place.dispatchEvent(new Event("input", { bubbles: true }));
  return Boolean(place.value);
}

/** Choose the one term of a list that stands in the passage in so many words. */
function choose(select: HTMLSelectElement, words: string): boolean {
  if (select.value || ["confidence", "bound", "modality", "sectors"].includes(select.name)) return false;
  const spelt = (text: string) => fold(text).replace(/[^a-z가-힣]+/g, " ");
  const text = ` ${spelt(words)} `;
  const stands = (form: string) => form.trim() !== "" && text.includes(` ${form.trim()} `);
  const terms = [...select.options].filter((each) => each.value && (stands(spelt(each.value)) || stands(spelt(each.text))));
  return terms.length === 1 && put(select.form as HTMLFormElement, select.name, terms[0]?.value ?? "");
}

/** Offer words of the passage for a field; they are put into it, and so sent, only when somebody takes them. */
function offer(form: HTMLFormElement, name: string, words: string): void {
  const field = form.querySelector<HTMLElement>(`[data-field="${name}"]`);
  if (!words || !field) return;
  const take = (): void => {
    put(form, name, words);
    button.remove();
  };
  const button = element("button", { type: "button", class: "link curate-take", onclick: take }, _("Take from your text: %(words)s", { words }));
  field.querySelector(".curate-faults")?.before(button);
}
