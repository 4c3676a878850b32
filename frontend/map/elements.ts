/** The elements that the page of the map always has. */
export function one<Kind extends HTMLElement = HTMLElement>(page: ParentNode, selector: string): Kind {
  const found = page.querySelector<Kind>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Show a note over the map, or hide it where there is nothing to say. */
export function tell(page: ParentNode, selector: string, text: string): void {
  const note = one(page, selector);
  note.hidden = !text;
  note.textContent = text;
}

/** A new element with attributes and what is inside it. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  about: Record<string, string> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(about)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}
