/** Above the values of a long facet stands a blank: only those that have its words are shown. */

import { element } from "../lib/dom";
import { island } from "../lib/page";
import { _ } from "../lib/texts";

island("facets", (rest) => {
  const choices = [...rest.querySelectorAll("li")];
  const name = _("Only values with these words");
  const label = `${name}: ${rest.dataset["label"] ?? ""}`;
  const blank = element("input", { type: "search", placeholder: _("Filter"), "aria-label": label });
  rest.querySelector("summary")?.after(blank);
  blank.addEventListener("input", () => {
    const words = blank.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const choice of choices) {
      const text = choice.textContent.toLowerCase();
      choice.hidden = !words.every((word) => text.includes(word));
    }
  });
});
