import { beforeEach, expect, test } from "vitest";
import { bringUnitAlong } from "./hands";

const FIELDS = `<form>
  <select data-hand-unit><option value=""></option><option value="a">甲镇</option><option value="b">县局</option></select>
  <select data-hand-person><option value=""></option><option value="1" data-unit="b">王外业</option></select>
</form>`;
const pick = (selector: string): HTMLSelectElement => document.querySelector(selector) as HTMLSelectElement;
const choose = (selector: string, value: string): void => {
  pick(selector).value = value;
  pick(selector).dispatchEvent(new Event("change", { bubbles: true }));
};

bringUnitAlong(document);

beforeEach(() => {
  document.body.innerHTML = FIELDS;
});

test("who is chosen brings their unit along", () => {
  choose("[data-hand-unit]", "a");
  choose("[data-hand-person]", "1");
  expect(pick("[data-hand-unit]").value).toBe("b");
});

test("another unit leaves the person to the unit", () => {
  choose("[data-hand-person]", "1");
  choose("[data-hand-unit]", "a");
  expect(pick("[data-hand-person]").value).toBe("");
});
