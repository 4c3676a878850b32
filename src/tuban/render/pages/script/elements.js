// Elements are built, never written as markup: whatever stands on a disc stays text.
const filled = (made, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
};
const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

// New content in the place of the old; the keyboard stays where it was.
function refill(container, ...children) {
  const places = () => [...container.querySelectorAll("button, a[href]")];
  const held = places().indexOf(document.activeElement);
  container.replaceChildren(...children);
  if (held >= 0) places()[held]?.focus({ preventScroll: true });
}
const drawing = (tag, attributes = {}, ...children) => filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
