/** Elements in few words; what is written into them is text, never markup. */
export type Child = Node | string | number | null | undefined | false;
export type Attributes = Record<string, unknown>;

let sprite = "";

export function useSprite(address: string): void {
  sprite = address;
}

/** Make an element: `on…` attributes are listeners, true and false set and leave out, the rest is text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value") (made as HTMLInputElement).value = String(value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter(isShown).map(asNode));
  return made;
}

export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

/** An element of a drawing. */
export function drawn(tag: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

export function button(
  label: string,
  pressed: (event: Event) => void,
  more: Attributes & { icon?: string } = {},
): HTMLButtonElement {
  const { icon: picture, ...attributes } = more;
  return h(
    "button",
    { type: "button", class: "button", ...attributes, onclick: pressed },
    picture ? icon(picture) : null,
    h("span", {}, label),
  );
}

/** A drawing of `host` that waits while a finger is on it: what is drawn anew under a press is a press that gets lost. */
export function betweenPresses(host: HTMLElement, draw: () => void): () => void {
  let [isPressed, isWaiting] = [false, false];
  const release = () =>
    setTimeout(() => {
      isPressed = false;
      if (!isWaiting) return;
      isWaiting = false;
      draw();
    }, 50); // the click comes after the finger is up
  host.addEventListener("pointerdown", () => {
    isPressed = true;
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) host.addEventListener(end, release);
  return () => {
    if (isPressed) isWaiting = true;
    else draw();
  };
}

function isShown(child: Child): child is Node | string | number {
  return child !== null && child !== undefined && child !== false && child !== "";
}

function asNode(child: Node | string | number): Node | string {
  return typeof child === "number" ? String(child) : child;
}
