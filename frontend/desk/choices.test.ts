import { expect, test } from "vitest";
import { chooseRows } from "./choices";

function list(): HTMLElement {
  document.body.innerHTML = `<form data-choices data-total="412"><input type="hidden" data-all value="">
    <div data-choice-bar hidden><b data-choice-count></b><button type="button" data-choose-all hidden></button>
    <button type="button" data-choose-none></button></div>
    <table><tr><th><input type="checkbox" data-choose-page></th></tr>
    <tr><td><input type="checkbox" name="patch" value="a"></td></tr>
    <tr><td><input type="checkbox" name="patch" value="b"></td></tr></table></form>`;
  chooseRows(document);
  return document.body;
}
const one = <T extends HTMLElement>(within: HTMLElement, what: string) => within.querySelector(what) as T;

test("the bar shows how many are chosen, and offers everything that fits once the page is chosen", () => {
  const body = list();
  one<HTMLInputElement>(body, '[value="a"]').click();
  expect(one(body, "[data-choice-bar]").hidden).toBe(false);
  expect(one(body, "[data-choice-count]").textContent).toBe("1");
  expect(one(body, "[data-choose-all]").hidden).toBe(true);
  one<HTMLInputElement>(body, "[data-choose-page]").click();
  expect(one(body, "[data-choose-all]").hidden).toBe(false);
  one(body, "[data-choose-all]").click();
  expect(one(body, "[data-choice-count]").textContent).toBe("412");
  expect(one<HTMLInputElement>(body, "[data-all]").value).toBe("1");
});

test("unticking one gives up everything; choosing none hides the bar", () => {
  const body = list();
  one<HTMLInputElement>(body, "[data-choose-page]").click();
  one(body, "[data-choose-all]").click();
  one<HTMLInputElement>(body, '[value="b"]').click();
  expect(one<HTMLInputElement>(body, "[data-all]").value).toBe("");
  expect(one(body, "[data-choice-count]").textContent).toBe("1");
  one(body, "[data-choose-none]").click();
  expect(one(body, "[data-choice-bar]").hidden).toBe(true);
});
