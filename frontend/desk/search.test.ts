import { beforeEach, expect, test } from "vitest";
import { browseHits } from "./search";

browseHits(document);

beforeEach(() => {
  document.body.innerHTML =
    '<form class="search"><input data-search><div id="search-sheet"><a href="/1">1</a><a href="/2">2</a></div></form>';
  document.querySelector<HTMLElement>("input")?.focus();
});

const press = (key: string) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("arrows go from the box through the hits and back", () => {
  press("ArrowDown");
  press("ArrowDown");
  expect(document.activeElement?.textContent).toBe("2");
  press("ArrowUp");
  press("ArrowUp");
  expect(document.activeElement?.tagName).toBe("INPUT");
});

test("Escape closes the sheet and goes back to the box", () => {
  press("ArrowDown");
  press("Escape");
  expect(document.querySelectorAll("a")).toHaveLength(0);
  expect(document.activeElement?.tagName).toBe("INPUT");
});
