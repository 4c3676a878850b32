import { expect, test } from "vitest";
import type { Layer, LayerArea } from "../packages/shapes";
import { crossing } from "./crossing";
import { type Point, Zone } from "./gauss_kruger";
import { areaOf } from "./survey_area";

const ZONE = Zone.needed(4526);
const [E, N] = [38_576_000, 3_513_000];
const box = (west: number, south: number, east: number, north: number): Point[] => [
  [E + west, N + south], [E + east, N + south], [E + east, N + north], [E + west, N + north], [E + west, N + south],
]; // biome-ignore format: a shape
const area = (code: string, rings: Point[][], more = {}): LayerArea => ({ code, label: "", more, rings });
const layer = (kind: string, areas: LayerArea[], epsg = 4526): Layer => ({
  kind,
  title: kind,
  epsg,
  classes: { "0103": "旱地" },
  areas,
});
const LAND = [box(0, 0, 100, 100)];
const whole = areaOf(LAND, ZONE);

test("what lies in a boundary adds up to it, class by class", () => {
  const [found] = crossing(
    LAND,
    [
      layer("survey_last", [
        area("0103", [box(-50, -50, 40, 200)]),
        area("0103", [box(40, -50, 60, 50)]),
        area("0201", [box(60, 0, 300, 300)]),
      ]),
    ],
    ZONE,
  );
  const [first, second] = found?.shares ?? [];
  expect(first?.code).toBe("0103");
  expect(first?.label).toBe("旱地");
  expect(first?.area).toBeCloseTo(whole * 0.5, 0);
  expect(second?.area).toBeCloseTo(whole * 0.4, 0);
  expect((first?.area ?? 0) + (second?.area ?? 0) + (found?.rest ?? 0)).toBeCloseTo(whole, 1);
});

test("a hole of the layer is not in it", () => {
  const [found] = crossing(
    LAND,
    [layer("plan", [area("forbidden", [box(-10, -10, 110, 110), box(20, 20, 40, 40)])])],
    ZONE,
  );
  expect(found?.rest).toBeCloseTo(areaOf([box(20, 20, 40, 40)], ZONE), 1);
});

test("land apart from a layer has none of it", () => {
  const [found] = crossing(LAND, [layer("basic_farmland", [area("", [box(500, 0, 600, 100)])])], ZONE);
  expect(found?.shares).toEqual([]);
  expect(found?.rest).toBeCloseTo(whole, 2);
});

test("a layer whose eastings bear no zone number fits all the same", () => {
  const bare = box(0, 0, 50, 100).map(([east, north]): Point => [east - 38_000_000, north]);
  const [found] = crossing(LAND, [layer("conversion", [area("", [bare])], 4547)], ZONE);
  expect(found?.shares[0]?.area).toBeCloseTo(whole / 2, 0);
});

test("two papers over the same ground leave no more than the ground uncovered", () => {
  const [found] = crossing(
    LAND,
    [layer("supply", [area("a", [box(0, 0, 60, 100)]), area("b", [box(40, 0, 80, 100)])])],
    ZONE,
  );
  expect(found?.rest).toBeCloseTo(whole * 0.2, 0);
});
