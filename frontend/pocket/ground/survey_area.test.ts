import { describe, expect, test } from "vitest";
import cases from "../fixtures/areas.json";
import { type Degrees, type Point, Zone } from "./gauss_kruger";
import { apart, selfCrossing } from "./shapes";
import { areaOf, perimeterOf, type Ring } from "./survey_area";

const zoneOf = (epsg: number) => Zone.needed(epsg);

describe("the survey's area", () => {
  test("every polygon of the office's kernel measures the same to a hundredth of a square metre", () => {
    expect(cases.polygons.length).toBeGreaterThan(400);
    for (const { epsg, rings, area } of cases.polygons) {
      expect(Math.abs(areaOf(rings as unknown as Ring[], zoneOf(epsg)) - area)).toBeLessThan(0.01);
    }
  });

  test("the perimeter is the kernel's to a millimetre", () => {
    for (const { epsg, rings, perimeter } of cases.polygons) {
      expect(Math.abs(perimeterOf(rings as unknown as Ring[], zoneOf(epsg)) - perimeter)).toBeLessThan(0.001);
    }
  });

  test("an open ring measures what the closed one does, and the way round does not matter", () => {
    const one = cases.polygons[1];
    const ring = one?.rings[0] as unknown as Ring;
    const zone = zoneOf(one?.epsg ?? 0);
    expect(areaOf([ring.slice(0, -1)], zone)).toBeCloseTo(areaOf([ring], zone), 6);
    expect(areaOf([[...ring].reverse()], zone)).toBeCloseTo(areaOf([ring], zone), 3);
  });
});

describe("the plane", () => {
  test("places come to the point that PROJ says, and back, to a millimetre", () => {
    for (const { epsg, degrees, plane } of cases.places) {
      const [east, north] = zoneOf(epsg).plane(degrees as unknown as Degrees);
      expect(Math.hypot(east - (plane[0] ?? 0), north - (plane[1] ?? 0))).toBeLessThan(0.001);
      const [longitude, latitude] = zoneOf(epsg).degrees(plane as unknown as Point);
      expect(Math.abs(longitude - (degrees[0] ?? 0))).toBeLessThan(2e-8);
      expect(Math.abs(latitude - (degrees[1] ?? 0))).toBeLessThan(2e-8);
    }
  });

  test("another plane is refused", () => {
    expect(Zone.of(3857)).toBeNull();
  });
});

describe("crossing itself", () => {
  const square: Ring = [[0, 0], [10, 0], [10, 10], [0, 10]]; // biome-ignore format: one line reads as a shape
  test("a square does not", () => expect(selfCrossing(square)).toBeNull());
  test("a bow tie names its edges", () => {
    expect(selfCrossing([[0, 0], [10, 10], [10, 0], [0, 10]])).toEqual([0, 2]); // biome-ignore format: a shape
  });
  test("an edge that runs back over the last one is found", () => {
    expect(selfCrossing([[0, 0], [10, 0], [4, 0], [4, 8]])).not.toBeNull(); // biome-ignore format: a shape
  });
  test("no polygon of the fixture does", () => {
    for (const { rings } of cases.polygons) expect(selfCrossing(rings[0] as unknown as Ring)).toBeNull();
  });
});

test("shapes that meet are not apart, others by their nearest edges", () => {
  const box = (east: number): Point[] => [[east, 0], [east + 10, 0], [east + 10, 10], [east, 10]]; // biome-ignore format: a shape
  expect(apart(box(0), [box(5)])).toBe(0);
  expect(apart([[2, 2], [3, 2], [3, 3]], [box(0)])).toBe(0); // biome-ignore format: a shape
  expect(apart(box(0), [box(90), box(17)])).toBe(7);
});
