import { beforeAll, beforeEach, expect, test } from "vitest";
import { closeMenus } from "./menus";

beforeAll(() => closeMenus(document));
beforeEach(() => {
  document.body.innerHTML = `<details class="menu" open><summary tabindex="0">李某</summary><a href="#x">退出</a></details><button></button>`;
});
const menu = () => document.querySelector("details") as HTMLDetailsElement;

test("a menu closes when one clicks or moves elsewhere", () => {
  document.querySelector("button")?.click();
  expect(menu().open).toBe(false);
  menu().open = true;
  document.querySelector("button")?.focus();
  expect(menu().open).toBe(false);
});

test("Escape closes a menu and goes back to what opened it", () => {
  document.querySelector("a")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(menu().open).toBe(false);
  expect(document.activeElement).toBe(document.querySelector("summary"));
});
