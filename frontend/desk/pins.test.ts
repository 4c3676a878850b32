import { expect, test } from "vitest";
import { setPins } from "./pins";

test("a pin is set in the middle, moved by the arrow keys, and taken away", () => {
  document.body.innerHTML = `<div data-pin tabindex="0"><svg data-pin-mark hidden></svg></div>
    <button data-pin-centre></button><button data-pin-none></button><input name="pin_x"><input name="pin_y">`;
  setPins(document);
  const values = () => [...document.querySelectorAll("input")].map((one) => one.value);
  (document.querySelector("[data-pin-centre]") as HTMLElement).click();
  expect(values()).toEqual(["0.5000", "0.5000"]);
  const stage = document.querySelector("[data-pin]") as HTMLElement;
  stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  expect(values()).toEqual(["0.5200", "0.5000"]);
  (document.querySelector("[data-pin-none]") as HTMLElement).click();
  expect(values()).toEqual(["", ""]);
});
