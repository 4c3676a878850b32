import { beforeEach, expect, test } from "vitest";
import { foldRail } from "./rail";

const RAIL = `<nav class="rail"><ul><li><a class="rail-item" href="/map"><span>一张图</span></a></li></ul>
  <button data-rail-more aria-expanded="false"></button><button data-rail-fold aria-expanded="true"></button></nav>`;

let page: Document;
beforeEach(() => {
  localStorage.clear();
  page = document.implementation.createHTMLDocument();
  page.body.innerHTML = RAIL;
  foldRail(page);
});
const button = (name: string) => page.querySelector<HTMLElement>(`[data-rail-${name}]`) as HTMLElement;

test("a folded rail is remembered and can be opened again", () => {
  button("fold").click();
  expect(page.documentElement.dataset.rail).toBe("folded");
  expect(localStorage.getItem("tuban.rail")).toBe("folded");
  expect(button("fold").getAttribute("aria-expanded")).toBe("false");
  button("fold").click();
  expect(localStorage.getItem("tuban.rail")).toBe("open");
});

test("the pointer is told the word that a folded rail hides", () => {
  button("fold").click();
  expect(page.querySelector<HTMLElement>(".rail-item")?.title).toBe("一张图");
});

test("on a phone the whole rail opens, and Escape closes it", () => {
  button("more").click();
  expect(page.querySelector(".rail")?.hasAttribute("data-open")).toBe(true);
  page.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(page.querySelector(".rail")?.hasAttribute("data-open")).toBe(false);
});
