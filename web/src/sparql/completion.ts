/** What can be written next: words of SPARQL and of the ontology, variables of the query, things of the graph by name. */

import {
  autocompletion,
  completionKeymap,
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { get } from "../lib/http";
import { _ } from "../lib/texts";
import { FUNCTIONS, KEYWORDS } from "./language";

interface Words {
  prefixes: Record<string, string>;
  terms: { name: string; kind: "class" | "property" | "concept"; label: string; definition: string; scheme: string }[];
}
interface Found {
  items: { id: string; type: string; label: string }[];
}

const patterns: readonly [string, string][] = [
  ["OPTIONAL { … }", "OPTIONAL { ${?thing} ${ikg:property} ${?value} }"],
  ["FILTER CONTAINS", 'FILTER(CONTAINS(LCASE(${?name}), "${text}"))'],
  ["FILTER NOT EXISTS { … }", "FILTER NOT EXISTS { ${?thing} ${ikg:property} ${?value} }"],
  ["VALUES { … }", "VALUES ${?thing} { ${<…>} }"],
  ["COUNT … GROUP BY", "SELECT ${?what} (COUNT(*) AS ?n) WHERE {\n  ${?thing} a ${?what}\n} GROUP BY ${?what} ORDER BY DESC(?n)"],
  ["evidence of a record", "${?record} prov:hadPrimarySource ${?source} ."],
  ["organisations by name", "${?organisation} a org:Organization ; skos:prefLabel ${?name} ."],
  [
    "money with kind and currency",
    "${?contribution} a ikg:Contribution ; ikg:contributionKind ${?kind} ; ikg:amount ${?amount} ; ikg:currency ${?currency} .",
  ],
  [
    "parts and roles",
    "${?part} a ikg:Participation ; ikg:participant ${?who} ; org:role ${?role} ; ikg:activity ${?what} .",
  ],
];

const fixed: readonly Completion[] = [
  ...KEYWORDS.map((label) => ({ label, type: "keyword", apply: `${label} ` })),
  ...FUNCTIONS.map((label) => ({ label: `${label}()`, type: "function", apply: within(label) })),
  ...patterns.map(([label, text]) => snippetCompletion(text, { label, detail: _("pattern"), type: "text", boost: -5 })),
];

/** Complete with words that `terms` gives, and with things that `search` finds; both are addresses of the service. */
export function completing(terms: string, search: string): Extension {
  let words: Promise<readonly Completion[]> | undefined;
  const ofGraph = () => (words ??= get<Words>(terms).then(described, () => ((words = undefined), [])));

  async function written(context: CompletionContext): Promise<CompletionResult | null> {
    if (inText(context)) return null;
    const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
    if (variable) return { from: variable.from, options: variables(context, variable.text), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    const word = context.matchBefore(/<?[\p{L}\p{N}_][\p{L}\p{N}_:/#.-]*|<|[a-z]+:/u);
    if (!word && !context.explicit) return null;
    const options = [...(await ofGraph()), ...fixed];
    return { from: word?.from ?? context.pos, options, validFor: /^[\p{L}\p{N}_:.-]*$/u };
  }

  async function named(context: CompletionContext): Promise<CompletionResult | null> {
    const word = context.matchBefore(/[\p{L}\p{N}][\p{L}\p{N}_ &'-]*/u);
    if (!word || inText(context)) return null;
    const text = /[\p{L}\p{N}][\p{L}\p{N}_-]*$/u.exec(word.text)?.[0] ?? "";
    const before = context.state.sliceDoc(0, context.pos - text.length);
    if (text.length < 2 || /[?$:]$/.test(before)) return null;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (context.aborted) return null;
    const found = await get<Found>(`${search}?${new URLSearchParams({ q: text, limit: "8" })}`).catch(() => null);
    const options = (found?.items ?? []).map(({ id, type, label }) => ({ label, detail: type, type: "constant", apply: `<${id}>` }));
    return options.length === 0 ? null : { from: context.pos - text.length, options, filter: false };
  }

  return [
    autocompletion({ override: [written, named], icons: false, maxRenderedOptions: 60, closeOnBlur: true }),
    keymap.of(completionKeymap),
  ];
}

/** Write a function with the place for what it is of; COUNT takes all. */
function within(name: string): string {
  return name === "COUNT" ? "COUNT(*)" : `${name}(`;
}

function described({ prefixes, terms }: Words): Completion[] {
  const declared = Object.entries(prefixes).map(([name, iri]) => ({ label: `${name}:`, detail: iri, type: "namespace", boost: -1 }));
  const named = terms.map(({ name, kind, label, definition, scheme }) => ({
    label: kind === "concept" ? `${scheme}/${name.slice(name.lastIndexOf("/") + 1, -1)}` : name,
    detail: kind === "concept" ? _("term") : kind === "class" ? _("class") : _("property"),
    ...(definition && { info: `${label}: ${definition}` }),
    type: kind,
    apply: name,
    boost: kind === "concept" ? -2 : name.startsWith("ikg:") ? 2 : 1,
  }));
  return [...named, ...declared];
}

function variables(context: CompletionContext, current: string): Completion[] {
  const names = context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu) ?? [];
  const others = new Set(names.map((name) => `?${name.slice(1)}`));
  if (names.filter((name) => name === current).length < 2) others.delete(`?${current.slice(1)}`);
  return [...others].map((label) => ({ label, type: "variable" }));
}

/** Whether the place is in a text or a comment. */
function inText(context: CompletionContext): boolean {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from).replace(/<[^<>\s]*>/g, "");
  const open = before.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return /["'#]/.test(open);
}
