// Elements are built, never written as markup: whatever stands on a disc stays text.
const filled = (made, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
};
const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
const drawing = (tag, attributes = {}, ...children) => filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
