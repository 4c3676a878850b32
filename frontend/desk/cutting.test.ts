import { expect, test } from "vitest";
import { drawCuts, pointsOf } from "./cutting";

const PAPER = { west: 500_000, north: 4_000_000, metres: 2 };

test("points are read with the northing first or last, with names and with a zone before the easting", () => {
  const said = ["J1,1,3999900.0,500020.0", "500020 3999900", "3999900,35500020.0"].join("\n");
  expect(pointsOf(said, PAPER)).toEqual([
    [10, 50],
    [10, 50],
    [10, 50],
  ]);
});

test("lines without two coordinates, and degrees, draw nothing", () => {
  expect(pointsOf("[地块坐标]\nJ1\n107.85,31.75", PAPER)).toEqual([]);
});

test("what is typed is drawn, and Backspace takes the last point away", () => {
  document.body.innerHTML = `<form data-cutting>
    <svg data-paper data-west="500000" data-north="4000000" data-metres="2" viewBox="0 0 150 100" tabindex="0">
      <g data-pieces></g><path data-cut d=""></path><g data-points></g></svg>
    <textarea data-points-text></textarea></form>`;
  drawCuts(document);
  const text = document.querySelector("textarea") as HTMLTextAreaElement;
  text.value = "3999900, 500020\n3999800, 500020";
  text.dispatchEvent(new Event("input", { bubbles: true }));
  expect(document.querySelector("[data-cut]")?.getAttribute("d")).toBe("M10.00 50.00 L10.00 100.00");
  document.querySelector("svg")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Backspace", bubbles: true }));
  expect(text.value).toBe("3999900, 500020");
});
