/** Deciding by keyboard: j and k move through the queue, letters choose, Enter in the reason sends what was chosen. */

import { one } from "../lib/dom";
import { island } from "../lib/page";
import { _ } from "../lib/texts";

const SETTING = "kg-shortcuts";

island("review", (place) => {
  const items = [...document.querySelectorAll<HTMLElement>("[data-item]")];
  const dialog = one<HTMLDialogElement>("dialog", place);
  const onOff = one<HTMLInputElement>("[data-switch]", place);
  const said = one("[data-said]", place);
  onOff.checked = stored() !== "off";
  onOff.addEventListener("change", () => store(onOff.checked ? "on" : "off"));
  one("[data-help]", place).addEventListener("click", () => dialog.showModal());
  for (const form of document.querySelectorAll<HTMLFormElement>("form.deciding")) sendsByEnter(form);
  document.addEventListener("keydown", (event) => {
    if (!onOff.checked || dialog.open || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key, items, dialog, said)) event.preventDefault();
  });
  place.hidden = false;
  begin(items);
  announce(said);
});

/** Do what a key stands for, and tell whether it stands for anything. */
function press(key: string, items: HTMLElement[], dialog: HTMLDialogElement, said: HTMLElement): boolean {
  if (key === "?") {
    dialog.showModal();
    return true;
  }
  if (key === "j" || key === "k") {
    move(items, key === "j" ? 1 : -1);
    return true;
  }
  const undo = document.querySelector<HTMLButtonElement>('.done [data-key="z"]');
  if (key === "z" && undo !== null) {
    undo.click();
    return true;
  }
  const button = current(items)?.querySelector<HTMLButtonElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return false;
  choose(button, said);
  return true;
}

/** Note which button Enter will press, and ask for the reason. */
function choose(button: HTMLButtonElement, said: HTMLElement): void {
  const form = button.form;
  const reason = form?.elements.namedItem("reason");
  if (form === null || !(reason instanceof HTMLInputElement)) return;
  for (const each of form.querySelectorAll<HTMLButtonElement>("[data-key]")) {
    each.setAttribute("aria-pressed", String(each === button));
  }
  if (button.dataset["prefill"] !== undefined && reason.value === "") reason.value = form.dataset["reasons"] ?? "";
  reason.focus();
  reason.select();
  const verdict = button.firstChild?.textContent?.trim() ?? "";
  said.textContent = _("%(choice)s chosen: give the reason, then Enter", { choice: verdict });
}

function sendsByEnter(form: HTMLFormElement): void {
  form.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "reason") return;
    const chosen = form.querySelector<HTMLButtonElement>('[aria-pressed="true"]');
    if (event.key === "Escape") {
      event.target.blur();
      event.target.closest<HTMLElement>("[data-item]")?.focus();
    } else if (event.key === "Enter" && !event.isComposing && chosen !== null) {
      event.preventDefault();
      form.requestSubmit(chosen);
    }
  });
}

function move(items: HTMLElement[], step: number): void {
  const place = items.findIndex((each) => each === current(items) && each.contains(document.activeElement));
  const next = items[place < 0 ? 0 : Math.min(Math.max(place + step, 0), items.length - 1)];
  next?.focus();
}

/** The item in which the focus is, else the first. */
function current(items: HTMLElement[]): HTMLElement | undefined {
  return items.find((each) => each.contains(document.activeElement)) ?? items[0];
}

/** Go on where whoever comes back from a decision was: the item that is now in that place, or the last one. */
function begin(items: HTMLElement[]): void {
  const place = /^#item-(\d+)$/.exec(location.hash)?.[1];
  if (place !== undefined) items[Math.min(Number(place), items.length) - 1]?.focus();
}

/** Read out what was just done: a screen reader follows the focus to the item, past the message. */
function announce(said: HTMLElement): void {
  const done = document.querySelector("[data-done] p");
  if (done !== null) setTimeout(() => (said.textContent = done.textContent), 500);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function stored(): string | null {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null; // where the browser keeps nothing, shortcuts are on
  }
}

function store(value: string): void {
  try {
    localStorage.setItem(SETTING, value);
  } catch {
    // it counts for this page alone
  }
}
