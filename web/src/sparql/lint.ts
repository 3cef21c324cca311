/** What the service says of a query while it is written: marked where it stands, and told in text below. */

import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { element } from "../lib/dom";
import { _ } from "../lib/texts";

interface Fault {
  line: number;
  column: number;
  length: number;
  severity: "error" | "warning";
  message: string;
  instead: string;
}

const PAUSE = 500;
const shown = StateEffect.define<readonly Fault[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, change) {
    let set = before.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(shown)) continue;
      const ranges = effect.value.flatMap((fault) => {
        const place = placeOf(change.state.doc, fault);
        if (place === null || place.from === place.to) return [];
        return [Decoration.mark({ class: fault.severity === "error" ? "cm-fault" : "cm-doubt" }).range(place.from, place.to)];
      });
      set = Decoration.set(ranges, true);
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Ask `address` about the query after each pause, and tell in `list` what it says. */
export function linting(address: string, list: HTMLElement): Extension {
  const asking = ViewPlugin.define((view) => {
    let timer = 0;
    let request = new AbortController();
    const ask = async () => {
      const query = view.state.doc.toString();
      request = new AbortController();
      const { signal } = request;
      const faults = query.trim() === "" ? [] : await faultsOf(address, query, signal);
      if (faults === null || signal.aborted) return;
      view.dispatch({ effects: shown.of(faults) });
      list.replaceChildren(...faults.map((fault) => told(view, fault)));
    };
    const soon = () => {
      clearTimeout(timer);
      request.abort();
      timer = window.setTimeout(() => void ask(), PAUSE);
    };
    soon();
    return {
      update(update: ViewUpdate) {
        if (update.docChanged) soon();
      },
      destroy() {
        clearTimeout(timer);
        request.abort();
      },
    };
  });
  return [marks, asking];
}

/** Give the faults of a query; null where they are not to be had, which is no fault of the query. */
async function faultsOf(address: string, query: string, signal: AbortSignal): Promise<readonly Fault[] | null> {
  try {
    const headers = { "Content-Type": "application/sparql-query", Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", body: query, headers, signal });
    return answer.ok ? ((await answer.json()) as { faults: Fault[] }).faults : null;
  } catch {
    return null;
  }
}

function told(view: EditorView, fault: Fault): HTMLLIElement {
  const place = placeOf(view.state.doc, fault);
  const where = fault.line > 0 ? _("Line %(line)s, column %(column)s", { line: fault.line, column: fault.column }) : "";
  const go = () => {
    if (place === null) return;
    view.dispatch({ selection: { anchor: place.from, head: place.to }, scrollIntoView: true });
    view.focus();
  };
  const mend = () => {
    if (place === null) return;
    view.dispatch({ changes: { ...place, insert: fault.instead } });
    view.focus();
  };
  return element(
    "li",
    { class: fault.severity },
    element("span", { class: "sign", "aria-hidden": "true" }, fault.severity === "error" ? "✕" : "!"),
    element("span", {}, where && element("button", { type: "button", class: "link", onclick: go }, where), where && ": ", fault.message),
    fault.instead && element("button", { type: "button", class: "mend", onclick: mend }, _("Write %(name)s", { name: fault.instead })),
  );
}

/** Find the place of a fault; lines and columns count from 1, columns and lengths in characters, not in UTF-16. */
function placeOf(doc: EditorView["state"]["doc"], fault: Fault): { from: number; to: number } | null {
  if (fault.line < 1 || fault.line > doc.lines) return null;
  const line = doc.line(fault.line);
  const characters = Array.from(line.text);
  const before = characters.slice(0, fault.column - 1).join("").length;
  const length = characters.slice(fault.column - 1, fault.column - 1 + Math.max(1, fault.length)).join("").length;
  const from = Math.min(line.from + before, line.to);
  return length > 0 ? { from, to: from + length } : { from: Math.max(line.from, line.to - 1), to: line.to };
}
