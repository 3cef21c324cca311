/** Buttons that copy what stands beside them: `<button data-island="copy" data-copies="ID" hidden>`. */

import { one } from "../lib/dom";
import { island } from "../lib/page";
import { _ } from "../lib/texts";

island("copy", (button) => {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = one(`#${button.dataset["copies"]}`);
    await navigator.clipboard.writeText(source instanceof HTMLTextAreaElement ? source.value : source.textContent);
    button.textContent = _("Copied");
    setTimeout(() => (button.textContent = label), 2000);
  });
});
