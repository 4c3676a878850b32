import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { answerKeys } from "./keys";

beforeAll(() => answerKeys(document));
beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = '<input data-search value="000123"><textarea></textarea><dialog id="keys"></dialog>';
  HTMLDialogElement.prototype.showModal = vi.fn();
});
const press = (key: string, on: Element = document.body, more = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
};

test("a slash goes to the search and is not written into it", () => {
  expect(press("/").defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(document.querySelector("[data-search]"));
});

test("a question mark shows the keys, a Chinese one too", () => {
  press("?");
  press("？");
  expect(HTMLDialogElement.prototype.showModal).toHaveBeenCalledTimes(2);
});

test("keys are left alone while someone writes, and with Ctrl", () => {
  const field = document.querySelector("textarea") as Element;
  expect(press("/", field).defaultPrevented).toBe(false);
  expect(press("?", field).defaultPrevented).toBe(false);
  expect(press("/", document.body, { ctrlKey: true }).defaultPrevented).toBe(false);
});

test("a letter presses the control that names it", () => {
  document.body.insertAdjacentHTML("beforeend", '<button aria-keyshortcuts="G">开始判读</button>');
  const pressed = vi.fn();
  document.querySelector("button")?.addEventListener("click", pressed);
  press("g");
  press("h");
  expect(pressed).toHaveBeenCalledOnce();
});

test("single keys can be turned off, and stay off", () => {
  document.body.insertAdjacentHTML("beforeend", '<input type="checkbox" data-keys-on checked>');
  const choice = document.querySelector<HTMLInputElement>("[data-keys-on]") as HTMLInputElement;
  choice.click();
  expect(press("/").defaultPrevented).toBe(false);
  expect(localStorage.getItem("tuban.keys")).toBe("off");
  choice.click();
  expect(press("/").defaultPrevented).toBe(true);
});
