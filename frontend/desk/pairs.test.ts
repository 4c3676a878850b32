import { expect, test } from "vitest";
import { comparePairs } from "./pairs";

test("S swipes, the slider moves the line, and a held space shows the other image", () => {
  document.body.innerHTML = `<section data-pair><button data-pair-mode="side" aria-pressed="true"></button>
    <button data-pair-mode="swipe"></button><div data-pair-stage tabindex="0">
    <input type="range" data-pair-slider hidden></div></section>`;
  comparePairs(document);
  const stage = document.querySelector("[data-pair-stage]") as HTMLElement;
  const slider = document.querySelector("[data-pair-slider]") as HTMLInputElement;
  const press = (kind: string, key: string) => stage.dispatchEvent(new KeyboardEvent(kind, { key, bubbles: true }));
  press("keydown", "s");
  expect(stage.dataset.mode).toBe("swipe");
  expect(slider.hidden).toBe(false);
  slider.value = "20";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  expect(stage.style.getPropertyValue("--swipe")).toBe("20%");
  press("keydown", " ");
  expect(stage.dataset.shown).toBe("before");
  press("keyup", " ");
  expect(stage.dataset.mode).toBe("swipe");
});
