import { afterEach, expect, test, vi } from "vitest";
import { walkCorners } from "./walking";

afterEach(() => vi.unstubAllGlobals());

function page(): void {
  document.body.innerHTML = `<textarea id="b"></textarea><p data-walk="b" hidden>
    <button data-walk-add>+</button><button data-walk-back>-</button>
    <span data-walk-told data-denied="denied" data-silent="silent" data-exact="to {metres} m"></span></p>`;
}

test("each press adds the corner where one stands, and the last one is taken back", () => {
  let place = 0;
  const getCurrentPosition = (came: PositionCallback) =>
    came({ coords: { longitude: 120 + place++ / 1000, latitude: 30, accuracy: 4.2 } } as GeolocationPosition);
  vi.stubGlobal("navigator", { geolocation: { getCurrentPosition } });
  page();
  walkCorners(document);
  const add = document.querySelector<HTMLElement>("[data-walk-add]");
  add?.click();
  add?.click();
  const field = document.querySelector("textarea");
  expect(field?.value).toBe("120.0000000, 30.0000000\n120.0010000, 30.0000000");
  expect(document.querySelector("[data-walk-told]")?.textContent).toBe("to 5 m");
  document.querySelector<HTMLElement>("[data-walk-back]")?.click();
  expect(field?.value).toBe("120.0000000, 30.0000000");
});

test("the part stays hidden where no place can be told", () => {
  vi.stubGlobal("navigator", {});
  page();
  walkCorners(document);
  expect(document.querySelector<HTMLElement>("[data-walk]")?.hidden).toBe(true);
});
