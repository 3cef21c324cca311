/** Elements with attributes and children; texts are always texts, never markup. */

type Child = Node | string | null | false;
type Listeners = { [name in keyof HTMLElementEventMap as `on${name}`]?: (event: HTMLElementEventMap[name]) => void };
type Attributes = Listeners & { [name: string]: unknown };

/** Make an element of HTML. An attribute that is `false` or `null` is left out, one that is `true` has no value. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children);
}

/** Make an element of SVG. */
export function drawn<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/** Give the one element that a selector names. Raises where the page has none. */
export function one<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E {
  const it = within.querySelector<E>(selector);
  if (it === null) throw new Error(`The page has no ${selector}`);
  return it;
}

/** An address of this service or of the web; nothing for any other, such as `javascript:`. */
export function address(text: string): string | null {
  const { protocol } = new URL(text, location.href);
  return protocol === "https:" || protocol === "http:" ? text : null;
}

function filled<E extends Element>(it: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") it.addEventListener(name.slice(2), value as EventListener);
    else if (value !== false && value != null) it.setAttribute(name, value === true ? "" : String(value));
  }
  it.append(...children.filter((child): child is Node | string => child !== null && child !== false));
  return it;
}
