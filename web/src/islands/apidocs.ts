/** Filters the entries of a page while words are typed; without it the form asks the server for the same. */

import { island } from "../lib/page";

/** Show the entries that have all the words, and the sections that have such entries; give how many those are. */
function filter(words: readonly string[]): number {
  const entries = [...document.querySelectorAll<HTMLElement>("[data-entry]")];
  for (const entry of entries) {
    const text = entry.dataset["entry"] ?? "";
    entry.hidden = !words.every((word) => text.includes(word));
  }
  for (const section of document.querySelectorAll<HTMLElement>("section.entry:not([data-entry])")) {
    section.hidden = section.querySelector("[data-entry]:not([hidden])") === null;
  }
  return entries.filter((entry) => !entry.hidden).length;
}

island("apidocs", (form) => {
  const field = form.querySelector<HTMLInputElement>('input[type="search"]');
  const count = form.querySelector<HTMLElement>("[data-count]");
  field?.addEventListener("input", () => {
    const found = filter(field.value.toLowerCase().split(/\s+/).filter(Boolean));
    if (count) count.textContent = found.toLocaleString("en");
  });
});
