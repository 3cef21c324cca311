/** What a page gives its islands: data in blocks of JSON, where the service answers, and who is signed in. */

/** Read the block of data with this id; the server wrote it, so its form is the server's word. */
export function data<T>(id: string): T {
  const block = document.getElementById(id);
  if (block === null) throw new Error(`The page has no data ${id}`);
  return JSON.parse(block.textContent) as T;
}

/** The path under which the service answers: empty, or what a proxy put before it. */
export const root: string = document.documentElement.dataset["root"] ?? "";

/** The language of the page, as in `lang`. */
export const language: string = document.documentElement.lang;

/** Begin an island in each of its places. One that fails leaves the page as the server made it. */
export function island(name: string, begin: (place: HTMLElement) => void | Promise<void>): void {
  const places = [...document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)];
  const all = places.map(async (place) => begin(place));
  Promise.all(all).then(
    () => ready(name),
    (fault: unknown) => console.error(`${name}:`, fault),
  );
}

/** Note on the page that an island can be used. */
function ready(name: string): void {
  const names = document.body.dataset["ready"]?.split(" ") ?? [];
  document.body.dataset["ready"] = [...names, name].join(" ");
}
