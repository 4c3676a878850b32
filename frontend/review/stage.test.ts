import { beforeEach, describe, expect, it, vi } from "vitest";
import { Stage } from "./stage";

let desk: HTMLElement;
let slider: HTMLInputElement;

beforeEach(() => {
  document.body.innerHTML = `<div id="desk" data-mode="side"><figure data-when="before"></figure><figure data-when="after"></figure>
    <input type="range" hidden><div class="desk-tools"><button data-deed="before"></button><button data-deed="swipe"></button></div></div>`;
  desk = document.querySelector("#desk") as HTMLElement;
  slider = desk.querySelector("input") as HTMLInputElement;
});

describe("the stage", () => {
  it("shows one image large and both again", () => {
    const stage = new Stage(desk, slider, () => false);
    stage.choose("before");
    expect(desk.dataset).toMatchObject({ mode: "before", shown: "before" });
    expect(desk.querySelector("[data-deed=before]")?.getAttribute("aria-pressed")).toBe("true");
    stage.choose("before");
    expect(desk.dataset.mode).toBe("side");
  });

  it("flickers by itself", () => {
    vi.useFakeTimers();
    const stage = new Stage(desk, slider, () => false);
    stage.choose("flicker");
    vi.advanceTimersByTime(700);
    expect(desk.dataset.shown).toBe("before");
    stage.reset();
    vi.advanceTimersByTime(5000);
    expect(desk.dataset.mode).toBe("side");
    vi.useRealTimers();
  });

  it("changes the image by hand for those who want less movement", () => {
    vi.useFakeTimers();
    const stage = new Stage(desk, slider, () => true);
    stage.choose("flicker");
    const first = desk.dataset.shown;
    vi.advanceTimersByTime(5000);
    expect(desk.dataset.shown).toBe(first);
    stage.choose("flicker");
    expect(desk.dataset.shown).not.toBe(first);
    stage.reset();
    expect(desk.dataset.mode).toBe("side");
    vi.useRealTimers();
  });

  it("swipes where the slider stands", () => {
    const stage = new Stage(desk, slider, () => false);
    stage.choose("swipe");
    expect(slider.hidden).toBe(false);
    slider.value = "30";
    slider.dispatchEvent(new Event("input"));
    expect(desk.style.getPropertyValue("--swipe")).toBe("30%");
  });
});
