/** Curating by reading: selecting in a text, and filling in the form of a record. */

import { data, island } from "../lib/page";
import { _ } from "../lib/texts";
import { keepDraft, listDrafts } from "../curate/drafts";
import { fillIn } from "../curate/form";
import { keep, kept, layOut, type LocalDocument } from "../curate/own";
import { Reading } from "../curate/reading";

island("curate", async (place) => {
  const slug = place.dataset["document"] ?? "";
  const article = place.querySelector<HTMLElement>("#text");
  if (article && !article.hidden) new Reading(slug, article);
  else if (article) await readOwn(article);
});

island("curate-form", (place) => {
  fillIn(place as HTMLFormElement);
  keepDraft(place as HTMLFormElement);
});

island("curate-drafts", listDrafts);

/** Read a text that only this browser has: one that was opened in this tab before, or a file that is chosen. */
async function readOwn(article: HTMLElement): Promise<void> {
  const told = data<LocalDocument>("curate-data");
  const input = document.querySelector<HTMLInputElement>("#own-file");
  const status = document.querySelector<HTMLElement>("#own-status");
  const open = async (raw: string): Promise<void> => {
    const fault = await layOut(told, raw, article);
    status?.replaceChildren(fault || _("The text is open in this browser alone."));
    if (fault) return;
    keep(told.document, raw, told.start);
    document.querySelector<HTMLElement>("#own-text label")?.parentElement?.setAttribute("hidden", "");
    new Reading(told.document, article);
  };
  input?.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      await open(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer()));
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault;
      status?.replaceChildren(_("This file is not UTF-8: convert it first."));
    }
  });
  const before = kept(told.document);
  if (before !== null) await open(before.raw);
}
