import { join } from "node:path";
import { expect, test } from "vitest";
import { sprite, symbol } from "./sprite";

test("an icon becomes a symbol without its empty ground", () => {
  const svg =
    '<svg viewBox="0 0 24 24" fill="none">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M1 1" />\n</svg>';
  expect(symbol("dot", svg)).toBe('<symbol id="dot" viewBox="0 0 24 24"><path d="M1 1" /></symbol>');
});

test("a file that is no picture is named", () => {
  expect(() => symbol("broken", "<p>")).toThrow("broken");
});

test("the sprite holds every icon of the list and the marks of a journey", () => {
  const all = sprite(join(import.meta.dirname, ".."));
  for (const id of ["map-2", "mark-step_done", "mark-step_now", "mark-step_back", "mark-step_open"]) {
    expect(all).toContain(`id="${id}"`);
  }
});
