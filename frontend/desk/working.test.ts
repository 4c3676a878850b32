import { beforeAll, beforeEach, expect, test } from "vitest";
import { tellWhileWorking } from "./working";

beforeAll(() => tellWhileWorking(document));
beforeEach(() => {
  document.body.innerHTML = '<form data-working="正在核对…"><button>同意</button></form><form id="other"></form>';
});
const send = (form: Element | null) => {
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true });
  form?.dispatchEvent(event);
  return event.defaultPrevented;
};

test("a form that takes its time says so and is sent once", () => {
  const form = document.querySelector("form");
  expect(send(form)).toBe(false);
  expect(document.querySelector("[role=status]")?.textContent).toBe("正在核对…");
  expect(send(form)).toBe(true);
  expect(document.querySelectorAll("[role=status]").length).toBe(1);
});

test("a page gone back to is ready again", () => {
  const form = document.querySelector("form");
  send(form);
  window.dispatchEvent(new Event("pageshow"));
  expect(document.querySelector("[role=status]")).toBeNull();
  expect(send(form)).toBe(false);
});

test("other forms are left alone", () => {
  expect(send(document.querySelector("#other"))).toBe(false);
  expect(send(document.querySelector("#other"))).toBe(false);
});
