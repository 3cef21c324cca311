/** The editor in the place of the text field. It lies in a shadow tree, where its styles pass the policy of the page. */

import { acceptCompletion, closeBrackets, closeBracketsKeymap, closeCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { _ } from "../lib/texts";
import { sparql } from "./language";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.operatorKeyword, color: "var(--c-project)" },
  { tag: tags.variableName, color: "var(--c-participation)" },
  { tag: tags.propertyName, color: "var(--c-programme)" },
  { tag: tags.url, color: "var(--c-outcome)" },
  { tag: tags.string, color: "var(--c-agreement)" },
  { tag: tags.number, color: "var(--c-contribution)" },
  { tag: tags.meta, color: "var(--quiet)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.9rem", maxHeight: "60vh", minHeight: "17rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "0.6rem 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--quiet)", border: "none", paddingLeft: "0.4rem" },
  ".cm-placeholder": { color: "var(--quiet)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--edge)" },
  ".cm-fault": { textDecoration: "underline wavy var(--bad)", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-doubt": { textDecoration: "underline wavy var(--warn)", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "0.4rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "17rem", maxWidth: "min(36rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem", lineHeight: "1.5", minHeight: "24px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "var(--quiet)", fontFamily: "var(--font)", fontStyle: "normal", marginLeft: "0.8rem" },
  ".cm-completionInfo": { fontFamily: "var(--font)", fontSize: "0.85rem", padding: "0.5rem 0.8rem", maxWidth: "22rem" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
});

/**
 * Take in what is typed over a selection. Browsers keep the colours of what it replaces as styles of elements, which
 * the policy of the page refuses.
 */
const overwriting = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || text === null || empty || event.isComposing || view.composing) return false;
    event.preventDefault();
    const usual = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const isTaken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, text, usual));
    if (!isTaken) view.dispatch(usual());
    return true;
  },
});

/** Put an editor before the text field, which is hidden and keeps its text for the form. */
export function edit(field: HTMLTextAreaElement, run: () => void, more: Extension): EditorView {
  const place = document.createElement("div");
  place.className = "code-editor";
  const root = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", run: (view) => (closeCompletion(view), run(), true) },
          { key: "Tab", run: acceptCompletion },
        ]),
        more,
        overwriting,
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        sparql,
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        placeholder("SELECT … WHERE { … }"),
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": _("Query"), spellcheck: "false", autocapitalize: "off" }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  field.before(place);
  field.hidden = true;
  return view;
}

/** Do something whenever the text becomes another. */
export function onChange(act: () => void): Extension {
  return EditorView.updateListener.of((update) => {
    if (update.docChanged) act();
  });
}

/** Put another text in the place of all that there is. */
export function replace(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}
