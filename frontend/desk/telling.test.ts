import { beforeEach, expect, test } from "vitest";
import { askWhatFollows } from "./telling";

beforeEach(() => {
  document.body.innerHTML = `<form data-telling>
    <fieldset data-section><div data-fact="ground_state"><select><option value="">?</option></select></div></fieldset>
    <fieldset data-section hidden><div data-fact="use_date" hidden><input></div><div data-fact="user" hidden><input value="甲"></div></fieldset>
  </form><div id="telling-side"></div>`;
});
askWhatFollows(document);

function said(asked: string): void {
  const side = document.querySelector("#telling-side") as HTMLElement;
  side.innerHTML = `<section data-asked="${asked}"></section>`;
  side.dispatchEvent(new Event("htmx:afterSwap", { bubbles: true }));
}

const isHidden = (fact: string) => (document.querySelector(`[data-fact=${fact}]`) as HTMLElement).hidden;

test("what is asked appears with its section, what is not asked and empty goes", () => {
  said("ground_state use_date");
  expect(isHidden("use_date")).toBe(false);
  expect((document.querySelectorAll("[data-section]")[1] as HTMLElement).hidden).toBe(false);
  said("ground_state");
  expect(isHidden("use_date")).toBe(true);
});

test("what was typed stays in sight", () => {
  said("ground_state");
  expect(isHidden("user")).toBe(false);
});
