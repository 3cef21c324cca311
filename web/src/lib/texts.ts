/** Texts in the language of the reader. The English ones are their own keys, as in the templates of the server. */

const block = document.getElementById("texts");
const translations = block === null ? {} : (JSON.parse(block.textContent) as Record<string, string>);

/** Translate a text; `%(name)s` in it is replaced by the value of that name. */
export function _(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const translated = translations[text] ?? text;
  return translated.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}
