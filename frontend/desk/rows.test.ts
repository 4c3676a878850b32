import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { moveThroughRows } from "./rows";

const opened = vi.fn();
beforeAll(() => {
  moveThroughRows(document);
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (link) {
      event.preventDefault();
      opened(link.id);
    }
  });
});
beforeEach(() => {
  opened.mockClear();
  document.body.innerHTML = `<table data-rows><tbody><tr class="group"><th>逾期</th></tr>
    <tr><td><input type="checkbox"></td><td><a id="one" data-row-link href="#1">000123</a></td><td class="plain">二桥镇</td></tr>
    <tr><td><input type="checkbox"></td><td><a id="two" data-row-link href="#2">000207</a></td></tr></tbody></table>`;
  document.dispatchEvent(new Event("htmx:afterSettle"));
});
const rows = () => [...document.querySelectorAll<HTMLElement>("tr:not(.group)")];
const press = (key: string) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("only one row is reached by Tab, and never a heading between rows", () => {
  expect(rows().map((row) => row.tabIndex)).toEqual([0, -1]);
  expect(document.querySelector<HTMLElement>(".group")?.hasAttribute("tabindex")).toBe(false);
});

test("arrows move from row to row and stop at the ends", () => {
  rows()[0]?.focus();
  press("ArrowDown");
  expect(document.activeElement).toBe(rows()[1]);
  press("ArrowDown");
  expect(document.activeElement).toBe(rows()[1]);
  press("k");
  expect(document.activeElement).toBe(rows()[0]);
  expect(rows().map((row) => row.tabIndex)).toEqual([0, -1]);
});

test("Enter opens a row, Space marks it", () => {
  rows()[1]?.focus();
  press("Enter");
  expect(opened).toHaveBeenCalledWith("two");
  press(" ");
  expect(rows()[1]?.querySelector("input")?.checked).toBe(true);
});

test("a click in a row opens it, a click on its box does not", () => {
  document.querySelector<HTMLElement>(".plain")?.click();
  expect(opened).toHaveBeenCalledWith("one");
  opened.mockClear();
  document.querySelector("input")?.click();
  expect(opened).not.toHaveBeenCalled();
});
