import { beforeAll, beforeEach, expect, test } from "vitest";
import { keepListBesideDrawer } from "./drawer";

beforeAll(() => keepListBesideDrawer(document));
beforeEach(() => {
  document.body.innerHTML = `<table data-rows><tbody><tr tabindex="0"><td><a href="/p/1">000123</a></td></tr></tbody></table>
    <aside id="drawer" hidden></aside>`;
});
const drawer = () => document.querySelector("#drawer") as HTMLElement;
const open = () => {
  const detail = { elt: document.querySelector("a"), target: drawer() };
  document.body.dispatchEvent(new CustomEvent("htmx:beforeRequest", { detail, bubbles: true }));
  drawer().innerHTML = '<h2 data-drawer-title tabindex="-1">000123</h2><a href="/list" data-close-drawer>关闭</a>';
  drawer().dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
};

test("what arrives is shown, its row is marked, its title has the focus", () => {
  open();
  expect(drawer().hidden).toBe(false);
  expect(document.querySelector("tr")?.getAttribute("aria-current")).toBe("true");
  expect(document.activeElement).toBe(document.querySelector("h2"));
});

test("closing gives the focus and the address back to the list", () => {
  const before = location.href;
  open();
  history.pushState({}, "", "/p/1");
  document.querySelector<HTMLElement>("[data-close-drawer]")?.click();
  expect(drawer().hidden).toBe(true);
  expect(drawer().innerHTML).toBe("");
  expect(location.href).toBe(before);
  expect(document.activeElement).toBe(document.querySelector("tr"));
  expect(document.querySelector("tr")?.hasAttribute("aria-current")).toBe(false);
});

test("Escape inside the drawer closes it", () => {
  open();
  document.querySelector("h2")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(drawer().hidden).toBe(true);
});
