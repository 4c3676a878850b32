import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { explainRefusals } from "./reasons";

const REASON = "规划股尚未出具意见，不能认定。";
const done = vi.fn();
beforeAll(() => {
  explainRefusals(document);
  document.addEventListener("click", done);
});
beforeEach(() => {
  done.mockClear();
  document.querySelector("main")?.remove();
  document.body.insertAdjacentHTML(
    "beforeend",
    `<main><button aria-disabled="true" data-reason="${REASON}">认定</button><button>保存</button></main>`,
  );
});
const buttons = () => document.querySelectorAll("button");
const box = () => document.querySelector("#why") as HTMLElement;

test("the keyboard reaches a refused control and reads why", () => {
  buttons()[0]?.focus();
  expect(box().hidden).toBe(false);
  expect(box().textContent).toBe(REASON);
  expect(buttons()[0]?.getAttribute("aria-describedby")).toBe("why");
});

test("Escape puts the sentence away, leaving does too", () => {
  buttons()[0]?.focus();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(box().hidden).toBe(true);
  buttons()[1]?.focus();
  buttons()[0]?.focus();
  buttons()[1]?.focus();
  expect(box().hidden).toBe(true);
  expect(buttons()[0]?.hasAttribute("aria-describedby")).toBe(false);
});

test("a refused control does nothing, another does", () => {
  buttons()[0]?.click();
  expect(done).not.toHaveBeenCalled();
  buttons()[1]?.click();
  expect(done).toHaveBeenCalledOnce();
});
