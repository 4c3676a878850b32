import { beforeEach, expect, test } from "vitest";
import { askWhatFollows, followPapers } from "./telling";

beforeEach(() => {
  document.body.innerHTML = `<form data-telling>
    <fieldset data-section><div data-fact="ground_state"><select><option value="">?</option></select></div></fieldset>
    <fieldset data-section hidden><div data-fact="use_date" hidden><input></div><div data-fact="user" hidden><input value="甲"></div></fieldset>
  </form><div id="telling-side"></div>`;
});
askWhatFollows(document);
followPapers(document);

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

test("a paper with a kind is followed by an empty one", () => {
  document.body.innerHTML = `<div><input type="hidden" name="papers" value="1"><details class="paper-told" open><summary>+</summary>
    <label for="paper-0-kind">种类</label><select id="paper-0-kind" name="paper-0-kind"><option value=""></option><option value="supply">供地</option></select></details></div>`;
  const kind = document.querySelector("select") as HTMLSelectElement;
  kind.value = "supply";
  kind.dispatchEvent(new Event("change", { bubbles: true }));
  kind.dispatchEvent(new Event("change", { bubbles: true }));
  const papers = document.querySelectorAll(".paper-told");
  expect(papers.length).toBe(2);
  expect((document.querySelector("[name=papers]") as HTMLInputElement).value).toBe("2");
  const next = papers[1]?.querySelector("select") as HTMLSelectElement;
  expect([next.name, next.id, next.value]).toEqual(["paper-1-kind", "paper-1-kind", ""]);
  expect(papers[1]?.querySelector("label")?.htmlFor).toBe("paper-1-kind");
});
