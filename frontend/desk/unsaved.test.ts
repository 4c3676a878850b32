import { beforeAll, beforeEach, expect, test } from "vitest";
import { guardUnsavedForms } from "./unsaved";

beforeAll(() => guardUnsavedForms(document));
beforeEach(() => {
  document.body.innerHTML = '<form data-guard><textarea name="opinion">同意</textarea></form>';
  document.dispatchEvent(new Event("htmx:afterSettle"));
});
const type = (words: string) => {
  const field = document.querySelector("textarea") as HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const leave = () => {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
};

test("leaving with something unsaved is held up", () => {
  expect(leave()).toBe(false);
  type("同意，补充理由");
  expect(leave()).toBe(true);
});

test("what was put back as it was does not hold up", () => {
  type("不同意");
  type("同意");
  expect(leave()).toBe(false);
});

test("what was saved does not hold up", () => {
  type("不同意");
  const elt = document.querySelector("form");
  elt?.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true, detail: { elt, successful: false } }));
  expect(leave()).toBe(true);
  elt?.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true, detail: { elt, successful: true } }));
  expect(leave()).toBe(false);
});
