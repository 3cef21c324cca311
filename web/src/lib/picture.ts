/** Offers a picture that the server writes in SVG as PNG too, for programs that take no other. */

import { element } from "./dom";

const SHARPER = 2; // points of the picture for each of the screen, so that it prints well

/** Put a button beside each link to a picture in SVG that is to be downloaded. */
export function offerPng(place: ParentNode): void {
  for (const link of place.querySelectorAll<HTMLAnchorElement>("a[download$='.svg']")) {
    link.after(" ", element("button", { type: "button", class: "link", onclick: () => void save(link) }, "PNG"));
  }
}

async function save(link: HTMLAnchorElement): Promise<void> {
  const address = URL.createObjectURL(await drawn(link.href));
  element("a", { href: address, download: link.download.replace(/svg$/, "png") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function drawn(address: string): Promise<Blob> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth * SHARPER, image.naturalHeight * SHARPER];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture")))));
}
