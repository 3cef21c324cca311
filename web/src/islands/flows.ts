/** Lights up, in a drawing of money, all that runs by the stop or the band under the pointer. */

import { island } from "../lib/page";

type End = "source" | "target";
type Band = { readonly element: Element } & Readonly<Record<End, string>>;

/** The bands that money of a stop runs by, through all columns on one side of it. */
function reached(bands: readonly Band[], stop: string, from: End): Band[] {
  const to: End = from === "source" ? "target" : "source";
  const next = bands.filter((band) => band[from] === stop);
  return [...next, ...[...new Set(next.map((band) => band[to]))].flatMap((end) => reached(bands, end, from))];
}

island("flows", (place) => {
  const bands = [...place.querySelectorAll<SVGElement>("[data-source]")].map(
    (element): Band => ({ element, source: element.dataset["source"] ?? "", target: element.dataset["target"] ?? "" }),
  );
  const light = (lit: ReadonlySet<Band>): void => {
    place.querySelector(".sankey")?.classList.toggle("dim", lit.size > 0);
    for (const band of bands) band.element.classList.toggle("lit", lit.has(band));
  };
  const lightUnder = (element: Element, source: string, target: string, ...also: Band[]): void => {
    const lit = new Set([...reached(bands, target, "source"), ...reached(bands, source, "target"), ...also]);
    element.addEventListener("pointerenter", () => light(lit));
    element.addEventListener("pointerleave", () => light(new Set()));
  };
  for (const stop of place.querySelectorAll<SVGElement>("[data-stop]")) {
    const id = stop.dataset["stop"] ?? "";
    lightUnder(stop, id, id);
  }
  for (const band of bands) lightUnder(band.element, band.source, band.target, band);
});
